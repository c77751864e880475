//! The CPU engine: plain Rust on SIMD lanes, one replica after the other, the same bits at every SIMD width.

use core::fmt;
use std::sync::Arc;

use fearless_simd::{Level, Simd, dispatch};

use crate::engine::{Engine, EngineError, EngineInfo, EngineKind};
use crate::job::EpochReport;
use crate::model::{BATCH, STEPS_PER_EPOCH, VALIDATION, Width};
use crate::policy::Rate;
use crate::start::Start;
use adamw::Factors;
use images::Batch;
use softmax::Verdict;
use step::Model;

mod adamw;
mod images;
mod lanes;
mod softmax;
mod step;
#[cfg(test)]
mod tests;
mod tile;

/// Trains on the calling thread.
pub struct CpuEngine {
    level: Level,
    replicas: Vec<Replica>,
    epoch: u32,
}

#[derive(Debug)]
struct Replica {
    start: Arc<Start>,
    model: Model,
    diverged: bool,
}

impl CpuEngine {
    /// With the widest SIMD that this machine and this build have.
    #[must_use]
    pub fn new() -> Self {
        Self::at(Level::new())
    }

    fn at(level: Level) -> Self {
        Self { level, replicas: Vec::new(), epoch: 0 }
    }
}

impl Default for CpuEngine {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for CpuEngine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CpuEngine")
            .field("level", &self.level)
            .field("replicas", &self.replicas.len())
            .finish()
    }
}

impl Engine for CpuEngine {
    fn info(&self) -> EngineInfo {
        EngineInfo { kind: EngineKind::Cpu, name: simd_name(self.level).into() }
    }

    fn capacity(&self, _width: Width) -> usize {
        16
    }

    fn begin(&mut self, starts: &[Arc<Start>]) -> Result<(), EngineError> {
        let Some(first) = starts.first() else {
            return Err(EngineError::Misused("no replica was asked for"));
        };
        if starts.iter().any(|start| start.width() != first.width()) {
            return Err(EngineError::Misused("the replicas are not of one width"));
        }
        let replica = |start: &Arc<Start>| Replica {
            start: Arc::clone(start),
            model: Model::new(start.width(), start.weights()),
            diverged: false,
        };
        self.replicas = starts.iter().map(replica).collect();
        self.epoch = 0;
        Ok(())
    }

    async fn epoch(&mut self, rates: &[[Rate; STEPS_PER_EPOCH]]) -> Result<Vec<EpochReport>, EngineError> {
        if rates.len() != self.replicas.len() || rates.is_empty() {
            return Err(EngineError::Misused("there must be rates for each replica"));
        }
        let mut samples = Vec::new();
        let mut reports = Vec::with_capacity(rates.len());
        for (replica, rates) in self.replicas.iter_mut().zip(rates) {
            if replica.diverged {
                reports.push(EpochReport::ended());
                continue;
            }
            replica.start.samples_into(self.epoch, &mut samples);
            let model = &mut replica.model;
            let validation = replica.start.validation();
            let report = dispatch!(self.level, simd => train(simd, model, &samples, validation, rates));
            replica.diverged = report.diverged_at.is_some();
            reports.push(report);
        }
        self.epoch += 1;
        Ok(reports)
    }

    async fn weights(&mut self, replica: usize) -> Result<Vec<f32>, EngineError> {
        let replica = self.replicas.get(replica).ok_or(EngineError::Misused("there is no such replica"))?;
        Ok(replica.model.weights())
    }
}

/// What the kernel's instructions are called.
fn simd_name(level: Level) -> &'static str {
    #[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
    return match level {
        _ if level.as_avx512().is_some() => "AVX-512",
        _ if level.as_avx2().is_some() => "AVX2",
        _ if level.as_sse4_2().is_some() => "SSE4.2",
        _ => "SSE2",
    };
    #[cfg(not(any(target_arch = "x86", target_arch = "x86_64")))]
    return match (level.is_fallback(), cfg!(target_arch = "wasm32")) {
        (true, _) => "scalar",
        (false, true) => "simd128",
        (false, false) => "NEON",
    };
}

/// One epoch of one model: every batch, then the validation set.
#[inline(always)]
fn train<S: Simd>(
    simd: S,
    model: &mut Model,
    samples: &[u16],
    validation: &[u16],
    rates: &[Rate; STEPS_PER_EPOCH],
) -> EpochReport {
    let mut report = EpochReport { train_loss: Vec::with_capacity(STEPS_PER_EPOCH), ..EpochReport::ended() };
    for ((at, samples), &rate) in (0..).zip(samples.as_chunks::<BATCH>().0).zip(rates) {
        let factors = Factors::new(rate, model.steps() + 1);
        let loss = one_step(simd, model, &Batch::new(samples), &factors);
        report.train_loss.push(loss);
        if !loss.is_finite() || !model.is_finite(simd) {
            report.diverged_at = Some(at);
            return report;
        }
    }
    let (mut loss, mut verdict) = (0.0, Verdict::EMPTY);
    for samples in validation.chunks(BATCH) {
        let batch = Batch::new(samples);
        model.judge(simd, &batch, &mut verdict);
        let told = verdict.told().zip(batch.labels).take(samples.len());
        report.val_correct += told.filter(|(told, label)| told == label).count() as u32;
        loss += verdict.losses().iter().take(samples.len()).map(|&loss| f64::from(loss)).sum::<f64>();
    }
    report.val_loss = (loss / VALIDATION as f64) as f32;
    report
}

#[inline(never)]
fn one_step<S: Simd>(simd: S, model: &mut Model, batch: &Batch, factors: &Factors) -> f32 {
    simd.vectorize(
        #[inline(always)]
        || model.step(simd, batch, factors),
    )
}
