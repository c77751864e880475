//! The run of the cell under the pointer, trained with the visitor's seed, drawn behind the present run of the lane.

use std::time::Duration;

use etalon_explorer::crew::Device;
use etalon_explorer::panels::landscape::At;
use etalon_explorer::panels::landscape::ghost::{Curves, picture, settings};
use etalon_explorer::race::config::Config;
use etalon_explorer::race::run::Run;
use etalon_explorer::race::slot::Line;
use leptos::prelude::*;

use super::desk::Desk;
use crate::app::moving::made;
use crate::io::crew::{Progress, Question};
use crate::io::later::Later;

/// How long the pointer must rest on a cell before its run is trained.
const REST: Duration = Duration::from_millis(120);

/// The run of a cell.
#[derive(Debug, Clone, PartialEq)]
pub struct Ghost {
    at: At,
    /// The cell's settings.
    config: Config,
    curves: Curves,
}

/// Trains the run of the cell under the cursor once the cursor rests. The curves are in `desk.ghost`.
pub fn follow(desk: Desk) {
    let app = desk.app;
    let asked = StoredValue::new_local(None::<Question>);
    let timer = Later::default();
    let settings_at = move |at: At| {
        let line = desk.plan.with_untracked(|plan| plan.as_ref().map(|plan| plan.line()))?;
        Some((
            line,
            desk.plan.with_untracked(|plan| settings(plan.as_ref()?, &app.config.get_untracked(), at))?,
        ))
    };
    let ask = move |at: At, line: Line, config: Config| {
        let Ok(job) = config.job(line) else { return };
        desk.waits.set(true);
        let question = app.crew().runs(vec![job], Device::Cpu, move |progress| match progress {
            Progress::Some(runs) => {
                if let Some((_, report)) = runs.into_iter().next() {
                    let run = Run::of(line, config, report);
                    let curves = Curves::of(&config, line, Some(&run));
                    desk.ghost.set(Some(Ghost { at, config, curves }));
                }
            }
            // Without an answer the rates alone are shown.
            Progress::Done | Progress::Failed(_) => desk.waits.set(false),
        });
        asked.set_value(Some(question));
    };
    Effect::new(move || {
        let at = desk.cursor.get();
        timer.cancel();
        asked.set_value(None);
        desk.waits.set(false);
        let found = at.and_then(|at| Some((at, settings_at(at)?)));
        let Some((at, (line, config))) = found else { return desk.ghost.set(None) };
        if desk.ghost.with_untracked(|ghost| {
            ghost.as_ref().is_some_and(|ghost| (ghost.at, ghost.config) == (at, config))
        }) {
            return;
        }
        // The schedule gives the rates at once.
        desk.ghost.set(Some(Ghost { at, config, curves: Curves::of(&config, line, None) }));
        timer.start(REST, move || ask(at, line, config));
    });
}

/// The two small pictures.
#[component]
pub fn Pictures(desk: Desk) -> impl IntoView {
    let app = desk.app;
    let html = made(app, desk.seen, move || {
        let config = app.config.get();
        let Some(line) = desk.plan.with(|plan| plan.as_ref().map(|plan| plan.line())) else {
            return String::new();
        };
        let run = app.run(line);
        let now = Curves::of(&config, line, run.as_deref());
        let ghost =
            desk.ghost.with(|ghost| ghost.as_ref().map(|ghost| ghost.curves.clone())).unwrap_or_default();
        // HTML of numbers and of names of the program.
        picture(&now, &ghost, config.epochs(), desk.yours.get())
    });
    let class = move || {
        let line = desk.plan.with(|plan| plan.as_ref().map_or(Line::Reference, |plan| plan.line()));
        format!("land-ghosts {line}")
    };
    view! {
        <div class=class role="img" aria-label="Learning rate and outcome of the present run, and behind it those of the cell" inner_html=move || html.get()></div>
    }
}
