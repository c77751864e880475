//! Warm-up, stable, decay: a rise, a constant rate, and a fall whose shape can be chosen.

use core::fmt;

use crate::catalog::{KindSpec, Stepped};
use crate::error::{ParamError, Reason};
use crate::fingerprint::Fingerprint;
use crate::math::extended::Extended;
use crate::math::real::Real;
use crate::math::way::{Shape, Span, Way};
use crate::param::{LR, check};
use crate::schedule::timed;
use crate::settings::{FromSettings, Settings};

/// The shape of the fall: f(x) is the share of the height that is left at the share x of the fall.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum DecayType {
    /// 1 − x, the default of torchtitan and OLMo.
    Linear,
    /// (1 + cos πx) / 2, the default of Hugging Face.
    #[default]
    Cosine,
    /// 1 − √x, the best of those compared by Hägele et al. (2024).
    OneMinusSqrt,
    /// 2 · ½ˣ − 1, the default of Megatron-LM.
    Exponential,
}

/// The settings of a [`WarmupStableDecayLr`]. The fields may hold any values; `WarmupStableDecayLr::new` checks them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct WarmupStableDecay<F> {
    /// Steps of the rise from 0.
    pub warmup_steps: u32,
    /// Steps at the full rate.
    pub stable_steps: u32,
    /// Steps of the fall.
    pub decay_steps: u32,
    /// Shape of the fall.
    pub decay_type: DecayType,
    /// The rate at the end.
    pub min_lr: F,
}

/// Warm-up, stable, decay (WSD, also called a trapezoid): the length of a training can be decided while it runs.
///
/// - **Formula**: with W = `warmup_steps`, S = `stable_steps`, D = `decay_steps` and m = `min_lr`:
///   η(t) = `lr` · t / W for t < W; `lr` for W ≤ t < W + S; then, with x = (t − W − S) / D,
///   η(t) = m + (`lr` − m) · f(x), where [`DecayType`] gives f.
/// - **Source**: Hu et al., *MiniCPM* (2024), and Hägele et al., *Scaling Laws and Compute-Optimal Training Beyond Fixed
///   Training Durations* (2024). PyTorch has no class for it. Hugging Face's `get_wsd_schedule` has the same three counts
///   (`num_warmup_steps`, `num_stable_steps`, `num_decay_steps`); its `min_lr_ratio` is m / `lr`, and its rise starts at m.
/// - **Parameters**: `lr` and `min_lr` are rates, finite and at least 0, and `min_lr` is not above `lr`. All counts are in steps
///   and may be 0. A fall of 0 steps is a drop to `min_lr` at step W + S.
/// - **Before, at and past the end**: if there is a rise, step 0 has the rate 0 and learns nothing. The rate is exactly `lr` from
///   step W to step W + S, and exactly `min_lr` from step W + S + D on. For a rise that starts at another share of `lr`, set 0
///   warm-up steps here and compose: `schedule.warm_up(W, 0.1)`.
///
/// To end a training whose length was open, build the schedule again with the `stable_steps` that have gone by: all rates so far
/// stay the same.
///
/// ```
/// use etalon::{DecayType, Schedule, WarmupStableDecay, WarmupStableDecayLr};
///
/// let settings = WarmupStableDecay {
///     warmup_steps: 2,
///     stable_steps: 3,
///     decay_steps: 4,
///     decay_type: DecayType::Linear,
///     min_lr: 0.0,
/// };
/// let schedule = WarmupStableDecayLr::<f64>::new(1.0, settings)?;
/// let rates: Vec<f64> = schedule.rates(0..11).collect();
/// assert_eq!(rates, [0.0, 0.5, 1.0, 1.0, 1.0, 1.0, 0.75, 0.5, 0.25, 0.0, 0.0]);
/// # Ok::<(), etalon::ParamError>(())
/// ```
#[derive(Clone, Copy, PartialEq)]
pub struct WarmupStableDecayLr<F: Real> {
    lr: F,
    settings: WarmupStableDecay<F>,
    rise: Way<F>,
    fall: Way<F>,
}

/// One row on each line.
#[rustfmt::skip]
mod rows {
    use crate::param::{COUNT, Domain, ParamSpec, RATE, Scale, Unit};

