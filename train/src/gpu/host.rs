//! The engine itself: uploads starts and rates, submits spans of steps, reads reports back once an epoch.

use core::future::Future;
use core::pin::Pin;
use std::collections::VecDeque;
use std::sync::Arc;

use bytemuck::cast_slice;
use futures_channel::oneshot;
use web_time::Instant;

use super::device::Gpu;
use super::memory::{self, Memory, Room};
use super::pace::Pace;
use super::shader::{
    self, ALIVE, CHECKS, Grain, REPORT, REPORT_BROKEN, REPORT_CORRECT, REPORT_LOSS, Rate, STREAM, Span,
    VALIDATION_STEPS,
};
use crate::engine::{Engine, EngineError, EngineInfo, EngineKind};
use crate::job::EpochReport;
use crate::model::{CLASSES, STEPS_PER_EPOCH, Width};
use crate::policy;
use crate::start::Start;

/// Submits under way at a time: one that runs, one that waits for it.
const IN_FLIGHT: usize = 2;

/// Trains on the GPU.
pub struct GpuEngine {
    grain: Grain,
    layout: wgpu::BindGroupLayout,
    digits: wgpu::Buffer,
    pipelines: Vec<(Width, wgpu::ComputePipeline)>,
    memory: Option<Memory>,
    run: Option<Run>,
    pending: Vec<Scope>,
    pace: Pace,
    gpu: Gpu,
}

/// What is under way between [`Engine::begin`] and the next. Taken, like the memory, while an epoch runs: one that is given up or
/// fails leaves nothing that could go on from the wrong place.
#[derive(Debug)]
struct Run {
    width: Width,
    streams: Vec<Arc<Start>>,
    diverged: Vec<bool>,
    epoch: u32,
}

/// What the device says of some calls, later, and what it would mean if it were an error.
struct Scope {
    outcome: Pin<Box<dyn Future<Output = Option<wgpu::Error>>>>,
    meaning: fn(usize, String) -> EngineError,
    replicas: usize,
}

/// A submit under way.
struct Submit {
    index: wgpu::SubmissionIndex,
    done: oneshot::Receiver<()>,
    since: Instant,
    together: usize,
    steps: u32,
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
    /// Opens the GPU and compiles the shader for the usual width, so that whatever is wrong is known at once.
    ///
    /// # Errors
    /// Where there is no GPU, or it is refused, or the shader does not compile there.
    pub async fn open() -> Result<Self, EngineError> {
        Self::open_with(None).await
    }

    /// As [`GpuEngine::open`], with a grain other than the one that suits the adapter: for tests and comparisons.
    ///
    /// # Errors
    /// As [`GpuEngine::open`].
    pub async fn open_with(grain: Option<Grain>) -> Result<Self, EngineError> {
        let gpu = Gpu::open().await?;
        let grain = grain.unwrap_or(match gpu.info.kind {
            EngineKind::SoftwareGpu => Grain::Coarse,
            EngineKind::Gpu | EngineKind::Cpu => Grain::Fine,
        });
        let layout = memory::bind_group_layout(&gpu.device);
        let digits = memory::upload_digits(&gpu);
        let mut engine = Self {
            grain,
            layout,
            digits,
            pipelines: Vec::new(),
            memory: None,
            run: None,
            pending: Vec::new(),
            pace: Pace::new(),
            gpu,
        };
        engine.compile(Width::USUAL);
        engine.settle().await?;
        Ok(engine)
    }

    /// Loses the device, as a browser may at any time: for tests of what happens then.
    pub fn lose(&self) {
        self.gpu.device.destroy();
    }

    /// The run under way and its memory, to be put back by whoever gets to the end.
    fn taken(&mut self) -> Result<(Run, Memory), EngineError> {
        self.run.take().zip(self.memory.take()).ok_or(EngineError::Misused("begin has to come first"))
    }

