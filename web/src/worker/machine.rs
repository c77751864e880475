//! The engine of a worker. One type covers both kinds, so that generic code is compiled once.

use std::sync::Arc;

use etalon_explorer::crew::Device;
use etalon_train::cpu::CpuEngine;
use etalon_train::engine::{Engine, EngineError, EngineInfo, EngineKind};
#[cfg(target_family = "wasm")]
use etalon_train::gpu::GpuEngine;
use etalon_train::optimiser::Rate;
use etalon_train::parity;
use etalon_train::report::RoundReport;
use etalon_train::shape::Width;
use etalon_train::start::Start;
use etalon_train::task::digits::DIGITS;
use etalon_train::task::{ROUND, Task};

/// An engine. The GPU's exists in the browser only, because there is no WebGPU elsewhere.
pub enum Machine {
    Cpu(CpuEngine),
    #[cfg(target_family = "wasm")]
    Gpu(Box<GpuEngine>),
}

/// Applies an expression to either engine.
macro_rules! either {
    ($machine:expr, $engine:ident => $does:expr) => {
        match $machine {
            Machine::Cpu($engine) => $does,
            #[cfg(target_family = "wasm")]
            Machine::Gpu($engine) => $does,
        }
    };
}

impl Machine {
    /// Starts an engine.
    pub async fn open(device: Device) -> Result<Self, EngineError> {
        match device {
            Device::Cpu => Ok(Self::cpu()),
            #[cfg(target_family = "wasm")]
            Device::Gpu => Ok(Machine::Gpu(Box::new(GpuEngine::open().await?))),
            #[cfg(not(target_family = "wasm"))]
            Device::Gpu => {
                Err(EngineError::Unavailable("there is no WebGPU outside of a browser".to_owned()))
            }
        }
    }

    /// An engine on the CPU.
    pub fn cpu() -> Self {
        Machine::Cpu(CpuEngine::new())
    }

    /// The best number of trainings of this task and width at once. The CPU trains one after the other.
    pub fn at_once(&self, task: &'static Task, width: Width) -> usize {
        match self.info().kind {
            EngineKind::Cpu => 1,
            EngineKind::Gpu | EngineKind::SoftwareGpu => self.capacity(task, width).max(1),
        }
    }

    /// How the engine compares with the CPU's, as JSON.
    pub async fn compare(&mut self) -> Result<String, String> {
        let reference = &mut Self::cpu();
        let parity = parity::compare(reference, self, &DIGITS, Width::USUAL, &[1, 4]).await;
        let parity = parity.map_err(|error| error.to_string())?;
        Ok(format!(r#"{{"ok":{},"parity":{}}}"#, parity.holds(), parity.json()))
    }
}

impl Engine for Machine {
    fn info(&self) -> EngineInfo {
        either!(self, engine => engine.info())
    }

    fn capacity(&self, task: &'static Task, width: Width) -> usize {
        either!(self, engine => engine.capacity(task, width))
    }

    fn begin(&mut self, starts: &[Arc<Start>]) -> Result<(), EngineError> {
        either!(self, engine => engine.begin(starts))
    }

    async fn round(&mut self, rates: &[[Rate; ROUND]]) -> Result<Vec<RoundReport>, EngineError> {
        either!(self, engine => engine.round(rates).await)
    }

    async fn weights(&mut self, replica: usize) -> Result<Vec<f32>, EngineError> {
        either!(self, engine => engine.weights(replica).await)
    }
}