    pub(super) const WARMUP_STEPS: ParamSpec = ParamSpec::new("warmup_steps", "warm-up", Unit::Steps, COUNT, 0.0, "Steps of the rise from 0 to lr.").slider(0.0, 1000.0, Scale::Linear);
    pub(super) const STABLE_STEPS: ParamSpec = ParamSpec::new("stable_steps", "stable", Unit::Steps, COUNT, 720.0, "Steps at the full rate.").slider(0.0, 9000.0, Scale::Linear).required();
    pub(super) const DECAY_STEPS: ParamSpec = ParamSpec::new("decay_steps", "decay", Unit::Steps, COUNT, 180.0, "Steps of the fall to min_lr.").slider(0.0, 9000.0, Scale::Linear).required();
    pub(super) const DECAY_TYPE: ParamSpec = ParamSpec::new("decay_type", "shape of the decay", Unit::Choice, Domain::Choice(&["linear", "cosine", "1-sqrt", "exponential"]), 1.0, "Whether the fall is a line, half a cosine, 1 − √x or 2 · ½ˣ − 1.");
    pub(super) const MIN_LR: ParamSpec = ParamSpec::new("min_lr", "min_lr", Unit::Rate, RATE, 0.0, "The rate at the end; at most lr.").slider(0.0, 0.1, Scale::ZeroThenLog);
}
use rows::*;

pub(crate) const SPEC: KindSpec = KindSpec {
    id: "warmup_stable_decay",
    label: "Warm-up, stable, decay",
    torch: None,
    stepped: Stepped::Batch,
    params: &[DECAY_STEPS, STABLE_STEPS, WARMUP_STEPS, DECAY_TYPE, MIN_LR, LR],
};

impl<F: Real> WarmupStableDecayLr<F> {
    /// The full rate.
    #[must_use]
    pub const fn peak_lr(&self) -> F {
        self.lr
    }

    /// The settings that the schedule was built with.
    #[must_use]
    pub const fn settings(&self) -> &WarmupStableDecay<F> {
        &self.settings
    }

    fn add_settings(&self, fingerprint: &mut Fingerprint) {
        // The pattern has no `..`, so that a new setting cannot be forgotten here.
        let WarmupStableDecay { warmup_steps, stable_steps, decay_steps, decay_type, min_lr } = self.settings;
        fingerprint.number(self.lr);
        fingerprint.number(min_lr);
        for count in [warmup_steps, stable_steps, decay_steps] {
            fingerprint.word(u64::from(count));
        }
        fingerprint.bytes(&[decay_type as u8]);
    }
}

macro_rules! warmup_stable_decay {
    ($float:ty) => {
        impl WarmupStableDecayLr<$float> {
            /// Checks the settings.
            ///
            /// # Errors
            /// A NaN, infinite or negative rate; a `min_lr` above `lr`.
            pub const fn new(lr: $float, settings: WarmupStableDecay<$float>) -> Result<Self, ParamError> {
                check!(LR.check(lr as f64));
                check!(MIN_LR.check(settings.min_lr as f64));
                let (full, least) = (Extended::<$float>::of(lr), Extended::<$float>::of(settings.min_lr));
                if full.less_than(least) {
                    return Err(ParamError {
                        param: MIN_LR.id,
                        value: settings.min_lr as f64,
                        reason: Reason::TooLarge { max: lr as f64 },
                    });
                }
                Ok(Self {
                    lr,
                    settings,
                    rise: Way::<$float>::new(Extended::<$float>::ZERO, full, settings.warmup_steps),
                    fall: Way::<$float>::new(full, least, settings.decay_steps),
                })
            }

            /// The rate at `step`.
            #[must_use]
            pub const fn lr(&self, step: u32) -> $float {
                let Some(after_rise) = step.checked_sub(self.settings.warmup_steps) else {
                    return self.rise.value(Shape::Line, step);
                };
                let done = match after_rise.checked_sub(self.settings.stable_steps) {
                    None => return self.lr,
                    Some(done) if done >= self.settings.decay_steps => return self.settings.min_lr,
                    Some(done) => done,
                };
                match self.settings.decay_type {
                    _ if done == 0 => self.lr,
                    DecayType::Linear => self.fall.value(Shape::Line, done),
                    DecayType::Cosine => self.fall.value(Shape::Cosine, done),
                    DecayType::OneMinusSqrt => self.curved(root_weight(done, self.settings.decay_steps)),
                    DecayType::Exponential => self.curved(power_weight(done, self.settings.decay_steps)),
                }
            }
        }

        impl WarmupStableDecayLr<$float> {
            /// The rate that lies `weight` of the fall from its start (or its end).
            const fn curved(&self, (weight, from_start): (Extended<f64>, bool)) -> $float {
                let full = Extended::<$float>::of(self.lr).widen();
                let least = Extended::<$float>::of(self.settings.min_lr).widen();
                let value = Span::<f64>::new(full, least).weighted(weight, from_start);
                Extended::<$float>::narrow(value).round()
            }
        }

        impl FromSettings for WarmupStableDecayLr<$float> {
            fn from_settings(settings: &Settings) -> Result<Self, ParamError> {
                Self::new(
                    settings.float(&LR)?,
                    WarmupStableDecay {
                        warmup_steps: settings.count(&WARMUP_STEPS)?,
                        stable_steps: settings.count(&STABLE_STEPS)?,
                        decay_steps: settings.count(&DECAY_STEPS)?,
                        decay_type: match settings.count(&DECAY_TYPE)? {
                            0 => DecayType::Linear,
                            1 => DecayType::Cosine,
                            2 => DecayType::OneMinusSqrt,
                            _ => DecayType::Exponential,
                        },
                        min_lr: settings.float(&MIN_LR)?,
                    },
                )
            }
        }
    };
}