    /// The pipeline for a width, compiled where it is not there yet.
    fn compile(&mut self, width: Width) -> wgpu::ComputePipeline {
        if let Some((_, known)) = self.pipelines.iter().find(|(known, _)| *known == width) {
            return known.clone();
        }
        let device = &self.gpu.device;
        let scope = device.push_error_scope(wgpu::ErrorFilter::Validation);
        let module = device.create_shader_module(wgpu::ShaderModuleDescriptor {
            label: Some("step.wgsl"),
            source: wgpu::ShaderSource::Wgsl(shader::source(width, self.grain).into()),
        });
        let layout = device.create_pipeline_layout(&wgpu::PipelineLayoutDescriptor {
            label: None,
            bind_group_layouts: &[Some(&self.layout)],
            immediate_size: 0,
        });
        let pipeline = device.create_compute_pipeline(&wgpu::ComputePipelineDescriptor {
            label: Some("run"),
            layout: Some(&layout),
            module: &module,
            entry_point: Some("run"),
            compilation_options: wgpu::PipelineCompilationOptions {
                // The shader writes before it reads. (A browser does it all the same.)
                zero_initialize_workgroup_memory: false,
                ..Default::default()
            },
            cache: None,
        });
        self.pending.push(Scope {
            outcome: Box::pin(scope.pop()),
            meaning: |_, what| EngineError::Shader(what),
            replicas: 0,
        });
        self.pipelines.push((width, pipeline.clone()));
        pipeline
    }

    /// Hears what became of earlier calls.
    async fn settle(&mut self) -> Result<(), EngineError> {
        while let Some(scope) = self.pending.pop() {
            if let Some(error) = scope.outcome.await {
                self.pipelines.clear();
                self.memory = None;
                self.pending.clear();
                return Err((scope.meaning)(scope.replicas, error.to_string()));
            }
        }
        self.gpu.check()
    }

    /// Trains an epoch of all replicas, turn by turn, submit by submit; leaves the reports in the staging buffer.
    async fn submit_epoch(
        &mut self,
        memory: &Memory,
        pipeline: &wgpu::ComputePipeline,
        replicas: usize,
    ) -> Result<(), EngineError> {
        let mut under_way = VecDeque::new();
        let mut last_done = Instant::now();
        let mut first = 0;
        while first < replicas {
            let together = self.pace.together(replicas - first);
            let (mut step, mut validated) = (0, false);
            while !validated {
                let left = STEPS_PER_EPOCH as u32 - step;
                let steps = self.pace.steps(together, left);
                let validates = left == 0 || (steps == left && self.pace.validates_too(together, steps));
                let checks = if validates { CHECKS as u32 } else { 0 };
                let span = Span { first_replica: first as u32, first_step: step, steps, checks };
                let last = validates && first + together == replicas;
                let submit = self.submit(memory, pipeline, span, together, last);
                under_way.push_back(submit);
                if under_way.len() >= IN_FLIGHT
                    && let Some(submit) = under_way.pop_front()
                {
                    self.finish(submit, &mut last_done).await?;
                }
                step += steps;
                validated = validates;
            }
            first += together;
        }
        while let Some(submit) = under_way.pop_front() {
            self.finish(submit, &mut last_done).await?;
        }
        Ok(())
    }

    fn submit(
        &self,
        memory: &Memory,
        pipeline: &wgpu::ComputePipeline,
        span: Span,
        together: usize,
        last: bool,
    ) -> Submit {
        let Gpu { device, queue, .. } = &self.gpu;
        queue.write_buffer(&memory.span, 0, bytemuck::bytes_of(&span));
        let mut encoder = device.create_command_encoder(&wgpu::CommandEncoderDescriptor::default());
        {
            let mut pass = encoder.begin_compute_pass(&wgpu::ComputePassDescriptor::default());
            pass.set_bind_group(0, &memory.bind_group, &[]);
            pass.set_pipeline(pipeline);
            pass.dispatch_workgroups(together as u32, 1, 1);
        }
        if last {
            let bytes = 4 * (REPORT * (span.first_replica as usize + together)) as u64;
            encoder.copy_buffer_to_buffer(&memory.report, 0, &memory.staging, 0, Some(bytes));
        }
        let index = queue.submit([encoder.finish()]);
        let (tell, done) = oneshot::channel();
        queue.on_submitted_work_done(move || {
            // Nobody hears it where the epoch was given up.
            let _ = tell.send(());
        });
        let steps = span.steps + if span.checks > 0 { VALIDATION_STEPS } else { 0 };
        Submit { index, done, since: Instant::now(), together, steps }
    }

