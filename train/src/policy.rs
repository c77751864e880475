//! What sets the learning rate of a run: a schedule of any kind, a plateau rule or a table of rates, behind a warm-up or not.

mod curve;
mod table;
mod watch;
mod wire;

use std::sync::Arc;

use etalon::{AnySchedule, Mode, ParamError, Plateau, ReduceLrOnPlateau, Schedule as _, Settings, Stepped};
use serde::{Deserialize, Serialize};

use self::curve::Curve;
pub use self::table::{Table, TableError};
pub use self::watch::Watch;
pub use self::wire::PolicyError;
use crate::optimiser::{Optimiser, Rate};
use crate::task::ROUND;

/// How often a curve takes a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Every {
    /// Once per round, as PyTorch's examples step most schedules once per epoch.
    Round,
    /// Once per batch.
    Batch,
}

impl Every {
    fn first_step(self, round: u32) -> u32 {
        match self {
            Every::Round => round,
            Every::Batch => round.saturating_mul(ROUND as u32),
        }
    }
}

impl From<Stepped> for Every {
    /// A rule that takes a metric takes one per round.
    fn from(stepped: Stepped) -> Self {
        if stepped == Stepped::Batch { Every::Batch } else { Every::Round }
    }
}

/// The rule of a policy, without its warm-up.
#[derive(Debug, Clone, PartialEq)]
#[expect(clippy::large_enum_variant, reason = "a plain value, of which a policy holds one")]
pub enum Rule {
    /// A schedule that takes a step number.
    Timed(AnySchedule<f64>),
    /// A rule that takes one metric per round: the validation accuracy in mode `Max`, the validation loss in mode `Min`.
    Plateau(ReduceLrOnPlateau<f64>),
    /// A list of rates.
    Table(Table),
}

/// A linear warm-up before a policy. Its two parameters are described by [`WarmUp::PARAMS`](etalon::WarmUp::PARAMS).
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Rise {
    /// Length of the rise, in the steps of the policy: rounds or batches, as [`Policy::every`] says.
    pub warmup_steps: u32,
    /// Share of the full rate at which the rise starts.
    pub start_factor: f64,
}

/// What sets the learning rate of a run. A policy is checked when it is made, also when it is read by serde, which writes it as
/// the id of its kind and numbers. A clone is cheap, because it shares the data of the original.
///
/// ```
/// use etalon::{Kind, Settings};
/// use etalon_train::policy::{Every, Policy};
///
/// let cosine = Policy::of(&Settings::suggested(Kind::from_id("cosine").unwrap()))?;
/// assert_eq!(cosine.every(), Every::Round);
/// let warm = cosine.behind_warm_up(5, 0.1)?;
/// assert_eq!(warm.rates(0)[0].lr, 0.1 * warm.rates(5)[0].lr);
/// # Ok::<(), etalon::ParamError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(into = "wire::Wire", try_from = "wire::Wire")]
pub struct Policy(Arc<Plan>);

#[derive(Debug, PartialEq)]
struct Plan {
    source: Source,
    rule: Rule,
    every: Every,
    warm_up: Option<Rise>,
    drive: Drive,
}

/// What a rule was built from.
#[derive(Debug, Clone, PartialEq)]
#[expect(clippy::large_enum_variant, reason = "a plain value, which a policy holds once")]
enum Source {
    Kind(Settings),
    Table(Table),
}

/// Rule and warm-up composed.
#[derive(Debug, Clone, PartialEq)]
#[expect(clippy::large_enum_variant, reason = "a plain value, of which a policy holds one")]
enum Drive {
    /// The rates are known beforehand.
    Steps(Curve),
    /// The rates depend on the metrics.
    Metric(Watch),
}

impl Policy {
    /// The schedule or rule of these settings, stepped as its kind usually is.
    ///
    /// # Errors
    /// See [`Settings::build`].
    pub fn of(settings: &Settings) -> Result<Self, ParamError> {
        Self::stepped(settings, settings.kind().spec().stepped.into())
    }

    /// The schedule or rule of these settings, stepped once per round or per batch. A rule that takes a metric takes it once
    /// per round in either case; `every` is then the unit of a warm-up alone.
    ///
    /// # Errors
    /// See [`Settings::build`].
    pub fn stepped(settings: &Settings, every: Every) -> Result<Self, ParamError> {
        let built = settings.build::<f64>()?;
        let rule = built.timed().map(Rule::Timed).or(built.plateau().map(Rule::Plateau));
        // `Built` may grow. What is neither has no settings that could be refused.
        let missing = ParamError { param: settings.kind().id(), value: 0.0, reason: etalon::Reason::Missing };
        Self::compose(Source::Kind(*settings), rule.ok_or(missing)?, every, None)
    }

    /// One rate per round or per batch. The last rate holds past the end of the list.
    ///
    /// # Errors
    /// An empty list; a rate that is NaN, infinite or negative.
    pub fn table(rates: impl Into<Arc<[f64]>>, every: Every) -> Result<Self, TableError> {
        let table = Table::new(rates.into())?;
        let (source, rule) = (Source::Table(table.clone()), Rule::Table(table.clone()));
        let drive = Drive::Steps(Curve::Table(table));
        Ok(Self(Arc::new(Plan { source, rule, every, warm_up: None, drive })))
    }

    /// The same policy behind a linear warm-up of `warmup_steps`, which starts at `start_factor` times the first rate. It
    /// replaces any other warm-up. Without steps there is none.
    ///
    /// Behind a warm-up, a rule that takes a metric scales the rate of the warm-up from the first round on. Its `min_lr` and
    /// `eps` keep their meaning, and apply to the full rate.
    ///
    /// # Errors
    /// A `start_factor` outside `[0, 1]`; a first rate that is not finite.
    pub fn behind_warm_up(&self, warmup_steps: u32, start_factor: f64) -> Result<Self, ParamError> {
        let Plan { source, rule, every, .. } = &*self.0;
        Self::compose(source.clone(), rule.clone(), *every, Some(Rise { warmup_steps, start_factor }))
    }

