//! Linear: a straight line from one rate to another.

use core::fmt;

use crate::catalog::{KindSpec, Stepped};
use crate::error::{ParamError, Reason};
use crate::fingerprint::Fingerprint;
use crate::math::extended::Extended;
use crate::math::real::Real;
use crate::math::way::{Shape, Way};
use crate::param::{COUNT, FACTOR, LR, ParamSpec, RATE, Scale, Unit, check};
use crate::schedule::timed;
use crate::settings::{FromSettings, Settings};

/// A straight line from one rate to another. Then the rate stays.
///
/// - **Formula**: with n = `total_iters`, s = `start_factor` and e = `end_factor`,
///   η(t) = `lr` · (s + (e − s) · min(t, n) / n).
/// - **Source**: PyTorch's `LinearLR`, whose defaults (s = 1/3, e = 1, n = 5) are a warm-up. PyTorch multiplies the last rate at
///   every step, so its rounding errors add up, and it does not reach `lr` · e exactly. [`LinearLr::between`] is the decay of
///   many training programs: from a peak down to an end rate.
/// - **Parameters**: `lr` is a rate, finite and at least 0. Both factors are pure numbers, finite and at least 0. They are `f64`s
///   for `f32` rates too. PyTorch takes only a `start_factor` above 0, and factors up to 1. `total_iters` is in steps. With 0
///   steps the first rate stays, as in PyTorch.
/// - **Before, at and past the end**: the rate is `lr` · s at step 0, and `lr` · e from step n on.
///
/// ```
/// use etalon::{LinearLr, Schedule};
///
/// let decay = LinearLr::<f64>::between(1.0, 0.0, 4)?;
/// assert_eq!(decay.rates(0..6).collect::<Vec<_>>(), [1.0, 0.75, 0.5, 0.25, 0.0, 0.0]);
///
/// let rise = LinearLr::<f64>::new(1.0, 0.5, 1.0, 2)?;
/// assert_eq!(rise.rates(0..3).collect::<Vec<_>>(), [0.5, 0.75, 1.0]);
/// # Ok::<(), etalon::ParamError>(())
/// ```
#[derive(Clone, Copy, PartialEq)]
pub struct LinearLr<F: Real> {
    /// The first and the last rate.
    ends: (F, F),
    way: Way<F>,
}

const START_FACTOR: ParamSpec = ParamSpec::new(
    "start_factor",
    "start factor",
    Unit::Number,
    FACTOR,
    1.0 / 3.0,
    "The first rate is lr times this.",
)
.slider(0.0, 1.0, Scale::Linear);
const END_FACTOR: ParamSpec =
    ParamSpec::new("end_factor", "end factor", Unit::Number, FACTOR, 1.0, "The last rate is lr times this.")
        .slider(0.0, 1.0, Scale::Linear);
const TOTAL_ITERS: ParamSpec = ParamSpec::new(
    "total_iters",
    "total_iters",
    Unit::Steps,
    COUNT,
    5.0,
    "Steps from the first rate to the last.",
)
.slider(0.0, 100.0, Scale::Linear);

/// The parameters of [`LinearLr::between`]. They belong to no kind.
const START_LR: ParamSpec =
    ParamSpec::new("start_lr", "start_lr", Unit::Rate, RATE, 0.0, "The rate at step 0.");
const END_LR: ParamSpec =
    ParamSpec::new("end_lr", "end_lr", Unit::Rate, RATE, 0.0, "The rate from total_iters on.");

pub(crate) const SPEC: KindSpec = KindSpec {
    id: "linear",
    label: "Linear",
    torch: Some("LinearLR"),
    stepped: Stepped::Epoch,
    params: &[TOTAL_ITERS, START_FACTOR, END_FACTOR, LR],
};

impl<F: Real> LinearLr<F> {
    /// The rate at step 0.
    #[must_use]
    pub const fn initial_lr(&self) -> F {
        self.ends.0
    }

