//! Compares two engines on the same jobs: whether they train alike, and how fast the second one is. A test or a page can show the
//! report.

use core::fmt;
use core::ops::ControlFlow;
use std::sync::Arc;

use etalon::{Kind, ParamError, Settings};
use web_time::Instant;

use crate::engine::{Engine, EngineInfo, EngineKind};
use crate::job::{Job, JobError};
use crate::optimiser::Rate;
use crate::policy::Policy;
use crate::report::Metrics;
use crate::shape::Width;
use crate::start::Start;
use crate::sweep::{self, SweepError};
use crate::task::{ROUND, Task};

/// Steps that are compared.
pub const STEPS: usize = 100;
/// The largest relative difference of a training loss in them.
pub const TOLERANCE: f64 = 1e-4;
/// Seed of the jobs that are compared.
const SEED: u64 = 1;
/// The least time for which a speed is measured, in seconds.
const MEASURED: f64 = 1.0;

/// The result of a comparison.
#[derive(Debug, Clone, PartialEq)]
pub struct Parity {
    /// The engine that was compared with the first.
    pub engine: EngineInfo,
    /// Hidden units.
    pub width: Width,
    /// For each policy the largest relative difference of a training loss in the first [`STEPS`] steps. It is infinite if one of
    /// the two runs diverged.
    pub differences: Vec<(&'static str, f64)>,
    /// Whether equal jobs gave equal bits, both beside others and alone.
    pub replicas_equal: bool,
    /// The number of replicas, and the steps per second of all of them together.
    pub steps_per_second: Vec<(usize, f64)>,
}

/// Trains under each policy for [`STEPS`] steps on both engines, and measures the speed of the second with these numbers of replicas.
///
/// # Errors
/// An engine fails.
pub async fn compare<A: Engine, B: Engine>(
    reference: &mut A,
    engine: &mut B,
    task: &'static Task,
    width: Width,
    measured: &[usize],
) -> Result<Parity, SweepError> {
    let policies = policies().map_err(JobError::Policy)?;
    let rounds = STEPS.div_ceil(ROUND) as u32;
    let jobs: Vec<Job> = policies
        .iter()
        .map(|(_, policy)| Job::new(task, policy.clone(), SEED, rounds, width))
        .collect::<Result<_, _>>()?;
    let expected = train(reference, &jobs).await?;
    let got = train(engine, &[jobs.clone(), jobs.clone()].concat()).await?;
    let (first, second) = got.split_at(jobs.len());
    let mut replicas_equal = expected.len() == first.len() && first == second;
    for (at, job) in jobs.iter().enumerate() {
        replicas_equal &= train(engine, std::slice::from_ref(job)).await?.first() == first.get(at);
    }
    let differences = policies
        .iter()
        .zip(expected.iter().zip(first))
        .map(|((name, _), (expected, got))| (*name, difference(&expected.train_loss, &got.train_loss)))
        .collect();
    let mut steps_per_second = Vec::new();
    for &replicas in measured {
        steps_per_second.push((replicas, speed(engine, task, replicas, width).await?));
    }
    Ok(Parity { engine: engine.info(), width, differences, replicas_equal, steps_per_second })
}

impl Parity {
    /// The largest difference under any policy.
    #[must_use]
    pub fn largest(&self) -> f64 {
        self.differences.iter().map(|&(_, difference)| difference).fold(0.0, f64::max)
    }

    /// Whether the engines agree: no difference above [`TOLERANCE`] under any policy, equal jobs equal.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.replicas_equal && !self.differences.is_empty() && self.largest() <= TOLERANCE
    }

    /// The report as JSON.
    #[must_use]
    pub fn json(&self) -> String {
        let kind = match self.engine.kind {
            EngineKind::Cpu => "cpu",
            EngineKind::Gpu => "gpu",
            EngineKind::SoftwareGpu => "software gpu",
        };
        let object = |entries: Vec<String>| format!("{{{}}}", entries.join(","));
        let differences =
            self.differences.iter().map(|(name, value)| format!("{}:{}", Text(name), Number(*value)));
        let speeds =
            self.steps_per_second.iter().map(|(count, value)| format!("\"{count}\":{}", Number(*value)));
        object(vec![
            format!("\"holds\":{}", self.holds()),
            format!("\"kind\":{}", Text(kind)),
            format!("\"adapter\":{}", Text(&self.engine.name)),
            format!("\"width\":{}", self.width.units()),
            format!("\"steps\":{STEPS}"),
            format!("\"tolerance\":{}", Number(TOLERANCE)),
            format!("\"largest_difference\":{}", Number(self.largest())),
            format!("\"differences\":{}", object(differences.collect())),
            format!("\"replicas_equal\":{}", self.replicas_equal),
            format!("\"steps_per_second\":{}", object(speeds.collect())),
        ])
    }
}

