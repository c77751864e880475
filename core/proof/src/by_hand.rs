//! What a kind is compared with on a small device: the formula as a firmware author writes it, in floats, with `libm`.
//!
//! Each subject holds both sides; who measures them says how.

/// Measures what a rate costs.
pub trait Meter {
    /// Measures ours and the formula by hand in one type of float, over the same calls.
    ///
    /// A call is given its number, from 0, and a step. Number 0 begins a round: whoever remembers something forgets it.
    fn race(&mut self, float: &'static str, ours: Call<'_>, by_hand: Call<'_>);
}

/// One rate: it is asked for, and given to `black_box`.
pub type Call<'a> = &'a mut dyn FnMut(usize, u32);

/// The rate at the start, and the peak of a 1cycle.
pub const LR: f64 = 0.1;
/// The length of a schedule, in steps.
pub const LENGTH: u32 = 1_000;
/// The floor of a cosine.
pub const ETA_MIN: f64 = 0.001;

/// How many calls make a round.
pub const CALLS: usize = 64;

/// Steps all over a schedule. Their distance is odd, so that they are not all multiples of one power of two.
pub const STEPS: [u32; CALLS] = {
    let mut steps = [0; CALLS];
    let mut at = 0;
    while at < CALLS {
        steps[at] = at as u32 * 15 + 3;
        at += 1;
    }
    steps
};
