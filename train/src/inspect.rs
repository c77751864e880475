//! What a trained model has learned: the filters of its first layer, its predictions, its confusion matrix. Sums run in the order of
//! the CPU engine, so both classify every sample identically.

use serde::{Deserialize, Serialize};

use crate::shape::{Shape, Width};
use crate::start::Start;
use crate::task::Task;

/// The weights of a model of a task.
#[derive(Debug, Clone, PartialEq)]
pub struct Trained {
    task: &'static Task,
    shape: Shape,
    weights: Vec<f32>,
}

/// What a model predicts for a sample.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    /// The predicted class: the first of equals.
    pub predicted: u8,
    /// The softmax of the outputs, one per class; not finite if the outputs are not.
    pub probabilities: Vec<f32>,
}

impl Trained {
    /// The model of this task and width with these weights, in the order of [`Shape`]. `None` if their number is another.
    #[must_use]
    pub fn new(task: &'static Task, width: Width, weights: Vec<f32>) -> Option<Self> {
        let shape = task.shape.with_hidden(width);
        (weights.len() == shape.parameters()).then_some(Self { task, shape, weights })
    }

    /// For each hidden unit its weights from the inputs.
    pub fn filters(&self) -> impl ExactSizeIterator<Item = Vec<f32>> {
        let (inputs, units) = (self.shape.inputs, self.shape.hidden.units());
        (0..units).map(move |unit| (0..inputs).map(|input| self.weights[input * units + unit]).collect())
    }

    /// The prediction for a sample of the task. A sample that does not exist has no input.
    #[must_use]
    pub fn answer(&self, sample: u16) -> Answer {
        self.answer_to(self.task.data().inputs_of(sample))
    }

    /// The prediction for these inputs, the others being 0.
    pub(crate) fn answer_to(&self, inputs: impl Iterator<Item = (usize, f32)>) -> Answer {
        let mut powers = self.logits(inputs);
        let (mut predicted, mut top) = (0, f32::NAN);
        for (class, &logit) in (0..).zip(&powers) {
            if class == 0 || logit > top {
                (predicted, top) = (class, logit);
            }
        }
        powers.iter_mut().for_each(|logit| *logit = libm::expf(*logit - top));
        let sum: f32 = powers.iter().sum();
        Answer { predicted, probabilities: powers.iter().map(|power| power / sum).collect() }
    }

    /// The confusion matrix of these samples.
    #[must_use]
    pub fn confusion(&self, samples: &[u16]) -> Confusion {
        let mut confusion = Confusion::empty(self.shape.classes);
        samples.iter().for_each(|&sample| {
            confusion.count(self.task.data().label(sample), self.answer(sample).predicted);
        });
        confusion
    }

    fn logits(&self, inputs: impl Iterator<Item = (usize, f32)>) -> Vec<f32> {
        let (shape, units) = (self.shape, self.shape.hidden.units());
        let mut hidden = self.weights[shape.b1()..shape.w2()].to_vec();
        for (input, value) in inputs {
            let row = &self.weights[input * units..(input + 1) * units];
            hidden.iter_mut().zip(row).for_each(|(sum, weight)| *sum += value * weight);
        }
        let mut logits = self.weights[shape.b2()..].to_vec();
        let rows = self.weights[shape.w2()..shape.b2()].chunks_exact(shape.classes);
        for (sum, weights) in hidden.iter().zip(rows) {
            let active = if *sum > 0.0 { *sum } else { 0.0 };
            logits.iter_mut().zip(weights).for_each(|(logit, weight)| *logit += active * weight);
        }
        logits
    }
}

/// How often each class (row) was predicted as each class (column).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confusion {
    classes: usize,
    counts: Vec<u16>,
}

impl Confusion {
    /// No sample yet.
    #[must_use]
    pub fn empty(classes: usize) -> Self {
        Self { classes, counts: vec![0; classes * classes] }
    }

    /// The matrix of these counts, row by row. `None` if they do not fill it.
    #[must_use]
    pub fn new(classes: usize, counts: Vec<u16>) -> Option<Self> {
        (classes.checked_mul(classes) == Some(counts.len())).then_some(Self { classes, counts })
    }

    fn count(&mut self, label: u8, predicted: u8) {
        let at = usize::from(label) * self.classes + usize::from(predicted);
        if let Some(count) = self.counts.get_mut(at) {
            *count += 1;
        }
    }

    /// The counts, row by row.
    #[must_use]
    pub fn counts(&self) -> &[u16] {
        &self.counts
    }

    /// For each class how often it was predicted as each.
    pub fn rows(&self) -> impl ExactSizeIterator<Item = &[u16]> {
        self.counts.chunks_exact(self.classes.max(1))
    }

    /// How often a sample of class `label` was predicted as `predicted`.
    #[must_use]
    pub fn get(&self, label: usize, predicted: usize) -> u16 {
        let row = self.counts.chunks_exact(self.classes.max(1)).nth(label);
        row.and_then(|row| row.get(predicted)).copied().unwrap_or_default()
    }

    /// Samples that were classified correctly.
    #[must_use]
    pub fn right(&self) -> u32 {
        (0..self.classes).map(|class| u32::from(self.get(class, class))).sum()
    }

    /// All samples.
    #[must_use]
    pub fn samples(&self) -> u32 {
        self.counts.iter().map(|&count| u32::from(count)).sum()
    }
}

/// A validation sample of each class, in the order of the classes: the first of the start's list. A class that the list lacks is left
/// out.
#[must_use]
pub fn one_of_each(start: &Start) -> Vec<u16> {
    let data = start.task().data();
    let shows = |sample: u16, class: usize| usize::from(data.label(sample)) == class;
    let first = |class| start.validation().iter().copied().find(|&sample| shows(sample, class));
    (0..start.shape().classes).filter_map(first).collect()
}
