//! Reduce on plateau: the only schedule that is driven by a metric. The rule and its small state are separate values.

use core::fmt;

use crate::catalog::{KindSpec, Stepped};
use crate::error::ParamError;
use crate::fingerprint::Fingerprint;
use crate::math::real::Real;
use crate::param::{LR, check};
use crate::settings::{FromSettings, Settings};

/// Whether the watched metric should fall or rise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum Mode {
    /// A loss: lower is better.
    #[default]
    Min,
    /// An accuracy: higher is better.
    Max,
}

/// How the threshold is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum ThresholdMode {
    /// A share of the best value, as in PyTorch. It has the wrong sign for negative metrics.
    #[default]
    Rel,
    /// An absolute amount.
    Abs,
    /// A share of the absolute value of the best. It is right for negative metrics too.
    RelSigned,
}

/// How a NaN metric counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum NanPolicy {
    /// A NaN counts as a bad observation, as in PyTorch.
    #[default]
    Bad,
    /// A NaN does not count as an observation. The state does not change, and the caller gets [`Observed::NanIgnored`].
    Ignore,
    /// The same, but the caller gets [`Observed::NanReported`], as a sign to stop the training.
    Report,
}

/// The settings of a [`ReduceLrOnPlateau`], with PyTorch's names and defaults.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Plateau<F> {
    /// Whether the metric should fall or rise.
    pub mode: Mode,
    /// The factor by which a cut multiplies the rate.
    pub factor: F,
    /// The number of bad observations in a row that are tolerated.
    pub patience: u32,
    /// How much better a metric must be to count as better.
    pub threshold: F,
    /// How the threshold is measured.
    pub threshold_mode: ThresholdMode,
    /// The number of observations after a cut that do not count as bad.
    pub cooldown: u32,
    /// No cut goes below this rate.
    pub min_lr: F,
    /// A cut is made only if it is larger than this.
    pub eps: F,
    /// How a NaN metric counts.
    pub nan_policy: NanPolicy,
}

/// One row on each line.
#[rustfmt::skip]
mod rows {
    use crate::param::{Bound, COUNT, Domain, ParamSpec, RATE, Scale, Unit};

    pub(super) const MODE: ParamSpec = ParamSpec::new("mode", "mode", Unit::Choice, Domain::Choice(&["min", "max"]), 0.0, "Whether the watched metric should fall (a loss) or rise (an accuracy).");
    pub(super) const FACTOR: ParamSpec = ParamSpec::new("factor", "factor", Unit::Number, Domain::Real { min: Bound::Closed(0.0), max: Bound::Open(1.0) }, 0.1, "A cut multiplies the rate by this.").slider(0.01, 0.9, Scale::Log);
    pub(super) const PATIENCE: ParamSpec = ParamSpec::new("patience", "patience", Unit::Observations, COUNT, 10.0, "Bad observations in a row that are tolerated: the next one cuts.").slider(0.0, 20.0, Scale::Linear);
    pub(super) const THRESHOLD: ParamSpec = ParamSpec::new("threshold", "threshold", Unit::Number, RATE, 1e-4, "How much better than the best an observation must be to count as better.").slider(1e-6, 0.1, Scale::Log);
    pub(super) const THRESHOLD_MODE: ParamSpec = ParamSpec::new("threshold_mode", "threshold is", Unit::Choice, Domain::Choice(&["rel", "abs", "rel_signed"]), 0.0, "Whether the threshold is a share of the best, an amount, or a share of the best's size, which also works for negative metrics.");
    pub(super) const COOLDOWN: ParamSpec = ParamSpec::new("cooldown", "cooldown", Unit::Observations, COUNT, 0.0, "Observations after a cut during which none counts as bad.").slider(0.0, 20.0, Scale::Linear);
    pub(super) const MIN_LR: ParamSpec = ParamSpec::new("min_lr", "min_lr", Unit::Rate, RATE, 0.0, "No cut goes below this rate.").slider(0.0, 0.1, Scale::ZeroThenLog);
    pub(super) const EPS: ParamSpec = ParamSpec::new("eps", "eps", Unit::Rate, RATE, 1e-8, "A cut that would change the rate by no more than this is not made.").slider(1e-12, 1e-4, Scale::Log);
    pub(super) const NAN_POLICY: ParamSpec = ParamSpec::new("nan_policy", "a NaN metric", Unit::Choice, Domain::Choice(&["bad", "ignore", "report"]), 0.0, "Whether a NaN metric counts as bad (as in PyTorch), is ignored, or is reported and changes nothing.");
}
use rows::*;

