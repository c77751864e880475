//! Tune each fairly: every schedule is trained at every base rate of one grid, and races at its own best.

use leptos::prelude::*;

use crate::io::tuner::Tuner;
use crate::model::config::{Config, base_rate};
use etalon_explorer::race::slot::Line;
use etalon_explorer::race::control::Control;
use etalon_explorer::number::rate;
use crate::model::tune::{RATES, TRAININGS, Tuning};
use crate::app::state::{App, Speaker};
use crate::parts::swatch::Swatch;

/// A tuning and the settings it is of.
type Found = (Config, Tuning);

/// The button, what it found, and the way back.
#[component]
pub fn Tune(app: App) -> impl IntoView {
    let found = RwSignal::new(None::<Found>);
    let tuner = StoredValue::new_local(None::<Tuner>);
    let busy = RwSignal::new(false);
    let stop = move || {
        tuner.set_value(None);
        busy.set(false);
    };
    let start = move |_| {
        let Ok(config) = app.config.get_untracked().with_tuned(None) else { return };
        app.hush(Speaker::Tuner);
        found.set(Some((config, Tuning::default())));
        busy.set(true);
        tuner.set_value(Some(Tuner::start(config, move |told| match told {
            Ok(tuning) => {
                found.set(Some((config, tuning)));
                if tuning.is_complete() {
                    busy.set(false);
                    app.keep_present();
                    app.config.set(tuning.applied(&config));
                }
            }
            Err(why) => {
                busy.set(false);
                app.say(Speaker::Tuner, &format!("The tuning ended early: {why}."));
            }
        })));
    };
    // Settings that change under a tuning are not the ones it would be for.
    Effect::new(move || {
        let now = app.config.get().with_tuned(None);
        let of = found.with_untracked(|found| found.map(|(config, _)| config));
        if busy.get_untracked() && now.ok() != of {
            stop();
            app.say(Speaker::Tuner, "The tuning was cancelled: the settings changed.");
        }
    });
    let done = Memo::new(move |_| found.with(|found| found.map_or(0, |(_, tuning)| tuning.done())));
    let tuned = Memo::new(move |_| app.config.get().tuned().copied());
    // One rate for all is always legal.
    let same = move |_| {
        app.keep_present();
        app.config.update(|config| *config = config.with_tuned(None).unwrap_or(*config));
    };
    view! {
        <h3 id="tune">"Tune each fairly"</h3>
        <p class="hint">
            {format!("At one base rate for all, one schedule may lose only because the rate suits another. This trains every schedule at {} rates between 1e-4 and 0.1 and lets each race at its own best.", RATES.len())}
        </p>
        <div class="tuner">
            <Show when=move || !busy.get()>
                <button class="button primary" on:click=start>"Tune each fairly"</button>
            </Show>
            <Show when=move || busy.get()>
                <button class="button" on:click=move |_| stop()>"Cancel"</button>
                <progress aria-label="Trainings done" max=TRAININGS.to_string() value=move || done.get().to_string()></progress>
                <span class="counted">{move || format!("{} of {TRAININGS} trainings", done.get())}</span>
            </Show>
            <Show when=move || tuned.get().is_some() && !busy.get()>
                <button class="button" on:click=same>"Same rate for all again"</button>
            </Show>
        </div>
        <p class="hint" aria-live="polite">{move || verdict(&app.config.get(), found.get(), busy.get())}</p>
        <Show when=move || found.with(Option::is_some)>
            <Grid found />
        </Show>
    }
}

/// What was done, in words.
fn verdict(config: &Config, found: Option<Found>, busy: bool) -> String {
    let of_now = found.filter(|(of, _)| config.with_tuned(None).is_ok_and(|now| now == *of));
    let Some(rates) = config.tuned() else {
        let other = found.is_some() && of_now.is_none() && !busy;
        return if other {
            "What the table says was found for other settings.".to_owned()
        } else {
            String::new()
        };
    };
    let each: Vec<String> =
        rates.iter().map(|(line, own)| format!("{} {}", line.short(), rate(*own))).collect();
    let mut said = format!("Each races at a base rate of its own: {}.", each.join(", "));
    match of_now {
        Some((_, tuning)) if tuning.is_complete() => {
            said.push_str(" Chosen by final accuracy, of equals by loss, with the same start and batches, on the same 357 validation digits the results are told on and with one seed: a small lead proves nothing. Another seed tells more.");
            let edge: Vec<&str> = Line::ALL
                .into_iter()
                .filter(|line| tuning.is_at_edge(*line))
                .map(Line::short)
                .collect();
            if !edge.is_empty() {
                said.push_str(&format!(
                    " At the end of the grid, so that a better one may lie beyond: {}.",
                    edge.join(", ")
                ));
            }
        }
        Some(_) => {}
        None if found.is_some() => said.push_str(" They were found for other settings."),
        None => said.push_str(" They came with the address."),
    }
    said
}

/// Final accuracies by schedule and rate.
#[component]
fn Grid(found: RwSignal<Option<Found>>) -> impl IntoView {
    let tuning = Memo::new(move |_| found.get().map(|(_, tuning)| tuning).unwrap_or_default());
    let heads = RATES.map(|value| view! { <th scope="col">{rate(value)}</th> }).collect_view();
    let rows = Line::ALL
        .map(|line| {
            let name = Control::from(base_rate(line)).spec().label;
            let cells = (0..RATES.len()).map(|at| view! { <Cell tuning line at /> }).collect_view();
            view! {
                <tr class=line.to_string()>
                    <th scope="row" title=format!("{}: by {name}", line.name())><Swatch line /> {line.short()}</th>
                    {cells}
                </tr>
            }
        })
        .collect_view();
    view! {
        <div class="rows" role="region" aria-label="Final accuracies by base rate" tabindex="0">
            <table class="grid">
                <caption>"Final accuracy in per cent by base rate; the best of each row is framed, × diverged"</caption>
                <thead>
                    <tr>
                        <th scope="col">"base rate"</th>
                        {heads}
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}

#[component]
fn Cell(tuning: Memo<Tuning>, line: Line, at: usize) -> impl IntoView {
    let outcome = Memo::new(move |_| tuning.with(|tuning| tuning.outcomes(line)[at]));
    let best = Memo::new(move |_| tuning.with(|tuning| tuning.best(line) == Some(at)));
    let level = Memo::new(move |_| tuning.with(|tuning| tuning.level(line, at)));
    let text = move || match outcome.get() {
        None => view! { <span class="open">"·"</span> }.into_any(),
        Some(outcome) => match (outcome.divergence, outcome.final_accuracy) {
            (None, Some(accuracy)) => format!("{:.1}", f64::from(accuracy) * 100.0).into_any(),
            (diverged, _) => {
                let said = diverged.map_or_else(String::new, |at| format!("diverged at step {}", at.step));
                view! {
                    <span class="bad" aria-hidden="true" title=said.clone()>"×"</span>
                    <span class="visually-hidden">{said}</span>
                }
                .into_any()
            }
        },
    };
    view! {
        <td class=move || if best.get() { "best" } else { "" } style:--level=move || level.get().to_string()>
            {text}
            <Show when=move || best.get()>
                <span class="visually-hidden">", best"</span>
            </Show>
        </td>
    }
}