    /// Waits for a submit and learns from the time it took, which began when the one before it was done.
    async fn finish(&mut self, submit: Submit, last_done: &mut Instant) -> Result<(), EngineError> {
        self.gpu.wait(Some(submit.index), submit.done).await?;
        let now = Instant::now();
        let began = submit.since.max(*last_done);
        self.pace.learn(submit.together, submit.steps, now.duration_since(began).as_secs_f64());
        *last_done = now;
        Ok(())
    }

    /// Reads so many words from the start of the staging buffer.
    async fn read(&mut self, staging: &wgpu::Buffer, words: usize) -> Result<Vec<u32>, EngineError> {
        let (tell, done) = oneshot::channel();
        let slice = staging.slice(..4 * words as u64);
        slice.map_async(wgpu::MapMode::Read, move |outcome| {
            let _ = tell.send(outcome);
        });
        let lost = |what: String| EngineError::Lost(what);
        self.gpu.wait(None, done).await?.map_err(|e| lost(e.to_string()))?;
        let view = slice.get_mapped_range().map_err(|e| lost(e.to_string()))?;
        let got = cast_slice(&view).to_vec();
        drop(view);
        staging.unmap();
        Ok(got)
    }
}

impl Engine for GpuEngine {
    fn info(&self) -> EngineInfo {
        self.gpu.info.clone()
    }

    fn capacity(&self, width: Width) -> usize {
        let most = match self.gpu.info.kind {
            // More at a time is no faster, but longer to wait for.
            EngineKind::SoftwareGpu => 32,
            EngineKind::Gpu | EngineKind::Cpu => usize::MAX,
        };
        memory::capacity(width, &self.gpu.device.limits()).min(most)
    }

    fn begin(&mut self, starts: &[Arc<Start>]) -> Result<(), EngineError> {
        self.run = None;
        self.gpu.check()?;
        let width = starts.first().ok_or(EngineError::Misused("begin needs at least one start"))?.width();
        if starts.iter().any(|start| start.width() != width) {
            return Err(EngineError::Misused("all starts must have the same width"));
        }
        let replicas = starts.len();
        if replicas > memory::capacity(width, &self.gpu.device.limits()) {
            return Err(EngineError::OutOfMemory { replicas });
        }
        self.compile(width);

        let mut streams: Vec<Arc<Start>> = Vec::new();
        let mut stream_of = Vec::with_capacity(replicas);
        for start in starts {
            // Neighbours share a start, if any do: the latest are tried first.
            let known = streams.iter().rposition(|known| Arc::ptr_eq(known, start));
            stream_of.push(known.unwrap_or(streams.len()) as u32);
            if known.is_none() {
                streams.push(Arc::clone(start));
            }
        }

        let scope = self.gpu.device.push_error_scope(wgpu::ErrorFilter::OutOfMemory);
        let room = Room { width, replicas, streams: streams.len() };
        let memory = Memory::fit(self.memory.take(), room, &self.gpu, &self.layout, &self.digits);
        self.pending.push(Scope {
            outcome: Box::pin(scope.pop()),
            meaning: |replicas, _| EngineError::OutOfMemory { replicas },
            replicas,
        });

        let queue = &self.gpu.queue;
        queue.write_buffer(&memory.stream_of, 0, cast_slice(&stream_of));
        for (at, start) in streams.iter().enumerate() {
            let words: Vec<u32> = start.validation().iter().map(|&sample| u32::from(sample)).collect();
            let behind_training = STREAM - words.len();
            queue.write_buffer(
                &memory.streams,
                4 * (at * STREAM + behind_training) as u64,
                cast_slice(&words),
            );
        }
        let parameters = width.layout().parameters();
        let mut model = vec![0.0_f32; replicas * 3 * parameters];
        for (model, start) in model.chunks_exact_mut(3 * parameters).zip(starts) {
            model[..parameters].copy_from_slice(start.weights());
            transpose_w2(&mut model[..parameters], start.weights(), width, Direction::ToDevice);
        }
        queue.write_buffer(&memory.model, 0, cast_slice(&model));
        let mut report = vec![0_u32; replicas * REPORT];
        report.as_chunks_mut::<REPORT>().0.iter_mut().for_each(|report| report[REPORT_BROKEN] = ALIVE);
        queue.write_buffer(&memory.report, 0, cast_slice(&report));

        self.memory = Some(memory);
        self.run = Some(Run { width, streams, diverged: vec![false; replicas], epoch: 0 });
        Ok(())
    }

