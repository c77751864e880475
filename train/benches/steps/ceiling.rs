//! What this machine's arithmetic can do at most: multiplications and additions, as many as the unit takes, on registers only.

use fearless_simd::{Level, Simd, SimdBase, dispatch};

/// Accumulators, enough to hide the latency of both operations.
const CHAINS: usize = 12;

/// Floating-point operations in `rounds` rounds.
pub fn operations(level: Level, rounds: usize) -> usize {
    rounds * CHAINS * 2 * dispatch!(level, simd => lanes(simd))
}

/// Runs the loop; the result is there so that nothing is optimised away.
pub fn run(level: Level, rounds: usize) -> f32 {
    dispatch!(level, simd => chains(simd, rounds))
}

#[inline(always)]
fn lanes<S: Simd>(_: S) -> usize {
    S::f32s::LEN
}

#[inline(always)]
fn chains<S: Simd>(simd: S, rounds: usize) -> f32 {
    let factor = S::f32s::splat(simd, std::hint::black_box(0.999));
    let summand = S::f32s::splat(simd, std::hint::black_box(0.001));
    let mut chains = [S::f32s::splat(simd, 1.0); CHAINS];
    for _ in 0..rounds {
        for chain in &mut chains {
            *chain = *chain * factor + summand;
        }
    }
    let mut sum = 0.0;
    for chain in &chains {
        sum += chain.as_slice().iter().sum::<f32>();
    }
    sum
}
