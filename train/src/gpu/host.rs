//! The GPU engine itself: uploads starts and rates, has a round trained, reads the reports once per round.

use std::sync::Arc;

use bytemuck::cast_slice;

use super::device::Gpu;
use super::exchange::{self, Direction};
use super::memory::{self, Memory, Room};
use super::pace::Pace;
use super::problem::{ALIVE, Problem, REPORT, REPORT_BROKEN};
use super::programs::Programs;
use super::shader::{Grain, Rate};
use super::submits::Work;
use crate::engine::{Engine, EngineError, EngineInfo, EngineKind, alike};
use crate::optimiser;
use crate::report::RoundReport;
use crate::shape::Width;
use crate::start::{Start, Stream};
use crate::task::digits::DIGITS;
use crate::task::{ROUND, Task};

/// Trains on the GPU.
pub struct GpuEngine {
    programs: Programs,
    memory: Option<Memory>,
    run: Option<Run>,
    pace: Pace,
    gpu: Gpu,
}

/// The state between [`Engine::begin`] and the next. It is taken, like the memory, while a round runs: after a round that is given up
/// or fails, nothing can continue from the wrong place.
#[derive(Debug)]
struct Run {
    problem: Problem,
    streams: Vec<(Arc<Start>, Stream)>,
    diverged: Vec<bool>,
    round: u32,
}

impl core::fmt::Debug for GpuEngine {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("GpuEngine")
            .field("info", &self.gpu.info)
            .field("run", &self.run)
            .finish_non_exhaustive()
    }
}

impl GpuEngine {
    /// Opens the GPU and compiles the shader for the digits at the usual width, so that an error is known at once.
    ///
    /// # Errors
    /// There is no GPU, or it is refused, or the shader does not compile on it.
    pub async fn open() -> Result<Self, EngineError> {
        Self::open_with(None).await
    }

    /// Like [`GpuEngine::open`], with a grain other than the one that suits the adapter: for tests and comparisons.
    ///
    /// # Errors
    /// As [`GpuEngine::open`].
    pub async fn open_with(grain: Option<Grain>) -> Result<Self, EngineError> {
        let gpu = Gpu::open().await?;
        let grain = grain.unwrap_or(match gpu.info.kind {
            EngineKind::SoftwareGpu => Grain::Coarse,
            EngineKind::Gpu | EngineKind::Cpu => Grain::Fine,
        });
        let programs = Programs::new(&gpu, grain);
        let mut engine = Self { programs, memory: None, run: None, pace: Pace::new(), gpu };
        engine.programs.compile(&engine.gpu, Problem { task: &DIGITS, width: Width::USUAL });
        engine.settle().await?;
        Ok(engine)
    }

    /// Loses the device, as a browser may at any time: for tests of what happens then.
    pub fn lose(&self) {
        self.gpu.device.destroy();
    }

    /// Takes the run and its memory. The caller puts them back when it succeeds.
    fn taken(&mut self) -> Result<(Run, Memory), EngineError> {
        self.run.take().zip(self.memory.take()).ok_or(EngineError::Misused("begin has to come first"))
    }

    async fn settle(&mut self) -> Result<(), EngineError> {
        if let Err(why) = self.programs.settle().await {
            self.memory = None;
            return Err(why);
        }
        self.gpu.check()
    }

    /// Memory for this many replicas and streams.
    fn fit(&mut self, room: Room) -> Memory {
        let samples = self.programs.samples(&self.gpu, room.problem);
        let scope = self.gpu.device.push_error_scope(wgpu::ErrorFilter::OutOfMemory);
        let memory = Memory::fit(self.memory.take(), room, &self.gpu, &self.programs.layout, &samples);
        self.programs.expect(scope, room.replicas, |replicas, _| EngineError::OutOfMemory { replicas });
        memory
    }
}

/// The starts without repetition, and for each replica which of them it has.
fn streams(starts: &[Arc<Start>]) -> (Vec<(Arc<Start>, Stream)>, Vec<u32>) {
    let mut streams: Vec<(Arc<Start>, Stream)> = Vec::new();
    let mut stream_of = Vec::with_capacity(starts.len());
    for start in starts {
        // Replicas that share a start are often neighbours, so the latest are tried first.
        let known = streams.iter().rposition(|(known, _)| Arc::ptr_eq(known, start));
        stream_of.push(known.unwrap_or(streams.len()) as u32);
        if known.is_none() {
            streams.push((Arc::clone(start), Stream::default()));
        }
    }
    (streams, stream_of)
}

impl Engine for GpuEngine {
    fn info(&self) -> EngineInfo {
        self.gpu.info.clone()
    }

