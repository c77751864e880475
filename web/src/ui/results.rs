//! The results, up to where the play head stands: the five runs in numbers.

use leptos::prelude::*;

use crate::model::entrant::{Entrant, PerEntrant};
use crate::model::number::{loss, percent, rate, time};
use crate::model::run::Summary;
use crate::ui::state::App;
use crate::ui::swatch::Swatch;

/// The table of results.
#[component]
pub fn Results(app: App) -> impl IntoView {
    let at_end = Memo::new(move |_| app.playback.get().at >= app.total());
    let heads = move || {
        if at_end.get() {
            ["final accuracy", "final loss", "final η"]
        } else {
            ["accuracy now", "loss now", "η now"]
        }
    };
    let all = Memo::new(move |_| {
        let now = app.playback.get();
        // All shown means all of each run, even of one that is of another length than the controls say.
        let steps = if now.at >= app.total() { f64::INFINITY } else { now.at };
        PerEntrant::from_fn(|entrant| {
            let run = app.run(entrant)?;
            Some((run.summary(steps), run.millis, run.complete))
        })
    });
    let rows = Entrant::ALL.into_iter().map(|entrant| view! { <Row all entrant /> }).collect_view();
    view! {
        <div class="results-frame" role="region" aria-label="Results" tabindex="0">
        <table class="results">
            <caption class="visually-hidden">"Results of the five trainings"</caption>
            <thead>
                <tr>
                    <th scope="col">"schedule"</th>
                    <th scope="col">"best accuracy"</th>
                    <th scope="col">{move || heads()[0]}</th>
                    <th scope="col">{move || heads()[1]}</th>
                    <th scope="col">{move || heads()[2]}</th>
                    <th scope="col">"time"</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
        </div>
    }
}

/// What is shown of a run: its numbers, the time it took, whether it is over.
type Shown = Option<(Summary, f64, bool)>;

#[component]
fn Row(all: Memo<PerEntrant<Shown>>, entrant: Entrant) -> impl IntoView {
    let summary = Memo::new(move |_| *all.get().get(entrant));
    let dash = || "–".to_owned();
    let share = |share: f32| percent(f64::from(share));
    let best = move || summary.get().and_then(|(s, ..)| s.best).map_or_else(dash, share);
    let last = move || summary.get().and_then(|(s, ..)| s.last).map_or_else(dash, share);
    let last_loss =
        move || summary.get().and_then(|(s, ..)| s.loss).map_or_else(dash, |value| loss(f64::from(value)));
    let eta = move || summary.get().and_then(|(s, ..)| s.rate).map_or_else(dash, rate);
    let took = move || match summary.get() {
        Some((_, millis, true)) => time(millis),
        Some(_) => "…".to_owned(),
        None => dash(),
    };
    let wins = move || {
        let last = summary.get().filter(|(s, ..)| s.diverged.is_none()).and_then(|(s, ..)| s.last);
        let sound = |shown: &Shown| shown.filter(|(s, ..)| s.diverged.is_none()).and_then(|(s, ..)| s.last);
        let highest = all.get().iter().filter_map(|(_, shown)| sound(shown)).fold(0.0, f32::max);
        last.is_some_and(|last| last >= highest && last > 0.0)
    };
    let diverged = Memo::new(move |_| summary.get().and_then(|(s, ..)| s.diverged));
    // A diverged run has no last accuracy or loss that means anything.
    let outcome = move || match diverged.get() {
        Some(step) => {
            view! { <td colspan="2" class="bad">{format!("diverged at step {step}")}</td> }.into_any()
        }
        None => view! {
            <td class:wins=wins>{last}</td>
            <td>{last_loss}</td>
        }
        .into_any(),
    };
    view! {
        <tr class=format!("c-{}", entrant.id())>
            <th scope="row">
                <Swatch entrant />
                <span class="long">{entrant.name()}</span>
                <span class="short">{entrant.short()}</span>
            </th>
            <td>{best}</td>
            {outcome}
            <td>{eta}</td>
            <td>{took}</td>
        </tr>
    }
}
