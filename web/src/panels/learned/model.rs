//! One model: its progress, its filters, its answers, its confusion matrix.

use std::time::Duration;

use etalon_explorer::race::tasks::{self, Shows};
use etalon_train::shape::Width;
use etalon_train::task::digits::CLASSES;
use leptos::ev::PointerEvent;
use leptos::html::Div;
use leptos::prelude::*;
use plotters::style::RGBColor;

use crate::app::state::App;
use crate::chart::palette::Palette;
use crate::io::later::later;
use crate::panels::learned::knowledge::{Known, Now};
use crate::panels::learned::picture::Pixels;
use crate::panels::learned::spelt::Spelt;
use crate::parts::swatch::Swatch;
use etalon_explorer::learned::{
    Colour, Picture, Scale, Snapshot, columns, describe, paint, paint_digit, per_cent, rows, worst,
};
use etalon_explorer::number::percent;
use etalon_explorer::race::slot::Line;

/// The pause after the last change before the words for a picture are written.
const WORDS_LATER: Duration = Duration::from_millis(400);

/// The model of `line` after `epoch`.
#[component]
pub fn Model(
    app: App,
    line: Line,
    known: Known,
    epoch: Memo<u32>,
    limit: Memo<f32>,
    palette: Signal<Palette>,
    pointed: RwSignal<Option<usize>>,
    wide: bool,
) -> impl IntoView {
    let now = known.at(epoch);
    let diverged = Memo::new(move |_| now.read(|learned, _| learned.diverged_by(epoch.get())).flatten());
    let state = move || {
        let read = now.read(|_, snapshot| {
            let Snapshot { confusion, .. } = snapshot;
            let right = percent(f64::from(confusion.right()) / f64::from(confusion.samples().max(1)));
            let diverged = diverged.get().map(|step| app.view.get().yours.step(f64::from(step)));
            match (diverged, snapshot.epoch) {
                (Some(step), 0) => format!("diverged at step {step}; this is its start"),
                (Some(step), epoch) => format!("diverged at step {step}; this is epoch {epoch}"),
                (None, 0) => format!("{right} before training"),
                (None, epoch) => format!("{right} after epoch {epoch}"),
            }
        });
        match read {
            Some(state) if known.stale.get() => format!("{state} …"),
            Some(state) => state,
            None => "training …".to_owned(),
        }
    };
    let filters = move |()| {
        let Palette { plus, minus, paper, .. } = palette.get();
        let scale = Scale { plus: rgb(plus), minus: rgb(minus), zero: rgb(paper), limit: limit.get() };
        now.read(|_, snapshot| paint(&snapshot.filters, &scale))
    };
    let words = Signal::derive(move || {
        now.read(|_, snapshot| describe(&app.name(line), snapshot, limit.get())).unwrap_or_default()
    });
    let words = later(words, WORDS_LATER);
    let words = Signal::derive(move || match words.get() {
        none if none.is_empty() => format!("{}: first-layer filters, not known yet", app.name(line)),
        words => words,
    });
    let units = Memo::new(move |_| now.read(|learned, _| learned.units).unwrap_or(Width::USUAL.units()));
    let shows = Memo::new(move |_| app.config.with(|config| tasks::page(config.task()).shows));
    let name = format!("learned-{line}");
    view! {
        <article
            class=format!("model {line}")
            class:stale=move || known.stale.get()
            aria-labelledby=name
            aria-busy=move || known.stale.get().to_string()
        >
            <h3 id=name.clone()><Swatch line />{move || app.short_name(line)}</h3>
            <p class="state" class:bad=move || diverged.get().is_some()>{state}</p>
            {move || match shows.get() {
                Shows::Spelling => view! { <Spelt now wide /> }.into_any(),
                Shows::Pictures => view! {
                    <Tiles units picture=filters says=words pointed />
                    <ul class="answers" aria-label="Ten validation digits and its answers">
                        {(0..CLASSES).map(|at| view! { <Answer now at palette /> }).collect_view()}
                    </ul>
                    <Matrix now wide />
                }
                .into_any()
            }}
        </article>
    }
}

/// The filters. The unit under the pointer is framed in every model.
#[component]
fn Tiles(
    units: Memo<usize>,
    #[prop(into)] picture: Callback<(), Option<Picture>>,
    says: Signal<String>,
    pointed: RwSignal<Option<usize>>,
) -> impl IntoView {
    let frame = NodeRef::<Div>::new();
    let columns = Memo::new(move |_| columns(units.get()));
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

/// A digit and the prediction for it.
#[component]
fn Answer(now: Now, at: usize, palette: Signal<Palette>) -> impl IntoView {
    let digit = Memo::new(move |_| now.read(|learned, _| learned.digits.get(at).cloned()).flatten());
    let answer = Memo::new(move |_| {
        let answer = now.read(|_, snapshot| snapshot.answers.get(at).cloned()).flatten()?;
        let sure = answer.probabilities.get(usize::from(answer.predicted)).copied()?;
        Some((answer.predicted, sure))
    });
    let wrong = Memo::new(move |_| {
        let (digit, answer) = (digit.get(), answer.get());
        digit.zip(answer).is_some_and(|(digit, (predicted, _))| digit.label != predicted)
    });
    let picture = move |()| {
        let Palette { ink, paper, .. } = palette.get();
        digit.get().map(|digit| paint_digit(&digit.pixels, rgb(paper), rgb(ink)))
    };
    let sure = move || {
        let sure = answer.get().map_or(0.0, |(_, sure)| sure);
        if sure.is_finite() { sure.to_string() } else { "0".to_owned() }
    };
    let predicted = move || answer.get().map(|(predicted, _)| predicted.to_string()).unwrap_or_default();
    let shown = move || digit.get().map(|digit| format!("{}: predicted ", digit.label)).unwrap_or_default();
    view! {
        <li class:wrong=move || wrong.get()>
            <Pixels class="digit" picture=picture />
            <span class="bar" aria-hidden="true" style:--sure=sure></span>
            <span class="predicted">
                <span class="visually-hidden">{shown}</span>
                <span aria-hidden="true">{move || if wrong.get() { "✗" } else { "✓" }}</span>
                {predicted}
                <span class="visually-hidden">{move || if wrong.get() { ", wrong, " } else { ", right, " }}</span>
            </span>
            <span class="sure">{move || answer.get().map(|(_, sure)| per_cent(sure))}</span>
        </li>
    }
}

/// How often each digit was predicted as each.
#[component]
fn Matrix(now: Now, wide: bool) -> impl IntoView {
    let confusion = Memo::new(move |_| now.read(|_, snapshot| snapshot.confusion.clone()));
    let rows = move || confusion.get().map(|confusion| rows(&confusion)).unwrap_or_default();
    let most = move || match confusion.get().map(|confusion| worst(&confusion)) {
        Some(Some(most)) => most,
        Some(None) => "no digit is mistaken for another".to_owned(),
        None => String::new(),
    };
    let heads = (0..CLASSES).map(|class| view! { <th scope="col">{class}</th> }).collect_view();
    view! {
        <details class="matrix" open=wide>
            <summary>"Confusion " <span>"digit ↓ answer →"</span></summary>
            <table>
                <caption>{most}</caption>
                <thead>
                    <tr>
                        <td></td>
                        {heads}
                    </tr>
                </thead>
                // The rows hold only counts and class names of the program.
                <tbody inner_html=rows></tbody>
            </table>
        </details>
    }
}

fn rgb(colour: RGBColor) -> Colour {
    [colour.0, colour.1, colour.2]
}