    async fn epoch(
        &mut self,
        rates: &[[policy::Rate; STEPS_PER_EPOCH]],
    ) -> Result<Vec<EpochReport>, EngineError> {
        self.settle().await?;
        if self.run.as_ref().is_some_and(|run| run.diverged.len() != rates.len()) {
            return Err(EngineError::Misused("there must be rates for each replica"));
        }
        let (mut run, memory) = self.taken()?;
        let replicas = run.diverged.len();
        let pipeline = self.compile(run.width);

        let queue = &self.gpu.queue;
        let done = run.epoch * STEPS_PER_EPOCH as u32;
        let constants: Vec<Rate> = rates
            .iter()
            .flat_map(|rates| (done + 1..).zip(rates).map(|(step, rate)| Rate::new(rate, step)))
            .collect();
        queue.write_buffer(&memory.rates, 0, cast_slice(&constants));
        let mut samples = Vec::new();
        for (at, start) in run.streams.iter().enumerate() {
            start.samples_into(run.epoch, &mut samples);
            let words: Vec<u32> = samples.iter().map(|&sample| u32::from(sample)).collect();
            queue.write_buffer(&memory.streams, 4 * (at * STREAM) as u64, cast_slice(&words));
        }

        self.submit_epoch(&memory, &pipeline, replicas).await?;
        let words = self.read(&memory.staging, replicas * REPORT).await?;
        let reports = words
            .as_chunks::<REPORT>()
            .0
            .iter()
            .zip(&mut run.diverged)
            .map(|(words, diverged)| if *diverged { EpochReport::ended() } else { report(words, diverged) })
            .collect();
        run.epoch += 1;
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
        let width = run.width;
        let parameters = width.layout().parameters();
        let mut encoder = self.gpu.device.create_command_encoder(&wgpu::CommandEncoderDescriptor::default());
        let from = (replica * memory::model_bytes(width)) as u64;
        encoder.copy_buffer_to_buffer(&memory.model, from, &memory.staging, 0, Some(4 * parameters as u64));
        self.gpu.queue.submit([encoder.finish()]);
        let device: Vec<f32> =
            self.read(&memory.staging, parameters).await?.into_iter().map(f32::from_bits).collect();
        (self.run, self.memory) = (Some(run), Some(memory));
        let mut weights = device.clone();
        transpose_w2(&mut weights, &device, width, Direction::ToHost);
        Ok(weights)
    }
}

/// Which of the two orders of the second layer is wanted.
#[derive(Debug, Clone, Copy)]
enum Direction {
    /// `[CLASSES][width]`: neighbouring threads read neighbouring weights.
    ToDevice,
    /// `[width][CLASSES]`: the layout of [`crate::model`].
    ToHost,
}

/// Copies the second layer's weights from `from` to `to` in the other order.
fn transpose_w2(to: &mut [f32], from: &[f32], width: Width, direction: Direction) {
    let layout = width.layout();
    for unit in 0..width.units() {
        for class in 0..CLASSES {
            let host = layout.w2() + unit * CLASSES + class;
            let device = layout.w2() + class * width.units() + unit;
            match direction {
                Direction::ToDevice => to[device] = from[host],
                Direction::ToHost => to[host] = from[device],
            }
        }
    }
}

/// Reads one replica's report; notes whether it diverged.
fn report(words: &[u32], diverged: &mut bool) -> EpochReport {
    let broken = words[REPORT_BROKEN];
    let losses = |count| words[..count].iter().map(|&bits| f32::from_bits(bits)).collect();
    if broken == ALIVE {
        return EpochReport {
            train_loss: losses(STEPS_PER_EPOCH),
            val_loss: f32::from_bits(words[REPORT_LOSS]),
            val_correct: words[REPORT_CORRECT],
            diverged_at: None,
        };
    }
    *diverged = true;
    let train_loss = losses((broken as usize + 1).min(STEPS_PER_EPOCH));
    EpochReport { train_loss, diverged_at: Some(broken), ..EpochReport::ended() }
}
