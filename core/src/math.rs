//! All arithmetic on rates: integer words, so that the same bits come out everywhere; and the crate's few float functions.

pub(crate) mod block;
pub(crate) mod ext;
pub(crate) mod functions;
pub(crate) mod log2;
pub(crate) mod ramp;
pub(crate) mod real;
mod tables;
pub(crate) mod time;
pub(crate) mod word;

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
