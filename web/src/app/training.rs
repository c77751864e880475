//! From settings to runs. A line whose job has changed is trained again, on the chosen or the faster engine. If the GPU fails,
//! the CPU trains.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use etalon_explorer::choice::{DECISIVE, MANY, Mode, SHOWN, device_of};
use etalon_explorer::crew::{Device, RaceEvent, Report, RequestId};
use etalon_train::engine::EngineInfo;
use etalon_train::job::Job;
use leptos::prelude::*;

use crate::app::state::{App, Speaker};
use crate::io::measure;
use etalon_explorer::flags::EngineChoice;
use etalon_explorer::race::config::Config;
use etalon_explorer::race::opening;
use etalon_explorer::race::run::Run;
use etalon_explorer::race::slot::{Line, PerLine};

/// A newer request interrupts a training that is expected to take longer than this, in milliseconds. Shorter ones end first.
const LONG: f64 = 150.0;

/// How long after the first results the engines are measured.
const MEASURE_LATER: Duration = Duration::from_millis(1_500);

/// How long a message stays that there is no GPU.
const NEWS: Duration = Duration::from_secs(10);

/// How often a GPU that was lost is measured again.
const MOST_LOSSES: u32 = 3;

struct Training {
    app: App,
    /// The last job requested for each line.
    asked: RefCell<PerLine<Option<Job>>>,
    /// The settings of every request that may still be answered.
    configs: RefCell<PerLine<Vec<(RequestId, Config)>>>,
    engines: RefCell<HashMap<Device, EngineInfo>>,
    losses: Cell<u32>,
}

/// From now on trains what the settings ask for.
pub fn begin(app: App) {
    let (mode, why) = match app.flags.engine {
        EngineChoice::Gpu => (Mode::Gpu, "Asked for in the address"),
        EngineChoice::Cpu => (Mode::Cpu, "Asked for in the address"),
        EngineChoice::Auto => (Mode::Cpu, "The engines are measured in a moment"),
    };
    app.mode.set_value(mode);
    app.trainer.update(|trainer| trainer.why = why.to_owned());
    let training = Rc::new(Training {
        app,
        asked: RefCell::default(),
        configs: RefCell::default(),
        engines: RefCell::default(),
        losses: Cell::default(),
    });
    let following = Rc::clone(&training);
    app.crew().follow(move |event| following.follow(event));
    let kept = StoredValue::new_local(Rc::clone(&training));
    Effect::new(move || {
        let config = app.config.get();
        kept.with_value(|training| training.ask(&config));
    });
    if app.flags.engine == EngineChoice::Auto || app.flags.measure {
        measure_when_trained(&training);
    }
}

/// A training of each line, for measuring the engines. It is the same on every device and with all settings.
fn samples() -> Vec<Job> {
    let config = opening::config();
    config.lines().filter_map(|line| config.job(line).ok()).collect()
}

/// Measures on request and stores the figures for the badge.
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
    let trained = Memo::new(move |_| app.is_trained());
    let kept = StoredValue::new_local(Rc::clone(training));
    Effect::new(move |done: Option<bool>| {
        let now = trained.get();
        if now && done != Some(true) {
            let training = kept.get_value();
            // Without a timer nothing is measured, and the CPU trains.
            drop(set_timeout_with_handle(move || training.measure(), MEASURE_LATER));
        }
        now || done == Some(true)
    });
}

/// Why there is no GPU: the first 160 characters of the browser's message, which may be long, without its full stop.
fn brief(why: &str) -> String {
    let line: String = why.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(160).collect();
    let line = line.trim_end_matches(['.', ' ']);
    let line = line.strip_prefix("there is no GPU: ").unwrap_or(line);
    if line.contains("WebGPU") { line.to_owned() } else { format!("WebGPU: {line}") }
}

