//! From settings to runs: whoever's job has changed is trained anew, on the engine that was asked for or measured to be faster,
//! and on the CPU whatever happens to the GPU.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use etalon_train::engine::EngineKind;
use etalon_train::job::Job;

use crate::html::*;
use crate::io::measure;
use crate::io::pool::{Event, Pool, Setup, Task};
use crate::model::choice::{DECISIVE, Measured, SHOWN};
use crate::model::config::Config;
use crate::model::entrant::{Entrant, PerEntrant};
use crate::model::flags::EngineChoice;
use crate::model::run::Run;
use crate::signals::{effect, memo};
use crate::ui::state::{App, Speaker};

/// Trainings expected to take longer, in milliseconds, are interrupted by a newer request instead of ending first.
const LONG: f64 = 150.0;

/// How long the page is left alone before the engines are measured.
const MEASURE_LATER: Duration = Duration::from_millis(1_500);

/// How often a GPU that was lost is measured again.
const MOST_LOSSES: u32 = 3;

/// What decides between the engines.
#[derive(Debug, Clone, PartialEq)]
enum Mode {
    /// All on the CPU.
    Cpu,
    /// All on the GPU.
    Gpu,
    /// Whichever is faster, by these figures.
    Measured(Measured),
}

struct Training {
    app: App,
    mode: RefCell<Mode>,
    cpu: RefCell<Option<Pool>>,
    gpu: RefCell<Option<Pool>>,
    /// The last job asked for of each, and of which engine.
    asked: RefCell<PerEntrant<Option<(Job, EngineChoice)>>>,
    names: RefCell<HashMap<EngineChoice, (EngineKind, String)>>,
    losses: RefCell<u32>,
}

/// Trains from now on whatever the settings ask for.
pub fn begin(app: App) {
    let (mode, why) = match app.flags.engine {
        EngineChoice::Gpu => (Mode::Gpu, "Asked for in the address"),
        EngineChoice::Cpu => (Mode::Cpu, "Asked for in the address"),
        EngineChoice::Auto => (Mode::Cpu, "The engines are measured in a moment"),
    };
    app.trainer.update(|trainer| trainer.why = why.to_owned());
    let training = Rc::new(Training {
        app,
        mode: RefCell::new(mode),
        cpu: RefCell::default(),
        gpu: RefCell::default(),
        asked: RefCell::default(),
        names: RefCell::default(),
        losses: RefCell::default(),
    });
    let kept = StoredValue::new_local(Rc::clone(&training));
    effect(move || {
        let config = app.config.get();
        kept.with_value(|training| training.ask(&config));
    });
    if app.flags.engine == EngineChoice::Auto || app.flags.measure {
        measure_when_trained(&training);
    }
}

/// Measures on request and keeps the figures for those who look.
pub fn measure_now(app: App) {
    if app.measuring.get_untracked() {
        return;
    }
    app.measuring.set(true);
    wasm_bindgen_futures::spawn_local(async move {
        let measured = measure::device(&SHOWN, app.flags.fault).await;
        app.measured.set(Some(measured));
        app.measuring.set(false);
    });
}

fn measure_when_trained(training: &Rc<Training>) {
    let app = training.app;
    let trained = memo(move || app.is_trained());
    let kept = StoredValue::new_local(Rc::clone(training));
    Effect::new(move |done: Option<bool>| {
        let now = trained.get();
        if now && done != Some(true) {
            let training = kept.get_value();
            // Without a timer there is no measuring, and the CPU goes on.
            drop(set_timeout_with_handle(move || training.measure(), MEASURE_LATER));
        }
        now || done == Some(true)
    });
}

/// Why there is no GPU: the beginning of what was said, which may be a page of text, without its full stop.
fn brief(why: &str) -> String {
    let line: String = why.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(160).collect();
    let line = line.trim_end_matches(['.', ' ']);
    let line = line.strip_prefix("there is no GPU: ").unwrap_or(line);
    if line.contains("WebGPU") { line.to_owned() } else { format!("WebGPU: {line}") }
}

impl Training {
    /// Asks for every training whose job is another than the last one asked for.
    fn ask(self: &Rc<Self>, config: &Config) {
        let mut changed = Vec::new();
        for entrant in Entrant::ALL {
            match config.job(entrant) {
                Err(refusal) => self.app.say(Speaker::Engine, &format!("{refusal}.")),
                Ok(job) => {
                    let asked = self.asked.borrow().get(entrant).clone();
                    if asked.is_none_or(|(before, _)| before != job) {
                        changed.push((entrant, job));
                    }
                }
            }
        }
        if changed.is_empty() {
            return;
        }
        let engine = match &*self.mode.borrow() {
            Mode::Cpu => EngineChoice::Cpu,
            Mode::Gpu => EngineChoice::Gpu,
            Mode::Measured(figures) if figures.gpu_is_faster(changed.len()) => EngineChoice::Gpu,
            Mode::Measured(_) => EngineChoice::Cpu,
        };
        let pool = self.pool(engine);
        for (entrant, job) in changed {
            *self.asked.borrow_mut().get_mut(entrant) = Some((job, engine));
            pool.want(entrant, *config, self.expected(entrant, config) > LONG);
        }
    }

