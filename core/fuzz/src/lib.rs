//! What the fuzz targets do with a string of bytes: plain functions, so that a test can run them too.
//!
//! Each reads parameters from the bytes, calls etalon, and asserts what has to hold for any input.

pub mod constructors;
pub mod plateau;
pub mod rates;
pub mod state;

use arbitrary::{Result, Unstructured};
use etalon::{AnnealStrategy, Length, Mode, NanPolicy, OneCycle, PastEnd, Plateau, Real, ThresholdMode};

/// A number of any bits, or a usual one: most bits alone would be refused.
pub(crate) fn number<F: Real>(u: &mut Unstructured<'_>) -> Result<F> {
    const USUAL: [f64; 10] = [0.0, 1e-45, 1e-8, 1e-3, 0.1, 0.3, 0.5, 1.0, 25.0, 1e4];
    Ok(match u.arbitrary::<u8>()? {
        0..=63 => F::from_f64(*u.choose(&USUAL)?),
        64..=191 => F::from_f64(f64::from(u.arbitrary::<u32>()?) / 4_294_967_296.0),
        _ => F::from_f64(u.arbitrary()?),
    })
}

/// A count: small, around a power of two, or any.
pub(crate) fn count(u: &mut Unstructured<'_>) -> Result<u32> {
    Ok(match u.arbitrary::<u8>()? {
        0..=127 => u32::from(u.arbitrary::<u8>()?),
        128..=191 => {
            (1_u32 << (u.arbitrary::<u8>()? % 32)).wrapping_add(u.arbitrary::<u32>()? % 3).wrapping_sub(1)
        }
        _ => u.arbitrary()?,
    })
}

pub(crate) fn past_end(u: &mut Unstructured<'_>) -> Result<PastEnd> {
    Ok(*u.choose(&[PastEnd::Rise, PastEnd::Hold])?)
}

pub(crate) fn one_cycle<F: Real>(u: &mut Unstructured<'_>) -> Result<OneCycle<F>> {
    let length = match u.arbitrary()? {
        true => Length::Steps(count(u)?),
        false => Length::Epochs { epochs: count(u)?, steps_per_epoch: count(u)? },
    };
    let momentum = match u.arbitrary()? {
        true => Some((number(u)?, number(u)?)),
        false => None,
    };
    Ok(OneCycle {
        max_lr: number(u)?,
        length,
        pct_start: number(u)?,
        anneal_strategy: *u.choose(&[AnnealStrategy::Cos, AnnealStrategy::Linear])?,
        momentum,
        div_factor: number(u)?,
        final_div_factor: number(u)?,
        three_phase: u.arbitrary()?,
    })
}

pub(crate) fn settings<F: Real>(u: &mut Unstructured<'_>) -> Result<Plateau<F>> {
    Ok(Plateau {
        mode: *u.choose(&[Mode::Min, Mode::Max])?,
        factor: number(u)?,
        patience: count(u)?,
        threshold: number(u)?,
        threshold_mode: *u.choose(&[ThresholdMode::Rel, ThresholdMode::Abs, ThresholdMode::RelSigned])?,
        cooldown: count(u)?,
        min_lr: number(u)?,
        eps: number(u)?,
        nan_policy: *u.choose(&[NanPolicy::Bad, NanPolicy::Ignore, NanPolicy::Report])?,
    })
}
