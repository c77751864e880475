//! What the visitor has set: a legal value for every control; and the jobs that follow from them.

use core::fmt;

use etalon::ParamError;
use etalon_train::job::{Job, JobError};
use etalon_train::policy::Policy;
use etalon_train::setting::Setting;
use etalon_train::shape::Width;
use etalon_train::task::ROUND;
use etalon_train::task::digits::DIGITS;

use crate::model::entrant::{Entrant, PerEntrant};
use crate::model::kind::Kind;
use crate::model::knob::Knob;
use crate::model::param::Param;
use crate::model::settings::Settings;

/// The state of all controls that decide over training.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Config {
    settings: Settings,
    training: [f64; Setting::ALL.len()],
    /// A base rate of its own for each, where each was tuned.
    tuned: Option<PerEntrant<f64>>,
}

/// Batches in an epoch.
pub const STEPS: u32 = ROUND as u32;

/// A value that was refused.
#[derive(Debug, Clone, PartialEq)]
pub enum Refusal {
    /// Outside the parameter's domain.
    Param(ParamError),
    /// Legal for a schedule, but no training can be made of it.
    Job(JobError),
    /// Not a number at all.
    NotANumber {
        /// Name of what was being set.
        what: String,
        /// What was typed.
        typed: String,
    },
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refusal::Param(error) => write!(f, "{error}"),
            Refusal::Job(error) => write!(f, "{error}"),
            Refusal::NotANumber { what, typed } if typed.is_empty() => write!(f, "{what} must be a number"),
            Refusal::NotANumber { what, typed } => write!(f, "{what} must be a number, got “{typed}”"),
        }
    }
}

impl core::error::Error for Refusal {}

impl Config {
    /// Values as given by the table of parameters, and the usual training.
    ///
    /// # Errors
    /// Epochs that no training takes.
    pub fn new(settings: Settings) -> Result<Self, Refusal> {
        check_epochs(settings.get(Param::Epochs))?;
        Ok(Self { settings, training: Setting::ALL.map(|setting| setting.spec().default), tuned: None })
    }

    /// The value of `param`.
    #[must_use]
    pub fn get(&self, param: Param) -> f64 {
        self.settings.get(param)
    }

    /// The value of `knob`.
    #[must_use]
    pub fn value(&self, knob: impl Into<Knob>) -> f64 {
        match knob.into() {
            Knob::Schedule(param) => self.get(param),
            Knob::Training(setting) => self.training[setting as usize],
        }
    }

    /// All values of the table of parameters.
    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Seed of split, weights and batch order.
    #[must_use]
    pub fn seed(&self) -> u64 {
        self.value(Setting::Seed) as u64
    }

    /// Passes over the training set.
    #[must_use]
    pub fn epochs(&self) -> u32 {
        self.get(Param::Epochs) as u32
    }

    /// Steps of the whole training.
    #[must_use]
    pub fn steps(&self) -> u32 {
        self.epochs() * STEPS
    }

    /// With `knob` changed and nothing else.
    ///
    /// # Errors
    /// A value outside the domain; nothing is changed then.
    pub fn with(mut self, knob: impl Into<Knob>, value: f64) -> Result<Self, Refusal> {
        let knob = knob.into();
        knob.check(value)?;
        match knob {
            Knob::Schedule(param) => {
                self.settings.set(param, value).map_err(Refusal::Param)?;
                if param == Param::Epochs {
                    check_epochs(value)?;
                }
            }
            Knob::Training(setting) => self.training[setting as usize] = value,
        }
        Ok(self)
    }

    /// As [`Config::with`], and what hangs together is kept together: a 1cycle that is as long as the training stays as long
    /// when the epochs change, and a base rate that is set holds for all it is the rate of, tuned or not.
    ///
    /// # Errors
    /// As [`Config::with`].
    pub fn turned(self, knob: impl Into<Knob>, value: f64) -> Result<Self, Refusal> {
        let knob = knob.into();
        let mut next = self.with(knob, value)?;
        if let (Knob::Schedule(Param::Lr | Param::MaxLr), true) = (knob, value != self.value(knob)) {
            next.tuned = None;
        }
        let spanned = self.get(Param::TotalSteps) == f64::from(self.steps());
        if knob == Knob::Schedule(Param::Epochs) && spanned {
            return next.with(Param::TotalSteps, f64::from(next.steps()));
        }
        Ok(next)
    }

    /// The base rates that were found for each, where each was tuned.
    #[must_use]
    pub fn tuned(&self) -> Option<&PerEntrant<f64>> {
        self.tuned.as_ref()
    }

    /// With a base rate of its own for each, or for all the same again.
    ///
    /// # Errors
    /// A rate outside the domain; nothing is changed then.
    pub fn with_tuned(mut self, tuned: Option<PerEntrant<f64>>) -> Result<Self, Refusal> {
        for (entrant, rate) in tuned.iter().flat_map(PerEntrant::iter) {
            base_rate(entrant).check(*rate).map_err(Refusal::Param)?;
        }
        self.tuned = tuned;
        Ok(self)
    }