    /// The workers of `engine`, which are there from the first request on.
    fn pool(self: &Rc<Self>, engine: EngineChoice) -> Pool {
        let slot = if engine == EngineChoice::Gpu { &self.gpu } else { &self.cpu };
        if let Some(pool) = &*slot.borrow() {
            return pool.clone();
        }
        let weak = Rc::downgrade(self);
        let task = Task::Train;
        let setup = Setup { task, engine, workers: measure::processors(), fault: self.app.flags.fault };
        let pool = Pool::new(setup, move |event| {
            if let Some(training) = weak.upgrade() {
                training.hear(engine, event);
            }
        });
        *slot.borrow_mut() = Some(pool.clone());
        pool
    }

    /// Milliseconds a training will take, by the last one.
    fn expected(&self, entrant: Entrant, config: &Config) -> f64 {
        let run = self.app.runs.get(entrant).get_untracked();
        run.map_or(0.0, |run| run.millis / f64::from(run.epochs_done().max(1)) * f64::from(config.epochs()))
    }

    fn hear(self: &Rc<Self>, engine: EngineChoice, event: Event) {
        match event {
            Event::Ready { kind, name } => {
                self.names.borrow_mut().insert(engine, (kind, name));
                self.name(engine);
            }
            Event::Progress { run, latest } => {
                let here =
                    self.asked.borrow().get(run.entrant).as_ref().is_some_and(|(_, asked)| *asked == engine);
                if here {
                    self.show(engine, *run, latest);
                }
            }
            // Nobody asked for it here.
            Event::Learned { .. } => {}
            Event::Replaced if engine == EngineChoice::Gpu => {}
            Event::Replaced => {
                self.app.say(Speaker::Worker, "A worker was lost; another one redoes its training.");
            }
            Event::Failed(why) if engine == EngineChoice::Gpu => self.fall_back(&why),
            Event::Failed(why) => self.app.say(Speaker::Engine, &format!("Training stopped: {why}.")),
        }
    }

    /// Shows a run. A first report of the latest request would pull the lines back to the left: it waits until it is worth
    /// that, or until nothing better is shown.
    fn show(&self, engine: EngineChoice, run: Run, latest: bool) {
        let signal = self.app.runs.get(run.entrant);
        let whole = signal.with_untracked(|shown| shown.as_ref().is_some_and(|shown| shown.complete));
        let worth = latest && run.millis > 4.0 * LONG;
        if run.complete || worth || !whole {
            signal.set(Some(Arc::new(run)));
            self.name(engine);
        }
    }

    /// Tells the badge what trains.
    fn name(&self, engine: EngineChoice) {
        let Some((kind, name)) = self.names.borrow().get(&engine).cloned() else { return };
        let now = self.app.trainer.get_untracked();
        if now.kind != Some(kind) || now.name != name {
            self.app.trainer.update(|trainer| {
                trainer.kind = Some(kind);
                trainer.name = name;
            });
        }
    }

    /// The GPU is of no use any more: what was asked of it is asked of the CPU.
    fn fall_back(self: &Rc<Self>, why: &str) {
        let pool = self.gpu.take();
        // Its worker may be the one that is speaking: it is ended when that has returned.
        wasm_bindgen_futures::spawn_local(async move { drop(pool) });
        *self.mode.borrow_mut() = Mode::Cpu;
        let why = brief(why);
        self.app.say(Speaker::Engine, &format!("{why}. The CPU trains instead."));
        self.app.trainer.update(|trainer| trainer.why.clone_from(&why));
        for entrant in Entrant::ALL {
            let mut asked = self.asked.borrow_mut();
            let slot = asked.get_mut(entrant);
            if slot.as_ref().is_some_and(|(_, engine)| *engine == EngineChoice::Gpu) {
                *slot = None;
            }
        }
        self.ask(&self.app.config.get_untracked());
        *self.losses.borrow_mut() += 1;
        if self.app.flags.engine == EngineChoice::Auto && *self.losses.borrow() < MOST_LOSSES {
            let this = Rc::clone(self);
            drop(set_timeout_with_handle(move || this.measure(), 2 * MEASURE_LATER));
        }
    }

    /// Measures the engines and lets the figures decide.
    fn measure(self: &Rc<Self>) {
        let app = self.app;
        if app.measuring.get_untracked() {
            return;
        }
        app.measuring.set(true);
        let this = Rc::clone(self);
        wasm_bindgen_futures::spawn_local(async move {
            let counts: &[usize] = if app.flags.measure { &SHOWN } else { &DECISIVE };
            let mut measured = measure::device(counts, app.flags.fault).await;
            measured.no_gpu = measured.no_gpu.map(|why| brief(&why));
            app.measuring.set(false);
            app.measured.set(Some(measured.clone()));
            if app.flags.engine != EngineChoice::Auto {
                return;
            }
            app.trainer.update(|trainer| trainer.why = measured.sentence());
            if let Some(why) = &measured.no_gpu {
                app.say(Speaker::Engine, &format!("{why}. The CPU trains."));
            }
            *this.mode.borrow_mut() = Mode::Measured(measured);
        });
    }
}
