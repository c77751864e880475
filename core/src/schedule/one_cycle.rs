//! The 1cycle policy.

use crate::error::{ParamError, Reason};
use crate::math::ext::Ext;
use crate::math::ramp::{Ramp, Shape, Span};
use crate::math::real::Real;
use crate::math::real::digits::Digits;
use crate::math::time::Time;
use crate::math::word::Word;
use crate::param::Param;
use crate::schedule::Schedule;

/// How a 1cycle's length is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Length {
    /// `total_steps`.
    Steps(u32),
    /// `epochs` × `steps_per_epoch`.
    Epochs {
        /// Epochs.
        epochs: u32,
        /// Batches in each.
        steps_per_epoch: u32,
    },
}

/// The shape of a 1cycle's phases.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum AnnealStrategy {
    /// Half a cosine.
    #[default]
    Cos,
    /// A straight line.
    Linear,
}

/// The settings of a [`OneCycleLr`], with PyTorch's names and defaults; any value may be written here, `new` checks them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OneCycle<F> {
    /// The peak rate.
    pub max_lr: F,
    /// The length of the cycle.
    pub length: Length,
    /// Share of the cycle spent rising.
    pub pct_start: f64,
    /// Shape of the phases.
    pub anneal_strategy: AnnealStrategy,
    /// `(base_momentum, max_momentum)`, or `None` to leave momentum alone (`cycle_momentum = False`).
    pub momentum: Option<(F, F)>,
    /// The first rate is `max_lr / div_factor`.
    pub div_factor: f64,
    /// The last rate is the first / `final_div_factor`.
    pub final_div_factor: f64,
    /// Three phases instead of two.
    pub three_phase: bool,
}

impl<F: Real> OneCycle<F> {
    /// PyTorch's defaults for a cycle of `total_steps`.
    #[must_use]
    pub fn steps(max_lr: F, total_steps: u32) -> Self {
        Self {
            max_lr,
            length: Length::Steps(total_steps),
            pct_start: Param::PctStart.spec().default,
            anneal_strategy: AnnealStrategy::Cos,
            momentum: Some((
                F::from_f64(Param::BaseMomentum.spec().default),
                F::from_f64(Param::MaxMomentum.spec().default),
            )),
            div_factor: Param::DivFactor.spec().default,
            final_div_factor: Param::FinalDivFactor.spec().default,
            three_phase: false,
        }
    }

    /// PyTorch's defaults for a cycle of `epochs` × `steps_per_epoch`.
    #[must_use]
    pub fn epochs(max_lr: F, epochs: u32, steps_per_epoch: u32) -> Self {
        Self { length: Length::Epochs { epochs, steps_per_epoch }, ..Self::steps(max_lr, 1) }
    }
}

/// The 1cycle policy: up to `max_lr`, then far below the start, with momentum moving against the rate.
///
/// - **Formula**: with N = `total_steps`, first = `max_lr`/`div_factor` and last = first/`final_div_factor`, the rate goes
///   first → `max_lr` until E = `pct_start`·N − 1, then → last until N − 1; with `three_phase` first → `max_lr` until E,
///   → first until 2E, → last until N − 1. Each way is half a cosine, or a line. Momentum goes `max_momentum` →
///   `base_momentum` → `max_momentum`, and stays there in a third phase. E is a real number, in general between two steps,
///   so that the highest rate used may lie a little below `max_lr`; it is rounded to an `f64` as in PyTorch.
/// - **Source**: Smith & Topin, *Super-Convergence* (2018), and Smith, *A disciplined approach to neural network
///   hyper-parameters* (2018), for three phases; PyTorch's `OneCycleLR`, which took two phases from fastai.
/// - **Parameters**: see [`OneCycle`]. `max_lr` is finite and at least 0; the length is at least 1 step; `pct_start` is a
///   fraction from 0 to 1; the momenta too; both divisors are above 0. Divisors and `pct_start` are `f64`s for `f32` rates
///   too. Below 1, `div_factor` starts above the peak and `final_div_factor` ends above the start: legal, and seldom
///   meant. An optimiser's own rate is not used.
/// - **Before, at and past the end**: step 0 is first (or already on the way down where `pct_start`·N is below 1, and
///   `max_lr` where it is 1, where PyTorch divides by zero); step N − 1 is last (not in three phases with a `pct_start`
///   above ½, whose second phase ends after the cycle; and `max_lr` with a `pct_start` of 1). From there on the values
///   stay. PyTorch returns an artefact at step N, where its cosine turns up again and its line falls below zero, and raises
///   an error after it.
///
/// ```
/// use etalon::{OneCycle, OneCycleLr};
///
/// let schedule = OneCycleLr::new(OneCycle { pct_start: 0.25, ..OneCycle::steps(1.0_f64, 12) })?;
/// assert_eq!(schedule.lr(0), 0.04);
/// assert_eq!(schedule.lr(2), 1.0);
/// assert_eq!(schedule.lr(11), 0.04 / 1e4);
/// assert_eq!(schedule.lr(1_000), 0.04 / 1e4);
/// assert_eq!((schedule.momentum(0), schedule.momentum(2)), (Some(0.95), Some(0.85)));
/// # Ok::<(), etalon::ParamError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OneCycleLr<F: Real> {
    total_steps: u32,
    pct_start: f64,
    shape: Shape,
    cycles_momentum: bool,
    up: Phase<F::Word>,
    down: Phase<F::Word>,
    /// The third phase; where there are two, the second ends with the cycle and this one is never reached.
    out: Phase<F::Word>,
}

