//! The script of the workers that train on the CPU.

use etalon_train::cpu::CpuEngine;
use etalon_train::engine::EngineError;
use etalon_web::worker::{Workshop, serve};

struct Cpu;

impl Workshop for Cpu {
    type Engine = CpuEngine;

    async fn open() -> Result<CpuEngine, EngineError> {
        Ok(CpuEngine::new())
    }

    async fn compare(_: &mut CpuEngine) -> Result<String, String> {
        Err("the CPU is what others are compared with".to_owned())
    }
}

fn main() {
    serve::<Cpu>();
}
