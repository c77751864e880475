//! A worker that trains on the GPU. It exists in the browser only: elsewhere there is no WebGPU.

use etalon_train::cpu::CpuEngine;
use etalon_train::engine::EngineError;
use etalon_train::gpu::GpuEngine;
use etalon_train::model::Width;
use etalon_train::parity;

use crate::worker::Workshop;

/// The GPU's workshop.
#[derive(Debug)]
pub struct Gpu;

impl Workshop for Gpu {
    type Engine = GpuEngine;

    async fn open() -> Result<GpuEngine, EngineError> {
        GpuEngine::open().await
    }

    async fn compare(engine: &mut GpuEngine) -> Result<String, String> {
        let reference = &mut CpuEngine::new();
        let parity = parity::compare(reference, engine, Width::USUAL, &[1, 4]).await;
        let parity = parity.map_err(|error| error.to_string())?;
        Ok(format!(r#"{{"ok":{},"parity":{}}}"#, parity.holds(), parity.json()))
    }
}
