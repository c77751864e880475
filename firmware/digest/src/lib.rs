//! One digest over the bits of every schedule: the host, a browser and each board run this same walk and must agree.
//!
//! The cases are PyTorch's vectors (all of them, from the files that the conformance test reads), edge values, and
//! values drawn by an integer generator. Each answer's bits, refusals included, go into a 64-bit hash.
#![no_std]

use core::fmt;

mod composed;
mod cosine;
mod exponential;
mod fold;
mod generator;
mod one_cycle;
mod params;
mod plateau;
mod vectors;

pub use fold::{Digest, Number};

/// A part of the walk.
pub struct Part {
    /// What it walks.
    pub name: &'static str,
    /// Walks it.
    pub walk: fn(&mut Digest),
}

/// The walk, in order.
pub const PARTS: [Part; 11] = [
    Part { name: "exponential f32", walk: exponential::walk::<f32> },
    Part { name: "exponential f64", walk: exponential::walk::<f64> },
    Part { name: "cosine f32", walk: cosine::walk::<f32> },
    Part { name: "cosine f64", walk: cosine::walk::<f64> },
    Part { name: "plateau f32", walk: plateau::walk::<f32> },
    Part { name: "plateau f64", walk: plateau::walk::<f64> },
    Part { name: "one_cycle f32", walk: one_cycle::walk::<f32> },
    Part { name: "one_cycle f64", walk: one_cycle::walk::<f64> },
    Part { name: "composed f32", walk: composed::walk::<f32> },
    Part { name: "composed f64", walk: composed::walk::<f64> },
    Part { name: "parameters", walk: params::walk },
];

/// Walks everything and writes a line per part and one for all.
pub struct Report;

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut all = Digest::default();
        for part in PARTS {
            let mut digest = Digest::default();
            (part.walk)(&mut digest);
            writeln!(f, "{:<16} {digest}", part.name)?;
            all.join(&digest);
        }
        write!(f, "{:<16} {all}", "all")
    }
}
