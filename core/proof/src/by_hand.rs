//! The rival of each kind on a small device: the formula as a firmware author writes it, in floats, with `libm`.
//!
//! Each subject holds both sides. The program that measures them implements [`Meter`].

/// Measures the cost of a rate.
pub trait Meter {
    /// Measures our schedule and the formula by hand in one type of float, over the same calls.
    ///
    /// A call gets its number, from 0, and a step. Number 0 begins a round, and a call that keeps a state resets it there.
    fn race(&mut self, float: &'static str, ours: Call<'_>, by_hand: Call<'_>);
}

/// A call that computes one rate and passes it to `black_box`.
pub type Call<'a> = &'a mut dyn FnMut(usize, u32);

/// The rate at the start, and the peak of a 1cycle.
pub const LR: f64 = 0.1;
/// The length of a schedule, in steps.
pub const LENGTH: u32 = 1_000;
/// The floor of a cosine.
pub const ETA_MIN: f64 = 0.001;

/// The number of calls in a round.
pub const CALLS: usize = 64;

/// Steps that are spread over a schedule. The distance between them is odd, so that they are not all multiples of one power of
/// two.
pub const STEPS: [u32; CALLS] = {
    let mut steps = [0; CALLS];
    let mut at = 0;
    while at < CALLS {
        steps[at] = at as u32 * 15 + 3;
        at += 1;
    }
    steps
};
