//! What a trained model has learned: its first-layer filters, its answers, whom it takes for whom. Summed in the order of the CPU
//! engine, so that both tell every digit alike.

use crate::digits::{DARKEST, SAMPLES, digits};
use crate::model::{CLASSES, INPUTS, Width};
use crate::start::Start;

/// A model at rest: weights that can be looked into.
#[derive(Debug, Clone, PartialEq)]
pub struct Trained {
    width: Width,
    weights: Vec<f32>,
}

/// What a model says of a digit.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Answer {
    /// The class it tells: the first of equals.
    pub told: u8,
    /// The softmax of its outputs; not finite where the outputs are not.
    pub probabilities: [f32; CLASSES],
}

impl Trained {
    /// The model of `width` with these weights, in the layout of [`crate::model::Layout`]; none where they are not as many as it has.
    #[must_use]
    pub fn new(width: Width, weights: Vec<f32>) -> Option<Self> {
        (weights.len() == width.layout().parameters()).then_some(Self { width, weights })
    }

    /// What each hidden unit multiplies the pixels by, row by row from the top left.
    pub fn filters(&self) -> impl ExactSizeIterator<Item = [f32; INPUTS]> {
        let units = self.width.units();
        (0..units).map(move |unit| core::array::from_fn(|pixel| self.weights[pixel * units + unit]))
    }

    /// What it says of the sample with this index into [`crate::digits`]; beyond the last, of one that is there.
    #[must_use]
    pub fn answer(&self, sample: u16) -> Answer {
        let logits = self.logits(&digits().pixels()[usize::from(sample) % SAMPLES]);
        let (mut told, mut top) = (0, logits[0]);
        for (class, &logit) in (0..).zip(&logits).skip(1) {
            if logit > top {
                (told, top) = (class, logit);
            }
        }
        let powers = logits.map(|logit| libm::expf(logit - top));
        let sum: f32 = powers.iter().sum();
        Answer { told, probabilities: powers.map(|power| power / sum) }
    }

    /// Whom it takes for whom among these samples.
    #[must_use]
    pub fn confusion(&self, samples: &[u16]) -> Confusion {
        let mut confusion = Confusion::default();
        for &sample in samples {
            let label = digits().labels()[usize::from(sample) % SAMPLES];
            confusion.0[usize::from(label) % CLASSES][usize::from(self.answer(sample).told)] += 1;
        }
        confusion
    }

    fn logits(&self, pixels: &[u8; INPUTS]) -> [f32; CLASSES] {
        let (layout, units) = (self.width.layout(), self.width.units());
        let mut hidden = self.weights[layout.b1()..layout.w2()].to_vec();
        for (pixel, weights) in pixels.iter().zip(self.weights.chunks_exact(units)).filter(|(p, _)| **p != 0)
        {
            let ink = f32::from(*pixel) / f32::from(DARKEST);
            hidden.iter_mut().zip(weights).for_each(|(sum, weight)| *sum += ink * weight);
        }
        let mut logits = [0.0; CLASSES];
        logits.copy_from_slice(&self.weights[layout.b2()..]);
        let rows = self.weights[layout.w2()..layout.b2()].as_chunks::<CLASSES>().0;
        for (sum, weights) in hidden.iter().zip(rows) {
            let active = if *sum > 0.0 { *sum } else { 0.0 };
            logits.iter_mut().zip(weights).for_each(|(logit, weight)| *logit += active * weight);
        }
        logits
    }
}

/// How often each digit (row) was told to be each (column).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
pub struct Confusion(pub [[u16; CLASSES]; CLASSES]);

impl Confusion {
    /// Samples told right.
    #[must_use]
    pub fn right(&self) -> u32 {
        (0..CLASSES).map(|class| u32::from(self.0[class][class])).sum()
    }

    /// All samples.
    #[must_use]
    pub fn samples(&self) -> u32 {
        self.0.iter().flatten().map(|&count| u32::from(count)).sum()
    }
}

/// A validation sample of each class, in the order of the classes: the first of the start's list. A class that the list lacks is left out.
#[must_use]
pub fn one_of_each(start: &Start) -> Vec<u16> {
    let shows =
        |sample: u16, class: usize| usize::from(digits().labels()[usize::from(sample) % SAMPLES]) == class;
    let first = |class| start.validation().iter().copied().find(|&sample| shows(sample, class));
    (0..CLASSES).filter_map(first).collect()
}
