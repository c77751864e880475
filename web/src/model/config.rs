//! What the visitor has set: legal values for every parameter and a seed; and the jobs that follow from them.

use core::fmt;

use etalon::{Kind, Param, ParamError, Settings};
use etalon_train::job::{Job, JobError};
use etalon_train::model::{STEPS_PER_EPOCH, Width};
use etalon_train::policy::Policy;

use crate::model::entrant::Entrant;

/// The state of all controls that decide over training.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Config {
    settings: Settings,
    seed: u64,
}

/// The largest seed a number field can hold without rounding: 2⁵³ − 1.
pub const MAX_SEED: u64 = (1 << 53) - 1;

/// Batches in an epoch.
pub const STEPS: u32 = STEPS_PER_EPOCH as u32;

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
    /// A seed that is not a whole number in range.
    Seed(f64),
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refusal::Param(error) => write!(f, "{error}"),
            Refusal::Job(error) => write!(f, "{error}"),
            Refusal::NotANumber { what, typed } if typed.is_empty() => write!(f, "{what} must be a number"),
            Refusal::NotANumber { what, typed } => write!(f, "{what} must be a number, got “{typed}”"),
            Refusal::Seed(value) => {
                write!(f, "seed must be a whole number from 0 to {MAX_SEED}, got {value}")
            }
        }
    }
}

impl core::error::Error for Refusal {}

impl Config {
    /// Values as given, by table and seed.
    ///
    /// # Errors
    /// A seed beyond [`MAX_SEED`], or epochs that no training takes.
    pub fn new(settings: Settings, seed: u64) -> Result<Self, Refusal> {
        check_epochs(settings.get(Param::Epochs))?;
        if seed > MAX_SEED {
            return Err(Refusal::Seed(seed as f64));
        }
        Ok(Self { settings, seed })
    }

    /// The value of `param`.
    #[must_use]
    pub fn get(&self, param: Param) -> f64 {
        self.settings.get(param)
    }

    /// All values.
    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Seed of split, weights and batch order.
    #[must_use]
    pub fn seed(&self) -> u64 {
        self.seed
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

    /// With `param` changed and nothing else.
    ///
    /// # Errors
    /// A value outside the domain; nothing is changed then.
    pub fn with(mut self, param: Param, value: f64) -> Result<Self, Refusal> {
        self.settings.set(param, value).map_err(Refusal::Param)?;
        if param == Param::Epochs {
            check_epochs(value)?;
        }
        Ok(self)
    }

    /// As [`Config::with`], and a 1cycle that is as long as the training stays as long when the epochs change.
    ///
    /// # Errors
    /// As [`Config::with`].
    pub fn turned(self, param: Param, value: f64) -> Result<Self, Refusal> {
        let next = self.with(param, value)?;
        let spanned = self.get(Param::TotalSteps) == f64::from(self.steps());
        if param == Param::Epochs && spanned {
            return next.with(Param::TotalSteps, f64::from(next.steps()));
        }
        Ok(next)
    }

    /// With another seed.
    ///
    /// # Errors
    /// Not a whole number from 0 to [`MAX_SEED`].
    pub fn with_seed(mut self, seed: f64) -> Result<Self, Refusal> {
        if !(0.0..=MAX_SEED as f64).contains(&seed) || seed.fract() != 0.0 {
            return Err(Refusal::Seed(seed));
        }
        self.seed = seed as u64;
        Ok(self)
    }

    /// What sets the rate of `entrant`.
    ///
    /// # Errors
    /// Where a constructor refuses the values together.
    pub fn policy(&self, entrant: Entrant) -> Result<Policy, ParamError> {
        Ok(match entrant {
            Entrant::Schedule(Kind::Exponential) => Policy::Exponential(self.settings.exponential()?),
            Entrant::Schedule(Kind::CosineAnnealing) => Policy::Cosine(self.settings.cosine()?),
            Entrant::Schedule(Kind::ReduceOnPlateau) => Policy::Plateau(self.settings.plateau()?),
            Entrant::Schedule(Kind::OneCycle) => Policy::OneCycle(self.settings.one_cycle()?),
            Entrant::Constant => Policy::Constant(self.get(Param::Lr)),
        })
    }

    /// The training of `entrant`.
    ///
    /// # Errors
    /// Where a constructor or the trainer refuses.
    pub fn job(&self, entrant: Entrant) -> Result<Job, Refusal> {
        let policy = self.policy(entrant).map_err(Refusal::Param)?;
        Job::new(policy, self.seed, self.epochs(), Width::USUAL).map_err(Refusal::Job)
    }
}

fn check_epochs(value: f64) -> Result<(), Refusal> {
    if value > f64::from(Job::MAX_EPOCHS) {
        return Err(Refusal::Job(JobError::Epochs(value as u32)));
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
        let refused = config.turned(Param::Gamma, -1.0).unwrap_err();
        assert!(refused.to_string().contains("gamma"), "{refused}");
        let refused = config.turned(Param::Epochs, 2_000.0).unwrap_err();
        assert!(refused.to_string().contains("epochs"), "{refused}");
        assert!(config.with_seed(0.5).is_err());
        assert!(config.with_seed(f64::NAN).is_err());
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
}