/// One of the three ways of a cycle, for the rate and for the momentum.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Phase<W: Word> {
    ramp: Ramp<W>,
    lr: Span<W>,
    momentum: Span<W>,
}

impl<W: Word> Phase<W> {
    fn new(time: (Time, Time), lr: (Ext<W>, Ext<W>), momentum: (Ext<W>, Ext<W>)) -> Self {
        Self {
            ramp: Ramp::new(time.0, time.1),
            lr: Span::new(lr.0, lr.1),
            momentum: Span::new(momentum.0, momentum.1),
        }
    }
}

impl<F: Real> OneCycleLr<F> {
    /// Checks the settings.
    ///
    /// # Errors
    /// Names the first setting outside its domain.
    pub fn new(settings: OneCycle<F>) -> Result<Self, ParamError> {
        Param::MaxLr.check(settings.max_lr.to_f64())?;
        let total_steps = settings.length.total_steps()?;
        Param::PctStart.check(settings.pct_start)?;
        if let Some((base, max)) = settings.momentum {
            Param::BaseMomentum.check(base.to_f64())?;
            Param::MaxMomentum.check(max.to_f64())?;
        }
        Param::DivFactor.check(settings.div_factor)?;
        Param::FinalDivFactor.check(settings.final_div_factor)?;

        // Times count from two steps before the first, because PyTorch's phase ends may lie there.
        let rise = Time::from_ext(product(settings.pct_start, total_steps));
        let start = Time::steps(2);
        let peak = Time::steps(1).after(rise);
        let fall = rise.after(rise);
        let end = Time::steps(1).after(Time::steps(total_steps));
        let max = settings.max_lr.to_ext();
        let first = max.over(Word::factor(settings.div_factor));
        let last = first.over(Word::factor(settings.final_div_factor));
        let (base_momentum, max_momentum) = settings.momentum.unwrap_or((F::ZERO, F::ZERO));
        let (low, high) = (base_momentum.to_ext(), max_momentum.to_ext());
        let (turn, floor) = if settings.three_phase { (fall, first) } else { (end, last) };
        Ok(Self {
            total_steps,
            pct_start: settings.pct_start,
            shape: match settings.anneal_strategy {
                AnnealStrategy::Cos => Shape::Cos,
                AnnealStrategy::Linear => Shape::Linear,
            },
            cycles_momentum: settings.momentum.is_some(),
            up: Phase::new((start, peak), (first, max), (high, low)),
            down: Phase::new((peak, turn), (max, floor), (low, high)),
            out: Phase::new((fall, end), (first, last), (high, high)),
        })
    }

    /// The length of the cycle.
    #[must_use]
    pub fn total_steps(&self) -> u32 {
        self.total_steps
    }

    /// Where the rise ends: the peak lies here, in general between two steps.
    #[must_use]
    pub fn peak_step(&self) -> f64 {
        (self.pct_start * f64::from(self.total_steps) - 1.0).max(0.0)
    }

    /// The phase that `step` falls into, and the time.
    fn at(&self, step: u32) -> (&Phase<F::Word>, Time) {
        let step = step.min(self.total_steps.saturating_sub(1));
        let now = Time::steps(2).after(Time::steps(step));
        let phase = if now <= self.up.ramp.end() {
            &self.up
        } else if now <= self.down.ramp.end() {
            &self.down
        } else {
            &self.out
        };
        (phase, now)
    }

