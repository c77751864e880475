//! Asks the workers a question of train. Its jobs are trained in its order, and its answer grows with every outcome.

use etalon_explorer::crew::Device;
use etalon_train::job::Job;
use etalon_train::question::Question;
use etalon_train::report::Outcome;

use crate::app::state::App;
use crate::io::crew::{self, Progress};

/// How far the answer to a question is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stage {
    /// More outcomes will follow.
    Growing,
    /// Every job has its outcome.
    Complete,
    /// No more outcomes will follow, for this reason.
    Failed(String),
}

/// A question under way. Dropping it cancels it.
#[derive(Debug)]
pub struct Asked(#[expect(dead_code, reason = "it is kept so that it can be dropped")] crew::Question);

/// Asks `question`, and calls `on` with what is known of it after every new outcome.
#[must_use]
pub fn ask<Q>(app: App, mut question: Q, mut on: impl FnMut(&Q, Stage) + 'static) -> Asked
where
    Q: Question<Result = Outcome> + 'static,
{
    let jobs: Vec<Job> = (0..question.jobs()).filter_map(|number| question.job(number)).collect();
    Asked(app.crew().sweep(jobs, Device::Cpu, move |progress| match progress {
        Progress::Some(outcomes) => {
            outcomes.into_iter().for_each(|(number, outcome)| question.add(number, outcome));
            on(&question, Stage::Growing);
        }
        Progress::Done => on(&question, Stage::Complete),
        Progress::Failed(why) => on(&question, Stage::Failed(why)),
    }))
}