/// A policy of each kind, at the values with which its sliders start.
fn policies() -> Result<Vec<(&'static str, Policy)>, ParamError> {
    let policy = |kind: &Kind| Ok((kind.id(), Policy::of(&Settings::suggested(*kind))?));
    Kind::ALL.iter().map(policy).collect()
}

async fn train<E: Engine>(engine: &mut E, jobs: &[Job]) -> Result<Vec<Metrics>, SweepError> {
    let runs = sweep::train(engine, jobs, |_| ControlFlow::Continue(())).await?;
    Ok(runs.into_iter().flatten().collect())
}

/// The largest relative difference in the first [`STEPS`] losses. It is infinite if there are fewer.
fn difference(expected: &[f32], got: &[f32]) -> f64 {
    let Some((expected, got)) = expected.get(..STEPS).zip(got.get(..STEPS)) else { return f64::INFINITY };
    let relative = |(&expected, &got): (&f32, &f32)| {
        let (expected, got) = (f64::from(expected), f64::from(got));
        ((got - expected) / expected).abs()
    };
    // A NaN counts as the largest difference, not as none.
    expected.iter().zip(got).map(relative).fold(0.0, |a, b| {
        if b <= a {
            a
        } else if b.is_nan() {
            f64::INFINITY
        } else {
            b
        }
    })
}

/// Steps per second: the median round, after one to warm up.
async fn speed<E: Engine>(
    engine: &mut E,
    task: &'static Task,
    replicas: usize,
    width: Width,
) -> Result<f64, SweepError> {
    let start = Arc::new(Start::new(task, SEED, width));
    let starts = vec![start; replicas];
    let rates = vec![[Rate::adamw(0.01); ROUND]; replicas];
    engine.begin(&starts)?;
    engine.round(&rates).await?;
    let (began, mut times) = (Instant::now(), Vec::new());
    while times.len() < 3 || began.elapsed().as_secs_f64() < MEASURED {
        let began = Instant::now();
        engine.round(&rates).await?;
        let time = began.elapsed().as_secs_f64();
        times.insert(times.partition_point(|&less| less < time), time);
    }
    Ok((replicas * ROUND) as f64 / times[times.len() / 2])
}

/// A number in JSON. A number that is not finite is null.
struct Number(f64);

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_finite() { write!(f, "{:e}", self.0) } else { f.write_str("null") }
    }
}

/// A text in JSON.
struct Text<'a>(&'a str);

impl fmt::Display for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("\"")?;
        for char in self.0.chars() {
            match char {
                '"' | '\\' => write!(f, "\\{char}")?,
                control if control.is_control() => write!(f, "\\u{:04x}", u32::from(control))?,
                plain => write!(f, "{plain}")?,
            }
        }
        f.write_str("\"")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cpu::CpuEngine;
    use crate::task::digits::DIGITS;

    #[test]
    fn an_engine_is_at_par_with_itself() {
        let (mut one, mut other) = (CpuEngine::new(), CpuEngine::new());
        let parity = pollster::block_on(compare(&mut one, &mut other, &DIGITS, Width::MIN, &[])).unwrap();
        let names: Vec<_> = parity.differences.iter().map(|d| d.0).collect();
        assert_eq!(names, Kind::ALL.iter().map(|kind| kind.id()).collect::<Vec<_>>());
        assert_eq!(parity.largest(), 0.0);
        assert!(parity.holds());
    }

    #[test]
    fn any_difference_is_found() {
        let good = [1.0_f32; STEPS];
        let mut other = good;
        other[STEPS - 1] = 1.5;
        assert_eq!(difference(&good, &other), 0.5);
        other[3] = f32::NAN;
        assert_eq!(difference(&good, &other), f64::INFINITY);
        assert_eq!(difference(&good, &good[1..]), f64::INFINITY);
        let parity = |difference, replicas_equal| Parity {
            engine: EngineInfo { kind: EngineKind::Gpu, name: String::new() },
            width: Width::USUAL,
            differences: vec![("constant", 0.0), ("cosine", difference)],
            replicas_equal,
            steps_per_second: vec![],
        };
        assert!(parity(9e-5, true).holds() && !parity(1.1e-4, true).holds() && !parity(0.0, false).holds());
        assert!(!parity(f64::INFINITY, true).holds());
    }

    #[test]
    fn is_reported_as_json() {
        let parity = Parity {
            engine: EngineInfo { kind: EngineKind::SoftwareGpu, name: "a \"b\" \\ \n".into() },
            width: Width::USUAL,
            differences: vec![("constant", 2e-6), ("cosine", f64::INFINITY)],
            replicas_equal: true,
            steps_per_second: vec![(4, 1700.0)],
        };
        let json: serde_json::Value = serde_json::from_str(&parity.json()).unwrap();
        assert_eq!(json["adapter"], "a \"b\" \\ \n");
        assert_eq!(json["holds"], false);
        assert_eq!(json["differences"]["constant"], 2e-6);
        assert!(json["differences"]["cosine"].is_null() && json["largest_difference"].is_null());
        assert_eq!(json["steps_per_second"]["4"], 1700.0);
    }
}
