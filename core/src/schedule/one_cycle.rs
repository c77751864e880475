//! The 1cycle policy.

use core::fmt;

use crate::catalog::{KindSpec, Stepped};
use crate::error::{ParamError, Reason};
use crate::fingerprint::Fingerprint;
use crate::math::extended::Extended;
use crate::math::real::Real;
use crate::math::time::{Time, product};
use crate::math::way::{Phase, Shape, Span};
use crate::param::check;
use crate::schedule::timed;
use crate::settings::{FromSettings, Settings};

/// The shape of a 1cycle's phases.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum AnnealStrategy {
    /// Half a cosine.
    #[default]
    Cos,
    /// A straight line.
    Linear,
}

/// The settings of a [`OneCycleLr`], with PyTorch's names. The fields may hold any values; `OneCycleLr::new` checks them.
///
/// Begin with [`OneCycle::<f32>::steps`](OneCycle::steps) and change what differs, as in
/// `OneCycle { pct_start: 0.25, ..OneCycle::<f32>::steps(0.1, 900) }`. A list of all fields stops compiling when PyTorch adds a
/// parameter, because this struct then gets a new field.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OneCycle<F> {
    /// The peak rate.
    pub max_lr: F,
    /// The length of the cycle.
    pub total_steps: u32,
    /// The share of the cycle in which the rate rises.
    pub pct_start: f64,
    /// Shape of the phases.
    pub anneal_strategy: AnnealStrategy,
    /// Whether momentum (or beta1) moves opposite to the rate.
    pub cycle_momentum: bool,
    /// Momentum at the peak rate.
    pub base_momentum: F,
    /// Momentum at the start and at the end.
    pub max_momentum: F,
    /// The first rate is `max_lr / div_factor`.
    pub div_factor: f64,
    /// The last rate is the first rate / `final_div_factor`.
    pub final_div_factor: f64,
    /// Three phases instead of two.
    pub three_phase: bool,
}

/// The 1cycle policy: the rate rises to `max_lr` and then falls far below the start. Momentum moves opposite to the rate.
///
/// - **Formula**: with N = `total_steps`, first = `max_lr`/`div_factor` and last = first/`final_div_factor`, the rate goes from
///   first to `max_lr` until E = `pct_start`·N − 1, then to last until N − 1. With `three_phase` it goes from first to `max_lr`
///   until E, to first until 2E, and to last until N − 1. Each phase is half a cosine, or a line. Momentum goes from
///   `max_momentum` to `base_momentum` and back to `max_momentum`, and stays there in a third phase. E is a real number, in
///   general between two steps, so the highest rate used may lie a little below `max_lr`. E is rounded to an `f64`, as in
///   PyTorch.
/// - **Source**: Smith & Topin, *Super-Convergence* (2018), and Smith, *A disciplined approach to neural network
///   hyper-parameters* (2018), for three phases; PyTorch's `OneCycleLR`, which took two phases from fastai.
/// - **Parameters**: see [`OneCycle`]. `max_lr` is finite and at least 0; `total_steps` is at least 1; `pct_start` and both
///   momenta are from 0 to 1; both divisors are above 0. Divisors and `pct_start` are `f64`s for `f32` rates too. A `div_factor`
///   below 1 starts above the peak, and a `final_div_factor` below 1 ends above the start. Both are legal, but rarely intended.
///   An optimiser's own rate is not used.
/// - **Before, at and past the end**: step 0 has the rate first and step N − 1 has the rate last, with these exceptions. If
///   `pct_start`·N is below 1, step 0 is already on the way down. If it is 1, step 0 has the rate `max_lr` (PyTorch divides by
///   zero there). With a `pct_start` of 1, step N − 1 has the rate `max_lr`. With three phases and a `pct_start` above ½, the
///   second phase ends after the cycle, so the rate does not reach last. From step N on, the values stay. PyTorch returns an
///   artefact at step N, where its cosine turns up again and its line falls below zero. After step N it raises an error.
///
/// ```
/// use etalon::{OneCycle, OneCycleLr};
///
/// let schedule = OneCycleLr::<f64>::new(OneCycle { pct_start: 0.25, ..OneCycle::<f64>::steps(1.0, 12) })?;
/// assert_eq!(schedule.lr(0), 0.04);
/// assert_eq!(schedule.lr(2), 1.0);
/// assert_eq!(schedule.lr(11), 0.04 / 1e4);
/// assert_eq!(schedule.lr(1_000), 0.04 / 1e4);
/// assert_eq!((schedule.momentum(0), schedule.momentum(2)), (Some(0.95), Some(0.85)));
/// # Ok::<(), etalon::ParamError>(())
/// ```
#[derive(Clone, Copy, PartialEq)]
pub struct OneCycleLr<F: Real> {
    // The settings are stored one by one: a library call would copy the padding of a whole `OneCycle`, and that call takes 600
    // bytes.
    max_lr: F,
    total_steps: u32,
    pct_start: f64,
    anneal_strategy: AnnealStrategy,
    cycle_momentum: bool,
    base_momentum: F,
    max_momentum: F,
    div_factor: f64,
    final_div_factor: f64,
    three_phase: bool,
    up: Leg<F>,
    down: Leg<F>,
    /// The third phase. If there are only two, the second ends with the cycle, and this one is never reached.
    out: Leg<F>,
}

