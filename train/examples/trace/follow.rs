//! Follows a training that PyTorch recorded: the same split, weights and batches, under our schedules and our engine.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use etalon::{Kind, Settings};
use etalon_train::cpu::CpuEngine;
use etalon_train::optimiser::{Optimiser, Rate, Sgd};
use etalon_train::policy::{Controller, Every, Policy};
use etalon_train::report::Metrics;
use etalon_train::session::Session;
use etalon_train::shape::Width;
use etalon_train::start::Start;
use etalon_train::task::{Measure, ROUND, ROUND_SAMPLES, SplitBy, Task};
use serde::Deserialize;

/// Largest relative difference of the loss from PyTorch's float32 run over the first 10 steps.
pub const FIRST_10: f64 = 1e-6;
/// Largest difference of a rate, as a share of the run's highest rate.
pub const RATE: f64 = 1e-12;

/// How close a run must come after its first steps, for each measure of a task.
#[derive(Debug, Clone, Copy)]
pub struct Bounds {
    /// Largest relative difference of the loss over the first 100 steps.
    pub first_100: f64,
    /// Largest difference of the measure at the end.
    pub last: f64,
}

impl Bounds {
    pub const fn of(measure: Measure) -> Self {
        match measure {
            // 0.6 points of a percent.
            Measure::Accuracy => Self { first_100: 5e-5, last: 0.006 },
            Measure::Loss => Self { first_100: 5e-6, last: 0.004 },
        }
    }
}

/// A recorded training, as the file holds it.
#[derive(Debug, Deserialize)]
pub struct Trace {
    /// The id of a task; none in a file of the digits.
    task: Option<String>,
    /// Where the seed of the file splits the samples: which train, and which validate.
    train: Option<Vec<u16>>,
    val: Option<Vec<u16>>,
    order: Vec<Vec<u16>>,
    w1: Vec<Vec<f32>>,
    b1: Vec<f32>,
    w2: Vec<Vec<f32>>,
    b2: Vec<f32>,
    /// The base rate of each run; none in a file of the digits.
    #[serde(default)]
    settings: BTreeMap<String, f64>,
    /// The optimiser of each run; none in a file of AdamW.
    sgd: Option<BTreeMap<String, Momentum>>,
    runs: BTreeMap<String, Precisions>,
}

/// The arguments of torch's SGD.
#[derive(Debug, Deserialize)]
struct Momentum {
    momentum: f64,
    nesterov: bool,
    weight_decay: f64,
}

#[derive(Debug, Deserialize)]
struct Precisions {
    float32: Recorded,
    float64: Recorded,
}

#[derive(Debug, Deserialize)]
struct Recorded {
    loss: Vec<f64>,
    lr: Vec<f64>,
    /// AdamW's first beta, or SGD's momentum.
    #[serde(alias = "beta1")]
    momentum: Vec<f64>,
    val_loss: Vec<f64>,
    val_accuracy: Vec<f64>,
}

impl Recorded {
    fn last(&self, measure: Measure) -> Option<f64> {
        match measure {
            Measure::Accuracy => self.val_accuracy.last().copied(),
            Measure::Loss => self.val_loss.last().copied(),
        }
    }
}

/// How close one of our runs came.
#[derive(Debug)]
pub struct Closeness {
    pub schedule: String,
    /// What the task is judged by.
    pub measure: Measure,
    /// Largest relative difference of the loss over the first 10 steps.
    pub first_10: f64,
    /// Over the first 100.
    pub first_100: f64,
    /// The same difference between PyTorch's float32 and float64 runs, over the first 100 steps. It gives the scale.
    #[allow(dead_code, reason = "the program prints it, the test only its Debug form")]
    pub torch_100: f64,
    /// The measure after the last round, ours and PyTorch's.
    pub last: (f64, f64),
    /// Largest difference of a rate or of the momentum, as a share of the run's highest rate, after PyTorch's own metrics.
    pub rates: f64,
    /// The first step at which our run's own metrics led to another rate than PyTorch's led to.
    pub parted: Option<usize>,
}

impl Closeness {
    /// Whether every figure is within its bound; a NaN never is.
    pub fn holds(&self) -> bool {
        let bounds = Bounds::of(self.measure);
        self.first_10 <= FIRST_10
            && self.first_100 <= bounds.first_100
            && (self.last.0 - self.last.1).abs() <= bounds.last
            && self.rates <= RATE
    }
}

/// Why a file cannot be followed.
#[derive(Debug)]
pub struct Unusable(pub String);

impl fmt::Display for Unusable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Unusable {}

