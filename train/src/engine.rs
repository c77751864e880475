//! The one trait both engines meet: a set of replicas is trained for an epoch with given rates, and tells how it went.

use core::fmt;
use std::sync::Arc;

use crate::job::EpochReport;
use crate::model::{STEPS_PER_EPOCH, Width};
use crate::policy::Rate;
use crate::start::Start;

/// Trains replicas of the mini model. Nothing here knows a schedule.
#[expect(async_fn_in_trait, reason = "engines live on one thread: a worker's or a test's")]
pub trait Engine {
    /// What it is and runs on.
    fn info(&self) -> EngineInfo;

    /// How many replicas of this width one [`Engine::begin`] may ask for. A longer list of jobs is trained in chunks of so
    /// many, one after the other, so that it also says how finely such a list progresses.
    fn capacity(&self, width: Width) -> usize;

    /// Starts afresh with one replica for each start, all of the same width. Replicas may share a start.
    ///
    /// # Errors
    /// Where memory or device do not allow so many; where there are none, or of several widths.
    fn begin(&mut self, starts: &[Arc<Start>]) -> Result<(), EngineError>;

    /// Trains every replica that has not diverged for one epoch, then validates it. `rates` holds each replica's
    /// steps. The first epoch after [`Engine::begin`] is epoch 0 of the starts.
    ///
    /// # Errors
    /// Where the device fails; never for a divergence, which is part of the report.
    async fn epoch(&mut self, rates: &[[Rate; STEPS_PER_EPOCH]]) -> Result<Vec<EpochReport>, EngineError>;

    /// The weights of one replica as they stand, in the layout of [`crate::model`].
    ///
    /// # Errors
    /// Where the device fails or there is no such replica.
    async fn weights(&mut self, replica: usize) -> Result<Vec<f32>, EngineError>;
}

/// A borrowed engine is one too, so that sessions can follow one another on it.
impl<E: Engine> Engine for &mut E {
    fn info(&self) -> EngineInfo {
        (**self).info()
    }

    fn capacity(&self, width: Width) -> usize {
        (**self).capacity(width)
    }

    fn begin(&mut self, starts: &[Arc<Start>]) -> Result<(), EngineError> {
        (**self).begin(starts)
    }

    async fn epoch(&mut self, rates: &[[Rate; STEPS_PER_EPOCH]]) -> Result<Vec<EpochReport>, EngineError> {
        (**self).epoch(rates).await
    }

    async fn weights(&mut self, replica: usize) -> Result<Vec<f32>, EngineError> {
        (**self).weights(replica).await
    }
}

/// What an engine is.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct EngineInfo {
    /// CPU, GPU or a GPU emulated in software.
    pub kind: EngineKind,
    /// The adapter's or the instruction set's name.
    pub name: String,
}

/// The kinds of engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum EngineKind {
    /// Plain Rust, SIMD by the compiler.
    Cpu,
    /// WGSL on real hardware.
    Gpu,
    /// WGSL on a software adapter.
    SoftwareGpu,
}

/// Why an engine cannot go on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EngineError {
    /// There is no WebGPU, or no adapter.
    Unavailable(String),
    /// The device was refused.
    Refused(String),
    /// The shader does not compile there.
    Shader(String),
    /// The device was lost.
    Lost(String),
    /// Too many replicas for its memory.
    OutOfMemory {
        /// How many were asked for.
        replicas: usize,
    },
    /// `begin` was not called, or the rates do not fit the replicas.
    Misused(&'static str),
}

impl fmt::Display for EngineError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            EngineError::Unavailable(why) => write!(f, "no GPU to be had: {why}"),
            EngineError::Refused(why) => write!(f, "the GPU was refused: {why}"),
            EngineError::Shader(why) => write!(f, "the shader does not compile here: {why}"),
            EngineError::Lost(why) => write!(f, "the GPU was lost: {why}"),
            EngineError::OutOfMemory { replicas } => write!(f, "no memory for {replicas} replicas"),
            EngineError::Misused(how) => write!(f, "engine misused: {how}"),
        }
    }
}

impl core::error::Error for EngineError {}
