//! What host and device exchange in a run: weights in two orders, streams of samples, and reports.

use bytemuck::cast_slice;
use futures_channel::oneshot;

use super::device::Gpu;
use super::problem::{ALIVE, Problem, REPORT_BROKEN, REPORT_CORRECT, REPORT_LOSS};
use crate::engine::EngineError;
use crate::report::RoundReport;
use crate::shape::Shape;
use crate::start::Start;
use crate::task::ROUND;

/// Which of the two orders of the second layer is wanted.
#[derive(Debug, Clone, Copy)]
pub enum Direction {
    /// `[classes][hidden]`: neighbouring threads read neighbouring weights.
    ToDevice,
    /// `[hidden][classes]`: the order of [`Shape`].
    ToHost,
}

/// Copies the weights of the second layer from `from` to `to` in the other order.
pub fn transpose_w2(to: &mut [f32], from: &[f32], shape: Shape, direction: Direction) {
    let units = shape.hidden.units();
    for unit in 0..units {
        for class in 0..shape.classes {
            let host = shape.w2() + unit * shape.classes + class;
            let device = shape.w2() + class * units + unit;
            match direction {
                Direction::ToDevice => to[device] = from[host],
                Direction::ToHost => to[host] = from[device],
            }
        }
    }
}

/// Parameters of all replicas at their starts, with moments at zero, in the order of the device.
pub fn models<'a>(problem: Problem, starts: impl ExactSizeIterator<Item = &'a Start>) -> Vec<f32> {
    let (shape, parameters) = (problem.shape(), problem.shape().parameters());
    let mut models = vec![0.0_f32; starts.len() * 3 * parameters];
    for (model, start) in models.chunks_exact_mut(3 * parameters).zip(starts) {
        model[..parameters].copy_from_slice(start.weights());
        transpose_w2(&mut model[..parameters], start.weights(), shape, Direction::ToDevice);
    }
    models
}

/// Samples as words: the index in the lower half, in the upper half the label that the training sees.
pub fn words(samples: &[u16], labels: &[u8]) -> Vec<u32> {
    let label = |sample: u16| labels.get(usize::from(sample)).copied().unwrap_or_default();
    samples.iter().map(|&sample| u32::from(label(sample)) << 16 | u32::from(sample)).collect()
}

/// Reads words from the start of the staging buffer.
pub async fn read(gpu: &Gpu, staging: &wgpu::Buffer, words: usize) -> Result<Vec<u32>, EngineError> {
    let (sender, done) = oneshot::channel();
    let slice = staging.slice(..4 * words as u64);
    slice.map_async(wgpu::MapMode::Read, move |outcome| {
        let _ = sender.send(outcome);
    });
    let lost = |what: String| EngineError::Lost(what);
    gpu.wait(None, done).await?.map_err(|e| lost(e.to_string()))?;
    let view = slice.get_mapped_range().map_err(|e| lost(e.to_string()))?;
    let got = cast_slice(&view).to_vec();
    drop(view);
    staging.unmap();
    Ok(got)
}

/// The report of one replica, from its words.
pub fn report(words: &[u32]) -> RoundReport {
    let broken = words[REPORT_BROKEN];
    let losses = |count| words[..count].iter().map(|&bits| f32::from_bits(bits)).collect();
    if broken == ALIVE {
        return RoundReport {
            train_loss: losses(ROUND),
            val_loss: f32::from_bits(words[REPORT_LOSS]),
            val_correct: words[REPORT_CORRECT],
            diverged_at: None,
        };
    }
    let train_loss = losses((broken as usize + 1).min(ROUND));
    RoundReport { train_loss, diverged_at: Some(broken), ..RoundReport::ended() }
}
