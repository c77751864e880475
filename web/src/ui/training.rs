//! From settings to runs: a line whose job has changed is trained again, on the engine that was asked for or measured to be
//! faster, and on the CPU whatever happens to the GPU.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use etalon_explorer::choice::{DECISIVE, Measured, SHOWN};
use etalon_explorer::crew::{Device, RaceEvent, Report, RequestId};
use etalon_train::engine::{EngineInfo, EngineKind};
use etalon_train::job::Job;

use crate::html::*;
use crate::io::measure;
use crate::model::config::Config;
use crate::model::entrant::{Entrant, PerEntrant};
use crate::model::flags::EngineChoice;
use crate::model::presets::Preset;
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
    /// The last job asked for of each.
    asked: RefCell<PerEntrant<Option<Job>>>,
    /// The settings of every request that may still be answered.
    configs: RefCell<PerEntrant<Vec<(RequestId, Config)>>>,
    engines: RefCell<HashMap<Device, EngineInfo>>,
    losses: Cell<u32>,
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
        asked: RefCell::default(),
        configs: RefCell::default(),
        engines: RefCell::default(),
        losses: Cell::default(),
    });
    let following = Rc::clone(&training);
    app.crew().follow(move |event| following.follow(event));
    let kept = StoredValue::new_local(Rc::clone(&training));
    effect(move || {
        let config = app.config.get();
        kept.with_value(|training| training.ask(&config));
    });
    if app.flags.engine == EngineChoice::Auto || app.flags.measure {
        measure_when_trained(&training);
    }
}

/// A training of each line, to measure the engines with: the same on every device and at all settings.
fn samples() -> Vec<Job> {
    let config = Preset::Opening.config();
    Entrant::ALL.into_iter().filter_map(|entrant| config.job(entrant).ok()).collect()
}

/// Measures on request and keeps the figures for those who look.
pub fn measure_now(app: App) {
    if app.measuring.get_untracked() {
        return;
    }
    app.measuring.set(true);
    wasm_bindgen_futures::spawn_local(async move {
        let measured = measure::device(&app.crew(), &samples(), &SHOWN).await;
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
    fn ask(&self, config: &Config) {
        let mut changed = Vec::new();
        for entrant in Entrant::ALL {
            match config.job(entrant) {
                Err(refusal) => self.app.say(Speaker::Engine, &format!("{refusal}.")),
                Ok(job) if self.asked.borrow().get(entrant).as_ref() != Some(&job) => {
                    changed.push((entrant, job))
                }
                Ok(_) => {}
            }
        }
        let device = match &*self.mode.borrow() {
            Mode::Cpu => Device::Cpu,
            Mode::Gpu => Device::Gpu,
            Mode::Measured(figures) if figures.gpu_is_faster(changed.len()) => Device::Gpu,
            Mode::Measured(_) => Device::Cpu,
        };
        let crew = self.app.crew();
        for (entrant, job) in changed {
            *self.asked.borrow_mut().get_mut(entrant) = Some(job.clone());
            let interrupt = self.expected(entrant, config) > LONG;
            let request = crew.train(entrant.index(), job, device, interrupt);
            self.configs.borrow_mut().get_mut(entrant).push((request, *config));
        }
    }

    /// Milliseconds that a training will take, judged by the last one.
    fn expected(&self, entrant: Entrant, config: &Config) -> f64 {
        let run = self.app.runs.get(entrant).get_untracked();
        run.map_or(0.0, |run| run.millis / f64::from(run.epochs_done().max(1)) * f64::from(config.epochs()))
    }

    fn follow(self: &Rc<Self>, event: RaceEvent) {
        match event {
            RaceEvent::Ready(device, engine) => {
                self.engines.borrow_mut().insert(device, engine);
                // An engine that comes up later may be there to be measured only.
                if self.app.trainer.with_untracked(|trainer| trainer.kind.is_none()) {
                    self.name(device);
                }
            }
            RaceEvent::Run { line, request, report, latest } => {
                let Some(entrant) = Entrant::ALL.get(line).copied() else { return };
                let mut configs = self.configs.borrow_mut();
                let configs = configs.get_mut(entrant);
                // Answers arrive in the order of the requests.
                configs.retain(|(other, _)| *other >= request);
                let config =
                    configs.first().filter(|(first, _)| *first == request).map(|(_, config)| *config);
                if let Some(config) = config {
                    self.show(entrant, config, report, latest);
                }
            }
            RaceEvent::Replaced(Device::Gpu) => {}
            RaceEvent::Replaced(Device::Cpu) => {
                self.app.say(Speaker::Worker, "A worker was lost; another one does its work again.");
            }
            RaceEvent::FellBack(why) => self.fall_back(&why),
            RaceEvent::Failed(why) => self.app.say(Speaker::Engine, &format!("Training stopped: {why}.")),
        }
    }

    /// Shows a run. A first report of the latest request would pull the lines back to the left, so it waits until it is worth
    /// that, or until nothing better is shown.
    fn show(&self, entrant: Entrant, config: Config, report: Report, latest: bool) {
        let Report { metrics, millis, complete, engine, fingerprint } = report;
        let signal = self.app.runs.get(entrant);
        let whole = signal.with_untracked(|shown| shown.as_ref().is_some_and(|shown| shown.complete));
        let worth = latest && millis > 4.0 * LONG;
        if complete || worth || !whole {
            signal.set(Some(Arc::new(Run {
                entrant,
                config,
                metrics,
                millis,
                complete,
                engine,
                fingerprint,
            })));
            self.name(match engine {
                EngineKind::Cpu => Device::Cpu,
                EngineKind::Gpu | EngineKind::SoftwareGpu => Device::Gpu,
            });
        }
    }

    /// The badge names the engine that trains.
    fn name(&self, device: Device) {
        let Some(EngineInfo { kind, name }) = self.engines.borrow().get(&device).cloned() else { return };
        let now = self.app.trainer.get_untracked();
        if now.kind != Some(kind) || now.name != name {
            self.app.trainer.update(|trainer| {
                trainer.kind = Some(kind);
                trainer.name = name;
            });
        }
    }

    /// The GPU cannot be used. The crew has given what was asked of it to the CPU.
    fn fall_back(self: &Rc<Self>, why: &str) {
        *self.mode.borrow_mut() = Mode::Cpu;
        let why = brief(why);
        self.app.say(Speaker::Engine, &format!("{why}. The CPU trains instead."));
        self.app.trainer.update(|trainer| trainer.why.clone_from(&why));
        self.losses.set(self.losses.get() + 1);
        if self.app.flags.engine == EngineChoice::Auto && self.losses.get() < MOST_LOSSES {
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
            let mut measured = measure::device(&app.crew(), &samples(), counts).await;
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