/// One of the three parts of a cycle, for the rate and for the momentum.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Leg<F: Real> {
    phase: Phase<F>,
    lr: Span<F>,
    momentum: Span<F>,
}

/// The value that a cycle is asked for.
#[derive(Debug, Clone, Copy)]
enum Of {
    Lr,
    Momentum,
}

/// One row on each line.
#[rustfmt::skip]
mod rows {
    use crate::param::{DIVISOR, Domain, LENGTH, ParamSpec, RATE, SHARE, SWITCH, Scale, Unit};

    pub(super) const MAX_LR: ParamSpec = ParamSpec::new("max_lr", "max_lr", Unit::Rate, RATE, 0.01, "The peak rate of the cycle.").slider(1e-4, 1.0, Scale::Log).required();
    pub(super) const TOTAL_STEPS: ParamSpec = ParamSpec::new("total_steps", "total_steps", Unit::Steps, LENGTH, 900.0, "Length of the cycle: the last step is total_steps - 1.").slider(45.0, 9000.0, Scale::Log).required();
    /// This row and the next are not among the kind's rows: `OneCycle::epochs` turns both into `total_steps`.
    pub(super) const EPOCHS: ParamSpec = ParamSpec::new("epochs", "epochs", Unit::Epochs, LENGTH, 1.0, "Length of the cycle in epochs; total_steps is epochs × steps_per_epoch.");
    pub(super) const STEPS_PER_EPOCH: ParamSpec = ParamSpec::new("steps_per_epoch", "steps_per_epoch", Unit::Steps, LENGTH, 1.0, "Batches in an epoch.");
    pub(super) const PCT_START: ParamSpec = ParamSpec::new("pct_start", "pct_start", Unit::Number, SHARE, 0.3, "Share of the cycle spent rising to max_lr: a fraction, not a percentage.").slider(0.05, 0.95, Scale::Linear);
    pub(super) const ANNEAL_STRATEGY: ParamSpec = ParamSpec::new("anneal_strategy", "shape", Unit::Choice, Domain::Choice(&["cos", "linear"]), 0.0, "Whether the phases are half cosines or straight lines.");
    pub(super) const CYCLE_MOMENTUM: ParamSpec = ParamSpec::new("cycle_momentum", "cycle momentum", Unit::Choice, SWITCH, 1.0, "Whether momentum (or beta1) moves against the rate.");
    pub(super) const BASE_MOMENTUM: ParamSpec = ParamSpec::new("base_momentum", "base_momentum", Unit::Number, SHARE, 0.85, "Momentum at the peak rate.").slider(0.5, 0.99, Scale::LogFromOne);
    pub(super) const MAX_MOMENTUM: ParamSpec = ParamSpec::new("max_momentum", "max_momentum", Unit::Number, SHARE, 0.95, "Momentum at the start and at the end.").slider(0.5, 0.99, Scale::LogFromOne);
    pub(super) const DIV_FACTOR: ParamSpec = ParamSpec::new("div_factor", "div_factor", Unit::Number, DIVISOR, 25.0, "The first rate is max_lr / div_factor.").slider(1.0, 1000.0, Scale::Log);
    pub(super) const FINAL_DIV_FACTOR: ParamSpec = ParamSpec::new("final_div_factor", "final_div_factor", Unit::Number, DIVISOR, 1e4, "The last rate is the first rate / final_div_factor.").slider(1.0, 1e6, Scale::Log);
    pub(super) const THREE_PHASE: ParamSpec = ParamSpec::new("three_phase", "three phases", Unit::Choice, SWITCH, 0.0, "Whether the rate first returns to its start, in as many steps as it rose, and then falls to the last.");
}
use rows::*;

pub(crate) const SPEC: KindSpec = KindSpec {
    id: "one_cycle",
    label: "1cycle",
    torch: Some("OneCycleLR"),
    stepped: Stepped::Batch,
    params: &[
        PCT_START,
        MAX_LR,
        TOTAL_STEPS,
        ANNEAL_STRATEGY,
        THREE_PHASE,
        DIV_FACTOR,
        FINAL_DIV_FACTOR,
        CYCLE_MOMENTUM,
        BASE_MOMENTUM,
        MAX_MOMENTUM,
    ],
};