impl Training {
    /// Requests a training of each line whose job has changed.
    fn ask(&self, config: &Config) {
        // A lane that is emptied is forgotten, so that the same schedule is trained when it comes back.
        for line in Line::all().filter(|line| !config.lines().any(|here| here == *line)) {
            *self.asked.borrow_mut().get_mut(line) = None;
        }
        let mut changed = Vec::new();
        for line in config.lines() {
            match self.app.present.job.get(line).get_untracked() {
                Err(refusal) => {
                    let said = self.app.view.get_untracked().yours.refusal(config, line).unwrap_or(refusal);
                    self.app.say(Speaker::Engine, &format!("{said}."));
                }
                Ok(job) if self.asked.borrow().get(line).as_ref() != Some(&job) => changed.push((line, job)),
                Ok(_) => {}
            }
        }
        let device = self.app.device(changed.len());
        let crew = self.app.crew();
        for (line, job) in changed {
            *self.asked.borrow_mut().get_mut(line) = Some(job.clone());
            let interrupt = self.expected(line, config) > LONG;
            let request = crew.train(line.index(), job, device, interrupt);
            self.configs.borrow_mut().get_mut(line).push((request, *config));
        }
    }

    /// The expected time of a training in milliseconds, from the speed of the last one.
    fn expected(&self, line: Line, config: &Config) -> f64 {
        let run = self.app.runs.get(line).get_untracked();
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
                let Some(line) = Line::all().nth(line) else { return };
                let mut configs = self.configs.borrow_mut();
                let configs = configs.get_mut(line);
                // Answers arrive in the order of the requests.
                configs.retain(|(other, _)| *other >= request);
                let config =
                    configs.first().filter(|(first, _)| *first == request).map(|(_, config)| *config);
                if let Some(config) = config {
                    self.show(line, config, report, latest);
                }
            }
            RaceEvent::Replaced(Device::Gpu) => {}
            RaceEvent::Replaced(Device::Cpu) => {
                self.app.say(Speaker::Worker, "A worker failed. Another one does its work again.");
            }
            RaceEvent::FellBack(why) => self.fall_back(&why),
            RaceEvent::Failed(why) => self.app.say(Speaker::Engine, &format!("Training stopped: {why}.")),
        }
    }

    /// Shows a run. A partial report would make a complete line shorter, so it is shown only when the training takes long, or when
    /// no complete run is shown.
    fn show(&self, line: Line, config: Config, report: Report, latest: bool) {
        let Report { millis, complete, engine, .. } = report;
        let signal = self.app.runs.get(line);
        let whole = signal.with_untracked(|shown| shown.as_ref().is_some_and(|shown| shown.complete));
        let worth = latest && millis > 4.0 * LONG;
        if complete || worth || !whole {
            signal.set(Some(Arc::new(Run::of(line, config, report))));
            self.name(device_of(engine));
        }
    }

    /// Names the engine that trains in the badge.
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

    /// The GPU cannot be used. The crew has moved its work to the CPU.
    fn fall_back(self: &Rc<Self>, why: &str) {
        self.app.mode.set_value(Mode::Cpu);
        let why = brief(why);
        self.app.say(Speaker::Engine, &format!("{why}. The CPU trains instead."));
        self.app.trainer.update(|trainer| trainer.why.clone_from(&why));
        self.losses.set(self.losses.get() + 1);
        if self.app.flags.engine == EngineChoice::Auto && self.losses.get() < MOST_LOSSES {
            let this = Rc::clone(self);
            drop(set_timeout_with_handle(move || this.measure(), 2 * MEASURE_LATER));
        }
    }

    /// Measures the engines. From then on the figures decide.
    fn measure(self: &Rc<Self>) {
        let app = self.app;
        if app.measuring.get_untracked() {
            return;
        }
        app.measuring.set(true);
        wasm_bindgen_futures::spawn_local(async move {
            let counts: &[usize] = if app.flags.measure { &SHOWN } else { &DECISIVE };
            let mut measured = measure::device(&app.crew(), &samples(), counts).await;
            if measured.has_hardware_gpu() {
                measured = measured.and(measure::device(&app.crew(), &samples(), &[MANY]).await);
            }
            measured.no_gpu = measured.no_gpu.map(|why| brief(&why));
            app.measuring.set(false);
            app.measured.set(Some(measured.clone()));
            if app.flags.engine != EngineChoice::Auto {
                return;
            }
            app.trainer.update(|trainer| trainer.why = measured.sentence());
            if let Some(why) = &measured.no_gpu {
                app.say(Speaker::Engine, &format!("{why}. The CPU trains."));
                // It is no news for long, and on a telephone it lies over the controls. The badge keeps it.
                drop(set_timeout_with_handle(move || app.hush(Speaker::Engine), NEWS));
            }
            app.mode.set_value(Mode::Measured(measured));
        });
    }
}
