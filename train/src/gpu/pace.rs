//! How much one submit covers: so many replicas and steps that it takes a few milliseconds, long enough to be worth the way to the
//! device, short enough that nobody waits for the screen.

use super::shader::VALIDATION_STEPS;

/// What a submit is to take, in seconds.
const AIM: f64 = 0.005;
/// What the shortest possible submit may take: a validation of all the replicas that go together.
const MOST: f64 = 0.006;

/// What a step of a replica takes on this device, learnt from what was submitted.
#[derive(Debug, Clone, Copy)]
pub struct Pace {
    seconds: f64,
}

impl Pace {
    /// Before anything is known: as slow as a software adapter.
    pub fn new() -> Self {
        Self { seconds: 2.5e-4 }
    }

    /// How many of `replicas` to train together; the others wait for their turn, so that the turns are of nearly equal size.
    pub fn together(self, replicas: usize) -> usize {
        let most = MOST / (self.seconds * f64::from(VALIDATION_STEPS));
        let turns = replicas.div_ceil((most as usize).max(1)).max(1);
        replicas.div_ceil(turns)
    }

    /// How many of the `left` steps of so many replicas to submit at once.
    pub fn steps(self, together: usize, left: u32) -> u32 {
        let submits = (f64::from(left) * together as f64 * self.seconds / AIM)
            .ceil()
            .clamp(1.0, f64::from(left.max(1)));
        left.div_ceil(submits as u32)
    }

    /// Whether the validation still fits into a submit of so many steps.
    pub fn validates_too(self, together: usize, steps: u32) -> bool {
        f64::from(steps + VALIDATION_STEPS) * together as f64 * self.seconds <= AIM + MOST / 2.0
    }

    /// Hears how long a submit took. Good news is believed at once, bad news by half, as it may be somebody else's doing.
    pub fn learn(&mut self, together: usize, steps: u32, seconds: f64) {
        let new = (seconds / (together as f64 * f64::from(steps))).clamp(1e-9, 1.0);
        self.seconds = if new < self.seconds { new } else { f64::midpoint(self.seconds, new) };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::STEPS_PER_EPOCH;

    const STEPS: u32 = STEPS_PER_EPOCH as u32;

    /// Trains epochs on a device that takes `overhead` for a submit and `parallel` replicas at a time; gives the submits of the last.
    fn submits(replicas: usize, step: f64, parallel: usize, overhead: f64) -> Vec<f64> {
        let mut pace = Pace::new();
        let mut last = Vec::new();
        for _ in 0..10 {
            last.clear();
            let mut done = 0;
            while done < replicas {
                let together = pace.together(replicas - done);
                let waves = together.div_ceil(parallel) as f64;
                let mut left = STEPS;
                while left > 0 {
                    let steps = pace.steps(together, left);
                    left -= steps;
                    let validates = left == 0 && pace.validates_too(together, steps);
                    let units = steps + if validates { VALIDATION_STEPS } else { 0 };
                    let took = overhead + waves * step * f64::from(units);
                    last.push(took);
                    pace.learn(together, units, took);
                }
                done += together;
            }
            assert_eq!(done, replicas);
        }
        last
    }

    #[test]
    fn submits_take_from_2_to_8_milliseconds_whatever_the_device() {
        for replicas in [1, 4, 16, 64, 256, 1024] {
            for (step, parallel, overhead) in
                [(5e-4, 2, 1e-4), (2e-4, 2, 1e-4), (2e-5, 64, 1e-5), (1e-5, 2048, 1e-5)]
            {
                let submits = submits(replicas, step, parallel, overhead);
                let whole: f64 = submits.iter().sum();
                assert!(submits.iter().all(|&took| took <= 0.008), "{replicas} {step}: {submits:?}");
                // An epoch that is shorter than that has one submit only.
                let least = if whole < 0.004 { 0.0 } else { 0.002 };
                assert!(submits.iter().all(|&took| took >= least), "{replicas} {step}: {submits:?}");
            }
        }
    }

    #[test]
    fn even_the_slowest_device_gets_one_replica_and_one_step() {
        let mut pace = Pace::new();
        pace.learn(1, 1, 1e9);
        assert_eq!((pace.together(1024), pace.steps(1, STEPS)), (1, 1));
        assert!(!pace.validates_too(1, 1));
        pace.learn(1, 45, 0.0);
        assert_eq!((pace.together(1024), pace.steps(1024, STEPS)), (1024, 45));
    }
}
