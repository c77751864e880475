//! The trait of all schedules, and the kinds of schedule, one file each.

pub(crate) mod constant;
pub(crate) mod cosine;
pub(crate) mod exponential;
pub(crate) mod linear;
pub(crate) mod one_cycle;
pub(crate) mod plateau;
pub(crate) mod polynomial;
pub(crate) mod step;
pub(crate) mod warm_restarts;
pub(crate) mod warmup_stable_decay;

pub use constant::ConstantLr;
pub use cosine::{CosineAnnealingLr, PastEnd};
pub use exponential::ExponentialLr;
pub use linear::LinearLr;
pub use one_cycle::{AnnealStrategy, OneCycle, OneCycleLr};
pub use plateau::{Mode, NanPolicy, Observed, Plateau, PlateauState, ReduceLrOnPlateau, ThresholdMode};
pub use polynomial::PolynomialLr;
pub use step::StepLr;
pub use warm_restarts::CosineAnnealingWarmRestarts;
pub use warmup_stable_decay::{DecayType, WarmupStableDecay, WarmupStableDecayLr};

use core::ops::Range;

use crate::compose::clamp::Clamp;
use crate::compose::cut_on_plateau::CutOnPlateau;
#[cfg(doc)]
use crate::compose::from_fn::from_fn;
use crate::compose::hold::Hold;
use crate::compose::sequence::Sequence;
use crate::compose::warm_up::WarmUp;
use crate::error::ParamError;
use crate::fingerprint::Fingerprint;
use crate::math::real::Real;
use crate::snapshot::{self, Snapshot, StateError};
use crate::values::{Rates, Values};

/// A learning rate for every step: a pure value, with no counter and no optimiser.
///
/// Every kind that takes a step number implements this trait. So do compositions, references and (feature `alloc`) boxes. A
/// [`ReduceLrOnPlateau`] does not, because it takes metrics.
///
/// Because a schedule is a pure function of the step, a training that stops at step `k` resumes by asking for step `k`. Only that
/// number has to be stored. [`snapshot`](Self::snapshot) binds it to the schedule.
///
/// ```
/// use etalon::{CosineAnnealingLr, Schedule};
///
/// let schedule = CosineAnnealingLr::<f32>::new(0.1, 90, 0.0)?.warm_up(10, 0.1)?;
/// assert_eq!(schedule.lr(0), 0.01);
/// assert_eq!(schedule.lr(10), 0.1);
/// assert_eq!(schedule.lr(100), 0.0);
/// # Ok::<(), etalon::ParamError>(())
/// ```
///
/// Schedules of several types share one list as trait objects. A schedule of your own needs `Rate` and `lr`. [`from_fn`] makes one of a
/// closure.
///
/// ```
/// use etalon::{ConstantLr, Fingerprint, Schedule};
///
/// struct Table(Vec<f64>);
///
/// impl Schedule for Table {
///     type Rate = f64;
///     fn lr(&self, step: u32) -> f64 {
///         self.0.get(step as usize).or(self.0.last()).copied().unwrap_or(0.0)
///     }
///     // Without this a snapshot would be bound to some of the entries only.
///     fn fingerprint(&self, fingerprint: &mut Fingerprint) {
///         self.0.iter().for_each(|rate| fingerprint.number(*rate));
///     }
/// }
///
/// let table = Table(vec![0.1, 0.05]);
/// let constant = ConstantLr::<f64>::new(0.01)?;
/// let groups: [&dyn Schedule<Rate = f64>; 2] = [&table, &constant];
/// assert_eq!(groups.map(|group| group.lr(1)), [0.05, 0.01]);
/// # Ok::<(), etalon::ParamError>(())
/// ```
pub trait Schedule {
    /// The type of the rates.
    type Rate: Real;

    /// The rate at `step`, for any step, in constant time.
    #[must_use]
    fn lr(&self, step: u32) -> Self::Rate;

    /// The momentum (or beta1) at `step`, or `None` if the schedule does not cycle it.
    #[must_use]
    fn momentum(&self, step: u32) -> Option<Self::Rate> {
        let _ = step;
        None
    }

    /// The rates from step 0 to step `u32::MAX`, one after another. To collect some of them, use [`rates`](Self::rates).
    #[must_use]
    fn values(self) -> Values<Self>
    where
        Self: Sized,
    {
        Values::starting(self)
    }

