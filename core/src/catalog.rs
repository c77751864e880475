//! The catalog: the only list of the kinds of schedule. A row here adds a kind, and all other code loops over the list.

mod kinds;

use core::fmt;
use core::str::FromStr;

use crate::error::{ParamError, enumerate};
use crate::fingerprint::Fingerprint;
use crate::math::real::Real;
use crate::param::{self, ParamSpec};
use crate::schedule::{self, Schedule};
use crate::settings::{FromSettings, Settings};

kinds::kinds! {
    timed {
        Constant => constant::ConstantLr,
        Exponential => exponential::ExponentialLr,
        CosineAnnealing => cosine::CosineAnnealingLr,
        WarmRestarts => warm_restarts::CosineAnnealingWarmRestarts,
        OneCycle => one_cycle::OneCycleLr,
        Step => step::StepLr,
        Linear => linear::LinearLr,
        Polynomial => polynomial::PolynomialLr,
        WarmupStableDecay => warmup_stable_decay::WarmupStableDecayLr,
    }
    on_a_metric {
        ReduceOnPlateau => plateau::ReduceLrOnPlateau,
    }
}

/// The description of a kind of schedule. Each kind has one, at the end of its own file.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct KindSpec {
    /// Stable name, for configuration files and addresses.
    pub id: &'static str,
    /// Name for people.
    pub label: &'static str,
    /// PyTorch's class, if there is one.
    pub torch: Option<&'static str>,
    /// How often the schedule is usually stepped.
    pub stepped: Stepped,
    /// The kind's parameters, the main one first.
    pub params: &'static [ParamSpec],
}

/// How often PyTorch's examples step a schedule. The caller may choose otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Stepped {
    /// Once per epoch.
    Epoch,
    /// Once per batch.
    Batch,
    /// Once per observed metric.
    Metric,
}

impl Kind {
    /// Stable name, such as `cosine`.
    #[must_use]
    pub const fn id(self) -> &'static str {
        self.spec().id
    }

    /// The kind with this `id`.
    ///
    /// ```
    /// use etalon::Kind;
    ///
    /// assert_eq!(Kind::from_id("cosine"), Some(Kind::CosineAnnealing));
    /// assert_eq!(Kind::from_id("cosinus"), None);
    /// ```
    #[must_use]
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.id() == id)
    }

    /// The kind that corresponds to this class of PyTorch, such as `CosineAnnealingLR`.
    #[must_use]
    pub fn from_torch(class: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.spec().torch == Some(class))
    }

    /// The kind's parameters, the main one first.
    #[must_use]
    pub const fn params(self) -> &'static [ParamSpec] {
        self.spec().params
    }

    /// The kind's parameter with this `id`.
    #[must_use]
    pub fn param(self, id: &str) -> Option<&'static ParamSpec> {
        self.params().iter().find(|row| row.id == id)
    }
}

/// The kind's id.
///
/// ```
/// use etalon::Kind;
///
/// let kind: Kind = "cosine".parse()?;
/// assert_eq!(kind.to_string(), "cosine");
/// # Ok::<(), etalon::NoSuchKind>(())
/// ```
impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.id())
    }
}

/// A text that is no kind's id. `Display` lists the ids.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoSuchKind;

impl fmt::Display for NoSuchKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("there is no such kind of schedule; there are ")?;
        enumerate(f, Kind::ALL.iter().map(|kind| kind.id()), "and")
    }
}

impl core::error::Error for NoSuchKind {}

impl FromStr for Kind {
    type Err = NoSuchKind;

    fn from_str(id: &str) -> Result<Self, NoSuchKind> {
        Self::from_id(id).ok_or(NoSuchKind)
    }
}

/// The result of [`Settings::build`]: a schedule that takes a step number, or a rule that takes a metric.
#[derive(Debug, Clone, Copy, PartialEq)]
#[expect(clippy::large_enum_variant, reason = "a plain value without allocation")]
#[non_exhaustive]
pub enum Built<F: Real> {
    /// A schedule that takes a step number.
    Timed(AnySchedule<F>),
    /// A rule that takes a metric.
    Plateau(schedule::ReduceLrOnPlateau<F>),
}

impl<F: Real> Built<F> {
    /// The schedule, or `None` for a rule that takes a metric.
    #[must_use]
    pub fn timed(self) -> Option<AnySchedule<F>> {
        match self {
            Built::Timed(schedule) => Some(schedule),
            Built::Plateau(_) => None,
        }
    }

    /// The rule, or `None` for a schedule that takes a step number.
    #[must_use]
    pub fn plateau(self) -> Option<schedule::ReduceLrOnPlateau<F>> {
        match self {
            Built::Timed(_) => None,
            Built::Plateau(rule) => Some(rule),
        }
    }
}

impl<F: Real> Schedule for AnySchedule<F> {
    type Rate = F;

    #[inline]
    fn lr(&self, step: u32) -> F {
        F::lr_of(self, step)
    }

    fn momentum(&self, step: u32) -> Option<F> {
        F::momentum_of(self, step)
    }

    fn fill(&self, first_step: u32, rates: &mut [F]) {
        F::fill_from(self, first_step, rates);
    }

    fn fingerprint(&self, fingerprint: &mut Fingerprint) {
        F::add_to(self, fingerprint);
    }
}

// Compilation fails if a row has a default or a slider end outside its domain, or if a kind has more parameters or lists than
// `Settings` holds.
const _: () = {
    let mut rest = Kind::ALL;
    while let [kind, others @ ..] = rest {
        let rows = kind.params();
        assert!(param::are_sound(rows), "a default or a slider's end lies outside its domain");
        assert!(rows.len() <= Settings::CAPACITY, "a kind has more parameters than Settings holds");
        assert!(param::lists(rows) <= 1, "a kind has more lists than Settings holds");
        rest = others;
    }
};
