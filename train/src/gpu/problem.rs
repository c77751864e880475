//! What one shader is written for, a task and a width; and the sizes that follow from them.

use crate::shape::{Shape, Width};
use crate::task::{BATCH, ROUND, ROUND_SAMPLES, Task};

/// Words of a replica's report: its losses, validation loss, samples classified correctly, where it broke.
pub const REPORT: usize = ROUND + 3;
/// Where in a report the validation loss stands.
pub const REPORT_LOSS: usize = ROUND;
/// Where in a report the number of samples stands that were classified correctly.
pub const REPORT_CORRECT: usize = ROUND + 1;
/// Where in a report the step stands at which the replica broke.
pub const REPORT_BROKEN: usize = ROUND + 2;
/// Stands there until something breaks.
pub const ALIVE: u32 = u32::MAX;

/// A task and a width.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Problem {
    pub task: &'static Task,
    pub width: Width,
}

impl Problem {
    pub const fn shape(self) -> Shape {
        self.task.shape.with_hidden(self.width)
    }

    /// Words of the inputs of a sample, four to a word.
    pub const fn words(self) -> usize {
        self.task.shape.inputs.div_ceil(4)
    }

    /// Words of a stream: the training samples of a round, then the validation samples.
    pub const fn stream(self) -> usize {
        ROUND_SAMPLES + self.task.split.validation
    }

    /// Bytes of the parameters and moments of a replica.
    pub const fn model_bytes(self) -> usize {
        4 * 3 * self.shape().parameters()
    }

    /// Batches of a validation.
    pub const fn checks(self) -> u32 {
        self.task.split.validation.div_ceil(BATCH) as u32
    }

    /// The cost of a validation in training steps: twelve batches forward only cost five steps.
    pub const fn validation_steps(self) -> u32 {
        (5 * self.checks()).div_ceil(12)
    }
}
