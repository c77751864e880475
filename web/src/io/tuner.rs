//! Tunes each line on the CPU's workers, as many as there are processors.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;

use futures_util::future::{AbortHandle, abortable};
use wasm_bindgen_futures::spawn_local;

use crate::io::measure::processors;
use crate::io::solo::Solo;
use crate::io::together;
use crate::io::wire::{ToPage, ToWorker};
use etalon_explorer::race::config::Config;
use etalon_explorer::flags::EngineChoice;
use crate::model::tune::{TRAININGS, Tuning, requests};
use crate::model::wire::Request;

/// Workers that may be lost before a tuning is given up.
const MOST_LOSSES: u32 = 6;

/// A tuning under way. Dropping it cancels it.
///
/// ```ignore
/// let tuner = Tuner::start(app.config.get_untracked(), move |told| match told {
///     // After each of the trainings: `tuning.done()` of `TRAININGS`, `tuning.outcomes(line)` for the table.
///     Ok(tuning) => shown.set(Some(tuning)),
///     Err(why) => app.say(Speaker::Worker, &why),
/// });
/// // Once `tuning.is_complete()`: `app.config.set(tuning.applied(&config))` gives each line its best rate;
/// // `tuner.cancel()` ends it before.
/// ```
#[derive(Debug)]
pub struct Tuner(AbortHandle);

impl Tuner {
    /// Trains every line of `config` at every rate of [`crate::model::tune::RATES`]. `hear` is told what is known after each
    /// training, the last time with [`Tuning::is_complete`]; or why there will be no more.
    #[must_use]
    pub fn start(config: Config, hear: impl Fn(Result<Tuning, String>) + 'static) -> Self {
        let (work, abort) = abortable(tune(config, hear));
        // Whether it came to its end or to a `cancel`, all has been told.
        spawn_local(async move { work.await.unwrap_or_default() });
        Self(abort)
    }

    /// Ends it; nothing more is told.
    pub fn cancel(&self) {
        self.0.abort();
    }
}

impl Drop for Tuner {
    fn drop(&mut self) {
        self.cancel();
    }
}

async fn tune(config: Config, hear: impl Fn(Result<Tuning, String>)) {
    let waiting = RefCell::new(VecDeque::from(requests(&config)));
    if waiting.borrow().len() != TRAININGS {
        return hear(Err("not every rate can be tried with these settings".to_owned()));
    }
    let tuning = RefCell::new(Tuning::default());
    let losses = Cell::new(0);
    // Without borrows across an await: another lane goes on there.
    let next = || waiting.borrow_mut().pop_front();
    let lane = async || {
        while let Some(request) = next() {
            let worker = Solo::open(EngineChoice::Cpu, None)?;
            let mut request = Some(request);
            while let Some(now) = request {
                match train(&worker, now, &tuning).await {
                    Ok(()) => hear(Ok(*tuning.borrow())),
                    Err(why) if losses.get() >= MOST_LOSSES => return Err(why),
                    Err(_) => {
                        // Another worker does it.
                        losses.set(losses.get() + 1);
                        waiting.borrow_mut().push_front(now);
                        break;
                    }
                }
                request = next();
            }
        }
        Ok(())
    };
    let lanes = processors().min(TRAININGS);
    let ends: Vec<Result<(), String>> = together::all((0..lanes).map(|_| lane())).await;
    if let Some(Err(why)) = ends.into_iter().find(Result::is_err)
        && !tuning.borrow().is_complete()
    {
        hear(Err(why));
    }
}

async fn train(worker: &Solo, request: Request, tuning: &RefCell<Tuning>) -> Result<(), String> {
    match worker.ask(&ToWorker::Tune(vec![request])).await? {
        ToPage::Tuned(outcomes) => {
            let mut tuning = tuning.borrow_mut();
            outcomes.into_iter().for_each(|(ticket, outcome)| tuning.book(ticket, outcome));
            Ok(())
        }
        _ => Err("an unexpected answer".to_owned()),
    }
}
