//! What this machine's arithmetic can do at most: multiplications and additions, as many as the unit takes, on registers only.

use fearless_simd::{Level, Simd, SimdBase, dispatch, f32x8};

/// Accumulators, enough to hide the latency of both operations.
const CHAINS: usize = 12;

/// Which vectors the loop is made of.
#[derive(Debug, Clone, Copy)]
pub enum Lanes {
    /// Eight floats, as the kernel's.
    Eight,
    /// As many as the machine's registers hold.
    Native,
}

/// Floating-point operations in `rounds` rounds.
pub fn operations(level: Level, lanes: Lanes, rounds: usize) -> usize {
    let wide = match lanes {
        Lanes::Eight => 8,
        Lanes::Native => dispatch!(level, simd => native(simd)),
    };
    rounds * CHAINS * 2 * wide
}

/// Runs the loop; the result is there so that nothing is optimised away.
pub fn run(level: Level, lanes: Lanes, rounds: usize) -> f32 {
    match lanes {
        Lanes::Eight => dispatch!(level, simd => chains::<_, f32x8<_>>(simd, rounds)),
        Lanes::Native => dispatch!(level, simd => chains_native(simd, rounds)),
    }
}

#[inline(always)]
fn native<S: Simd>(_: S) -> usize {
    S::f32s::LEN
}

#[inline(always)]
fn chains_native<S: Simd>(simd: S, rounds: usize) -> f32 {
    chains::<S, S::f32s>(simd, rounds)
}

#[inline(always)]
fn chains<S: Simd, V>(simd: S, rounds: usize) -> f32
where
    V: SimdBase<S, Element = f32> + core::ops::Mul<Output = V> + core::ops::Add<Output = V>,
{
    let factor = V::splat(simd, std::hint::black_box(0.999));
    let summand = V::splat(simd, std::hint::black_box(0.001));
    let mut chains = [V::splat(simd, 1.0); CHAINS];
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
