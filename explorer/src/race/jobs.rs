//! From settings to trainings: the job of each line.

use etalon_train::job::{Job, JobError};
use etalon_train::policy::{Every, Policy};
use etalon_train::shape::Width;
use etalon_train::start::WrongLabels;

use crate::race::config::Config;
use crate::race::refusal::Refusal;
use crate::race::run_settings::{HIDDEN_WIDTH, WEIGHT_DECAY, WRONG_LABELS};
use crate::race::seat::Seat;
use crate::race::slot::Line;

impl Config {
    /// What sets the rate of `line`: its schedule behind its warm-up.
    ///
    /// # Errors
    /// If two of its values do not go together.
    pub fn policy(&self, line: Line) -> Result<Policy, Refusal> {
        let lane = line.slot().and_then(|slot| self.lane(slot));
        let policy = match Seat::new(self, line).points() {
            Some(rates) => Policy::table(rates, Every::Round)?,
            None => Policy::of(&self.settings(line))?,
        };
        let lane = lane.filter(|lane| !lane.page().has_own_warm_up());
        Ok(match lane.map(|lane| lane.warm_up()) {
            Some(rise) if rise.steps > 0 => policy.behind_warm_up(rise.steps, rise.start)?,
            Some(_) | None => policy,
        })
    }

    /// The training of `line`.
    ///
    /// # Errors
    /// If two of its values do not go together, or no training can be made of them.
    pub fn job(&self, line: Line) -> Result<Job, Refusal> {
        let width = Width::new(self.run().get(HIDDEN_WIDTH) as u32).map_err(JobError::from)?;
        let job = Job::new(self.task(), self.policy(line)?, self.seed(), self.epochs(), width)?;
        let job = job
            .with_optimiser(self.run().optimiser()?)
            .with_wrong_labels(WrongLabels::new(self.run().get(WRONG_LABELS))?);
        Ok(job.with_weight_decay(self.run().get(WEIGHT_DECAY))?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kinds::warmup_stable_decay;
    use crate::race::control::Control;
    use crate::race::opening;
    use crate::race::slot::Slot;
    use crate::race::warm_up;

    #[test]
    fn every_line_of_the_opening_has_a_job() {
        let config = opening::config();
        for line in config.lines() {
            let job = config.job(line).unwrap();
            assert_eq!((job.rounds(), job.seed(), job.wrong_labels().percent()), (20, 1, 20));
        }
    }

    #[test]
    fn a_warm_up_stands_before_the_schedule() {
        let slot = Slot::numbered(1).unwrap();
        let config = opening::config().with(Control::lane(slot, warm_up::STEPS), 4.0).unwrap();
        let rates = |config: &Config, round| config.policy(Line::Lane(slot)).unwrap().rates(round)[0].lr;
        let plain = opening::config();
        assert_eq!(rates(&config, 4), rates(&plain, 0));
        assert_eq!(rates(&config, 6), rates(&plain, 2));
        assert!(rates(&config, 0) < rates(&config, 1));
    }

    #[test]
    fn values_that_do_not_go_together_are_refused_with_a_reason() {
        let slot = Slot::numbered(1).unwrap();
        let config = Config::racing(&[&warmup_stable_decay::PAGE]);
        let floor = config.lane(slot).unwrap().row("min_lr").unwrap();
        assert!(config.job(Line::Lane(slot)).is_ok());
        let above = config.with(Control::lane(slot, floor), 0.5).unwrap();
        let refusal = above.job(Line::Lane(slot)).unwrap_err();
        assert!(refusal.to_string().contains("min_lr"), "{refusal}");
    }
}