/// Reads a trace and follows each run in it.
pub fn follow(json: &str) -> Result<Vec<Closeness>, Unusable> {
    let trace: Trace =
        serde_json::from_str(json).map_err(|why| Unusable(format!("not a training trace: {why}")))?;
    let task = trace.task()?;
    let rounds = trace.order.len() * task.split.train / ROUND_SAMPLES;
    let steps = rounds * ROUND;
    if trace.runs.is_empty() {
        return Err(Unusable("runs holds no run".into()));
    }
    for (schedule, Precisions { float32, float64 }) in &trace.runs {
        for (precision, run) in [("float32", float32), ("float64", float64)] {
            let per_step = [("loss", &run.loss), ("lr", &run.lr), ("momentum", &run.momentum)];
            let per_round = [("val_loss", &run.val_loss), ("val_accuracy", &run.val_accuracy)];
            let lists =
                per_step.map(|list| (list, steps)).into_iter().chain(per_round.map(|list| (list, rounds)));
            for ((name, list), expected) in lists {
                length(&format!("runs.{schedule}.{precision}.{name}"), list.len(), expected)?;
            }
        }
    }
    let rounds = u32::try_from(rounds).map_err(|why| Unusable(why.to_string()))?;
    let controllers: Vec<Controller> =
        trace.runs.keys().map(|schedule| trace.controller(schedule, rounds)).collect::<Result<_, _>>()?;
    let start = Arc::new(trace.start(task)?);
    let metrics = run(controllers.clone(), rounds, &start)?;
    let runs = trace.runs.iter().zip(controllers).zip(&metrics);
    Ok(runs.map(|((run, controller), metrics)| compare(task.measure, run, controller, metrics)).collect())
}

fn run(controllers: Vec<Controller>, rounds: u32, start: &Arc<Start>) -> Result<Vec<Metrics>, Unusable> {
    let failed = |why: etalon_train::engine::EngineError| Unusable(why.to_string());
    let mut session = Session::follow(CpuEngine::new(), controllers, rounds, start).map_err(failed)?;
    while pollster::block_on(session.advance()).map_err(failed)? {}
    Ok(session.metrics().cloned().collect())
}

fn compare(
    measure: Measure,
    (schedule, torch): (&String, &Precisions),
    mut controller: Controller,
    ours: &Metrics,
) -> Closeness {
    let float32 = &torch.float32;
    let losses: Vec<f64> = ours.train_loss.iter().map(|&loss| f64::from(loss)).collect();
    let rates: Vec<(f64, f64)> = float32.lr.iter().copied().zip(float32.momentum.iter().copied()).collect();
    let highest = float32.lr.iter().copied().fold(0.0, f64::max);
    let apart = |ours: &Rate, torch: &(f64, f64)| {
        worst((ours.lr - torch.0).abs() / highest, (ours.momentum - torch.1).abs())
    };
    let mut from_torch = Vec::with_capacity(rates.len());
    for ((round, &loss), &accuracy) in (0..).zip(&float32.val_loss).zip(&float32.val_accuracy) {
        from_torch.extend(controller.rates(round));
        controller.observe(loss, accuracy);
    }
    let our_last = measure.values(ours).last().map(|&value| f64::from(value));
    Closeness {
        schedule: schedule.clone(),
        measure,
        first_10: relative(&losses, &float32.loss, 10),
        first_100: relative(&losses, &float32.loss, 100),
        torch_100: relative(&float32.loss, &torch.float64.loss, 100),
        last: (our_last.unwrap_or(f64::NAN), float32.last(measure).unwrap_or(f64::NAN)),
        rates: from_torch.iter().zip(&rates).map(|(ours, torch)| apart(ours, torch)).fold(0.0, worst),
        parted: ours.rates.iter().zip(&rates).position(|(ours, torch)| apart(ours, torch) > RATE),
    }
}

/// Largest relative difference over the first `steps`; NaN where there are fewer, or where a value is NaN.
fn relative(a: &[f64], b: &[f64], steps: usize) -> f64 {
    match (a.get(..steps), b.get(..steps)) {
        (Some(a), Some(b)) => a.iter().zip(b).map(|(a, b)| (a - b).abs() / b.abs()).fold(0.0, worst),
        _ => f64::NAN,
    }
}

/// The greater, where NaN is greater than all.
pub fn worst(a: f64, b: f64) -> f64 {
    if a.is_nan() || a > b { a } else { b }
}

fn length(what: &str, got: usize, expected: usize) -> Result<(), Unusable> {
    if got == expected {
        return Ok(());
    }
    Err(Unusable(format!("{what} must hold {expected} entries, got {got}")))
}

