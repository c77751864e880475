//! What lies in the device's memory, and what binds it to the shader: made once, kept for run after run, replaced where it gets too small.

use bytemuck::cast_slice;
use wgpu::BufferUsages as Usage;

use super::device::Gpu;
use super::shader::{REPORT, Rate, SAMPLE_WORDS, STREAM, Span};
use crate::digits::{SAMPLES, digits};
use crate::model::{STEPS_PER_EPOCH, Width};

/// Replicas one engine takes at most: as many as default limits allow of the widest model.
const MOST_REPLICAS: usize = 1_024;

/// How many of a thing there is room for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Room {
    pub width: Width,
    pub replicas: usize,
    pub streams: usize,
}

impl Room {
    /// Whether a run of `asked` finds room here.
    fn holds(self, asked: Room) -> bool {
        self.width == asked.width && self.replicas >= asked.replicas && self.streams >= asked.streams
    }

    /// Some more, so that not every new run needs new memory.
    fn rounded(self, limits: &wgpu::Limits) -> Room {
        let most = capacity(self.width, limits);
        let up = |count: usize| count.next_power_of_two().min(most);
        Room { replicas: up(self.replicas), streams: up(self.streams), ..self }
    }
}

/// Bytes of a replica's parameters and moments.
pub fn model_bytes(width: Width) -> usize {
    4 * 3 * width.layout().parameters()
}

/// How many replicas of a width fit into one binding of each kind.
pub fn capacity(width: Width, limits: &wgpu::Limits) -> usize {
    let binding = limits.max_storage_buffer_binding_size.min(limits.max_buffer_size) as usize;
    let largest = [model_bytes(width), 4 * STREAM, STEPS_PER_EPOCH * size_of::<Rate>(), 4 * REPORT];
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
    /// Memory for `asked`: `old` where it suffices, else a new one in its place.
    pub fn fit(
        old: Option<Self>,
        asked: Room,
        gpu: &Gpu,
        layout: &wgpu::BindGroupLayout,
        digits: &wgpu::Buffer,
    ) -> Self {
        match old {
            Some(old) if old.room.holds(asked) => old,
            old => {
                drop(old);
                Self::new(asked.rounded(&gpu.device.limits()), gpu, layout, digits)
            }
        }
    }

    fn new(room: Room, gpu: &Gpu, layout: &wgpu::BindGroupLayout, digits: &wgpu::Buffer) -> Self {
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
        let streams = input("streams", 4 * STREAM * room.streams);
        let stream_of = input("stream_of", 4 * room.replicas);
        let rates = input("rates", size_of::<Rate>() * STEPS_PER_EPOCH * room.replicas);
        let model = output("model", model_bytes(room.width) * room.replicas);
        let report = output("report", reports);
        let staging =
            buffer("staging", reports.max(model_bytes(room.width)), Usage::MAP_READ | Usage::COPY_DST);
        let bound = [&span, digits, &streams, &stream_of, &rates, &model, &report];
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
    /// Gives the memory back now, not when the browser's garbage collector finds the time.
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

/// All the digits, shared by all replicas.
pub fn upload_digits(gpu: &Gpu) -> wgpu::Buffer {
    let mut words = Vec::with_capacity(SAMPLES * SAMPLE_WORDS);
    for (pixels, &label) in digits().pixels().iter().zip(digits().labels()) {
        words.extend(
            pixels
                .as_chunks::<4>()
                .0
                .iter()
                .map(|four| four.iter().rev().fold(0, |word, &p| word << 8 | u32::from(p))),
        );
        words.push(u32::from(label));
    }
    let buffer = gpu.device.create_buffer(&wgpu::BufferDescriptor {
        label: Some("digits"),
        size: 4 * words.len() as u64,
        usage: Usage::STORAGE | Usage::COPY_DST,
        mapped_at_creation: false,
    });
    gpu.queue.write_buffer(&buffer, 0, cast_slice(&words));
    buffer
}
