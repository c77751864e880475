//! The dynamic form of a schedule: a kind and its values, for sliders, addresses and configuration files.

use core::fmt;

use crate::catalog::{Built, Kind};
use crate::error::{ParamError, Reason, enumerate};
use crate::math::real::Real;
use crate::param::{Domain, List, ParamSpec};

/// A kind of schedule and a legal value for each of its parameters. A parameter without a default in PyTorch may have no value
/// yet.
///
/// A parameter that the kind does not have is refused, so no value is kept without a use.
///
/// ```
/// use etalon::{Kind, Schedule, Settings};
///
/// let mut settings = Settings::new(Kind::OneCycle);
/// settings.set("max_lr", 0.1)?;
/// settings.set("total_steps", 900.0)?;
/// settings.set_text("anneal_strategy", "linear")?; // as a configuration file has it
/// let schedule = settings.build::<f32>()?.timed().unwrap();
/// assert_eq!(schedule.lr(899), 4e-7);
///
/// let unknown = Settings::new(Kind::Step).set("gama", 0.9).unwrap_err().to_string();
/// assert_eq!(unknown, "gama is not a parameter of step, which has step_size, gamma and lr");
/// assert_eq!(Settings::new(Kind::OneCycle).build::<f32>().unwrap_err().to_string(), "max_lr is missing: it has no default");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, PartialEq)]
pub struct Settings {
    kind: Kind,
    /// The values in the order of the kind's rows. `None` stands for a required value that is missing.
    numbers: [Option<f64>; Self::CAPACITY],
    /// The value of the kind's list, if it has one.
    list: Option<List>,
}

/// Why a value is refused. A refused value changes nothing.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum SetError<'a> {
    /// The kind has no such parameter.
    NoSuchParam {
        /// The kind.
        kind: Kind,
        /// The name that was to be set.
        id: &'a str,
    },
    /// The text is not a number, not a choice of the parameter, or not a list.
    NoSuchText {
        /// The parameter.
        row: &'static ParamSpec,
        /// The text.
        text: &'a str,
    },
    /// The text is a number that an `f64` would hold as 0 or as infinity.
    BeyondF64 {
        /// The parameter.
        param: &'static str,
        /// The text.
        text: &'a str,
    },
    /// The parameter is a list. The value is none, is too long or is not in order.
    NoSuchList {
        /// The parameter.
        param: &'static str,
    },
    /// The value is a list and the parameter is not.
    NotAList {
        /// The parameter.
        param: &'static str,
    },
    /// The value is outside the parameter's domain.
    Refused(ParamError),
}

impl fmt::Display for SetError<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SetError::NoSuchParam { kind, id } => {
                write!(f, "{id} is not a parameter of {}, which has ", kind.id())?;
                enumerate(f, kind.params().iter().map(|row| row.id), "and")
            }
            SetError::NoSuchText { row, text } => {
                write!(f, "{} must be ", row.id)?;
                match row.domain {
                    Domain::Choice(options) => enumerate(f, options.iter().copied(), "or")?,
                    Domain::Counts { .. } => f.write_str("whole numbers with commas between them")?,
                    Domain::Real { .. } => f.write_str("a number")?,
                    Domain::Count { .. } => f.write_str("a whole number")?,
                }
                write!(f, ", got \"{text}\"")
            }
            SetError::BeyondF64 { param, text } => {
                write!(f, "{param} must be a number that an f64 can hold, got \"{text}\"")
            }
            SetError::NoSuchList { param } => {
                write!(f, "{param} is a list of up to {} numbers in ascending order", List::CAPACITY)
            }
            SetError::NotAList { param } => write!(f, "{param} is not a list"),
            SetError::Refused(error) => error.fmt(f),
        }
    }
}

impl core::error::Error for SetError<'_> {}

impl From<ParamError> for SetError<'_> {
    fn from(error: ParamError) -> Self {
        SetError::Refused(error)
    }
}

impl Settings {
    /// How many parameters a kind may have.
    pub const CAPACITY: usize = 10;

    /// PyTorch's defaults. A parameter without a default is missing, and [`build`](Self::build) says so.
    #[must_use]
    pub const fn new(kind: Kind) -> Self {
        Self::filled(kind, false)
    }

