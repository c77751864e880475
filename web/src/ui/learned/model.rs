//! One model: how far it is, its filters, its answers, its confusion matrix.

use std::time::Duration;

use etalon_train::shape::Width;
use etalon_train::task::digits::{CLASSES, VALIDATION};
use leptos::ev::PointerEvent;
use leptos::html::Div;
use plotters::style::RGBColor;

use crate::chart::palette::Palette;
use crate::html::*;
use crate::model::entrant::Entrant;
use crate::model::number::percent;
use crate::signals::{Memo, RwSignal, Signal, derived, memo};
use crate::ui::chart::later;
use crate::ui::learned::knowledge::{Known, Now};
use crate::ui::learned::picture::Pixels;
use crate::ui::list::CollectList as _;
use crate::ui::swatch::Swatch;
use etalon_explorer::learned::{
    Colour, Picture, Scale, columns, describe, paint, paint_digit, per_cent, rows, worst,
};

/// How long after the last change the words for a picture follow.
const WORDS_LATER: Duration = Duration::from_millis(400);

/// The model of `entrant` as of `epoch`.
#[component]
pub fn Model(
    entrant: Entrant,
    known: Known,
    epoch: Memo<u32>,
    limit: Memo<f32>,
    palette: Signal<Palette>,
    pointed: RwSignal<Option<usize>>,
    wide: bool,
) -> impl IntoView {
    let now = known.at(epoch);
    let diverged = memo(move || now.read(|learned, _| learned.diverged_by(epoch.get())).flatten());
    let state = move || {
        let read = now.read(|_, snapshot| {
            let right = percent(f64::from(snapshot.confusion.right()) / VALIDATION as f64);
            match (diverged.get(), snapshot.epoch) {
                (Some(step), 0) => format!("diverged at step {step}; this is its start"),
                (Some(step), epoch) => format!("diverged at step {step}; this is epoch {epoch}"),
                (None, 0) => format!("{right} before training"),
                (None, epoch) => format!("{right} after epoch {epoch}"),
            }
        });
        match read {
            Some(state) if known.stale.get() => format!("{state} …"),
            Some(state) => state,
            None => "being looked into …".to_owned(),
        }
    };
    let filters = move |()| {
        let Palette { plus, minus, paper, .. } = palette.get();
        let scale = Scale { plus: rgb(plus), minus: rgb(minus), zero: rgb(paper), limit: limit.get() };
        now.read(|_, snapshot| paint(&snapshot.filters, &scale))
    };
    let words = derived(move || {
        now.read(|_, snapshot| describe(entrant.name(), snapshot, limit.get())).unwrap_or_default()
    });
    let words = later(words, WORDS_LATER);
    let words = derived(move || match words.get() {
        none if none.is_empty() => format!("{}: first-layer filters, not looked into yet", entrant.name()),
        words => words,
    });
    let units = memo(move || now.read(|learned, _| learned.units).unwrap_or(Width::USUAL.units()));
    let name = format!("learned-{}", entrant.id());
    view! {
        <article
            class=format!("model c-{}", entrant.id())
            class:stale=move || known.stale.get()
            aria-labelledby=name
            aria-busy=move || known.stale.get().to_string()
        >
            <h3 id=name.clone()><Swatch entrant />{entrant.card_name()}</h3>
            <p class="state" class:bad=move || diverged.get().is_some()>{move || state()}</p>
            <Tiles units picture=filters says=words pointed />
            <ul class="answers" aria-label="Ten validation digits and its answers">
                {(0..CLASSES).map(|at| view! { <Told now at palette /> }).collect_list()}
            </ul>
            <Matrix now wide />
        </article>
    }
}

