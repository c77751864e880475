//! Cosine annealing with warm restarts: half a cosine down, again and again.

use core::fmt;
use core::ops::Range;

use crate::catalog::{KindSpec, Stepped};
use crate::error::ParamError;
use crate::fingerprint::Fingerprint;
use crate::math::extended::Extended;
use crate::math::real::Real;
use crate::math::way::{Shape, Way};
use crate::param::{LENGTH, LR, ParamSpec, RATE, Scale, Unit, check};
use crate::schedule::timed;
use crate::settings::{FromSettings, Settings};

/// Cosine annealing with warm restarts: half a cosine from `lr` down to `eta_min`, and then the next one from `lr`.
///
/// - **Formula**: η(t) = η_min + ½ (`lr` − η_min) (1 + cos πc/T). Cycle i takes T = T_0 · T_mult^i steps, and c counts the steps
///   since its start.
/// - **Source**: Loshchilov & Hutter, *SGDR: Stochastic Gradient Descent with Warm Restarts* (2017); PyTorch's
///   `CosineAnnealingWarmRestarts`. PyTorch finds the cycle by a logarithm where it is given a step, and at some restarts this
///   logarithm is one cycle short. Here whole numbers find the cycle, so every restart comes at its step. Within a cycle the
///   rates have the bits of a [`CosineAnnealingLr`](crate::CosineAnnealingLr) whose `t_max` is the cycle's length.
/// - **Parameters**: `lr` and `eta_min` are rates, finite and at least 0. `t_0` is the first cycle in steps, from 1. `t_mult` is a
///   whole number from 1: a cycle is `t_mult` times as long as the one before. PyTorch's defaults are a `t_mult` of 1 and an
///   `eta_min` of 0. A `t_0` of 1 with a `t_mult` of 1 gives a constant rate. So does an `eta_min` equal to `lr`, and an `eta_min`
///   above `lr` gives rises. All are allowed, but rarely intended. PyTorch also takes a negative `eta_min`, which is refused here.
/// - **Before, at and past the end**: the rate is exactly `lr` at step 0 and at every restart. `eta_min` itself would
///   come at the step of the restart, so the last step of a cycle is on its way there. There is no end.
///
/// ```
/// use etalon::CosineAnnealingWarmRestarts;
///
/// let schedule = CosineAnnealingWarmRestarts::<f64>::new(0.1, 10, 2, 0.001)?;
/// assert_eq!([0, 10, 30, 70].map(|step| schedule.lr(step)), [0.1; 4]);
/// assert_eq!(schedule.lr(5), 0.0505);
/// assert_eq!(schedule.lr(20), 0.0505);
/// assert!(schedule.lr(29) < 0.002);
/// assert_eq!(schedule.cycle(29), 10..30);
/// # Ok::<(), etalon::ParamError>(())
/// ```
#[derive(Clone, Copy, PartialEq)]
pub struct CosineAnnealingWarmRestarts<F: Real> {
    lr: F,
    t_mult: u32,
    eta_min: F,
    /// The first cycle. Later ones have the same ends.
    first: Way<F>,
}

const T_0: ParamSpec =
    ParamSpec::new("t_0", "T_0", Unit::Steps, LENGTH, 10.0, "Steps until the first restart.")
        .slider(1.0, 100.0, Scale::Linear)
        .required();
const T_MULT: ParamSpec = ParamSpec::new(
    "t_mult",
    "T_mult",
    Unit::Number,
    LENGTH,
    1.0,
    "Each cycle is T_mult times as long as the one before.",
)
.slider(1.0, 4.0, Scale::Linear);
const ETA_MIN: ParamSpec =
    ParamSpec::new("eta_min", "η_min", Unit::Rate, RATE, 0.0, "The rate to which every cycle falls.").slider(
        0.0,
        0.1,
        Scale::ZeroThenLog,
    );

pub(crate) const SPEC: KindSpec = KindSpec {
    id: "warm_restarts",
    label: "Cosine with restarts",
    torch: Some("CosineAnnealingWarmRestarts"),
    stepped: Stepped::Epoch,
    params: &[T_0, T_MULT, ETA_MIN, LR],
};