impl<F: Real> OneCycleLr<F> {
    /// The settings that the schedule was built with.
    #[must_use]
    pub const fn settings(&self) -> OneCycle<F> {
        OneCycle {
            max_lr: self.max_lr,
            total_steps: self.total_steps,
            pct_start: self.pct_start,
            anneal_strategy: self.anneal_strategy,
            cycle_momentum: self.cycle_momentum,
            base_momentum: self.base_momentum,
            max_momentum: self.max_momentum,
            div_factor: self.div_factor,
            final_div_factor: self.final_div_factor,
            three_phase: self.three_phase,
        }
    }

    /// The length of the cycle.
    #[must_use]
    pub const fn total_steps(&self) -> u32 {
        self.total_steps
    }

    /// The time where the rise ends. The peak lies here, in general between two steps.
    #[must_use]
    pub fn peak_step(&self) -> f64 {
        (self.pct_start * f64::from(self.total_steps) - 1.0).max(0.0)
    }

    const fn shape(&self) -> Shape {
        match self.anneal_strategy {
            AnnealStrategy::Cos => Shape::Cosine,
            AnnealStrategy::Linear => Shape::Line,
        }
    }

    fn add_settings(&self, fingerprint: &mut Fingerprint) {
        // The pattern has no `..`, so that a new setting cannot be forgotten here.
        let OneCycle {
            max_lr,
            total_steps,
            pct_start,
            anneal_strategy,
            cycle_momentum,
            base_momentum,
            max_momentum,
            div_factor,
            final_div_factor,
            three_phase,
        } = self.settings();
        fingerprint.number(max_lr);
        // Nothing reads the momenta where they are not cycled.
        if cycle_momentum {
            fingerprint.number(base_momentum);
            fingerprint.number(max_momentum);
        }
        for number in [pct_start, div_factor, final_div_factor] {
            fingerprint.number(number);
        }
        fingerprint.word(u64::from(total_steps));
        fingerprint.bytes(&[anneal_strategy as u8, u8::from(cycle_momentum), u8::from(three_phase)]);
    }
}