    /// The rate from step `total_iters` on.
    #[must_use]
    pub const fn final_lr(&self) -> F {
        self.ends.1
    }

    /// The number of steps from the first rate to the last.
    #[must_use]
    pub const fn total_iters(&self) -> u32 {
        self.way.steps()
    }

    fn add_settings(&self, fingerprint: &mut Fingerprint) {
        self.way.add_to(fingerprint);
    }
}

macro_rules! linear {
    ($float:ty) => {
        impl LinearLr<$float> {
            /// Goes from `lr` · `start_factor` to `lr` · `end_factor` in `total_iters` steps. Both factors are `f64`s for `f32`
            /// rates too.
            ///
            /// # Errors
            /// A NaN, infinite or negative `lr` or factor; a product of both that the type of rate cannot hold.
            pub const fn new(
                lr: $float,
                start_factor: f64,
                end_factor: f64,
                total_iters: u32,
            ) -> Result<Self, ParamError> {
                check!(LR.check(lr as f64));
                check!(START_FACTOR.check(start_factor));
                check!(END_FACTOR.check(end_factor));
                let base = Extended::<$float>::of(lr);
                let first = base.times(Extended::<$float>::factor(start_factor)).filled_by_one();
                let last = base.times(Extended::<$float>::factor(end_factor)).filled_by_one();
                let ends = [(&START_FACTOR, start_factor, first), (&END_FACTOR, end_factor, last)];
                let mut rest: &[(&ParamSpec, f64, Extended<$float>)] = &ends;
                while let [(row, value, end), others @ ..] = rest {
                    if end.round().is_infinite() {
                        let most =
                            Extended::<f64>::of(<$float>::MAX as f64).over(Extended::<f64>::of(lr as f64));
                        let reason = Reason::TooLarge { max: most.round() };
                        return Err(ParamError { param: row.id, value: *value, reason });
                    }
                    rest = others;
                }
                Ok(Self::of(first, last, total_iters))
            }

            /// Goes from the rate `start_lr` to the rate `end_lr` in `total_iters` steps.
            ///
            /// # Errors
            /// A NaN, infinite or negative rate. The error names `start_lr` or `end_lr`.
            pub const fn between(
                start_lr: $float,
                end_lr: $float,
                total_iters: u32,
            ) -> Result<Self, ParamError> {
                check!(START_LR.check(start_lr as f64));
                check!(END_LR.check(end_lr as f64));
                let (first, last) = (Extended::<$float>::of(start_lr), Extended::<$float>::of(end_lr));
                Ok(Self::of(first, last, total_iters))
            }

            const fn of(first: Extended<$float>, last: Extended<$float>, total_iters: u32) -> Self {
                // With 0 steps the first rate stays, as in PyTorch.
                let last = if total_iters == 0 { first } else { last };
                Self {
                    ends: (first.round(), last.round()),
                    way: Way::<$float>::new(first, last, total_iters),
                }
            }

            /// The rate at `step`.
            #[must_use]
            #[inline]
            pub const fn lr(&self, step: u32) -> $float {
                if step < self.way.steps() { self.way.value(Shape::Line, step) } else { self.ends.1 }
            }
        }

        impl FromSettings for LinearLr<$float> {
            fn from_settings(settings: &Settings) -> Result<Self, ParamError> {
                let (start, end) = (settings.number(&START_FACTOR)?, settings.number(&END_FACTOR)?);
                Self::new(settings.float(&LR)?, start, end, settings.count(&TOTAL_ITERS)?)
            }
        }
    };
}

linear!(f32);
linear!(f64);
timed!(LinearLr {});

impl<F: Real> fmt::Debug for LinearLr<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LinearLr")
            .field("initial_lr", &self.ends.0)
            .field("final_lr", &self.ends.1)
            .field("total_iters", &self.total_iters())
            .finish()
    }
}