impl<F: Real> CosineAnnealingWarmRestarts<F> {
    /// The rate at step 0 and at every restart.
    #[must_use]
    pub const fn initial_lr(&self) -> F {
        self.lr
    }

    /// The length of the first cycle.
    #[must_use]
    pub const fn t_0(&self) -> u32 {
        self.first.steps()
    }

    /// How many times as long as the one before a cycle is.
    #[must_use]
    pub const fn t_mult(&self) -> u32 {
        self.t_mult
    }

    /// The rate to which every cycle falls.
    #[must_use]
    pub const fn eta_min(&self) -> F {
        self.eta_min
    }

    /// The steps of the cycle that `step` belongs to. The next restart is at the end of the range.
    #[must_use]
    pub const fn cycle(&self, step: u32) -> Range<u64> {
        let (done, length) = self.in_cycle(step);
        let start = step.wrapping_sub(done) as u64;
        // Both are below 2^64 by far: the length is a product of two words of 32 bits, at most (2^32 - 1)².
        start..start.wrapping_add(length)
    }

    /// The steps since the last restart, and the length of the cycle.
    const fn in_cycle(&self, step: u32) -> (u32, u64) {
        let t_0 = self.first.steps();
        if self.t_mult == 1 {
            return match step.checked_rem(t_0) {
                Some(done) => (done, t_0 as u64),
                None => (0, 1),
            };
        }
        // A cycle is at least twice as long as the one before, so that there are at most 32 rounds.
        let (mut done, mut length) = (step, t_0 as u64);
        while length <= done as u64 {
            done = done.wrapping_sub(length as u32);
            length = length.wrapping_mul(self.t_mult as u64);
        }
        (done, length)
    }

    fn add_settings(&self, fingerprint: &mut Fingerprint) {
        fingerprint.number(self.lr);
        fingerprint.word(u64::from(self.t_0()));
        fingerprint.word(u64::from(self.t_mult));
        fingerprint.number(self.eta_min);
    }
}

macro_rules! warm_restarts {
    ($float:ty) => {
        impl CosineAnnealingWarmRestarts<$float> {
            /// Falls from `lr` towards `eta_min` in `t_0` steps and starts again. Every next cycle is `t_mult` times as long.
            ///
            /// # Errors
            /// A NaN, infinite or negative rate; a `t_0` or a `t_mult` of 0.
            pub const fn new(lr: $float, t_0: u32, t_mult: u32, eta_min: $float) -> Result<Self, ParamError> {
                check!(LR.check(lr as f64));
                check!(T_0.check_count(t_0));
                check!(T_MULT.check_count(t_mult));
                check!(ETA_MIN.check(eta_min as f64));
                let (from, to) = (Extended::<$float>::of(lr), Extended::<$float>::of(eta_min));
                Ok(Self { lr, t_mult, eta_min, first: Way::<$float>::new(from, to, t_0) })
            }

            /// The rate at `step`.
            #[must_use]
            #[inline]
            pub const fn lr(&self, step: u32) -> $float {
                let (done, length) = self.in_cycle(step);
                if length == self.first.steps() as u64 {
                    self.first.value(Shape::Cosine, done)
                } else {
                    self.first.stretched(Shape::Cosine, done, length)
                }
            }
        }

        impl FromSettings for CosineAnnealingWarmRestarts<$float> {
            fn from_settings(settings: &Settings) -> Result<Self, ParamError> {
                let (lr, t_0) = (settings.float(&LR)?, settings.count(&T_0)?);
                Self::new(lr, t_0, settings.count(&T_MULT)?, settings.float(&ETA_MIN)?)
            }
        }
    };
}

warm_restarts!(f32);
warm_restarts!(f64);
timed!(CosineAnnealingWarmRestarts {});

impl<F: Real> fmt::Debug for CosineAnnealingWarmRestarts<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CosineAnnealingWarmRestarts")
            .field("lr", &self.lr)
            .field("t_0", &self.t_0())
            .field("t_mult", &self.t_mult)
            .field("eta_min", &self.eta_min)
            .finish()
    }
}
