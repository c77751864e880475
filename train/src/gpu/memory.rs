//! The memory of the device, and its binding to the shader. It is made once and used for many runs, and replaced when it is too small.

use bytemuck::cast_slice;
use wgpu::BufferUsages as Usage;

use super::device::Gpu;
use super::problem::{Problem, REPORT};
use super::shader::{Rate, Span};
use crate::task::ROUND;

/// The most replicas that one engine takes: what default limits allow of the widest model.
const MOST_REPLICAS: usize = 1_024;

/// How many of a thing there is room for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Room {
    pub problem: Problem,
    pub replicas: usize,
    pub streams: usize,
}

impl Room {
    /// Whether there is room for `asked`.
    fn holds(self, asked: Room) -> bool {
        self.problem == asked.problem && self.replicas >= asked.replicas && self.streams >= asked.streams
    }

    /// A little more, so that not every new run needs new memory.
    fn rounded(self, limits: &wgpu::Limits) -> Room {
        let most = capacity(self.problem, limits);
        let up = |count: usize| count.next_power_of_two().min(most);
        Room { replicas: up(self.replicas), streams: up(self.streams), ..self }
    }
}

/// How many replicas fit into one binding of each kind.
pub fn capacity(problem: Problem, limits: &wgpu::Limits) -> usize {
    let binding = limits.max_storage_buffer_binding_size.min(limits.max_buffer_size) as usize;
    let largest = [problem.model_bytes(), 4 * problem.stream(), ROUND * size_of::<Rate>(), 4 * REPORT];
    largest.into_iter().map(|bytes| binding / bytes).min().unwrap_or(0).min(MOST_REPLICAS)
}

/// Buffers and their bind group.
#[derive(Debug)]
pub struct Memory {
    room: Room,
    pub span: wgpu::Buffer,
    pub streams: wgpu::Buffer,
    pub stream_of: wgpu::Buffer,
    pub rates: wgpu::Buffer,
    pub model: wgpu::Buffer,
    pub report: wgpu::Buffer,
    /// What the host reads: reports, or one replica's parameters.
    pub staging: wgpu::Buffer,
    pub bind_group: wgpu::BindGroup,
}

impl Memory {
    /// Memory for `asked`: `old` if it suffices, else new memory in its place.
    pub fn fit(
        old: Option<Self>,
        asked: Room,
        gpu: &Gpu,
        layout: &wgpu::BindGroupLayout,
        samples: &wgpu::Buffer,
    ) -> Self {
        match old {
            Some(old) if old.room.holds(asked) => old,
            old => {
                drop(old);
                Self::new(asked.rounded(&gpu.device.limits()), gpu, layout, samples)
            }
        }
    }

    fn new(room: Room, gpu: &Gpu, layout: &wgpu::BindGroupLayout, samples: &wgpu::Buffer) -> Self {
        let buffer = |label, bytes: usize, usage| {
            gpu.device.create_buffer(&wgpu::BufferDescriptor {
                label: Some(label),
                size: bytes as u64,
                usage,
                mapped_at_creation: false,
            })
        };
        let input = |label, bytes| buffer(label, bytes, Usage::STORAGE | Usage::COPY_DST);
        let output = |label, bytes| buffer(label, bytes, Usage::STORAGE | Usage::COPY_DST | Usage::COPY_SRC);
        let reports = 4 * REPORT * room.replicas;
        let span = buffer("span", size_of::<Span>(), Usage::UNIFORM | Usage::COPY_DST);
        let streams = input("streams", 4 * room.problem.stream() * room.streams);
        let stream_of = input("stream_of", 4 * room.replicas);
        let rates = input("rates", size_of::<Rate>() * ROUND * room.replicas);
        let model = output("model", room.problem.model_bytes() * room.replicas);
        let report = output("report", reports);
        let staging =
            buffer("staging", reports.max(room.problem.model_bytes()), Usage::MAP_READ | Usage::COPY_DST);
        let bound = [&span, samples, &streams, &stream_of, &rates, &model, &report];
        let entries: Vec<_> = (0..)
            .zip(bound)
            .map(|(binding, buffer)| wgpu::BindGroupEntry { binding, resource: buffer.as_entire_binding() })
            .collect();
        let bind_group = gpu.device.create_bind_group(&wgpu::BindGroupDescriptor {
            label: None,
            layout,
            entries: &entries,
        });
        Self { room, span, streams, stream_of, rates, model, report, staging, bind_group }
    }
}

impl Drop for Memory {
    /// Frees the memory now, not when the browser collects garbage.
    fn drop(&mut self) {
        let own = [
            &self.span,
            &self.streams,
            &self.stream_of,
            &self.rates,
            &self.model,
            &self.report,
            &self.staging,
        ];
        own.into_iter().for_each(wgpu::Buffer::destroy);
    }
}

/// The kinds of the bindings, in the order of the shader's.
pub fn bind_group_layout(device: &wgpu::Device) -> wgpu::BindGroupLayout {
    let read = wgpu::BufferBindingType::Storage { read_only: true };
    let write = wgpu::BufferBindingType::Storage { read_only: false };
    let kinds = [wgpu::BufferBindingType::Uniform, read, read, read, read, write, write];
    let entries: Vec<_> = (0..)
        .zip(kinds)
        .map(|(binding, ty)| wgpu::BindGroupLayoutEntry {
            binding,
            visibility: wgpu::ShaderStages::COMPUTE,
            ty: wgpu::BindingType::Buffer { ty, has_dynamic_offset: false, min_binding_size: None },
            count: None,
        })
        .collect();
    device.create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor { label: None, entries: &entries })
}

/// The inputs of all samples of a task, which all replicas share: four to a word.
pub fn upload_samples(gpu: &Gpu, problem: Problem) -> wgpu::Buffer {
    let data = problem.task.data();
    let mut words = Vec::with_capacity(data.len() * problem.words());
    for sample in (0..).take(data.len()) {
        let row = data.row(sample);
        let word = |four: &[u8]| four.iter().rev().fold(0, |word, &value| word << 8 | u32::from(value));
        words.extend(row.chunks(4).map(word));
    }
    let buffer = gpu.device.create_buffer(&wgpu::BufferDescriptor {
        label: Some(problem.task.id),
        size: 4 * words.len() as u64,
        usage: Usage::STORAGE | Usage::COPY_DST,
        mapped_at_creation: false,
    });
    gpu.queue.write_buffer(&buffer, 0, cast_slice(&words));
    buffer
}