    /// PyTorch's defaults, and a value to begin with for each parameter without a default. The sliders of a page start at these
    /// values.
    #[must_use]
    pub const fn suggested(kind: Kind) -> Self {
        Self::filled(kind, true)
    }

    const fn filled(kind: Kind, required_too: bool) -> Self {
        let mut numbers = [None; Self::CAPACITY];
        let mut places: &mut [Option<f64>] = &mut numbers;
        let mut rows = kind.params();
        let mut list = None;
        while let ([row, other_rows @ ..], [place, other_places @ ..]) = (rows, places) {
            if required_too || !row.required {
                *place = Some(row.default);
                if matches!(row.domain, Domain::Counts { .. }) {
                    list = Some(List::EMPTY);
                }
            }
            (rows, places) = (other_rows, other_places);
        }
        Self { kind, numbers, list }
    }

    /// The kind.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        self.kind
    }

    /// The value of the parameter `id` (choices count from 0), or `None` if the kind has no such number or the number is missing.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<f64> {
        self.rows().find(|(row, _)| row.id == id && !is_list(row)).and_then(|(_, value)| value)
    }

    /// The value of the list `id`, or `None` if the kind has no such list or the list is missing.
    #[must_use]
    pub fn list(&self, id: &str) -> Option<List> {
        let row = self.kind.param(id).filter(|row| is_list(row));
        row.and(self.list)
    }

    /// Sets the parameter `id` (choices count from 0). If the value is refused, nothing changes.
    ///
    /// # Errors
    /// See [`SetError`].
    pub fn set<'a>(&mut self, id: &'a str, value: f64) -> Result<(), SetError<'a>> {
        let row = self.row(id)?;
        if is_list(row) {
            return Err(SetError::NoSuchList { param: row.id });
        }
        row.check(value)?;
        self.put(row, value);
        Ok(())
    }

    /// Sets a list in the same way.
    ///
    /// # Errors
    /// See [`SetError`].
    pub fn set_list<'a>(&mut self, id: &'a str, numbers: &[u32]) -> Result<(), SetError<'a>> {
        let row = self.row(id)?;
        let Domain::Counts { most, .. } = row.domain else {
            return Err(SetError::NotAList { param: row.id });
        };
        for number in numbers {
            row.check(f64::from(*number))?;
        }
        let list = List::of(numbers).filter(|_| numbers.len() <= most && ascend(numbers));
        self.list = Some(list.ok_or(SetError::NoSuchList { param: row.id })?);
        self.put(row, 0.0);
        Ok(())
    }

    /// Sets a parameter or a list from a text, as a configuration file or an address has it: `0.1`, `linear`, `true`, `30,60,80`.
    ///
    /// The error borrows both texts. A function that owns them and returns the error turns it into a `String` first:
    /// `.map_err(|error| error.to_string())?`.
    ///
    /// # Errors
    /// See [`SetError`].
    pub fn set_text<'a>(&mut self, id: &'a str, text: &'a str) -> Result<(), SetError<'a>> {
        let row = self.row(id)?;
        let unreadable = SetError::NoSuchText { row, text };
        match row.domain {
            Domain::Choice(options) => {
                let choice = options.iter().position(|option| *option == text.trim());
                self.put(row, choice.ok_or(unreadable)? as f64);
                Ok(())
            }
            Domain::Counts { .. } => {
                let mut numbers = [0_u32; List::CAPACITY];
                let mut used = 0_usize;
                let words = text.split(',').map(str::trim);
                for word in words.filter(|_| !text.trim().is_empty()) {
                    let place = numbers.get_mut(used).ok_or(SetError::NoSuchList { param: row.id })?;
                    *place = word.parse().map_err(|_| unreadable)?;
                    used = used.saturating_add(1);
                }
                self.set_list(id, numbers.get(..used).unwrap_or_default())
            }
            Domain::Real { .. } | Domain::Count { .. } => {
                let value: f64 = text.trim().parse().map_err(|_| unreadable)?;
                // `1e-400` would be 0 and `1e400` infinite: values that nobody has typed.
                let digits = text.split(['e', 'E']).next().unwrap_or_default();
                let is_zero = !digits.bytes().any(|digit| matches!(digit, b'1'..=b'9'));
                let is_number = digits.bytes().any(|digit| digit.is_ascii_digit());
                if is_number && (value.is_infinite() || (value.to_bits() << 1 == 0 && !is_zero)) {
                    return Err(SetError::BeyondF64 { param: row.id, text });
                }
                self.set(id, value)
            }
        }
    }

    /// The schedule or the rule that these settings describe, for rates of type `F`.
    ///
    /// # Errors
    /// A missing value; a rate that `F` cannot hold; two values that do not go together, such as a `min_lr` above `lr`.
    pub fn build<F: Real>(&self) -> Result<Built<F>, ParamError> {
        F::build(self)
    }

    /// Every parameter that has no value yet.
    pub fn missing(&self) -> impl Iterator<Item = &'static ParamSpec> {
        self.rows().filter(|(_, value)| value.is_none()).map(|(row, _)| row)
    }

    fn row<'a>(&self, id: &'a str) -> Result<&'static ParamSpec, SetError<'a>> {
        self.kind.param(id).ok_or(SetError::NoSuchParam { kind: self.kind, id })
    }

    fn rows(&self) -> impl Iterator<Item = (&'static ParamSpec, Option<f64>)> {
        self.kind.params().iter().zip(self.numbers)
    }

    fn put(&mut self, row: &ParamSpec, value: f64) {
        let places = self.kind.params().iter().zip(&mut self.numbers);
        for (_, place) in places.filter(|(known, _)| known.id == row.id) {
            *place = Some(value);
        }
    }

    /// A value for a constructor.
    pub(crate) fn number(&self, row: &ParamSpec) -> Result<f64, ParamError> {
        self.get(row.id).ok_or(ParamError { param: row.id, value: 0.0, reason: Reason::Missing })
    }

    /// A number for a constructor, in the type of the rates. A number that the type cannot hold is refused as it was given.
    pub(crate) fn float<F: Real>(&self, row: &ParamSpec) -> Result<F, ParamError> {
        let value = self.number(row)?;
        let narrow = F::from_f64(value);
        let refuse = |reason| Err(ParamError { param: row.id, value, reason });
        if narrow == F::ZERO && value.to_bits() << 1 != 0 {
            return refuse(Reason::TooSmall { min: F::LEAST });
        }
        if narrow == F::INFINITY {
            return refuse(Reason::TooLarge { max: F::GREATEST });
        }
        // Rounding may leave the domain: 0.99999999999 is 1 as an `f32`. The error names the greatest `f32` that does not.
        row.check(narrow.to_f64()).map(|()| narrow).map_err(|error| {
            let reason = match error.reason {
                Reason::NotBelow { bound } if value < bound => {
                    let below = f32::from_bits((bound as f32).to_bits().wrapping_sub(1));
                    Reason::TooLarge { max: below.into() }
                }
                reason => reason,
            };
            ParamError { value, reason, ..error }
        })
    }

    /// A count or a choice for a constructor.
    pub(crate) fn count(&self, row: &ParamSpec) -> Result<u32, ParamError> {
        Ok(self.number(row)? as u32)
    }

    /// A switch for a constructor.
    pub(crate) fn is_on(&self, row: &ParamSpec) -> Result<bool, ParamError> {
        Ok(self.number(row)? != 0.0)
    }
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut parts = f.debug_struct(self.kind.id());
        for (row, value) in self.rows() {
            match (value, self.list) {
                (Some(_), Some(list)) if is_list(row) => parts.field(row.id, &list),
                (Some(value), _) => parts.field(row.id, &value),
                (None, _) => parts.field(row.id, &"missing"),
            };
        }
        parts.finish()
    }
}

/// Whether no number is less than the one before it. The standard library's `is_sorted` contains a check that may panic.
fn ascend(numbers: &[u32]) -> bool {
    numbers.iter().zip(numbers.iter().skip(1)).all(|(before, after)| before <= after)
}

fn is_list(row: &ParamSpec) -> bool {
    matches!(row.domain, Domain::Counts { .. })
}

/// How a kind is made from settings.
pub(crate) trait FromSettings: Sized {
    fn from_settings(settings: &Settings) -> Result<Self, ParamError>;
}
