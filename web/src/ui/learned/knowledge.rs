//! What is known of each model: it is asked for while the section is in sight and the settings rest.

use std::sync::Arc;
use std::time::Duration;

use etalon_explorer::learned::{Learned, Snapshot};
use etalon_train::job::Job;

use crate::html::*;
use crate::io::crew::Question;
use crate::model::entrant::{Entrant, PerEntrant};
use crate::signals::{Memo, RwSignal, Signal, effect, memo, signal};
use crate::ui::state::{App, Speaker};

/// How long the settings rest before the models are looked into: dragging is not to be slowed down.
const REST: Duration = Duration::from_millis(300);

/// What is known of one model.
#[derive(Debug, Clone, Copy)]
pub struct Known {
    /// What it has learned, by the last answer.
    pub learned: RwSignal<Option<Arc<Learned>>>,
    /// Whether the settings have changed since.
    pub stale: Memo<bool>,
    /// The training that the last answer is about.
    answered: RwSignal<Option<Job>>,
}

/// The model as of some moment.
#[derive(Debug, Clone, Copy)]
pub struct Now {
    known: Known,
    at: Memo<Option<usize>>,
}

impl Known {
    /// As of `epoch`.
    #[must_use]
    pub fn at(self, epoch: Memo<u32>) -> Now {
        let at = memo(move || {
            let epoch = epoch.get();
            self.learned.with(|learned| learned.as_ref()?.index(epoch))
        });
        Now { known: self, at }
    }
}

impl Now {
    /// Reads off the model, where there is one.
    pub fn read<T>(&self, read: impl FnOnce(&Learned, &Snapshot) -> T) -> Option<T> {
        let at = self.at.get();
        self.known.learned.with(|learned| {
            let learned = learned.as_ref()?;
            Some(read(learned, learned.snapshots.get(at?)?))
        })
    }
}

/// What is known of all five, kept up to date while `in_sight`.
#[must_use]
pub fn knowledge(app: App, in_sight: Signal<bool>) -> PerEntrant<Known> {
    let known = PerEntrant::from_fn(|entrant| {
        let answered = signal(None);
        let stale = memo(move || answered.get() != app.config.get().job(entrant).ok());
        Known { learned: signal(None), stale, answered }
    });
    let asked = StoredValue::new_local(PerEntrant::<Option<(Job, Question)>>::default());
    let ask = move || {
        let config = app.config.get_untracked();
        for entrant in Entrant::ALL {
            let Ok(job) = config.job(entrant) else { continue };
            if asked.with_value(|asked| asked.get(entrant).as_ref().is_some_and(|(before, _)| *before == job))
            {
                continue;
            }
            let (known, of) = (*known.get(entrant), job.clone());
            let question = app.crew().inspect(job.clone(), move |found| match found {
                Ok(learned) => {
                    known.learned.set(Some(Arc::new(learned)));
                    known.answered.set(Some(of.clone()));
                }
                Err(why) => {
                    app.say(Speaker::Worker, &format!("The models cannot be examined: {why}."));
                }
            });
            // A question about older settings is cancelled.
            asked.update_value(|asked| *asked.get_mut(entrant) = Some((job, question)));
        }
    };
    let pending = StoredValue::new(None::<TimeoutHandle>);
    effect(move || {
        if let Some(pending) = pending.try_update_value(Option::take).flatten() {
            pending.clear();
        }
        if in_sight.get() {
            app.config.track();
            pending.set_value(set_timeout_with_handle(ask, REST).ok());
        }
    });
    known
}
