//! The CPU engine: trains one replica after the other on the calling thread.

use core::fmt;
use std::sync::Arc;

use fearless_simd::Level;

use crate::engine::{Engine, EngineError, EngineInfo, EngineKind, alike};
use crate::kernel::{Network, Round};
use crate::optimiser::Rate;
use crate::report::RoundReport;
use crate::shape::Width;
use crate::start::{Start, Stream};
use crate::task::{ROUND, Task};

/// Trains on the calling thread.
pub struct CpuEngine {
    level: Level,
    replicas: Vec<Replica>,
    round: u32,
}

#[derive(Debug)]
struct Replica {
    start: Arc<Start>,
    stream: Stream,
    network: Box<dyn Network>,
    diverged: bool,
}

impl CpuEngine {
    /// With the widest SIMD that this machine and this build have.
    #[must_use]
    pub fn new() -> Self {
        Self::at(Level::new())
    }

    pub(crate) fn at(level: Level) -> Self {
        Self { level, replicas: Vec::new(), round: 0 }
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

    fn capacity(&self, _: &'static Task, _: Width) -> usize {
        16
    }

    fn begin(&mut self, starts: &[Arc<Start>]) -> Result<(), EngineError> {
        alike(starts)?;
        let replica = |start: &Arc<Start>| Replica {
            start: Arc::clone(start),
            stream: Stream::default(),
            network: start.task().kernel()(start.shape(), start.weights()),
            diverged: false,
        };
        self.replicas = starts.iter().map(replica).collect();
        self.round = 0;
        Ok(())
    }

    async fn round(&mut self, rates: &[[Rate; ROUND]]) -> Result<Vec<RoundReport>, EngineError> {
        if rates.len() != self.replicas.len() || rates.is_empty() {
            return Err(EngineError::Misused("there must be rates for each replica"));
        }
        let mut reports = Vec::with_capacity(rates.len());
        for (replica, rates) in self.replicas.iter_mut().zip(rates) {
            if replica.diverged {
                reports.push(RoundReport::ended());
                continue;
            }
            let Replica { start, stream, network, diverged } = replica;
            let samples = stream.round(start, self.round);
            let (data, labels) = (start.task().data(), start.labels());
            let round = Round { data, samples, labels, validation: start.validation(), rates };
            let report = network.round(self.level, round);
            *diverged = report.diverged_at.is_some();
            reports.push(report);
        }
        self.round += 1;
        Ok(reports)
    }

    async fn weights(&mut self, replica: usize) -> Result<Vec<f32>, EngineError> {
        let replica = self.replicas.get(replica).ok_or(EngineError::Misused("there is no such replica"))?;
        Ok(replica.network.weights())
    }
}

/// The name of the instructions that the kernel uses.
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
