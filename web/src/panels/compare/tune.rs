//! The tuning: every line is trained at every base rate of one grid, and takes its own best.

use etalon_explorer::crew::Device;
use etalon_explorer::number::rate;
use etalon_explorer::panels::tune::{RATES, Tuning, jobs};
use etalon_explorer::race::config::Config;
use etalon_explorer::race::slot::Line;
use leptos::prelude::*;

use crate::app::state::{App, Speaker};
use crate::io::crew::{Progress, Question};
use crate::parts::swatch::Swatch;

/// A tuning and the settings that it is about.
type Found = (Config, Tuning);

/// The button, its result, and a button that undoes it.
#[component]
pub fn Tune(app: App) -> impl IntoView {
    let found = RwSignal::new(None::<Found>);
    let question = StoredValue::new_local(None::<Question>);
    let busy = RwSignal::new(false);
    let stop = move || {
        question.set_value(None);
        busy.set(false);
    };
    let start = move |_| {
        let config = app.config.get_untracked().with_one_rate();
        app.hush(Speaker::Tuner);
        let Some(list) = jobs(&config) else {
            return app.say(Speaker::Tuner, "Not every rate can be tried with these settings.");
        };
        found.set(Some((config, Tuning::default())));
        busy.set(true);
        let (places, list): (Vec<_>, Vec<_>) = list.into_iter().map(|(line, at, job)| ((line, at), job)).unzip();
        let mut tuning = Tuning::default();
        let on = move |progress| match progress {
            Progress::Some(outcomes) => {
                for (number, outcome) in outcomes {
                    if let Some((line, at)) = places.get(number) {
                        tuning.add(*line, *at, outcome);
                    }
                }
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
        question.set_value(Some(app.crew().sweep(list, Device::Cpu, on)));
    };
    // A tuning belongs to the settings at its start.
    Effect::new(move || {
        let now = app.config.get().with_one_rate();
        let of = found.with_untracked(|found| found.map(|(config, _)| config));
        if busy.get_untracked() && Some(now) != of {
            stop();
            app.say(Speaker::Tuner, "The tuning was cancelled: the settings changed.");
        }
    });
    let done = Memo::new(move |_| found.with(|found| found.map_or(0, |(_, tuning)| tuning.done())));
    let total = move || app.lines.get().len() * RATES.len();
    let tuned = Memo::new(move |_| app.config.get().has_own_rates());
    let same = move |_| {
        app.keep_present();
        app.config.update(|config| *config = config.with_one_rate());
    };
    view! {
        <h3 id="tune">"Tune each fairly"</h3>
        <p class="hint">
            {format!("At one base rate for all, a schedule may lose only because the rate suits another. This trains every line at {} rates between 1e-4 and 0.1, and each then races at its own best.", RATES.len())}
        </p>
        <div class="tuner">
            <Show when=move || !busy.get()>
                <button class="button primary" on:click=start>"Tune each fairly"</button>
            </Show>
            <Show when=move || busy.get()>
                <button class="button" on:click=move |_| stop()>"Cancel"</button>
                <progress aria-label="Trainings done" max=move || total().to_string() value=move || done.get().to_string()></progress>
                <span class="counted">{move || format!("{} of {} trainings", done.get(), total())}</span>
            </Show>
            <Show when=move || tuned.get() && !busy.get()>
                <button class="button" on:click=same>"Same rate for all again"</button>
            </Show>
        </div>
        <p class="hint" aria-live="polite">{move || verdict(&app.config.get(), found.get(), busy.get())}</p>
        <Show when=move || found.with(Option::is_some)>
            <Grid app found />
        </Show>
    }
}

/// The result of the tuning in words.
fn verdict(config: &Config, found: Option<Found>, busy: bool) -> String {
    let of_now = found.filter(|(of, _)| config.with_one_rate() == *of);
    if !config.has_own_rates() {
        let other = found.is_some() && of_now.is_none() && !busy;
        return if other { "The table is about other settings.".to_owned() } else { String::new() };
    }
    let own_rates = config.own_rates();
    let own = |(line, own): (Line, &Option<f64>)| Some(format!("{} {}", config.short_name(line), rate((*own)?)));
    let each: Vec<String> = own_rates.iter().filter_map(own).collect();
    let mut said = format!("These race at a base rate of their own: {}.", each.join(", "));
    match of_now {
        Some((_, tuning)) if !busy => {
            said.push_str(
                " The best final accuracy wins; ties go to the lower loss. Tuning used one seed and the same 357 validation digits \
                 as the results, so small differences may be chance. Try another seed.",
            );
            let edge: Vec<String> = config
                .lines()
                .filter(|line| tuning.is_at_edge(*line))
                .map(|line| config.short_name(line))
                .collect();
            if !edge.is_empty() {
                said.push_str(&format!(
                    " The best rate is at the end of the grid, and a better one may lie beyond it: {}.",
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

/// Final accuracies by line and rate.
#[component]
fn Grid(app: App, found: RwSignal<Option<Found>>) -> impl IntoView {
    let tuning = Memo::new(move |_| found.get().map(|(_, tuning)| tuning).unwrap_or_default());
    let heads = RATES.map(|value| view! { <th scope="col">{rate(value)}</th> }).collect_view();
    let row = move |line: Line| {
        let name = app.config.with(|config| config.page(line).rate.label);
        let cells = (0..RATES.len()).map(|at| view! { <Cell tuning line at /> }).collect_view();
        view! {
            <tr class=line.to_string()>
                <th scope="row" title=format!("{}: by {name}", app.name(line))>
                    <Swatch line />
                    " "
                    {app.short_name(line)}
                </th>
                {cells}
            </tr>
        }
    };
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
                <tbody>{move || app.lines.get().into_iter().map(row).collect_view()}</tbody>
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