pub(crate) const SPEC: KindSpec = KindSpec {
    id: "plateau",
    label: "Reduce on plateau",
    torch: Some("ReduceLROnPlateau"),
    stepped: Stepped::Metric,
    params: &[PATIENCE, FACTOR, MODE, THRESHOLD, THRESHOLD_MODE, COOLDOWN, MIN_LR, EPS, NAN_POLICY, LR],
};

/// Reduce on plateau: cuts the rate when a metric has stopped improving.
///
/// The rule is a pure value. Its memory is a [`PlateauState`], which is small and `Copy`. The caller keeps the state, stores it
/// ([`Snapshot`](crate::Snapshot)) and passes it back. One rule can serve many states.
///
/// - **Formula**, for each observation of a metric m, in this order, which matters:
///   1. m is *better* if it beats the best by more than the threshold (strictly). Then m becomes the best, and the bad count
///      becomes 0. Otherwise the bad count grows by 1. In mode min, `Rel` requires m < best·(1 − threshold), `Abs` requires m <
///      best − threshold, and `RelSigned` requires m < best − |best|·threshold. In mode max it is the other way round.
///   2. During a cooldown, the cooldown counter falls by 1 and the bad count becomes 0.
///   3. If the bad count exceeds `patience`, the cooldown counter becomes `cooldown`, the bad count becomes 0, and the rate
///      becomes max(rate·`factor`, `min_lr`), unless that would lower it by no more than `eps`.
/// - **Source**: PyTorch's `ReduceLROnPlateau`, followed bit for bit. Other libraries use the same words with other meanings:
///   Keras and optax cut one observation earlier. When metrics are negative, PyTorch's `Rel` accepts a slightly worse value as
///   better; `RelSigned` does not.
/// - **Parameters**: see [`Plateau`]. `lr`, `min_lr` and `eps` are rates, at least 0; `factor` is at least 0 and below 1;
///   `patience` and `cooldown` count observations; `threshold` is at least 0. All are finite. PyTorch checks only that `factor`
///   is below 1. With a `min_lr` above the rate, the rate is never cut and never raised. With mode min, `Rel` and a threshold of
///   1 or more, no metric is ever better.
/// - **Before, at and past the end**: before the first observation the rate is `lr`; the best is +∞ (or −∞ in mode max), which an
///   infinite metric does not beat. There is no end: the rate finally stays at `min_lr`, or where `eps` stops the cuts. A NaN is
///   a bad observation and never the best, as in PyTorch, unless [`NanPolicy`] says otherwise.
///
/// ```
/// use etalon::{Observed, Plateau, ReduceLrOnPlateau};
///
/// let rule = ReduceLrOnPlateau::<f64>::new(0.1, Plateau { patience: 2, ..Plateau::default() })?;
/// let mut state = rule.start();
/// assert_eq!(rule.observe(&mut state, 0.9), Observed::Better);
/// for _ in 0..2 {
///     assert_eq!(rule.observe(&mut state, 0.9), Observed::Waiting);
/// }
/// assert_eq!(rule.observe(&mut state, 0.9), Observed::Cut); // the third bad one in a row
/// assert_eq!(state.lr(), 0.1 * 0.1);
/// # Ok::<(), etalon::ParamError>(())
/// ```
#[derive(Clone, Copy, PartialEq)]
pub struct ReduceLrOnPlateau<F> {
    lr: F,
    settings: Plateau<F>,
}

/// The state of a rule between observations.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct PlateauState<F> {
    pub(crate) lr: F,
    pub(crate) best: F,
    pub(crate) num_bad_epochs: u32,
    pub(crate) cooldown_counter: u32,
}

