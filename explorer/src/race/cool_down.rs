//! Cooling down: a lane is replaced by the schedule that holds the rate of a moment up to its epoch, and decays from there to the end.

use etalon_train::job::Job;

use crate::chart::series;
use crate::kinds::warmup_stable_decay::{DECAY_STEPS, PAGE, WARMUP_STEPS};
use crate::race::config::{Config, ROUND};
use crate::race::control::Control;
use crate::race::refusal::Refusal;
use crate::race::run::Run;
use crate::race::slot::{Line, Slot};

/// The epoch from which a lane cools down where the play head is at `step`: the one that the player shows. `None` at the end of the
/// run, where nothing is left to decay over.
#[must_use]
pub fn epoch_at(config: &Config, step: f64) -> Option<u32> {
    let epoch = (step / f64::from(ROUND)).floor();
    (epoch >= 0.0 && epoch < f64::from(config.epochs())).then_some(epoch as u32)
}

/// The rate with which `job` begins `epoch`. A rule that takes a metric has the rate of its `run`.
#[must_use]
pub fn rate_at(job: &Job, run: Option<&Run>, epoch: u32) -> Option<f64> {
    series::value_at(&series::rates(job, run), f64::from(epoch))
}

/// `config`, where the lane at `slot` is a warm-up-stable-decay schedule as long as the run: without a warm-up, at `rate` until
/// `epoch`, and decaying from there.
///
/// # Errors
/// A rate that no schedule takes; an empty place.
pub fn cool_down(config: &Config, slot: Slot, epoch: u32, rate: f64) -> Result<Config, Refusal> {
    if config.lane(slot).is_none() {
        return Err(Refusal::NoSuchControl(format!("rate of {}", Line::Lane(slot))));
    }
    let decay = config.epochs().saturating_sub(epoch) * ROUND;
    let lane = |row, value: u32| (Control::lane(slot, row), f64::from(value));
    // The stable part follows from the two others, as the schedule is as long as the run.
    let changes = vec![lane(WARMUP_STEPS, 0), lane(DECAY_STEPS, decay)];
    let cooled = config.with_lane(slot, Some(&PAGE)).with_changes(&changes)?;
    cooled.with_own_rate(Line::Lane(slot), Some(rate))
}

/// What has been done, in a sentence. `before` is the lane's name until then.
#[must_use]
pub fn sentence(before: &str, rate: &str, epoch: u32) -> String {
    let until = if epoch == 0 {
        "which decays from the start".to_owned()
    } else {
        format!("which holds {rate} until epoch {epoch} and decays from there")
    };
    format!("{before} is now a WSD schedule, {until}. The history below has the lane as it was.")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::race::opening;

    fn first() -> Slot {
        Slot::all().next().unwrap()
    }

    fn rates(config: &Config) -> Vec<f64> {
        let policy = config.policy(Line::Lane(first())).unwrap();
        (0..config.epochs()).flat_map(|epoch| policy.rates(epoch)).map(|rate| rate.lr).collect()
    }

    #[test]
    fn a_lane_holds_its_rate_until_the_epoch_and_decays_to_the_end() {
        let cooled = cool_down(&opening::config(), first(), 12, 0.004).unwrap();
        let rates = rates(&cooled);
        let (held, decaying) = rates.split_at((12 * ROUND) as usize);
        assert!(held.iter().all(|rate| *rate == 0.004), "{held:?}");
        assert!(decaying.windows(2).all(|pair| pair[1] < pair[0]), "{decaying:?}");
        assert!(rates[899] < 1e-4, "{}", rates[899]);
    }

    #[test]
    fn an_epoch_is_inside_the_run() {
        let config = opening::config();
        assert_eq!(epoch_at(&config, 0.0), Some(0));
        assert_eq!(epoch_at(&config, 899.9), Some(19));
        assert_eq!(epoch_at(&config, 900.0), None);
        assert!(
            rates(&cool_down(&config, first(), 0, 0.01).unwrap()).windows(2).all(|pair| pair[1] < pair[0])
        );
    }

    #[test]
    fn what_cannot_be_cooled_is_refused_with_a_reason() {
        let config = opening::config();
        assert!(cool_down(&config, config.vacancy().unwrap(), 5, 0.01).is_err());
        let refusal = cool_down(&config, first(), 5, f64::NAN).unwrap_err();
        assert!(refusal.to_string().contains("lr"), "{refusal}");
    }
}