impl Trace {
    fn task(&self) -> Result<&'static Task, Unusable> {
        let id = self.task.as_deref().unwrap_or("digits");
        Task::from_id(id).ok_or_else(|| Unusable(format!("there is no task called {id}")))
    }

    /// The recorded start, its matrices turned from torch's `[out][in]`.
    fn start(&self, task: &'static Task) -> Result<Start, Unusable> {
        let units = u32::try_from(self.b1.len()).unwrap_or(u32::MAX);
        let width = Width::new(units).map_err(|why| Unusable(format!("b1: {why}")))?;
        let mut weights = Vec::new();
        turn("w1", &self.w1, width.units(), task.shape.inputs, &mut weights)?;
        weights.extend(&self.b1);
        turn("w2", &self.w2, self.b2.len(), width.units(), &mut weights)?;
        weights.extend(&self.b2);
        let (train, val) = match (&self.train, &self.val, task.split.by) {
            (Some(train), Some(val), _) => (train.clone(), val.clone()),
            (None, None, SplitBy::Order) => {
                let usual = Start::new(task, 0, width);
                (usual.train().to_vec(), usual.validation().to_vec())
            }
            _ => return Err(Unusable(format!("train and val must list the split of {}", task.id))),
        };
        Start::listed(task, width, train, val, self.order.clone(), weights)
            .map_err(|why| Unusable(why.to_string()))
    }

    /// What set the rates of a recorded run, and the optimiser that took them.
    fn controller(&self, id: &str, rounds: u32) -> Result<Controller, Unusable> {
        let controller = Controller::new(self.policy(id, rounds)?);
        let Some(sgd) = &self.sgd else { return Ok(controller) };
        let Momentum { momentum, nesterov, weight_decay } =
            sgd.get(id).ok_or_else(|| Unusable(format!("sgd holds no arguments of the run {id}")))?;
        let sgd = Sgd::new(*momentum, *nesterov).map_err(|why| Unusable(why.to_string()))?;
        Ok(controller.with_optimiser(Optimiser::Sgd(sgd)).with_weight_decay(*weight_decay))
    }

    /// The policy of a recorded run, which the file names by its kind. The settings are those with which it was recorded.
    fn policy(&self, id: &str, rounds: u32) -> Result<Policy, Unusable> {
        let (rounds, steps) = (f64::from(rounds), f64::from(rounds) * ROUND as f64);
        let (every, values): (Option<Every>, &[(&str, f64)]) = match (self.settings.get(id), id) {
            (None, "exponential") => (None, &[("lr", 1e-3), ("gamma", 0.9)]),
            (None, "cosine") => (None, &[("lr", 1e-3), ("t_max", rounds)]),
            (None, "plateau") => (None, &[("lr", 1e-3), ("mode", 1.0), ("patience", 2.0)]),
            (None, "one_cycle") => (None, &[("max_lr", 1e-2), ("total_steps", steps)]),
            (Some(&lr), "constant") => (None, &[("lr", lr)]),
            (Some(&lr), "exponential") => (None, &[("lr", lr), ("gamma", 0.9)]),
            (Some(&lr), "cosine") => (None, &[("lr", lr), ("t_max", 20.0)]),
            (Some(&lr), "plateau") => {
                (None, &[("lr", lr), ("mode", 0.0), ("patience", 1.0), ("factor", 0.3)])
            }
            (Some(&lr), "one_cycle") => (None, &[("max_lr", lr), ("total_steps", steps)]),
            (Some(&lr), "linear") => (
                Some(Every::Batch),
                &[("lr", lr), ("start_factor", 1.0), ("end_factor", 0.0), ("total_iters", steps)],
            ),
            (Some(&lr), "step") => (None, &[("lr", lr), ("step_size", 8.0), ("gamma", 0.3)]),
            (_, other) => return Err(Unusable(format!("no recorded run is called {other}"))),
        };
        let kind =
            Kind::from_id(id).ok_or_else(|| Unusable(format!("no kind of schedule is called {id}")))?;
        let mut settings = Settings::new(kind);
        for (id, value) in values {
            settings.set(id, *value).map_err(|why| Unusable(why.to_string()))?;
        }
        let policy = match every {
            Some(every) => Policy::stepped(&settings, every),
            None => Policy::of(&settings),
        };
        policy.map_err(|why| Unusable(why.to_string()))
    }
}

fn turn(
    what: &str,
    matrix: &[Vec<f32>],
    rows: usize,
    columns: usize,
    into: &mut Vec<f32>,
) -> Result<(), Unusable> {
    length(what, matrix.len(), rows)?;
    for (at, row) in matrix.iter().enumerate() {
        length(&format!("{what}[{at}]"), row.len(), columns)?;
    }
    into.extend((0..columns).flat_map(|column| matrix.iter().filter_map(move |row| row.get(column))));
    Ok(())
}