    /// The rate at `step`; from `total_steps - 1` on the last one.
    #[must_use]
    #[inline]
    pub fn lr(&self, step: u32) -> F {
        let (phase, now) = self.at(step);
        F::from_ext(phase.ramp.value(self.shape, &phase.lr, now))
    }

    /// The momentum (or beta1) at `step`, or `None` where momentum is not cycled.
    #[must_use]
    #[inline]
    pub fn momentum(&self, step: u32) -> Option<F> {
        if !self.cycles_momentum {
            return None;
        }
        let (phase, now) = self.at(step);
        Some(F::from_ext(phase.ramp.value(self.shape, &phase.momentum, now)))
    }
}

impl<F: Real> Schedule for OneCycleLr<F> {
    type Rate = F;

    #[inline]
    fn lr(&self, step: u32) -> F {
        Self::lr(self, step)
    }

    #[inline]
    fn momentum(&self, step: u32) -> Option<F> {
        Self::momentum(self, step)
    }
}

impl Length {
    /// The number of steps.
    ///
    /// # Errors
    /// A zero, or a product that does not fit.
    fn total_steps(self) -> Result<u32, ParamError> {
        match self {
            Length::Steps(steps) => {
                Param::TotalSteps.check_count(steps)?;
                Ok(steps)
            }
            Length::Epochs { epochs, steps_per_epoch } => {
                Param::Epochs.check_count(epochs)?;
                Param::StepsPerEpoch.check_count(steps_per_epoch)?;
                epochs.checked_mul(steps_per_epoch).ok_or(ParamError {
                    param: Param::TotalSteps,
                    value: u64::from(epochs).wrapping_mul(u64::from(steps_per_epoch)) as f64,
                    reason: Reason::TooLarge { max: f64::from(u32::MAX) },
                })
            }
        }
    }
}

/// `share · steps`, rounded as PyTorch's `f64` product is: its phases end there, between steps.
fn product(share: f64, steps: u32) -> Ext<u64> {
    let share = share.to_ext();
    let (digits, steps) = (share.digits(), u64::from(steps));
    let low = (digits & 0xffff_ffff).wrapping_mul(steps);
    let high = (digits >> 32).wrapping_mul(steps).wrapping_add(low >> 32);
    // At most 85 digits, the highest 64 of them here; one more bit tells whether any is lost.
    let zeros = high.leading_zeros();
    let lost = (low as u32).unbounded_shl(zeros) != 0;
    let kept = high.unbounded_shl(zeros) | ((low & 0xffff_ffff).unbounded_shl(zeros) >> 32) | u64::from(lost);
    // The product keeps 53 of them, ties to even.
    const DROPPED: u64 = (1 << 11) - 1;
    let (rounded, over) = kept.overflowing_add((DROPPED >> 1).wrapping_add((kept >> 11) & 1));
    let power = share.power().wrapping_add(32).wrapping_sub(zeros as i32);
    if over {
        Ext::new_full(1 << 63, power.wrapping_add(1))
    } else {
        Ext::new_full(rounded & !DROPPED, power)
    }
}

#[cfg(test)]
mod tests {
    use super::product;

    #[test]
    fn the_product_is_rounded_as_an_f64_product_is() {
        let mut state = 1_u64;
        let mut share = 1.0 - f64::EPSILON;
        for steps in (1..200).chain([(1 << 24) + 1, 3_000_000_019, u32::MAX - 1, u32::MAX]) {
            // Digits that end in many patterns, ties among them: an odd last place times 3, 5, 2³² - 1, …
            for _ in 0..2_000 {
                let ours = product(share, steps);
                let digits = (share * f64::from(steps)).to_bits();
                let expected = (((digits & ((1 << 52) - 1)) | (1 << 52)) << 11, (digits >> 52) as i32 - 1022);
                assert_eq!((ours.digits(), ours.power()), expected, "{share} of {steps}");
                state = state.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(1);
                let places = (state >> 8) & ((1 << 52) - 1);
                let short = places >> ((state >> 60) * 3) << ((state >> 60) * 3);
                share = f64::from_bits((1020 << 52) | if state & 128 == 0 { places } else { short | 1 });
            }
        }
    }
}