    /// The rates of these steps.
    ///
    /// ```
    /// use etalon::{ExponentialLr, Schedule};
    ///
    /// let schedule = ExponentialLr::<f32>::new(1.0, 0.5)?;
    /// assert_eq!(schedule.rates(0..3).collect::<Vec<_>>(), [1.0, 0.5, 0.25]);
    /// assert_eq!(schedule.rates(0..3).len(), 3);
    /// # Ok::<(), etalon::ParamError>(())
    /// ```
    #[must_use]
    fn rates(self, steps: Range<u32>) -> Rates<Self>
    where
        Self: Sized,
    {
        Rates::of(self, steps)
    }

    /// Writes the rates from `first_step` on into `rates`. The bits are those of [`lr`](Self::lr), computed in less time. Steps
    /// past `u32::MAX` count as `u32::MAX`.
    fn fill(&self, first_step: u32, rates: &mut [Self::Rate]) {
        fill_one_by_one(self, first_step, rates);
    }

    /// Adds everything that determines the rates to `fingerprint`. By default these are the rates and momenta of about a thousand
    /// steps, 32 for each doubling. A table whose entries may differ anywhere adds all of them instead, or a snapshot made under
    /// another table may be restored. The schedules of this crate add their settings.
    fn fingerprint(&self, fingerprint: &mut Fingerprint) {
        // Every step up to 64, then 32 steps for each doubling.
        let mut step = 0_u32;
        loop {
            fingerprint.number(self.lr(step));
            if let Some(momentum) = self.momentum(step) {
                fingerprint.number(momentum);
            }
            match step.checked_add((step >> 5).max(1)) {
                Some(next) => step = next,
                None => break,
            }
        }
    }

    /// The step number as a record to store, bound to this schedule.
    ///
    /// ```
    /// use etalon::{CosineAnnealingLr, Schedule, Snapshot, StateError};
    ///
    /// let schedule = CosineAnnealingLr::<f32>::new(0.1, 90, 0.0)?;
    /// let bytes = schedule.snapshot(12).to_bytes();
    /// assert_eq!(schedule.restore(&Snapshot::from_bytes(&bytes)?), Ok(12));
    ///
    /// let other = CosineAnnealingLr::<f32>::new(0.1, 45, 0.0)?;
    /// assert_eq!(other.restore(&Snapshot::from_bytes(&bytes)?), Err(StateError::OtherSettings));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    fn snapshot(&self, step: u32) -> Snapshot {
        snapshot::of_step(self, step)
    }

    /// The step number of a snapshot that was made under this same schedule.
    ///
    /// # Errors
    /// See [`StateError`].
    fn restore(&self, snapshot: &Snapshot) -> Result<u32, StateError> {
        snapshot::step_of(self, snapshot)
    }

    /// Rises on a line for `warmup_steps`, from `start_factor` times this schedule's first rate. Then it follows this schedule
    /// from its step 0.
    ///
    /// # Errors
    /// A `start_factor` outside `[0, 1]`; a first rate that is NaN, infinite or negative (the error calls it `lr`).
    fn warm_up(self, warmup_steps: u32, start_factor: f64) -> Result<WarmUp<Self>, ParamError>
    where
        Self: Sized,
    {
        WarmUp::new(self, warmup_steps, start_factor)
    }

    /// Follows this schedule before step `milestone`. From there on it follows `next`, from the step 0 of `next`. Milestones
    /// count from the first step of the whole, so several milestones must be in rising order. See [`Sequence`] for milestones
    /// that are not.
    #[must_use]
    fn then<S: Schedule<Rate = Self::Rate>>(self, milestone: u32, next: S) -> Sequence<Self, S>
    where
        Self: Sized,
    {
        Sequence::new(self, milestone, next)
    }

    /// Keeps rates between `min_lr` and `max_lr`.
    ///
    /// # Errors
    /// Bounds that are not rates, or `min_lr` above `max_lr`.
    fn clamp(self, min_lr: Self::Rate, max_lr: Self::Rate) -> Result<Clamp<Self>, ParamError>
    where
        Self: Sized,
    {
        Clamp::new(self, min_lr, max_lr)
    }

    /// Holds the rate of step `last_step` from that step on.
    #[must_use]
    fn hold(self, last_step: u32) -> Hold<Self>
    where
        Self: Sized,
    {
        Hold::new(self, last_step)
    }

    /// Multiplies the rates by a scale that starts at 1 and is cut whenever a metric stalls.
    ///
    /// # Errors
    /// Names the first setting outside its domain.
    fn cut_on_plateau(self, settings: Plateau<Self::Rate>) -> Result<CutOnPlateau<Self>, ParamError>
    where
        Self: Sized,
    {
        CutOnPlateau::new(self, settings)
    }
}

