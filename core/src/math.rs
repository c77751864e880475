//! All arithmetic on rates. It uses integer words, so that the bits are the same on every machine. The crate's few float
//! functions are here too.
//!
//! Everything that a constructor or a rate needs is a `const fn`, so that a schedule can be made at compile time. Rust has no
//! generic `const fn` over floats, so each file has one macro, which is applied to `f32` and to `f64`.

pub(crate) mod real;

pub(crate) mod extended;
pub(crate) mod functions;
mod tables;

pub(crate) mod block;
pub(crate) mod log2;
pub(crate) mod power;
pub(crate) mod time;
pub(crate) mod way;

/// Natural exponential, for sliders.
pub(crate) fn exp(x: f64) -> f64 {
    libm::exp(x)
}

/// Natural logarithm, for sliders.
pub(crate) fn ln(x: f64) -> f64 {
    libm::log(x)
}

/// Binary logarithm, for half-lives.
pub(crate) fn log2(x: f64) -> f64 {
    libm::log2(x)
}