macro_rules! one_cycle {
    ($float:ty) => {
        impl OneCycle<$float> {
            /// PyTorch's defaults for a cycle of `total_steps`.
            #[must_use]
            pub const fn steps(max_lr: $float, total_steps: u32) -> Self {
                Self {
                    max_lr,
                    total_steps,
                    pct_start: PCT_START.default,
                    anneal_strategy: AnnealStrategy::Cos,
                    cycle_momentum: true,
                    base_momentum: BASE_MOMENTUM.default as $float,
                    max_momentum: MAX_MOMENTUM.default as $float,
                    div_factor: DIV_FACTOR.default,
                    final_div_factor: FINAL_DIV_FACTOR.default,
                    three_phase: false,
                }
            }

            /// PyTorch's defaults for a cycle of `epochs` × `steps_per_epoch`.
            ///
            /// # Errors
            /// A `max_lr` that is not a rate, a length of 0, or a product above the largest step number.
            pub const fn epochs(
                max_lr: $float,
                epochs: u32,
                steps_per_epoch: u32,
            ) -> Result<Self, ParamError> {
                check!(MAX_LR.check(max_lr as f64));
                check!(EPOCHS.check_count(epochs));
                check!(STEPS_PER_EPOCH.check_count(steps_per_epoch));
                match epochs.checked_mul(steps_per_epoch) {
                    Some(total_steps) => Ok(Self::steps(max_lr, total_steps)),
                    None => Err(ParamError {
                        param: TOTAL_STEPS.id,
                        value: (epochs as u64).wrapping_mul(steps_per_epoch as u64) as f64,
                        reason: Reason::TooLarge { max: u32::MAX as f64 },
                    }),
                }
            }
        }

        impl Leg<$float> {
            #[inline]
            const fn new(
                time: (Time, Time),
                lr: (Extended<$float>, Extended<$float>),
                momentum: (Extended<$float>, Extended<$float>),
            ) -> Self {
                Self {
                    phase: Phase::<$float>::new(time.0, time.1),
                    lr: Span::<$float>::new(lr.0, lr.1),
                    momentum: Span::<$float>::new(momentum.0, momentum.1),
                }
            }
        }

        impl OneCycleLr<$float> {
            /// Checks the settings.
            ///
            /// # Errors
            /// Names the first setting outside its domain. Names a divisor that makes a rate which the type of rate cannot hold.
            #[inline]
            pub const fn new(settings: OneCycle<$float>) -> Result<Self, ParamError> {
                check!(MAX_LR.check(settings.max_lr as f64));
                check!(TOTAL_STEPS.check_count(settings.total_steps));
                check!(PCT_START.check(settings.pct_start));
                check!(BASE_MOMENTUM.check(settings.base_momentum as f64));
                check!(MAX_MOMENTUM.check(settings.max_momentum as f64));
                check!(DIV_FACTOR.check(settings.div_factor));
                check!(FINAL_DIV_FACTOR.check(settings.final_div_factor));

                // Times count from two steps before the first step, because PyTorch's phase ends may lie that early.
                let rise = Time::of(product(settings.pct_start, settings.total_steps));
                let start = Time::steps(2);
                let peak = Time::steps(1).after(rise);
                let fall = rise.after(rise);
                let end = Time::steps(1).after(Time::steps(settings.total_steps));
                let max = Extended::<$float>::of(settings.max_lr);
                let first = max.over(Extended::<$float>::factor(settings.div_factor));
                let last = first.over(Extended::<$float>::factor(settings.final_div_factor));
                // A divisor below 1 may make a rate that the type cannot hold. The least one that does not is not worth its flash.
                let (param, value) = if first.round().is_infinite() {
                    (DIV_FACTOR.id, settings.div_factor)
                } else {
                    (FINAL_DIV_FACTOR.id, settings.final_div_factor)
                };
                if last.round().is_infinite() || first.round().is_infinite() {
                    return Err(ParamError { param, value, reason: Reason::NotAbove { bound: value } });
                }
                let low = Extended::<$float>::of(settings.base_momentum);
                let high = Extended::<$float>::of(settings.max_momentum);
                let (turn, floor) = if settings.three_phase { (fall, first) } else { (end, last) };
                Ok(Self {
                    max_lr: settings.max_lr,
                    total_steps: settings.total_steps,
                    pct_start: settings.pct_start,
                    anneal_strategy: settings.anneal_strategy,
                    cycle_momentum: settings.cycle_momentum,
                    base_momentum: settings.base_momentum,
                    max_momentum: settings.max_momentum,
                    div_factor: settings.div_factor,
                    final_div_factor: settings.final_div_factor,
                    three_phase: settings.three_phase,
                    up: Leg::<$float>::new((start, peak), (first, max), (high, low)),
                    down: Leg::<$float>::new((peak, turn), (max, floor), (low, high)),
                    out: Leg::<$float>::new((fall, end), (first, last), (high, high)),
                })
            }

            /// The rate at `step`. From `total_steps - 1` on it is the last rate.
            #[must_use]
            #[inline]
            pub const fn lr(&self, step: u32) -> $float {
                self.value(Of::Lr, step)
            }

            /// The momentum (or beta1) at `step`, or `None` if momentum is not cycled.
            #[must_use]
            #[inline]
            pub const fn momentum(&self, step: u32) -> Option<$float> {
                if self.cycle_momentum { Some(self.value(Of::Momentum, step)) } else { None }
            }

            /// One function computes both, so a program for a small device holds it once.
            #[inline]
            const fn value(&self, of: Of, step: u32) -> $float {
                let last = self.total_steps.saturating_sub(1);
                let now = Time::steps(2).after(Time::steps(if step < last { step } else { last }));
                let leg = if !self.up.phase.end().is_before(now) {
                    &self.up
                } else if !self.down.phase.end().is_before(now) {
                    &self.down
                } else {
                    &self.out
                };
                let span = match of {
                    Of::Lr => &leg.lr,
                    Of::Momentum => &leg.momentum,
                };
                leg.phase.value(self.shape(), span, now)
            }
        }

        impl FromSettings for OneCycleLr<$float> {
            fn from_settings(settings: &Settings) -> Result<Self, ParamError> {
                let linear = settings.is_on(&ANNEAL_STRATEGY)?;
                Self::new(OneCycle {
                    max_lr: settings.float(&MAX_LR)?,
                    total_steps: settings.count(&TOTAL_STEPS)?,
                    pct_start: settings.number(&PCT_START)?,
                    anneal_strategy: if linear { AnnealStrategy::Linear } else { AnnealStrategy::Cos },
                    cycle_momentum: settings.is_on(&CYCLE_MOMENTUM)?,
                    base_momentum: settings.float(&BASE_MOMENTUM)?,
                    max_momentum: settings.float(&MAX_MOMENTUM)?,
                    div_factor: settings.number(&DIV_FACTOR)?,
                    final_div_factor: settings.number(&FINAL_DIV_FACTOR)?,
                    three_phase: settings.is_on(&THREE_PHASE)?,
                })
            }
        }
    };
}

one_cycle!(f32);
one_cycle!(f64);
timed!(OneCycleLr {
    #[inline]
    fn momentum(&self, step: u32) -> Option<Self::Rate> {
        Self::momentum(self, step)
    }
});

impl<F: Real> fmt::Debug for OneCycleLr<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("OneCycleLr").field(&self.settings()).finish()
    }
}
