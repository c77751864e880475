//! Cosine annealing: half a cosine from one rate down to another.

use core::fmt;

use crate::catalog::{KindSpec, Stepped};
use crate::error::ParamError;
use crate::fingerprint::Fingerprint;
use crate::math::extended::Extended;
use crate::math::real::Real;
use crate::math::way::{Shape, Way};
use crate::param::{Domain, LENGTH, LR, ParamSpec, RATE, Scale, Unit, check};
use crate::schedule::timed;
use crate::settings::{FromSettings, Settings};

/// What a cosine does after `t_max`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum PastEnd {
    /// Rises again, with period 2·`t_max`, as in PyTorch.
    #[default]
    Rise,
    /// Holds `eta_min`.
    Hold,
}

/// Cosine annealing: half a cosine from `lr` down to `eta_min`.
///
/// - **Formula**: η(t) = η_min + ½ (`lr` − η_min) (1 + cos πt/T_max).
/// - **Source**: Loshchilov & Hutter, *SGDR: Stochastic Gradient Descent with Warm Restarts* (2017), without the restarts;
///   PyTorch's `CosineAnnealingLR`. PyTorch steps by a recursion. Just before `t_max` its relative error is 10⁻¹¹ at a `t_max` of
///   1,000 and 6·10⁻⁶ at a million. Here the angle is measured from the nearer end, and the error stays below one unit in the
///   last place.
/// - **Parameters**: `lr` and `eta_min` are rates, finite and at least 0. `t_max` is in steps, from 1. An `eta_min` equal to `lr`
///   gives a constant rate, and an `eta_min` above `lr` gives a rise. Both are allowed, but rarely intended. PyTorch also takes a
///   negative `eta_min`, and a `t_max` of 0, by which it divides at the first step. Both are refused here.
/// - **Before, at and past the end**: the rate is exactly `lr` at step 0 and exactly `eta_min` at `t_max`. Past `t_max` it rises
///   again, reaches `lr` at 2·`t_max` and goes on with that period, as in PyTorch ([`PastEnd::Rise`]), or it stays at `eta_min`
///   ([`PastEnd::Hold`]).
///
/// ```
/// use etalon::{CosineAnnealingLr, PastEnd};
///
/// let schedule = CosineAnnealingLr::<f64>::new(0.1, 20, 0.001)?;
/// assert_eq!(schedule.lr(0), 0.1);
/// assert_eq!(schedule.lr(10), 0.0505);
/// assert_eq!(schedule.lr(20), 0.001);
/// assert_eq!(schedule.lr(40), 0.1);
/// assert_eq!(schedule.with_past_end(PastEnd::Hold).lr(40), 0.001);
/// # Ok::<(), etalon::ParamError>(())
/// ```
#[derive(Clone, Copy, PartialEq)]
pub struct CosineAnnealingLr<F: Real> {
    lr: F,
    eta_min: F,
    past_end: PastEnd,
    way: Way<F>,
}

const T_MAX: ParamSpec =
    ParamSpec::new("t_max", "T_max", Unit::Steps, LENGTH, 20.0, "Steps from the base rate down to eta_min.")
        .slider(1.0, 100.0, Scale::Linear)
        .required();
const ETA_MIN: ParamSpec =
    ParamSpec::new("eta_min", "η_min", Unit::Rate, RATE, 0.0, "The rate reached at T_max.").slider(
        0.0,
        0.1,
        Scale::ZeroThenLog,
    );
const PAST_END: ParamSpec = ParamSpec::new(
    "past_end",
    "past T_max",
    Unit::Choice,
    Domain::Choice(&["rise", "hold"]),
    0.0,
    "After T_max: rise again as PyTorch does (period 2·T_max), or hold eta_min.",
);

pub(crate) const SPEC: KindSpec = KindSpec {
    id: "cosine",
    label: "Cosine annealing",
    torch: Some("CosineAnnealingLR"),
    stepped: Stepped::Epoch,
    params: &[T_MAX, ETA_MIN, PAST_END, LR],
};

