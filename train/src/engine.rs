//! The trait that both engines implement: a set of replicas is trained for a round with given rates.

use core::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::optimiser::Rate;
use crate::report::RoundReport;
use crate::shape::Width;
use crate::start::Start;
use crate::task::{ROUND, Task};

/// Trains replicas of a network. No engine knows a schedule.
#[expect(async_fn_in_trait, reason = "engines live on one thread: a worker's or a test's")]
pub trait Engine {
    /// What the engine is and runs on.
    fn info(&self) -> EngineInfo;

    /// How many replicas of this task and width one [`Engine::begin`] takes. A longer list of jobs is split into chunks of this
    /// size, so it is also the step in which such a list reports progress.
    fn capacity(&self, task: &'static Task, width: Width) -> usize;

    /// Starts again with one replica for each start, all of the same task and width. Replicas may share a start.
    ///
    /// # Errors
    /// More replicas than memory or device allow; none; starts of several tasks or widths.
    fn begin(&mut self, starts: &[Arc<Start>]) -> Result<(), EngineError>;

    /// Trains every replica that has not diverged for one round, then validates it. `rates` holds the steps of each replica. The
    /// first round after [`Engine::begin`] is round 0 of the starts.
    ///
    /// # Errors
    /// The device fails. A divergence is no error; it is part of the report.
    async fn round(&mut self, rates: &[[Rate; ROUND]]) -> Result<Vec<RoundReport>, EngineError>;

    /// The present weights of one replica, in the order of [`crate::shape::Shape`].
    ///
    /// # Errors
    /// The device fails, or there is no such replica.
    async fn weights(&mut self, replica: usize) -> Result<Vec<f32>, EngineError>;
}

/// A borrowed engine is one too, so that sessions can follow one another on it.
impl<E: Engine> Engine for &mut E {
    fn info(&self) -> EngineInfo {
        (**self).info()
    }

    fn capacity(&self, task: &'static Task, width: Width) -> usize {
        (**self).capacity(task, width)
    }

    fn begin(&mut self, starts: &[Arc<Start>]) -> Result<(), EngineError> {
        (**self).begin(starts)
    }

    async fn round(&mut self, rates: &[[Rate; ROUND]]) -> Result<Vec<RoundReport>, EngineError> {
        (**self).round(rates).await
    }

    async fn weights(&mut self, replica: usize) -> Result<Vec<f32>, EngineError> {
        (**self).weights(replica).await
    }
}

/// The first of the starts, which all have its task and width.
pub(crate) fn alike(starts: &[Arc<Start>]) -> Result<&Arc<Start>, EngineError> {
    let first = starts.first().ok_or(EngineError::Misused("begin needs at least one start"))?;
    if starts.iter().any(|start| (start.task(), start.shape()) != (first.task(), first.shape())) {
        return Err(EngineError::Misused("all starts must have the same task and width"));
    }
    Ok(first)
}

/// What an engine is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EngineInfo {
    /// CPU, GPU, or a GPU that software emulates.
    pub kind: EngineKind,
    /// The name of the adapter or of the instruction set.
    pub name: String,
}

/// The kinds of engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum EngineKind {
    /// Plain Rust with SIMD.
    Cpu,
    /// WGSL on real hardware.
    Gpu,
    /// WGSL on a software adapter.
    SoftwareGpu,
}

/// Why an engine cannot continue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EngineError {
    /// There is no WebGPU, or no adapter.
    Unavailable(String),
    /// The device was refused.
    Refused(String),
    /// The shader does not compile on this device.
    Shader(String),
    /// The device was lost.
    Lost(String),
    /// More replicas than its memory holds.
    OutOfMemory {
        /// How many replicas there should have been.
        replicas: usize,
    },
    /// `begin` was not called, or the rates do not fit the replicas.
    Misused(&'static str),
}

impl fmt::Display for EngineError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            EngineError::Unavailable(why) => write!(f, "there is no GPU: {why}"),
            EngineError::Refused(why) => write!(f, "the GPU was refused: {why}"),
            EngineError::Shader(why) => write!(f, "the shader does not compile here: {why}"),
            EngineError::Lost(why) => write!(f, "the GPU was lost: {why}"),
            EngineError::OutOfMemory { replicas } => write!(f, "no memory for {replicas} replicas"),
            EngineError::Misused(how) => write!(f, "engine misused: {how}"),
        }
    }
}

impl core::error::Error for EngineError {}