/// The result of an observation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum Observed {
    /// The metric is the best so far.
    Better,
    /// The metric is not better, and the rule waits.
    Waiting,
    /// The rate was cut.
    Cut,
    /// A cut was due, but the rate stays: it is at `min_lr`, or the cut was not larger than `eps`.
    Floor,
    /// A NaN, which the policy ignores.
    NanIgnored,
    /// A NaN, which the policy reports. The state has not changed.
    NanReported,
}

impl<F: Real> PlateauState<F> {
    /// The current rate.
    #[must_use]
    pub fn lr(&self) -> F {
        self.lr
    }
    /// The best metric so far.
    #[must_use]
    pub fn best(&self) -> F {
        self.best
    }
    /// The number of bad observations in a row.
    #[must_use]
    pub fn num_bad_epochs(&self) -> u32 {
        self.num_bad_epochs
    }
    /// The number of observations that are left of the cooldown.
    #[must_use]
    pub fn cooldown_counter(&self) -> u32 {
        self.cooldown_counter
    }
}

#[expect(clippy::arithmetic_side_effects, reason = "float arithmetic, in PyTorch's order: it cannot panic")]
impl<F: Real> ReduceLrOnPlateau<F> {
    /// The settings that the rule was built with.
    #[must_use]
    pub const fn settings(&self) -> &Plateau<F> {
        &self.settings
    }

    /// The rate at which the rule starts.
    #[must_use]
    pub const fn initial_lr(&self) -> F {
        self.lr
    }

    /// The state before the first observation.
    #[must_use]
    pub fn start(&self) -> PlateauState<F> {
        let best = match self.settings.mode {
            Mode::Min => F::INFINITY,
            Mode::Max => F::ZERO - F::INFINITY,
        };
        PlateauState { lr: self.lr, best, num_bad_epochs: 0, cooldown_counter: 0 }
    }

    /// Observes one metric, like PyTorch's `step(metric)`.
    pub fn observe(&self, state: &mut PlateauState<F>, metric: F) -> Observed {
        let s = &self.settings;
        #[expect(clippy::eq_op, reason = "the only value unlike itself is NaN")]
        if metric != metric {
            match s.nan_policy {
                NanPolicy::Bad => {}
                NanPolicy::Ignore => return Observed::NanIgnored,
                NanPolicy::Report => return Observed::NanReported,
            }
        }
        let better = self.better(metric, state.best);
        if better {
            state.best = metric;
            state.num_bad_epochs = 0;
        } else {
            state.num_bad_epochs = state.num_bad_epochs.saturating_add(1);
        }
        if state.cooldown_counter > 0 {
            state.cooldown_counter = state.cooldown_counter.saturating_sub(1);
            state.num_bad_epochs = 0;
        }
        if state.num_bad_epochs > s.patience {
            state.cooldown_counter = s.cooldown;
            state.num_bad_epochs = 0;
            let cut = state.lr * s.factor;
            let next = if s.min_lr > cut { s.min_lr } else { cut };
            if state.lr - next > s.eps {
                state.lr = next;
                return Observed::Cut;
            }
            return Observed::Floor;
        }
        if better { Observed::Better } else { Observed::Waiting }
    }

    /// `new`, for code that is generic over the float type.
    pub(crate) fn checked(lr: F, settings: Plateau<F>) -> Result<Self, ParamError> {
        let Plateau { factor, threshold, min_lr, eps, .. } = settings;
        refuse([lr, factor, threshold, min_lr, eps].map(F::to_f64))?;
        Ok(Self { lr, settings })
    }

    pub(crate) fn add_settings(&self, fingerprint: &mut Fingerprint) {
        // The pattern has no `..`, so that a new setting cannot be forgotten here.
        let Plateau { mode, factor, patience, threshold, threshold_mode, cooldown, min_lr, eps, nan_policy } =
            self.settings;
        for number in [self.lr, factor, threshold, min_lr, eps] {
            fingerprint.number(number);
        }
        for count in [patience, cooldown] {
            fingerprint.word(u64::from(count));
        }
        fingerprint.bytes(&[mode as u8, threshold_mode as u8, nan_policy as u8]);
    }