/// The default of [`Schedule::fill`], for schedules without a faster way.
pub(crate) fn fill_one_by_one<S: Schedule + ?Sized>(schedule: &S, first_step: u32, rates: &mut [S::Rate]) {
    let mut step = first_step;
    for rate in rates {
        *rate = schedule.lr(step);
        step = step.saturating_add(1);
    }
}

/// Every method calls the schedule's own, so that its faster methods are used behind a pointer too.
macro_rules! pointer {
    ($($pointer:tt)+) => {
        $($pointer)+ {
            type Rate = S::Rate;

            fn lr(&self, step: u32) -> S::Rate {
                (**self).lr(step)
            }

            fn momentum(&self, step: u32) -> Option<S::Rate> {
                (**self).momentum(step)
            }

            fn fill(&self, first_step: u32, rates: &mut [S::Rate]) {
                (**self).fill(first_step, rates);
            }

            fn fingerprint(&self, fingerprint: &mut Fingerprint) {
                (**self).fingerprint(fingerprint);
            }
        }
    };
}

pointer!(impl<S: Schedule + ?Sized> Schedule for &S);
#[cfg(feature = "alloc")]
pointer!(impl<S: Schedule + ?Sized> Schedule for alloc::boxed::Box<S>);

/// Implements [`Schedule`], and compositions in `const` form, for a kind that takes a step number. The braces hold the methods
/// that the kind has beyond `lr` and `fingerprint`.
macro_rules! timed {
    ($kind:ident { $($more:item)* }) => {
        $crate::schedule::timed!(@ $kind f32 { $($more)* });
        $crate::schedule::timed!(@ $kind f64 { $($more)* });
    };
    (@ $kind:ident $float:ident { $($more:item)* }) => {
        impl $kind<$float> {
            /// [`Schedule::warm_up`](crate::Schedule::warm_up) as a `const fn`.
            ///
            /// # Errors
            /// A `start_factor` outside `[0, 1]`; a first rate that is NaN, infinite or negative (the error calls it `lr`).
            pub const fn warm_up(
                self,
                warmup_steps: u32,
                start_factor: f64,
            ) -> Result<$crate::WarmUp<Self>, $crate::ParamError> {
                $crate::param::check!($crate::compose::warm_up::START_FACTOR.check(start_factor));
                let full = self.lr(0);
                $crate::param::check!($crate::param::LR.check(full as f64));
                let rise = $crate::math::way::Way::<$float>::rise(start_factor, full, warmup_steps);
                Ok($crate::WarmUp::of(self, rise))
            }

            /// [`Schedule::cut_on_plateau`](crate::Schedule::cut_on_plateau) as a `const fn`.
            ///
            /// # Errors
            /// Names the first setting outside its domain.
            pub const fn cut_on_plateau(
                self,
                settings: $crate::Plateau<$float>,
            ) -> Result<$crate::CutOnPlateau<Self>, $crate::ParamError> {
                match $crate::ReduceLrOnPlateau::<$float>::new(1.0, settings) {
                    Ok(rule) => Ok($crate::CutOnPlateau::of(self, rule)),
                    Err(error) => Err(error),
                }
            }
        }

        impl $crate::WarmUp<$kind<$float>> {
            /// [`Schedule::cut_on_plateau`](crate::Schedule::cut_on_plateau) as a `const fn`.
            ///
            /// # Errors
            /// Names the first setting outside its domain.
            pub const fn cut_on_plateau(
                self,
                settings: $crate::Plateau<$float>,
            ) -> Result<$crate::CutOnPlateau<Self>, $crate::ParamError> {
                match $crate::ReduceLrOnPlateau::<$float>::new(1.0, settings) {
                    Ok(rule) => Ok($crate::CutOnPlateau::of(self, rule)),
                    Err(error) => Err(error),
                }
            }
        }

        impl $crate::Schedule for $kind<$float> {
            type Rate = $float;

            #[inline]
            fn lr(&self, step: u32) -> $float {
                Self::lr(self, step)
            }

            fn fingerprint(&self, fingerprint: &mut $crate::Fingerprint) {
                fingerprint.bytes(SPEC.id.as_bytes());
                self.add_settings(fingerprint);
            }

            $($more)*
        }
    };
}
pub(crate) use timed;
