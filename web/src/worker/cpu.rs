//! A worker that trains on the CPU.

use etalon_train::cpu::CpuEngine;
use etalon_train::engine::EngineError;

use crate::worker::Workshop;

/// The CPU's workshop.
#[derive(Debug)]
pub struct Cpu;

impl Workshop for Cpu {
    type Engine = CpuEngine;

    async fn open() -> Result<CpuEngine, EngineError> {
        Ok(CpuEngine::new())
    }

    async fn compare(_: &mut CpuEngine) -> Result<String, String> {
        Err("the CPU is what others are compared with".to_owned())
    }
}
