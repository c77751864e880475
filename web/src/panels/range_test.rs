//! The range test: one run in which the rate rises, with each of several seeds, and what follows for peak and base rate.

use etalon_explorer::crew::Report;
use etalon_explorer::panels::range_test::{Tested, base, peaks, question, span};
use etalon_explorer::race::control::Changes;
use etalon_explorer::race::yours::Yours;
use etalon_train::job::Job;
use etalon_train::question::Question;
use leptos::prelude::*;

use crate::app::state::App;
use crate::io::crew::{self, Progress};
use crate::panels::Panel;

/// The panel.
pub const PANEL: Panel =
    Panel::new(include_str!("range_test/style.css"), |app| view! { <RangeTest app /> }.into_any());

/// The section below the charts.
#[component]
pub fn RangeTest(app: App) -> impl IntoView {
    let found = RwSignal::new(None::<Tested>);
    let problem = RwSignal::new(None::<String>);
    let busy = RwSignal::new(false);
    let asked = StoredValue::new_local(None::<crew::Question>);
    let ask = move |_| {
        problem.set(None);
        let mut question = match question(&app.config.get_untracked()) {
            Ok(question) => question,
            Err(why) => return problem.set(Some(format!("There is no test for these settings: {why}."))),
        };
        found.set(Some(Tested::of(&question)));
        busy.set(true);
        let jobs: Vec<Job> = (0..question.jobs()).filter_map(|number| question.job(number)).collect();
        let on = move |progress: Progress<Report>| match progress {
            Progress::Some(runs) => {
                let before = question.done();
                for (number, report) in runs.into_iter().filter(|(_, report)| report.complete) {
                    question.add(number, report.metrics);
                }
                if question.done() > before {
                    found.set(Some(Tested::of(&question)));
                }
            }
            Progress::Done => busy.set(false),
            Progress::Failed(why) => {
                busy.set(false);
                problem.set(Some(format!("The test ended early: {why}.")));
            }
        };
        let device = app.device(jobs.len());
        asked.set_value(Some(app.crew().runs(jobs, device, on)));
    };
    let old = Memo::new(move |_| {
        let config = app.config.get();
        found.with(|found| found.as_ref().is_some_and(|tested| !tested.is_about(&config)))
    });
    let yours = Memo::new(move |_| app.view.get().yours);
    let sentence = move || {
        if let Some(problem) = problem.get() {
            return problem;
        }
        let said = found.with(|found| found.as_ref().map(|tested| tested.sentence(yours.get())));
        match (said, old.get()) {
            (None, _) => "Nothing is tested yet.".to_owned(),
            (Some(said), false) => said,
            (Some(said), true) => format!("{said} This was found with other settings."),
        }
    };
    let html = move |make: fn(&Tested, Yours) -> String| {
        found.with(|found| found.as_ref().map(|tested| make(tested, yours.get()))).unwrap_or_default()
    };
    let suggestion = Memo::new(move |_| {
        found.with(|found| found.as_ref().and_then(|tested| tested.suggestion(yours.get())))
    });
    let peak = move || {
        suggestion.get().and_then(|found| app.config.with(|config| peaks(config, found.max_lr, yours.get())))
    };
    let take = move |(name, changes): (String, Changes)| {
        view! { <button class="button" on:click=move |_| app.change(&changes)>{name}</button> }
    };
    view! {
        <section class="range" class:idle=move || found.with(Option::is_none) aria-labelledby="range-test">
            <header>
                <h2 id="range-test">"Range test"</h2>
                <p>
                    "Within one run the rate rises from " {move || span(yours.get())} ", a little at every step. The rate at which the loss falls most steeply is the suggested peak of a cycle, and a tenth of it the suggested base rate ("
                    <a href="https://arxiv.org/abs/1506.01186">"Smith 2015"</a> ")."
                </p>
            </header>
            <div class="range-do">
                <button class="button primary" aria-disabled=move || busy.get().to_string() on:click=move |event| if !busy.get_untracked() { ask(event) }>
                    {move || if found.with(Option::is_some) { "Test again" } else { "Run the test" }}
                </button>
                {move || peak().map(take)}
                {move || suggestion.get().map(|found| take(base(found.base_lr, yours.get())))}
            </div>
            <p class="range-said" aria-live="polite">{sentence}</p>
            <div class="range-picture" class:old=move || old.get() role="img" aria-label=move || format!("Loss over the rate. {}", sentence()) aria-details="range-data">
                // Numbers and names of the program.
                <svg inner_html=move || html(Tested::picture)></svg>
            </div>
            <details class="range-data" id="range-data">
                <summary>"The values as a table"</summary>
                <div class="range-rows" role="region" aria-label="Loss at each rate" tabindex="0">
                    <table inner_html=move || html(Tested::table)></table>
                </div>
            </details>
        </section>
    }
}