impl<F: Real> CosineAnnealingLr<F> {
    /// The same schedule with another behaviour after `t_max`.
    #[must_use]
    pub const fn with_past_end(self, past_end: PastEnd) -> Self {
        Self { past_end, ..self }
    }

    /// The rate at step 0.
    #[must_use]
    pub const fn initial_lr(&self) -> F {
        self.lr
    }

    /// Steps from the initial rate to `eta_min`.
    #[must_use]
    pub const fn t_max(&self) -> u32 {
        self.way.steps()
    }

    /// The rate at `t_max`.
    #[must_use]
    pub const fn eta_min(&self) -> F {
        self.eta_min
    }

    /// What happens after `t_max`.
    #[must_use]
    pub const fn past_end(&self) -> PastEnd {
        self.past_end
    }

    /// The step of the fall that has the same rate as a step from `t_max` on, or `None` if `eta_min` is held. This is a function
    /// of its own, because most calls come before `t_max` and should not pay for the division.
    #[cold]
    const fn after_the_end(&self, step: u32) -> Option<u32> {
        let t_max = self.way.steps();
        match self.past_end {
            PastEnd::Hold => None,
            // Periods are counted in whole steps, so that rounding errors of the angle do not add up over many periods.
            PastEnd::Rise => match (step.checked_div(t_max), step.checked_rem(t_max)) {
                // The rise mirrors the fall, bit for bit.
                (Some(turns), Some(rest)) if turns & 1 == 1 => Some(t_max.wrapping_sub(rest)),
                (_, rest) => rest,
            },
        }
    }

    fn add_settings(&self, fingerprint: &mut Fingerprint) {
        fingerprint.number(self.lr);
        fingerprint.word(u64::from(self.t_max()));
        fingerprint.number(self.eta_min);
        fingerprint.word(self.past_end as u64);
    }
}

macro_rules! cosine {
    ($float:ty) => {
        impl CosineAnnealingLr<$float> {
            /// Falls from `lr` to `eta_min` in `t_max` steps.
            ///
            /// # Errors
            /// A NaN, infinite or negative rate; a `t_max` of 0.
            pub const fn new(lr: $float, t_max: u32, eta_min: $float) -> Result<Self, ParamError> {
                check!(LR.check(lr as f64));
                check!(ETA_MIN.check(eta_min as f64));
                check!(T_MAX.check_count(t_max));
                let way =
                    Way::<$float>::new(Extended::<$float>::of(lr), Extended::<$float>::of(eta_min), t_max);
                Ok(Self { lr, eta_min, past_end: PastEnd::Rise, way })
            }

            /// The rate at `step`.
            #[must_use]
            #[inline]
            pub const fn lr(&self, step: u32) -> $float {
                let done = if step < self.way.steps() {
                    step
                } else {
                    match self.after_the_end(step) {
                        Some(done) => done,
                        None => return self.eta_min,
                    }
                };
                self.way.value(Shape::Cosine, done)
            }
        }

        impl FromSettings for CosineAnnealingLr<$float> {
            fn from_settings(settings: &Settings) -> Result<Self, ParamError> {
                let past_end = if settings.is_on(&PAST_END)? { PastEnd::Hold } else { PastEnd::Rise };
                let lr = settings.float(&LR)?;
                let schedule = Self::new(lr, settings.count(&T_MAX)?, settings.float(&ETA_MIN)?)?;
                Ok(schedule.with_past_end(past_end))
            }
        }
    };
}

cosine!(f32);
cosine!(f64);
timed!(CosineAnnealingLr {});

impl<F: Real> fmt::Debug for CosineAnnealingLr<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CosineAnnealingLr")
            .field("lr", &self.lr)
            .field("t_max", &self.t_max())
            .field("eta_min", &self.eta_min)
            .field("past_end", &self.past_end)
            .finish()
    }
}