warmup_stable_decay!(f32);
warmup_stable_decay!(f64);
timed!(WarmupStableDecayLr {});

impl<F: Real> fmt::Debug for WarmupStableDecayLr<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WarmupStableDecayLr").field("lr", &self.lr).field("settings", &self.settings).finish()
    }
}

// Near their end the two curves subtract almost equal numbers, and there the rate is small and its digits count. So the share
// that is left is measured from the nearer end, by a formula without such a cancellation. It uses 64-bit words for `f32` too,
// because in 32 bits too few digits would remain.

/// For 1 − √x after `done` of `steps`: the share of the fall between the value and the nearer end, and whether that end is the
/// start.
const fn root_weight(done: u32, steps: u32) -> (Extended<f64>, bool) {
    let root = square_root(share(done, steps));
    // The root is at most ½ up to a quarter of the way.
    if (done as u64) << 2 <= steps as u64 {
        return (root, true);
    }
    // 1 − √x = (1 − x) / (1 + √x).
    let left = share(steps.wrapping_sub(done), steps);
    (left.over(Extended::<f64>::ONE.plus(root)), false)
}

/// The same for 2 · ½ˣ − 1, which is 2^(1 − x) − 1.
const fn power_weight(done: u32, steps: u32) -> (Extended<f64>, bool) {
    let left = share(steps.wrapping_sub(done), steps);
    let power = Extended::<f64>::exp2(left.fraction());
    // If the power is at least 1.5, its distance from 2 is at most ½.
    if power.digits() >= 3 << 62 {
        return (Extended::<f64>::new(power.digits().wrapping_neg(), 1), true);
    }
    if left.power() <= -4 {
        // Below 1/16, a product keeps all digits. A difference would lose the first ones.
        let slope = Extended::<f64>::slope(left.fraction());
        return (left.times(Extended::<f64>::new_full(slope, 0)).filled_by_one(), false);
    }
    (Extended::<f64>::new(power.digits().wrapping_sub(Extended::<f64>::TOP), 1), false)
}

const fn share(part: u32, whole: u32) -> Extended<f64> {
    Extended::<f64>::count(part).times(Extended::<f64>::count(whole).reciprocal()).filled_by_one()
}

/// The square root of a number with full digits or of zero, digit by digit.
const fn square_root(number: Extended<f64>) -> Extended<f64> {
    if number.digits() == 0 {
        return Extended::<f64>::ZERO;
    }
    // The power must be even, so that half of it is a whole number.
    let odd = number.power() & 1;
    let mut digits = (number.digits() as u128) << if odd == 1 { 63 } else { 64 };
    let (mut rest, mut root, mut turns) = (0_u128, 0_u64, 0_u32);
    while turns < 64 {
        rest = (rest << 2) | (digits >> 126);
        digits <<= 2;
        let trial = ((root as u128) << 2) | 1;
        let fits = rest >= trial;
        if fits {
            rest = rest.wrapping_sub(trial);
        }
        root = (root << 1) | fits as u64;
        turns = turns.wrapping_add(1);
    }
    Extended::<f64>::new_full(root, number.power().wrapping_add(odd) >> 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_root_is_the_greatest_word_whose_square_fits() {
        let mut digits = 1_u64 << 63;
        for power in -70..70 {
            let root = square_root(Extended::<f64>::new_full(digits, power));
            let shift = 64 - (power & 1);
            let exact = (u128::from(digits) << shift).isqrt();
            assert_eq!((u128::from(root.digits()), root.power()), (exact, (power + (power & 1)) / 2));
            digits = digits.wrapping_mul(0x5851_f42d_4c95_7f2d) | (1 << 63);
        }
        assert_eq!(square_root(Extended::<f64>::ZERO).digits(), 0);
    }
}
