//! Many seeds of every line. They are trained unasked once the race is over and nothing has changed for a moment, and only of lines
//! that are not known yet.

use std::time::Duration;

use etalon_explorer::choice::device_of;
use etalon_explorer::crew::Device;
use etalon_explorer::race::run::Runs;
use etalon_explorer::race::seeds::affordable;
use etalon_explorer::race::slot::Line;
use etalon_train::engine::EngineKind;
use etalon_train::report::Course;
use leptos::prelude::*;

use crate::app::state::{App, Speaker};
use crate::io::crew::{Progress, Question};
use crate::io::later::Later;
use crate::io::measure::processors;

/// How long after the last change more seeds are asked for: longer than a held key takes to repeat.
const LATER: Duration = Duration::from_millis(60);

/// From now on trains as many seeds as the view asks for, or fewer on a slow device.
pub fn begin(app: App) {
    let chosen = Memo::new(move |_| app.view.get().seeds);
    let count = RwSignal::new(chosen.get_untracked().number());
    let question = StoredValue::new_local(None::<Question>);
    // What belongs to other settings is dropped at once.
    Effect::new(move || {
        let (config, count) = (app.config.get(), count.get());
        if !app.seeds.with_untracked(|seeds| seeds.is_of(&config, count)) {
            question.set_value(None);
            app.seeds.update(|seeds| *seeds = seeds.adapted(&config, count));
        }
    });
    let timer = Later::default();
    Effect::new(move || {
        let chosen = chosen.get();
        let runs = app.present_runs();
        let is_trained = runs.values().flatten().count() == app.lines.get().len();
        timer.cancel();
        if is_trained {
            let (millis, workers) = effort(&runs);
            let seeds = affordable(chosen, millis, workers);
            if count.get_untracked() != seeds {
                count.set(seeds);
            }
            timer.start(LATER, move || ask(app, question));
        }
    });
}

/// What one seed of every line costs: the milliseconds of one worker, and the number of workers. A GPU of hardware trains many seeds in
/// hardly more time than one. A software GPU trains all lines at once, and shares the processors with nobody.
fn effort(runs: &Runs) -> (f64, usize) {
    let of = |kind| runs.values().flatten().filter(move |run| run.engine == kind).map(|run| run.millis);
    let emulated = of(EngineKind::SoftwareGpu).fold(0.0, f64::max);
    if emulated > 0.0 { (emulated, 1) } else { (of(EngineKind::Cpu).sum(), processors()) }
}

/// Takes over what the race has trained already: one of the seeds, if `device` trained it, which trains the others too.
fn take_over_race(app: App, device: Device) {
    let config = app.config.get_untracked();
    let runs = untrack(|| app.present_runs());
    let known = runs.values().flatten().filter(|run| device_of(run.engine) == device);
    let known: Vec<(Line, Course)> = known.map(|run| (run.line, Course::of(&run.metrics))).collect();
    let seed = u32::try_from(config.seed()).unwrap_or(u32::MAX);
    let lacks = app.seeds.with_untracked(|seeds| seeds.missing().iter().any(|missing| missing.seed == seed));
    if lacks {
        app.seeds.update(|seeds| known.into_iter().for_each(|(line, course)| seeds.add(line, seed, course)));
    }
}

/// Asks for what is missing, unless that is under way.
fn ask(app: App, question: StoredValue<Option<Question>, LocalStorage>) {
    let device = app.device(app.seeds.with_untracked(|seeds| seeds.missing().len()));
    take_over_race(app, device);
    let missing = app.seeds.with_untracked(|seeds| seeds.missing());
    if missing.is_empty() || question.with_value(Option::is_some) {
        return;
    }
    app.hush(Speaker::Seeds);
    let (places, jobs): (Vec<_>, Vec<_>) =
        missing.into_iter().map(|missing| ((missing.line, missing.seed), missing.job)).unzip();
    let on = move |progress| match progress {
        Progress::Some(courses) => app.seeds.update(|seeds| {
            for (at, course) in courses {
                if let Some((line, seed)) = places.get(at) {
                    seeds.add(*line, *seed, course);
                }
            }
        }),
        Progress::Done => question.set_value(None),
        Progress::Failed(why) => {
            question.set_value(None);
            app.say(Speaker::Seeds, &format!("No more seeds are trained: {why}."));
        }
    };
    question.set_value(Some(app.crew().courses(jobs, device, on)));
}
