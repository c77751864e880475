//! The table of parameters. Constructors, error texts, sliders, addresses, exporters and tests read its rows.
//!
//! Kinds do not share rows: the `gamma` of a step schedule and the `gamma` of an exponential are different parameters. Most users
//! never need this module. It is for pages, configuration files and tools.

pub(crate) mod domain;
pub(crate) mod list;
pub(crate) mod slider;

pub use crate::error::Refused;
pub use domain::{Bound, Domain};
pub use list::List;
pub use slider::{Scale, Slider};

use crate::error::{ParamError, Reason};

/// A parameter of one kind of schedule, under PyTorch's name.
///
/// ```
/// use etalon::Kind;
///
/// let gamma = Kind::Exponential.param("gamma").unwrap();
/// assert!(gamma.check(0.9).is_ok());
/// assert!(gamma.check(f64::NAN).is_err());
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct ParamSpec {
    /// Stable name, unique within its kind: PyTorch's, in lower case.
    pub id: &'static str,
    /// Name for people.
    pub label: &'static str,
    /// The unit of its values.
    pub unit: Unit,
    /// Its legal values.
    pub domain: Domain,
    /// Where a slider starts and ends.
    pub slider: Slider,
    /// PyTorch's default. If PyTorch has none, a value to begin with.
    pub default: f64,
    /// Whether PyTorch has no default, so that [`Settings`](crate::Settings) needs a value.
    pub required: bool,
    /// One sentence for people.
    pub help: &'static str,
}

/// The unit of a parameter's values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Unit {
    /// A learning rate.
    Rate,
    /// A pure number.
    Number,
    /// Steps of the schedule. The caller decides whether a step is a batch or an epoch.
    Steps,
    /// Passes over the data.
    Epochs,
    /// Observed metrics.
    Observations,
    /// A choice from a list.
    Choice,
}

/// A rate: finite, at least 0.
pub(crate) const RATE: Domain = Domain::Real { min: Bound::Closed(0.0), max: Bound::Free };
/// A share: from 0 to 1.
pub(crate) const SHARE: Domain = Domain::Real { min: Bound::Closed(0.0), max: Bound::Closed(1.0) };
/// A divisor: above 0.
pub(crate) const DIVISOR: Domain = Domain::Real { min: Bound::Open(0.0), max: Bound::Free };
/// A pure number that multiplies a rate: finite, at least 0.
pub(crate) const FACTOR: Domain = RATE;
/// A length: at least 1.
pub(crate) const LENGTH: Domain = Domain::Count { min: 1, max: u32::MAX };
/// A count that may be 0.
pub(crate) const COUNT: Domain = Domain::Count { min: 0, max: u32::MAX };
/// Off or on.
pub(crate) const SWITCH: Domain = Domain::Choice(&["false", "true"]);

/// The base rate, at which most kinds start.
pub(crate) const LR: ParamSpec = ParamSpec::new(
    "lr",
    "rate η₀",
    Unit::Rate,
    RATE,
    0.01,
    "Base learning rate: where most schedules start.",
)
.slider(1e-4, 1.0, Scale::Log)
.required();

impl ParamSpec {
    /// A row without a slider, with PyTorch's default.
    #[must_use]
    pub const fn new(
        id: &'static str,
        label: &'static str,
        unit: Unit,
        domain: Domain,
        default: f64,
        help: &'static str,
    ) -> Self {
        let slider = Slider { low: 0.0, high: 1.0, scale: Scale::Linear };
        Self { id, label, unit, domain, slider, default, required: false, help }
    }

    /// The same row with a slider from `low` to `high`.
    #[must_use]
    pub const fn slider(self, low: f64, high: f64, scale: Scale) -> Self {
        Self { slider: Slider { low, high, scale }, ..self }
    }

    /// The same row, for a parameter without a default in PyTorch.
    #[must_use]
    pub const fn required(self) -> Self {
        Self { required: true, ..self }
    }

    /// Checks whether `value` is legal. This is the only validator.
    ///
    /// # Errors
    /// Names the parameter, the value and the reason.
    #[inline(always)]
    pub const fn check(&self, value: f64) -> Result<(), ParamError> {
        match self.domain.refuse(value) {
            None => Ok(()),
            Some(reason) => Err(ParamError { param: self.id, value, reason }),
        }
    }

    /// The same check for a whole number.
    ///
    /// # Errors
    /// As [`check`](Self::check).
    #[inline(always)]
    pub const fn check_count(&self, value: u32) -> Result<(), ParamError> {
        let number = value as f64;
        let reason = match self.domain {
            // Counts are compared as integers: a legal count is never converted to a float.
            Domain::Count { min, .. } if value < min => Reason::TooSmall { min: min as f64 },
            Domain::Count { max, .. } if value > max => Reason::TooLarge { max: max as f64 },
            Domain::Count { .. } => return Ok(()),
            Domain::Real { .. } | Domain::Choice(_) | Domain::Counts { .. } => {
                match self.domain.refuse(number) {
                    None => return Ok(()),
                    Some(reason) => reason,
                }
            }
        };
        Err(ParamError { param: self.id, value: number, reason })
    }
}

/// Whether the defaults and the sliders of these rows are legal. A row that is not legal does not compile.
pub(crate) const fn are_sound(rows: &[ParamSpec]) -> bool {
    let mut rest = rows;
    while let [row, others @ ..] = rest {
        let Slider { low, high, .. } = row.slider;
        let has_slider = !matches!(row.domain, Domain::Choice(_) | Domain::Counts { .. });
        if row.domain.refuse(row.default).is_some() {
            return false;
        }
        if has_slider && (row.domain.refuse(low).is_some() || row.domain.refuse(high).is_some()) {
            return false;
        }
        rest = others;
    }
    true
}

/// How many of these rows are lists.
pub(crate) const fn lists(rows: &[ParamSpec]) -> usize {
    let (mut rest, mut count) = (rows, 0_usize);
    while let [row, others @ ..] = rest {
        if matches!(row.domain, Domain::Counts { .. }) {
            count = count.wrapping_add(1);
        }
        rest = others;
    }
    count
}

/// Returns the error of a check in a `const fn`, where `?` is not available.
macro_rules! check {
    ($checked:expr) => {
        if let Err(error) = $checked {
            return Err(error);
        }
    };
}
pub(crate) use check;
