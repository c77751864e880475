//! What the present settings make of each line: its names, its training, and whether its run is that training. Many places show
//! them, so each is worked out once after a change, and places whose line stays as it is do not hear of the change.

use std::sync::Arc;

use etalon_explorer::race::config::Config;
use etalon_explorer::race::refusal::Refusal;
use etalon_explorer::race::run::Run;
use etalon_explorer::race::slot::{Line, PerLine};
use etalon_train::job::Job;
use leptos::prelude::*;

/// What the present settings make of each line.
#[derive(Debug, Clone, Copy)]
pub struct Present {
    /// Its name, and its name where there is little room.
    pub names: Memo<PerLine<(String, String)>>,
    /// Its training.
    pub job: PerLine<Memo<Result<Job, Refusal>>>,
    /// Whether its run is that training.
    pub fresh: PerLine<Memo<bool>>,
}

impl Present {
    /// Follows the settings and the runs.
    pub fn of(config: ReadSignal<Config>, runs: PerLine<RwSignal<Option<Arc<Run>>>>) -> Self {
        let job = PerLine::from_fn(|line| Memo::new(move |_| config.with(|config| config.job(line))));
        let fresh = |line| {
            let (run, job) = (*runs.get(line), *job.get(line));
            let trained = Memo::new(move |_| run.with(|run| Some(run.as_ref()?.config.job(line))));
            Memo::new(move |_| trained.with(|trained| job.with(|job| trained.as_ref() == Some(job))))
        };
        Self {
            names: Memo::new(move |_| {
                config.with(|config| PerLine::from_fn(|line| (config.name(line), config.short_name(line))))
            }),
            job,
            fresh: PerLine::from_fn(fresh),
        }
    }

    /// Whether the run of `line` is its training.
    #[must_use]
    pub fn is_fresh(&self, line: Line) -> bool {
        self.fresh.get(line).get()
    }
}