    fn capacity(&self, task: &'static Task, width: Width) -> usize {
        let most = match self.gpu.info.kind {
            // More at a time are no faster, and the wait is longer.
            EngineKind::SoftwareGpu => 32,
            EngineKind::Gpu | EngineKind::Cpu => usize::MAX,
        };
        memory::capacity(Problem { task, width }, &self.gpu.device.limits()).min(most)
    }

    fn begin(&mut self, starts: &[Arc<Start>]) -> Result<(), EngineError> {
        self.run = None;
        self.gpu.check()?;
        let first = alike(starts)?;
        let problem = Problem { task: first.task(), width: first.width() };
        let replicas = starts.len();
        if replicas > memory::capacity(problem, &self.gpu.device.limits()) {
            return Err(EngineError::OutOfMemory { replicas });
        }
        self.programs.compile(&self.gpu, problem);
        let (streams, stream_of) = streams(starts);
        let memory = self.fit(Room { problem, replicas, streams: streams.len() });

        let queue = &self.gpu.queue;
        queue.write_buffer(&memory.stream_of, 0, cast_slice(&stream_of));
        for (at, (start, _)) in streams.iter().enumerate() {
            let words = exchange::words(start.validation(), start.labels());
            let behind_training = (at + 1) * problem.stream() - words.len();
            queue.write_buffer(&memory.streams, 4 * behind_training as u64, cast_slice(&words));
        }
        let models = exchange::models(problem, starts.iter().map(|start| &**start));
        queue.write_buffer(&memory.model, 0, cast_slice(&models));
        let mut report = vec![0_u32; replicas * REPORT];
        report.as_chunks_mut::<REPORT>().0.iter_mut().for_each(|report| report[REPORT_BROKEN] = ALIVE);
        queue.write_buffer(&memory.report, 0, cast_slice(&report));

        self.memory = Some(memory);
        self.run = Some(Run { problem, streams, diverged: vec![false; replicas], round: 0 });
        Ok(())
    }

    async fn round(&mut self, rates: &[[optimiser::Rate; ROUND]]) -> Result<Vec<RoundReport>, EngineError> {
        self.settle().await?;
        if self.run.as_ref().is_some_and(|run| run.diverged.len() != rates.len()) {
            return Err(EngineError::Misused("there must be rates for each replica"));
        }
        let (mut run, memory) = self.taken()?;
        let (problem, replicas) = (run.problem, run.diverged.len());
        let pipeline = self.programs.compile(&self.gpu, problem);

        let queue = &self.gpu.queue;
        let done = run.round * ROUND as u32;
        let constants: Vec<Rate> = rates
            .iter()
            .flat_map(|rates| (done + 1..).zip(rates).map(|(step, rate)| Rate::new(rate, step)))
            .collect();
        queue.write_buffer(&memory.rates, 0, cast_slice(&constants));
        for (at, (start, stream)) in run.streams.iter_mut().enumerate() {
            let words = exchange::words(stream.round(start, run.round), start.labels());
            queue.write_buffer(&memory.streams, 4 * (at * problem.stream()) as u64, cast_slice(&words));
        }

        let work = Work { gpu: &self.gpu, memory: &memory, pipeline: &pipeline, problem, replicas };
        work.round(&mut self.pace).await?;
        let words = exchange::read(&self.gpu, &memory.staging, replicas * REPORT).await?;
        let mut reports = Vec::with_capacity(replicas);
        for (words, diverged) in words.as_chunks::<REPORT>().0.iter().zip(&mut run.diverged) {
            let report = if *diverged { RoundReport::ended() } else { exchange::report(words) };
            *diverged |= report.diverged_at.is_some();
            reports.push(report);
        }
        run.round += 1;
        (self.run, self.memory) = (Some(run), Some(memory));
        Ok(reports)
    }

    async fn weights(&mut self, replica: usize) -> Result<Vec<f32>, EngineError> {
        self.settle().await?;
        let replicas = self.run.as_ref().map_or(0, |run| run.diverged.len());
        if replica >= replicas {
            return Err(EngineError::Misused("there is no such replica"));
        }
        let (run, memory) = self.taken()?;
        let shape = run.problem.shape();
        let parameters = shape.parameters();
        let mut encoder = self.gpu.device.create_command_encoder(&wgpu::CommandEncoderDescriptor::default());
        let from = (replica * run.problem.model_bytes()) as u64;
        encoder.copy_buffer_to_buffer(&memory.model, from, &memory.staging, 0, Some(4 * parameters as u64));
        self.gpu.queue.submit([encoder.finish()]);
        let words = exchange::read(&self.gpu, &memory.staging, parameters).await?;
        let device: Vec<f32> = words.into_iter().map(f32::from_bits).collect();
        (self.run, self.memory) = (Some(run), Some(memory));
        let mut weights = device.clone();
        exchange::transpose_w2(&mut weights, &device, shape, Direction::ToHost);
        Ok(weights)
    }
}
