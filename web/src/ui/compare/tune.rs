//! Tune each fairly: every schedule is trained at every base rate of one grid, and races at its own best.

use crate::html::*;
use etalon_explorer::crew::Device;

use crate::io::crew::{Progress, Question};
use crate::model::config::{Config, base_rate};
use crate::model::entrant::Entrant;
use crate::model::knob::Knob;
use crate::model::number::rate;
use crate::model::tune::{RATES, TRAININGS, Tuning, jobs};
use crate::signals::{Memo, RwSignal, derived, effect, memo, signal};
use crate::ui::list::CollectList as _;
use crate::ui::shown::Shown;
use crate::ui::state::{App, Speaker};
use crate::ui::swatch::Swatch;

/// A tuning and the settings it is of.
type Found = (Config, Tuning);

/// The button, what it found, and the way back.
#[component]
pub fn Tune(app: App) -> impl IntoView {
    let found = signal(None::<Found>);
    let question = StoredValue::new_local(None::<Question>);
    let busy = signal(false);
    let stop = move || {
        question.set_value(None);
        busy.set(false);
    };
    let start = move |_| {
        let Ok(config) = app.config.get_untracked().with_tuned(None) else { return };
        app.hush(Speaker::Tuner);
        found.set(Some((config, Tuning::default())));
        busy.set(true);
        let jobs = jobs(&config);
        if jobs.len() != TRAININGS {
            busy.set(false);
            return app.say(Speaker::Tuner, "Not every rate can be tried with these settings.");
        }
        let mut tuning = Tuning::default();
        let on = move |progress| match progress {
            Progress::Some(outcomes) => {
                outcomes.into_iter().for_each(|(at, outcome)| tuning.book(at, outcome));
                found.set(Some((config, tuning)));
            }
            Progress::Done => {
                busy.set(false);
                app.keep_present();
                app.config.set(tuning.applied(&config));
            }
            Progress::Failed(why) => {
                busy.set(false);
                app.say(Speaker::Tuner, &format!("The tuning ended early: {why}."));
            }
        };
        question.set_value(Some(app.crew().sweep(jobs, Device::Cpu, on)));
    };
    // Settings that change under a tuning are not the ones it would be for.
    effect(move || {
        let now = app.config.get().with_tuned(None);
        let of = found.with_untracked(|found| found.map(|(config, _)| config));
        if busy.get_untracked() && now.ok() != of {
            stop();
            app.say(Speaker::Tuner, "The tuning was cancelled: the settings changed.");
        }
    });
    let done = memo(move || found.with(|found| found.map_or(0, |(_, tuning)| tuning.done())));
    let tuned = memo(move || app.config.get().tuned().copied());
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
            <Shown when=derived(move || !busy.get())>
                <button class="button primary" on:click=start>"Tune each fairly"</button>
            </Shown>
            <Shown when=busy>
                <button class="button" on:click=move |_| stop()>"Cancel"</button>
                <progress aria-label="Trainings done" max=TRAININGS.to_string() value=move || done.get().to_string()></progress>
                <span class="counted">{move || format!("{} of {TRAININGS} trainings", done.get())}</span>
            </Shown>
            <Shown when=derived(move || tuned.get().is_some() && !busy.get())>
                <button class="button" on:click=same>"Same rate for all again"</button>
            </Shown>
        </div>
        <p class="hint" aria-live="polite">{move || verdict(&app.config.get(), found.get(), busy.get())}</p>
        <Shown when=derived(move || found.with(Option::is_some))>
            <Grid found />
        </Shown>
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
        rates.iter().map(|(entrant, own)| [entrant.short(), " ", &rate(*own)].concat()).collect();
    let mut said = format!("Each races at a base rate of its own: {}.", each.join(", "));
    match of_now {
        Some((_, tuning)) if tuning.is_complete() => {
            said.push_str(" Chosen by final accuracy, of equals by loss, with the same start and batches, on the same 357 validation digits the results are told on and with one seed: a small lead proves nothing. Another seed tells more.");
            let edge: Vec<&str> = Entrant::ALL
                .into_iter()
                .filter(|entrant| tuning.is_at_edge(*entrant))
                .map(Entrant::short)
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
    let tuning = memo(move || found.get().map(|(_, tuning)| tuning).unwrap_or_default());
    let heads = RATES.map(|value| view! { <th scope="col">{rate(value)}</th> }).collect_list();
    let rows = Entrant::ALL
        .map(|entrant| {
            let name = Knob::from(base_rate(entrant)).spec().label;
            let cells = (0..RATES.len()).map(|at| view! { <Cell tuning entrant at /> }).collect_list();
            view! {
                <tr class=format!("c-{}", entrant.id())>
                    <th scope="row" title=format!("{}: by {name}", entrant.name())><Swatch entrant /> {entrant.short()}</th>
                    {cells}
                </tr>
            }
        })
        .collect_list();
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
fn Cell(tuning: Memo<Tuning>, entrant: Entrant, at: usize) -> impl IntoView {
    let outcome = memo(move || tuning.with(|tuning| tuning.outcomes(entrant)[at]));
    let best = memo(move || tuning.with(|tuning| tuning.best(entrant) == Some(at)));
    let level = memo(move || tuning.with(|tuning| tuning.level(entrant, at)));
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
            {move || text()}
            <Shown when=best>
                <span class="visually-hidden">", best"</span>
            </Shown>
        </td>
    }
}