/// The filters; the unit that is pointed at is framed in all five models.
#[component]
fn Tiles(
    units: Memo<usize>,
    #[prop(into)] picture: Callback<(), Option<Picture>>,
    says: Signal<String>,
    pointed: RwSignal<Option<usize>>,
) -> impl IntoView {
    let frame = NodeRef::<Div>::new();
    let columns = memo(move || columns(units.get()));
    let rows = move || units.get().div_ceil(columns.get());
    let point = move |event: PointerEvent| {
        let Some(place) = frame.get_untracked().map(|frame| frame.get_bounding_client_rect()) else { return };
        let along = |at: i32, from: f64, size: f64, count: usize| {
            (((f64::from(at) - from) / size.max(1.0)).clamp(0.0, 0.999) * count as f64) as usize
        };
        let column = along(event.client_x(), place.left(), place.width(), columns.get_untracked());
        let row = along(event.client_y(), place.top(), place.height(), rows());
        let unit = Some(row * columns.get_untracked() + column);
        if pointed.get_untracked() != unit {
            pointed.set(unit);
        }
    };
    let at = move || pointed.get().unwrap_or_default();
    view! {
        <div
            class="tiles"
            class:many=move || { units.get() > Width::USUAL.units() }
            style:--columns=move || columns.get().to_string()
            style:--rows=move || rows().to_string()
        >
            <div
                class="frame"
                node_ref=frame
                on:pointermove=point
                on:pointerdown=point
                on:pointerleave=move |_| pointed.set(None)
            >
                <Pixels class="filters" picture says />
                <i
                    class="mark"
                    hidden=move || pointed.get().is_none_or(|unit| unit >= units.get())
                    style:--column=move || (at() % columns.get()).to_string()
                    style:--row=move || (at() / columns.get()).to_string()
                ></i>
            </div>
        </div>
    }
}

/// A digit and what the model says of it.
#[component]
fn Told(now: Now, at: usize, palette: Signal<Palette>) -> impl IntoView {
    let digit = memo(move || now.read(|learned, _| learned.digits.get(at).cloned()).flatten());
    let answer = memo(move || {
        let answer = now.read(|_, snapshot| snapshot.answers.get(at).cloned()).flatten()?;
        let sure = answer.probabilities.get(usize::from(answer.predicted)).copied()?;
        Some((answer.predicted, sure))
    });
    let wrong = memo(move || {
        let (digit, answer) = (digit.get(), answer.get());
        digit.zip(answer).is_some_and(|(digit, (told, _))| digit.label != told)
    });
    let picture = move |()| {
        let Palette { ink, paper, .. } = palette.get();
        digit.get().map(|digit| paint_digit(&digit.pixels, rgb(paper), rgb(ink)))
    };
    let sure = move || {
        let sure = answer.get().map_or(0.0, |(_, sure)| sure);
        if sure.is_finite() { sure.to_string() } else { "0".to_owned() }
    };
    let told = move || answer.get().map(|(told, _)| told.to_string()).unwrap_or_default();
    let shown = move || digit.get().map(|digit| format!("{}: told ", digit.label)).unwrap_or_default();
    view! {
        <li class:wrong=move || wrong.get()>
            <Pixels class="digit" picture=picture />
            <span class="bar" aria-hidden="true" style:--sure=move || sure()></span>
            <span class="told">
                <span class="visually-hidden">{move || shown()}</span>
                <span aria-hidden="true">{move || if wrong.get() { "✗" } else { "✓" }}</span>
                {move || told()}
                <span class="visually-hidden">{move || if wrong.get() { ", wrong, " } else { ", right, " }}</span>
            </span>
            <span class="sure">{move || answer.get().map(|(_, sure)| per_cent(sure))}</span>
        </li>
    }
}

/// How often each digit was told to be each.
#[component]
fn Matrix(now: Now, wide: bool) -> impl IntoView {
    let confusion = memo(move || now.read(|_, snapshot| snapshot.confusion.clone()));
    let rows = move || confusion.get().map(|confusion| rows(&confusion)).unwrap_or_default();
    let most = move || match confusion.get().map(|confusion| worst(&confusion)) {
        Some(Some(most)) => most,
        Some(None) => "none taken for another".to_owned(),
        None => String::new(),
    };
    let heads = (0..CLASSES).map(|class| view! { <th scope="col">{class}</th> }).collect_list();
    view! {
        <details class="matrix" open=wide>
            <summary>"Confusion " <span>"digit ↓ answer →"</span></summary>
            <table>
                <caption>{move || most()}</caption>
                <thead>
                    <tr>
                        <td></td>
                        {heads}
                    </tr>
                </thead>
                // Counts and class names of ours, replaced as a whole.
                <tbody inner_html=move || rows()></tbody>
            </table>
        </details>
    }
}

fn rgb(colour: RGBColor) -> Colour {
    [colour.0, colour.1, colour.2]
}
