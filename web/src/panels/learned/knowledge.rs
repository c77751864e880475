//! What each model has learned. It is requested while the section is in sight and the settings do not change.

use std::sync::Arc;
use std::time::Duration;

use etalon_explorer::learned::{Learned, Snapshot};
use etalon_train::job::Job;
use leptos::prelude::*;

use crate::app::state::{App, Speaker};
use crate::io::crew::Question;
use crate::io::later::Later;
use etalon_explorer::race::slot::{Line, PerLine};

/// How long the settings must stay the same before the models are trained again, so that a drag is not slowed down.
const REST: Duration = Duration::from_millis(300);

/// The knowledge about one model.
#[derive(Debug, Clone, Copy)]
pub struct Known {
    /// What it has learned, from the last answer.
    pub learned: RwSignal<Option<Arc<Learned>>>,
    /// Whether the settings have changed since.
    pub stale: Memo<bool>,
    /// The training of the last answer.
    answered: RwSignal<Option<Job>>,
}

/// The model at some moment.
#[derive(Debug, Clone, Copy)]
pub struct Now {
    known: Known,
    at: Memo<Option<usize>>,
}

impl Known {
    /// The model after `epoch`.
    #[must_use]
    pub fn at(self, epoch: Memo<u32>) -> Now {
        let at = Memo::new(move |_| {
            let epoch = epoch.get();
            self.learned.with(|learned| learned.as_ref()?.index(epoch))
        });
        Now { known: self, at }
    }
}

impl Now {
    /// Reads from the model, if it is known.
    pub fn read<T>(&self, read: impl FnOnce(&Learned, &Snapshot) -> T) -> Option<T> {
        let at = self.at.get();
        self.known.learned.with(|learned| {
            let learned = learned.as_ref()?;
            Some(read(learned, learned.snapshots.get(at?)?))
        })
    }
}

/// The knowledge about every model. That of the lines in `shown` is up to date while `in_sight`.
#[must_use]
pub fn knowledge(app: App, in_sight: Signal<bool>, shown: Memo<Vec<Line>>) -> PerLine<Known> {
    let known = PerLine::from_fn(|line| {
        let answered = RwSignal::new(None);
        let stale = Memo::new(move |_| answered.get() != app.present.job.get(line).get().ok());
        Known { learned: RwSignal::new(None), stale, answered }
    });
    let asked = StoredValue::new_local(PerLine::<Option<(Job, Question)>>::default());
    let ask = move || {
        let config = app.config.get_untracked();
        for line in shown.get_untracked() {
            let Ok(job) = config.job(line) else { continue };
            if asked.with_value(|asked| asked.get(line).as_ref().is_some_and(|(before, _)| *before == job)) {
                continue;
            }
            let (known, of) = (*known.get(line), job.clone());
            let question = app.crew().inspect(job.clone(), move |found| match found {
                Ok(learned) => {
                    known.learned.set(Some(Arc::new(learned)));
                    known.answered.set(Some(of.clone()));
                }
                Err(why) => {
                    // The next change or the next look asks again.
                    asked.update_value(|asked| *asked.get_mut(line) = None);
                    app.say(Speaker::Worker, &format!("The models cannot be examined: {why}."));
                }
            });
            // A question about older settings is cancelled.
            asked.update_value(|asked| *asked.get_mut(line) = Some((job, question)));
        }
    };
    let timer = Later::default();
    Effect::new(move || {
        timer.cancel();
        if in_sight.get() {
            app.config.track();
            shown.track();
            timer.start(REST, ask);
        }
    });
    known
}
