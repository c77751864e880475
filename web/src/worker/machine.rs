//! The engine of a worker. One type covers both kinds, so that generic code is compiled once.

use std::sync::Arc;

use etalon_explorer::crew::Device;
use etalon_train::cpu::CpuEngine;
use etalon_train::engine::{Engine, EngineError, EngineInfo};
#[cfg(target_family = "wasm")]
use etalon_train::gpu::GpuEngine;
use etalon_train::job::EpochReport;
use etalon_train::model::{STEPS_PER_EPOCH, Width};
use etalon_train::parity;
use etalon_train::policy::Rate;
use etalon_train::start::Start;

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

    /// The best number of trainings of this width at once. The CPU trains one after the other.
    pub fn at_once(&self, width: Width) -> usize {
        match self {
            Machine::Cpu(_) => 1,
            #[cfg(target_family = "wasm")]
            Machine::Gpu(engine) => engine.capacity(width).max(1),
        }
    }

    /// How the engine compares with the CPU's, as JSON.
    pub async fn compare(&mut self) -> Result<String, String> {
        let reference = &mut Self::cpu();
        let parity = parity::compare(reference, self, Width::USUAL, &[1, 4]).await;
        let parity = parity.map_err(|error| error.to_string())?;
        Ok(format!(r#"{{"ok":{},"parity":{}}}"#, parity.holds(), parity.json()))
    }
}

impl Engine for Machine {
    fn info(&self) -> EngineInfo {
        either!(self, engine => engine.info())
    }

    fn capacity(&self, width: Width) -> usize {
        either!(self, engine => engine.capacity(width))
    }

    fn begin(&mut self, starts: &[Arc<Start>]) -> Result<(), EngineError> {
        either!(self, engine => engine.begin(starts))
    }

    async fn epoch(&mut self, rates: &[[Rate; STEPS_PER_EPOCH]]) -> Result<Vec<EpochReport>, EngineError> {
        either!(self, engine => engine.epoch(rates).await)
    }

    async fn weights(&mut self, replica: usize) -> Result<Vec<f32>, EngineError> {
        either!(self, engine => engine.weights(replica).await)
    }
}
