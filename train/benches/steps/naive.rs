//! The step as one would write it first: plain loops over a sample at a time. What the kernel is measured against.

use etalon_train::task::BATCH;
use etalon_train::task::digits::{CLASSES, INPUTS};

const H: usize = 32;
const P: usize = INPUTS * H + H + H * CLASSES + CLASSES;

/// A 64-32-10 model with its moments.
#[derive(Debug)]
pub struct Naive {
    weights: [f32; P],
    first: [f32; P],
    second: [f32; P],
    t: i32,
}

impl Naive {
    pub fn new(weights: &[f32]) -> Self {
        Self {
            weights: weights.try_into().expect("a model of width 32"),
            first: [0.0; P],
            second: [0.0; P],
            t: 0,
        }
    }

    pub fn step(&mut self, images: &[[f32; INPUTS]], labels: &[u8]) -> f32 {
        let mut gradient = [0.0; P];
        let loss = gradients(&self.weights, images, labels, &mut gradient);
        self.t += 1;
        let (c1, c2) = (1.0 / (1.0 - 0.9_f32.powi(self.t)), 1.0 / (1.0 - 0.999_f32.powi(self.t)));
        for (((w, m), v), g) in
            self.weights.iter_mut().zip(&mut self.first).zip(&mut self.second).zip(gradient)
        {
            *m = 0.9 * *m + 0.1 * g;
            *v = 0.999 * *v + 0.001 * g * g;
            *w -= 1e-3 * (0.01 * *w + *m * c1 / ((*v * c2).sqrt() + 1e-8));
        }
        loss
    }
}

fn axpy(a: f32, x: &[f32], y: &mut [f32]) {
    for (y, x) in y.iter_mut().zip(x) {
        *y += a * x;
    }
}

fn gradients(weights: &[f32; P], images: &[[f32; INPUTS]], labels: &[u8], gradient: &mut [f32; P]) -> f32 {
    let (w1, rest) = weights.split_at(INPUTS * H);
    let (b1, rest) = rest.split_at(H);
    let (w2, b2) = rest.split_at(H * CLASSES);
    let (g1, rest) = gradient.split_at_mut(INPUTS * H);
    let (gb1, rest) = rest.split_at_mut(H);
    let (g2, gb2) = rest.split_at_mut(H * CLASSES);
    let mut loss = 0.0;
    for (image, &label) in images.iter().zip(labels) {
        let label = usize::from(label);
        let mut hidden = [0.0; H];
        hidden.copy_from_slice(b1);
        for (x, row) in image.iter().zip(w1.as_chunks::<H>().0) {
            axpy(*x, row, &mut hidden);
        }
        hidden.iter_mut().for_each(|h| *h = h.max(0.0));
        let mut out = [0.0; CLASSES];
        out.copy_from_slice(b2);
        for (h, row) in hidden.iter().zip(w2.as_chunks::<CLASSES>().0) {
            axpy(*h, row, &mut out);
        }
        let top = out.iter().fold(f32::MIN, |a, b| a.max(*b));
        let right = out[label];
        let mut sum = 0.0;
        for o in &mut out {
            *o = (*o - top).exp();
            sum += *o;
        }
        loss += sum.ln() + top - right;
        for (class, o) in out.iter_mut().enumerate() {
            *o = (*o / sum - if class == label { 1.0 } else { 0.0 }) / BATCH as f32;
            gb2[class] += *o;
        }
        let mut slopes = [0.0; H];
        for j in 0..H {
            let row = &w2[j * CLASSES..(j + 1) * CLASSES];
            let slope: f32 = out.iter().zip(row).map(|(o, w)| o * w).sum();
            slopes[j] = if hidden[j] > 0.0 { slope } else { 0.0 };
            gb1[j] += slopes[j];
            axpy(hidden[j], &out, &mut g2[j * CLASSES..(j + 1) * CLASSES]);
        }
        for (x, row) in image.iter().zip(g1.as_chunks_mut::<H>().0) {
            axpy(*x, &slopes, row);
        }
    }
    loss / BATCH as f32
}