    /// As `entrant` sees it: with its own base rate, if each has one.
    #[must_use]
    pub fn seen_by(&self, entrant: Entrant) -> Config {
        let Some(tuned) = self.tuned else { return *self };
        let own = Config { tuned: None, ..*self };
        own.with(base_rate(entrant), *tuned.get(entrant)).unwrap_or(own)
    }

    /// What sets the rate of `entrant`.
    ///
    /// # Errors
    /// Where a constructor refuses the values together.
    pub fn policy(&self, entrant: Entrant) -> Result<Policy, ParamError> {
        let kind = match entrant {
            Entrant::Schedule(kind) => kind.in_crate(),
            Entrant::Constant => etalon::Kind::Constant,
        };
        Policy::of(&self.seen_by(entrant).settings.of_kind(kind)?)
    }

    /// The training of `entrant`.
    ///
    /// # Errors
    /// Where a constructor or the trainer refuses.
    pub fn job(&self, entrant: Entrant) -> Result<Job, Refusal> {
        let policy = self.policy(entrant).map_err(Refusal::Param)?;
        let width =
            Width::new(self.value(Setting::HiddenWidth) as u32).map_err(|why| Refusal::Job(why.into()))?;
        Job::new(&DIGITS, policy, self.seed(), self.epochs(), width)
            .and_then(|job| job.with_weight_decay(self.value(Setting::WeightDecay)))
            .map_err(Refusal::Job)
    }
}

/// The parameter that is the base rate of `entrant`.
#[must_use]
pub const fn base_rate(entrant: Entrant) -> Param {
    match entrant {
        Entrant::Schedule(Kind::OneCycle) => Param::MaxLr,
        Entrant::Schedule(_) | Entrant::Constant => Param::Lr,
    }
}

fn check_epochs(value: f64) -> Result<(), Refusal> {
    if value > f64::from(Job::MAX_ROUNDS) {
        return Err(Refusal::Job(JobError::Rounds(value as u32)));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::presets::Preset;

    #[test]
    fn a_refused_value_changes_nothing_and_is_named() {
        let config = Preset::Opening.config();
        let refusals: [(Knob, f64); 5] = [
            (Param::Gamma.into(), -1.0),
            (Param::Epochs.into(), 2_000.0),
            (Setting::Seed.into(), 0.5),
            (Setting::HiddenWidth.into(), 12.0),
            (Setting::WeightDecay.into(), f64::NAN),
        ];
        for (knob, value) in refusals {
            let refused = config.turned(knob, value).unwrap_err();
            assert!(refused.to_string().contains(knob.id()), "{refused}");
        }
    }

    #[test]
    fn a_cycle_that_spans_the_training_follows_the_epochs() {
        let config = Preset::Opening.config().turned(Param::Epochs, 40.0).unwrap();
        assert_eq!(config.get(Param::TotalSteps), 1_800.0);
        let own = config.turned(Param::TotalSteps, 100.0).unwrap().turned(Param::Epochs, 10.0).unwrap();
        assert_eq!(own.get(Param::TotalSteps), 100.0);
    }

    #[test]
    fn a_change_touches_only_the_schedules_that_use_it() {
        let (a, b) = (Preset::Opening.config(), Preset::Opening.config().turned(Param::Gamma, 0.8).unwrap());
        for entrant in Entrant::ALL {
            let same = a.job(entrant).unwrap() == b.job(entrant).unwrap();
            assert_eq!(same, entrant != Entrant::Schedule(Kind::Exponential), "{entrant:?}");
        }
    }

    #[test]
    fn tuned_rates_hold_until_a_base_rate_is_set() {
        let rates = PerEntrant([0.02, 0.03, 0.04, 0.05, 0.06]);
        let config = Preset::Opening.config().with_tuned(Some(rates)).unwrap();
        for (entrant, rate) in rates.iter() {
            assert_eq!(config.seen_by(entrant).get(base_rate(entrant)), *rate);
        }
        assert!(config.turned(Param::Gamma, 0.5).unwrap().tuned().is_some());
        assert!(config.turned(Param::Lr, 0.5).unwrap().tuned().is_none());
        assert!(config.with_tuned(Some(PerEntrant([-1.0; 5]))).is_err());
    }

    #[test]
    fn width_and_decay_are_the_jobs() {
        let config = Preset::Opening.config().turned(Setting::HiddenWidth, 64.0).unwrap();
        let job = config.turned(Setting::WeightDecay, 0.1).unwrap().job(Entrant::Constant).unwrap();
        assert_eq!((job.width().units(), job.weight_decay()), (64, 0.1));
    }
}