    fn better(&self, metric: F, best: F) -> bool {
        let Plateau { threshold, .. } = self.settings;
        let margin = || {
            let size = if best < F::ZERO { F::ZERO - best } else { best };
            // Before the first observation there is no value to take a share of.
            if size < F::INFINITY { size * threshold } else { F::ZERO }
        };
        match (self.settings.mode, self.settings.threshold_mode) {
            (Mode::Min, ThresholdMode::Rel) => metric < best * (F::ONE - threshold),
            (Mode::Min, ThresholdMode::Abs) => metric < best - threshold,
            (Mode::Min, ThresholdMode::RelSigned) => metric < best - margin(),
            (Mode::Max, ThresholdMode::Rel) => metric > best * (F::ONE + threshold),
            (Mode::Max, ThresholdMode::Abs) => metric > best + threshold,
            (Mode::Max, ThresholdMode::RelSigned) => metric > best + margin(),
        }
    }
}

impl<F: Real> Default for Plateau<F> {
    fn default() -> Self {
        Self {
            mode: Mode::Min,
            factor: F::from_f64(FACTOR.default),
            patience: PATIENCE.default as u32,
            threshold: F::from_f64(THRESHOLD.default),
            threshold_mode: ThresholdMode::Rel,
            cooldown: COOLDOWN.default as u32,
            min_lr: F::from_f64(MIN_LR.default),
            eps: F::from_f64(EPS.default),
            nan_policy: NanPolicy::Bad,
        }
    }
}

/// Checks the numbers that have a domain, in the order of the constructor's arguments.
const fn refuse([lr, factor, threshold, min_lr, eps]: [f64; 5]) -> Result<(), ParamError> {
    check!(LR.check(lr));
    check!(FACTOR.check(factor));
    check!(THRESHOLD.check(threshold));
    check!(MIN_LR.check(min_lr));
    EPS.check(eps)
}

macro_rules! plateau {
    ($float:ty) => {
        impl Plateau<$float> {
            /// PyTorch's defaults, for a `static`.
            pub const DEFAULT: Self = Self {
                mode: Mode::Min,
                factor: FACTOR.default as $float,
                patience: PATIENCE.default as u32,
                threshold: THRESHOLD.default as $float,
                threshold_mode: ThresholdMode::Rel,
                cooldown: COOLDOWN.default as u32,
                min_lr: MIN_LR.default as $float,
                eps: EPS.default as $float,
                nan_policy: NanPolicy::Bad,
            };
        }

        impl ReduceLrOnPlateau<$float> {
            /// A rule that starts at `lr`.
            ///
            /// # Errors
            /// Names the first setting outside its domain.
            pub const fn new(lr: $float, settings: Plateau<$float>) -> Result<Self, ParamError> {
                let Plateau { factor, threshold, min_lr, eps, .. } = settings;
                check!(refuse([lr as f64, factor as f64, threshold as f64, min_lr as f64, eps as f64]));
                Ok(Self { lr, settings })
            }
        }

        impl FromSettings for ReduceLrOnPlateau<$float> {
            fn from_settings(settings: &Settings) -> Result<Self, ParamError> {
                Self::new(
                    settings.float(&LR)?,
                    Plateau {
                        mode: if settings.is_on(&MODE)? { Mode::Max } else { Mode::Min },
                        factor: settings.float(&FACTOR)?,
                        patience: settings.count(&PATIENCE)?,
                        threshold: settings.float(&THRESHOLD)?,
                        threshold_mode: match settings.count(&THRESHOLD_MODE)? {
                            0 => ThresholdMode::Rel,
                            1 => ThresholdMode::Abs,
                            _ => ThresholdMode::RelSigned,
                        },
                        cooldown: settings.count(&COOLDOWN)?,
                        min_lr: settings.float(&MIN_LR)?,
                        eps: settings.float(&EPS)?,
                        nan_policy: match settings.count(&NAN_POLICY)? {
                            0 => NanPolicy::Bad,
                            1 => NanPolicy::Ignore,
                            _ => NanPolicy::Report,
                        },
                    },
                )
            }
        }
    };
}

plateau!(f32);
plateau!(f64);

impl<F: Real> fmt::Debug for ReduceLrOnPlateau<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReduceLrOnPlateau").field("lr", &self.lr).field("settings", &self.settings).finish()
    }
}