    fn compose(source: Source, rule: Rule, every: Every, warm_up: Option<Rise>) -> Result<Self, ParamError> {
        let drive = match &rule {
            Rule::Timed(schedule) => Drive::Steps(Curve::Kind(*schedule).behind(warm_up)?),
            Rule::Table(table) => Drive::Steps(Curve::Table(table.clone()).behind(warm_up)?),
            Rule::Plateau(rule) => Drive::Metric(Watch::new(rule, warm_up)?),
        };
        let warm_up = warm_up.filter(|rise| rise.warmup_steps > 0);
        Ok(Self(Arc::new(Plan { source, rule, every, warm_up, drive })))
    }

    /// The rule, without its warm-up.
    #[must_use]
    pub fn rule(&self) -> &Rule {
        &self.0.rule
    }

    /// The settings that the rule was built from, or `None` for a table.
    #[must_use]
    pub fn settings(&self) -> Option<&Settings> {
        match self.source() {
            Source::Kind(settings) => Some(settings),
            Source::Table(_) => None,
        }
    }

    fn source(&self) -> &Source {
        &self.0.source
    }

    /// The warm-up, if there is one.
    #[must_use]
    pub fn warm_up(&self) -> Option<Rise> {
        self.0.warm_up
    }

    /// How often the policy takes a step.
    #[must_use]
    pub fn every(&self) -> Every {
        self.0.every
    }

    /// The metric that the policy watches, or `None` if its rates are known before the training.
    #[must_use]
    pub fn watches(&self) -> Option<Mode> {
        match &self.0.drive {
            Drive::Steps(_) => None,
            Drive::Metric(watch) => Some(watch.settings().mode),
        }
    }

    /// Whether the policy moves AdamW's first beta or SGD's momentum.
    #[must_use]
    pub fn cycles_momentum(&self) -> bool {
        match &self.0.drive {
            Drive::Steps(curve) => curve.momentum(0).is_some(),
            Drive::Metric(_) => false,
        }
    }

    /// The rule that watches a metric, before the first round: with its own patience or with another.
    #[must_use]
    pub fn watch(&self, patience: Option<u32>) -> Option<Watch> {
        match (&self.0.drive, self.rule(), patience) {
            (Drive::Metric(_), Rule::Plateau(rule), Some(patience)) => {
                let settings = Plateau { patience, ..*rule.settings() };
                let other = ReduceLrOnPlateau::<f64>::new(rule.initial_lr(), settings);
                other.and_then(|other| Watch::new(&other, self.warm_up())).ok()
            }
            (Drive::Metric(watch), _, _) => Some(*watch),
            (Drive::Steps(_), _, _) => None,
        }
    }

    /// The step that the policy takes at the first batch of round `round` (from 0).
    #[must_use]
    pub fn first_step(&self, round: u32) -> u32 {
        self.every().first_step(round)
    }

    /// What each batch of round `round` (from 0) is made with by AdamW, at the usual weight decay. For a policy that watches a metric,
    /// these are the rates until its first cut.
    #[must_use]
    pub fn rates(&self, round: u32) -> [Rate; ROUND] {
        Controller::new(self.clone()).rates(round)
    }
}

/// A policy in use: with the memory of the rule that watches a metric, with the optimiser, whose momentum a schedule may move, and with
/// the weight decay, which no schedule moves.
#[derive(Debug, Clone)]
pub struct Controller {
    every: Every,
    drive: Drive,
    optimiser: Optimiser,
    weight_decay: f64,
}

impl Controller {
    /// Before the first round, for AdamW with its usual weight decay.
    #[must_use]
    pub fn new(policy: Policy) -> Self {
        let optimiser = Optimiser::AdamW;
        let weight_decay = optimiser.usual_weight_decay();
        Self { every: policy.every(), drive: policy.0.drive.clone(), optimiser, weight_decay }
    }

    /// For another optimiser, with its usual weight decay.
    #[must_use]
    pub fn with_optimiser(self, optimiser: Optimiser) -> Self {
        Self { optimiser, weight_decay: optimiser.usual_weight_decay(), ..self }
    }

    /// With another weight decay.
    #[must_use]
    pub fn with_weight_decay(self, weight_decay: f64) -> Self {
        Self { weight_decay, ..self }
    }

    /// What each batch of round `round` (from 0) is made with.
    #[must_use]
    pub fn rates(&self, round: u32) -> [Rate; ROUND] {
        let first = self.every.first_step(round);
        match self.every {
            Every::Round => [self.rate(first); ROUND],
            Every::Batch => core::array::from_fn(|batch| self.rate(first.saturating_add(batch as u32))),
        }
    }

    fn rate(&self, step: u32) -> Rate {
        let usual = self.optimiser.momentum();
        let (lr, momentum) = match &self.drive {
            Drive::Steps(curve) => (curve.lr(step), curve.momentum(step).unwrap_or(usual)),
            Drive::Metric(watch) => (watch.lr(step), usual),
        };
        Rate { lr, momentum, weight_decay: self.weight_decay, method: self.optimiser.method() }
    }

    /// Passes the metrics of a round to the rule that watches one of them, if there is such a rule.
    pub fn observe(&mut self, val_loss: f64, val_accuracy: f64) {
        match &mut self.drive {
            Drive::Steps(_) => {}
            Drive::Metric(watch) => {
                watch.observe(if watch.settings().mode == Mode::Max { val_accuracy } else { val_loss });
            }
        }
    }
}
