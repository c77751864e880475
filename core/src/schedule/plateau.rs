//! Reduce on plateau: the one schedule that listens to a metric. The rule and its small state are apart.

use crate::error::ParamError;
use crate::math::real::Real;
use crate::param::Param;

/// Whether the watched metric should fall or rise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Mode {
    /// A loss: lower is better.
    #[default]
    Min,
    /// An accuracy: higher is better.
    Max,
}

/// What the threshold is a share of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum ThresholdMode {
    /// A share of the best value, as in PyTorch: wrong way round for negative metrics.
    #[default]
    Rel,
    /// An amount.
    Abs,
    /// A share of the size of the best value: right for negative metrics too.
    RelSigned,
}

/// What a NaN metric means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum NanPolicy {
    /// A bad observation, as in PyTorch.
    #[default]
    Bad,
    /// No observation at all.
    Ignore,
    /// Changes nothing and is told to the caller.
    Report,
}

/// The settings of a [`ReduceLrOnPlateau`], with PyTorch's names and defaults.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Plateau<F> {
    /// Whether the metric should fall or rise.
    pub mode: Mode,
    /// What a cut multiplies the rate by.
    pub factor: F,
    /// Bad observations in a row that are tolerated.
    pub patience: u32,
    /// How much better counts as better.
    pub threshold: F,
    /// What the threshold is a share of.
    pub threshold_mode: ThresholdMode,
    /// Observations after a cut during which none counts as bad.
    pub cooldown: u32,
    /// No cut goes below this rate.
    pub min_lr: F,
    /// A cut not larger than this is not made.
    pub eps: F,
    /// What a NaN metric means.
    pub nan_policy: NanPolicy,
}

impl<F: Real> Default for Plateau<F> {
    fn default() -> Self {
        let default = |param: Param| F::from_f64(param.spec().default);
        Self {
            mode: Mode::Min,
            factor: default(Param::Factor),
            patience: Param::Patience.spec().default as u32,
            threshold: default(Param::Threshold),
            threshold_mode: ThresholdMode::Rel,
            cooldown: Param::Cooldown.spec().default as u32,
            min_lr: default(Param::MinLr),
            eps: default(Param::Eps),
            nan_policy: NanPolicy::Bad,
        }
    }
}

/// Reduce on plateau: cuts the rate when a metric has stopped getting better.
///
/// The rule is a pure value; what it remembers is a [`PlateauState`], small and `Copy`, which the caller keeps, stores
/// ([`Snapshot`](crate::Snapshot)) and hands back. One rule can serve many states.
///
/// - **Formula**, for each observation of a metric m, in this order, which matters:
///   1. m is *better* if it beats the best by more than the threshold (strictly): best and bad count are m and 0; or else
///      the bad count grows by 1. In mode min, `Rel` asks for m < best·(1 − threshold), `Abs` for m < best − threshold,
///      `RelSigned` for m < best − |best|·threshold; in mode max the other way round.
///   2. During a cooldown its counter falls by 1, and the bad count is 0.
///   3. If the bad count exceeds `patience`, cooldown and bad count start anew and the rate becomes
///      max(rate·`factor`, `min_lr`), unless that would lower it by no more than `eps`.
/// - **Source**: PyTorch's `ReduceLROnPlateau`, followed bit for bit. The same words mean other things elsewhere: Keras and
///   optax cut one observation earlier. PyTorch's `Rel` takes a slightly worse value for a better one where metrics are
///   negative; `RelSigned` does not.
/// - **Parameters**: see [`Plateau`]. `lr`, `min_lr` and `eps` are rates, at least 0; `factor` is at least 0 and below 1;
///   `patience` and `cooldown` count observations; `threshold` is at least 0. All are finite; PyTorch checks only that
///   `factor` is below 1. A `min_lr` above the rate cuts nothing (and never raises it); with mode min, `Rel` and a
///   threshold of 1 or more nothing is ever better.
/// - **Before, at and past the end**: before the first observation the rate is `lr`; the best is +∞ (or −∞ in mode max),
///   which an infinite metric does not beat. It has no end: the rate stays at `min_lr`, or where `eps` stops the cuts. A
///   NaN is a bad observation and never the best, as in PyTorch, unless [`NanPolicy`] says otherwise.
///
/// ```
/// use etalon::{Observed, Plateau, ReduceLrOnPlateau};
///
/// let rule = ReduceLrOnPlateau::new(0.1_f64, Plateau { patience: 2, ..Plateau::default() })?;
/// let mut state = rule.start();
/// assert_eq!(rule.observe(&mut state, 0.9), Observed::Better);
/// for _ in 0..2 {
///     assert_eq!(rule.observe(&mut state, 0.9), Observed::Waiting);
/// }
/// assert_eq!(rule.observe(&mut state, 0.9), Observed::Cut); // the third bad one in a row
/// assert_eq!(state.lr(), 0.1 * 0.1);
/// # Ok::<(), etalon::ParamError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ReduceLrOnPlateau<F> {
    lr: F,
    settings: Plateau<F>,
}

/// What the rule remembers between observations.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct PlateauState<F> {
    pub(crate) lr: F,
    pub(crate) best: F,
    pub(crate) num_bad_epochs: u32,
    pub(crate) cooldown_counter: u32,
}

/// What an observation led to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Observed {
    /// The metric is the best so far.
    Better,
    /// It is not, and the rule waits.
    Waiting,
    /// The rate was cut.
    Cut,
    /// It was time for a cut, but the rate stays: at `min_lr`, or the cut was not larger than `eps`.
    Floor,
    /// A NaN that the policy leaves out of account.
    NanIgnored,
    /// A NaN that the policy reports; nothing has changed.
    NanReported,
}

impl<F: Real> PlateauState<F> {
    /// The rate now.
    #[must_use]
    pub fn lr(&self) -> F {
        self.lr
    }
    /// The best metric so far.
    #[must_use]
    pub fn best(&self) -> F {
        self.best
    }
    /// Bad observations in a row.
    #[must_use]
    pub fn num_bad_epochs(&self) -> u32 {
        self.num_bad_epochs
    }
    /// Observations of cooldown left.
    #[must_use]
    pub fn cooldown_counter(&self) -> u32 {
        self.cooldown_counter
    }
}

#[expect(clippy::arithmetic_side_effects, reason = "float arithmetic, in PyTorch's order: it cannot panic")]
impl<F: Real> ReduceLrOnPlateau<F> {
    /// A rule that starts at `lr`.
    ///
    /// # Errors
    /// Names the first setting outside its domain.
    pub fn new(lr: F, settings: Plateau<F>) -> Result<Self, ParamError> {
        Param::Lr.check(lr.to_f64())?;
        Param::Factor.check(settings.factor.to_f64())?;
        Param::Threshold.check(settings.threshold.to_f64())?;
        Param::MinLr.check(settings.min_lr.to_f64())?;
        Param::Eps.check(settings.eps.to_f64())?;
        Ok(Self { lr, settings })
    }

    /// The settings it was built with.
    #[must_use]
    pub fn settings(&self) -> &Plateau<F> {
        &self.settings
    }

    /// The rate it starts at.
    #[must_use]
    pub fn initial_lr(&self) -> F {
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

    /// Takes one metric: PyTorch's `step(metric)`.
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

    fn better(&self, metric: F, best: F) -> bool {
        let Plateau { threshold, .. } = self.settings;
        let margin = || {
            let size = if best < F::ZERO { F::ZERO - best } else { best };
            // Before the first observation there is nothing to take a share of.
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
