//! Follows a training that PyTorch recorded: the same split, weights and batches, under our schedules and our engine.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use etalon::{Kind, Settings};
use etalon_train::cpu::CpuEngine;
use etalon_train::optimiser::Rate;
use etalon_train::policy::{Controller, Policy};
use etalon_train::report::Metrics;
use etalon_train::session::Session;
use etalon_train::shape::Width;
use etalon_train::start::Start;
use etalon_train::task::ROUND;
use etalon_train::task::digits::{DIGITS, INPUTS};
use serde::Deserialize;

/// Largest relative difference of the loss from PyTorch's float32 run over the first 10 steps.
pub const FIRST_10: f64 = 1e-6;
/// The same over the first 100 steps.
pub const FIRST_100: f64 = 5e-5;
/// Largest difference of the final validation accuracy, in points of a percent.
pub const POINTS: f64 = 0.6;
/// Largest difference of a rate, as a share of the run's highest rate.
pub const RATE: f64 = 1e-12;

/// A recorded training, as the file holds it.
#[derive(Debug, Deserialize)]
pub struct Trace {
    train: Vec<u16>,
    val: Vec<u16>,
    order: Vec<Vec<u16>>,
    w1: Vec<Vec<f32>>,
    b1: Vec<f32>,
    w2: Vec<Vec<f32>>,
    b2: Vec<f32>,
    runs: BTreeMap<String, Precisions>,
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
    beta1: Vec<f64>,
    val_accuracy: Vec<f64>,
}

/// How close one of our runs came.
#[derive(Debug)]
pub struct Closeness {
    #[allow(dead_code, reason = "the program prints it, the test only its Debug form")]
    pub schedule: String,
    /// Largest relative difference of the loss over the first 10 steps.
    pub first_10: f64,
    /// Over the first 100.
    pub first_100: f64,
    /// PyTorch's own float32 run against its float64 run over the first 100, for scale.
    #[allow(dead_code, reason = "the program prints it, the test only its Debug form")]
    pub torch_100: f64,
    /// Final validation accuracy, ours and PyTorch's, in percent.
    pub accuracy: (f64, f64),
    /// Largest difference of a rate or of beta1, as a share of the run's highest rate, after PyTorch's own metrics.
    pub rates: f64,
    /// The first step at which our run's own metrics led to another rate than PyTorch's led to.
    pub parted: Option<usize>,
}

impl Closeness {
    /// Whether every figure is within its bound; a NaN never is.
    pub fn holds(&self) -> bool {
        self.first_10 <= FIRST_10
            && self.first_100 <= FIRST_100
            && (self.accuracy.0 - self.accuracy.1).abs() <= POINTS
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
    let epochs = trace.order.len();
    let steps = epochs * ROUND;
    if trace.runs.is_empty() {
        return Err(Unusable("runs holds no run".into()));
    }
    for (schedule, Precisions { float32, float64 }) in &trace.runs {
        for (precision, run) in [("float32", float32), ("float64", float64)] {
            let lists = [("loss", &run.loss), ("lr", &run.lr), ("beta1", &run.beta1)];
            for (name, list) in lists {
                length(&format!("runs.{schedule}.{precision}.{name}"), list.len(), steps)?;
            }
            length(&format!("runs.{schedule}.{precision}.val_accuracy"), run.val_accuracy.len(), epochs)?;
        }
    }
    let epochs = u32::try_from(epochs).map_err(|why| Unusable(why.to_string()))?;
    let policies: Vec<Policy> =
        trace.runs.keys().map(|schedule| policy(schedule, epochs)).collect::<Result<_, _>>()?;
    let start = Arc::new(trace.start()?);
    let metrics = run(&policies, epochs, &start)?;
    let runs = trace.runs.iter().zip(&policies).zip(&metrics);
    Ok(runs.map(|((run, policy), metrics)| compare(run.0, run.1, policy, metrics)).collect())
}

fn run(policies: &[Policy], epochs: u32, start: &Arc<Start>) -> Result<Vec<Metrics>, Unusable> {
    let failed = |why: etalon_train::engine::EngineError| Unusable(why.to_string());
    let mut session = Session::follow(CpuEngine::new(), policies, epochs, start).map_err(failed)?;
    while pollster::block_on(session.advance()).map_err(failed)? {}
    Ok(session.metrics().cloned().collect())
}

fn compare(schedule: &str, torch: &Precisions, policy: &Policy, ours: &Metrics) -> Closeness {
    let float32 = &torch.float32;
    let losses: Vec<f64> = ours.train_loss.iter().map(|&loss| f64::from(loss)).collect();
    let rates: Vec<(f64, f64)> = float32.lr.iter().copied().zip(float32.beta1.iter().copied()).collect();
    let highest = float32.lr.iter().copied().fold(0.0, f64::max);
    let apart = |ours: &Rate, torch: &(f64, f64)| {
        worst((ours.lr - torch.0).abs() / highest, (ours.beta1 - torch.1).abs())
    };
    let mut controller = Controller::new(policy.clone());
    let mut from_torch = Vec::with_capacity(rates.len());
    for (epoch, &accuracy) in (0..).zip(&float32.val_accuracy) {
        from_torch.extend(controller.rates(epoch));
        controller.observe(f64::NAN, accuracy);
    }
    let percent = |accuracy: Option<f64>| 100.0 * accuracy.unwrap_or(f64::NAN);
    Closeness {
        schedule: schedule.to_owned(),
        first_10: relative(&losses, &float32.loss, 10),
        first_100: relative(&losses, &float32.loss, 100),
        torch_100: relative(&float32.loss, &torch.float64.loss, 100),
        accuracy: (
            percent(ours.val_accuracy.last().map(|&accuracy| f64::from(accuracy))),
            percent(float32.val_accuracy.last().copied()),
        ),
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
    /// The recorded start, its matrices turned from torch's `[out][in]`.
    fn start(&self) -> Result<Start, Unusable> {
        let units = u32::try_from(self.b1.len()).unwrap_or(u32::MAX);
        let width = Width::new(units).map_err(|why| Unusable(format!("b1: {why}")))?;
        let mut weights = Vec::new();
        turn("w1", &self.w1, width.units(), INPUTS, &mut weights)?;
        weights.extend(&self.b1);
        turn("w2", &self.w2, self.b2.len(), width.units(), &mut weights)?;
        weights.extend(&self.b2);
        Start::listed(&DIGITS, width, self.train.clone(), self.val.clone(), self.order.clone(), weights)
            .map_err(|why| Unusable(why.to_string()))
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

/// The policy of a recorded run, which the file names by its kind: the textbook example's settings.
fn policy(kind: &str, epochs: u32) -> Result<Policy, Unusable> {
    let steps = f64::from(epochs * ROUND as u32);
    let values: &[(&str, f64)] = match kind {
        "exponential" => &[("lr", 1e-3), ("gamma", 0.9)],
        "cosine" => &[("lr", 1e-3), ("t_max", f64::from(epochs))],
        "plateau" => &[("lr", 1e-3), ("mode", 1.0), ("patience", 2.0)],
        "one_cycle" => &[("max_lr", 1e-2), ("total_steps", steps)],
        other => return Err(Unusable(format!("no recorded run is called {other}"))),
    };
    let kind =
        Kind::from_id(kind).ok_or_else(|| Unusable(format!("no kind of schedule is called {kind}")))?;
    let mut settings = Settings::new(kind);
    for (id, value) in values {
        settings.set(id, *value).map_err(|why| Unusable(why.to_string()))?;
    }
    Policy::of(&settings).map_err(|why| Unusable(why.to_string()))
}
