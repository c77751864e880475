//! Asks the workers a question of train. Its jobs are trained in its order, and its answer grows with every outcome.

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

/// Asks how these trainings end. Each has the number by which the caller knows it.
#[must_use]
pub fn ask_some(
    app: App,
    jobs: Vec<(usize, Job)>,
    mut on: impl FnMut(Vec<(usize, Outcome)>, Stage) + 'static,
) -> Asked {
    let (numbers, jobs): (Vec<usize>, Vec<Job>) = jobs.into_iter().unzip();
    let device = app.device(jobs.len());
    Asked(app.crew().sweep(jobs, device, move |progress| match progress {
        Progress::Some(outcomes) => {
            let number = |(at, outcome)| Some((*numbers.get(at)?, outcome));
            on(outcomes.into_iter().filter_map(number).collect(), Stage::Growing);
        }
        Progress::Done => on(Vec::new(), Stage::Complete),
        Progress::Failed(why) => on(Vec::new(), Stage::Failed(why)),
    }))
}

/// Asks `question`, and calls `on` with what is known of it after every new outcome. The jobs with these numbers are trained; the
/// others have their results.
#[must_use]
pub fn ask_rest<Q>(
    app: App,
    mut question: Q,
    numbers: Vec<usize>,
    mut on: impl FnMut(&Q, Stage) + 'static,
) -> Asked
where
    Q: Question<Result = Outcome> + 'static,
{
    let numbered = |number| Some((number, question.job(number)?));
    let jobs = numbers.into_iter().filter_map(numbered).collect();
    ask_some(app, jobs, move |outcomes, stage| {
        outcomes.into_iter().for_each(|(number, outcome)| question.add(number, outcome));
        on(&question, stage);
    })
}
