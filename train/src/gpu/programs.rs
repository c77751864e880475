//! Which shaders are compiled and which data is on the device; and what the device says, later, about earlier calls.

use core::future::Future;
use core::pin::Pin;

use super::device::Gpu;
use super::memory;
use super::problem::Problem;
use super::shader::{self, Grain};
use crate::engine::EngineError;

/// Compiled shaders, uploaded data, and errors that are not known yet.
pub struct Programs {
    grain: Grain,
    pub layout: wgpu::BindGroupLayout,
    pipelines: Vec<(Problem, wgpu::ComputePipeline)>,
    samples: Vec<(&'static str, wgpu::Buffer)>,
    pending: Vec<Scope>,
}

/// What the device will say about some calls, and what an error would mean.
struct Scope {
    outcome: Pin<Box<dyn Future<Output = Option<wgpu::Error>>>>,
    meaning: fn(usize, String) -> EngineError,
    replicas: usize,
}

impl Programs {
    pub fn new(gpu: &Gpu, grain: Grain) -> Self {
        let layout = memory::bind_group_layout(&gpu.device);
        Self { grain, layout, pipelines: Vec::new(), samples: Vec::new(), pending: Vec::new() }
    }

    /// The samples of the problem's task, uploaded if they are not there yet.
    pub fn samples(&mut self, gpu: &Gpu, problem: Problem) -> wgpu::Buffer {
        if let Some((_, known)) = self.samples.iter().find(|(id, _)| *id == problem.task.id) {
            return known.clone();
        }
        let buffer = memory::upload_samples(gpu, problem);
        self.samples.push((problem.task.id, buffer.clone()));
        buffer
    }

    /// The pipeline for a problem, compiled if it is not there yet.
    pub fn compile(&mut self, gpu: &Gpu, problem: Problem) -> wgpu::ComputePipeline {
        if let Some((_, known)) = self.pipelines.iter().find(|(known, _)| *known == problem) {
            return known.clone();
        }
        let device = &gpu.device;
        let scope = device.push_error_scope(wgpu::ErrorFilter::Validation);
        let module = device.create_shader_module(wgpu::ShaderModuleDescriptor {
            label: Some("step.wgsl"),
            source: wgpu::ShaderSource::Wgsl(shader::source(problem, self.grain).into()),
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
                // The shader writes before it reads. (Browsers zero the memory all the same.)
                zero_initialize_workgroup_memory: false,
                ..Default::default()
            },
            cache: None,
        });
        self.expect(scope, 0, |_, what| EngineError::Shader(what));
        self.pipelines.push((problem, pipeline.clone()));
        pipeline
    }

    /// Notes that an error in `scope` will mean this.
    pub fn expect(
        &mut self,
        scope: wgpu::ErrorScopeGuard,
        replicas: usize,
        meaning: fn(usize, String) -> EngineError,
    ) {
        self.pending.push(Scope { outcome: Box::pin(scope.pop()), meaning, replicas });
    }

    /// Waits until the device has said whether earlier calls succeeded.
    ///
    /// # Errors
    /// One of them failed. Every shader is compiled again after that.
    pub async fn settle(&mut self) -> Result<(), EngineError> {
        while let Some(scope) = self.pending.pop() {
            if let Some(error) = scope.outcome.await {
                self.pipelines.clear();
                self.pending.clear();
                return Err((scope.meaning)(scope.replicas, error.to_string()));
            }
        }
        Ok(())
    }
}
