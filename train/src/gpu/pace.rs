//! How much one submit covers: as many replicas and steps as take a few milliseconds. That is long enough to be worth a submit, and
//! short enough that the screen does not stutter.

/// The intended duration of a submit, in seconds.
const AIM: f64 = 0.005;
/// The longest that the shortest possible submit may take: a validation of all replicas that go together.
const MOST: f64 = 0.006;

/// The duration of a step of a replica on this device, learned from the submits.
#[derive(Debug, Clone, Copy)]
pub struct Pace {
    seconds: f64,
}

impl Pace {
    /// The pace before the first submit. It is the pace of a software adapter, which is slow.
    pub fn new() -> Self {
        Self { seconds: 2.5e-4 }
    }

    /// How many of `replicas` to train together, where a validation costs as much as `validation` steps. The others wait for their
    /// turn, and the turns are of nearly equal size.
    pub fn together(self, replicas: usize, validation: u32) -> usize {
        let most = MOST / (self.seconds * f64::from(validation));
        let turns = replicas.div_ceil((most as usize).max(1)).max(1);
        replicas.div_ceil(turns)
    }

    /// How many of the `left` steps of `together` replicas to submit at once.
    pub fn steps(self, together: usize, left: u32) -> u32 {
        let submits = (f64::from(left) * together as f64 * self.seconds / AIM)
            .ceil()
            .clamp(1.0, f64::from(left.max(1)));
        left.div_ceil(submits as u32)
    }

    /// Whether the validation fits into a submit of `steps` steps as well.
    pub fn validates_too(self, together: usize, steps: u32, validation: u32) -> bool {
        f64::from(steps + validation) * together as f64 * self.seconds <= AIM + MOST / 2.0
    }

    /// Records the duration of a submit. A faster one replaces the estimate. A slower one is averaged in, since another process may
    /// have caused it.
    pub fn learn(&mut self, together: usize, steps: u32, seconds: f64) {
        let new = (seconds / (together as f64 * f64::from(steps))).clamp(1e-9, 1.0);
        self.seconds = if new < self.seconds { new } else { f64::midpoint(self.seconds, new) };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::task::ROUND;

    const STEPS: u32 = ROUND as u32;
    const VALIDATION: u32 = 5;

    /// Trains rounds on a device that takes `overhead` for a submit and `parallel` replicas at a time. Returns the submits of the last.
    fn submits(replicas: usize, step: f64, parallel: usize, overhead: f64) -> Vec<f64> {
        let mut pace = Pace::new();
        let mut last = Vec::new();
        for _ in 0..10 {
            last.clear();
            let mut done = 0;
            while done < replicas {
                let together = pace.together(replicas - done, VALIDATION);
                let waves = together.div_ceil(parallel) as f64;
                let mut left = STEPS;
                while left > 0 {
                    let steps = pace.steps(together, left);
                    left -= steps;
                    let validates = left == 0 && pace.validates_too(together, steps, VALIDATION);
                    let units = steps + if validates { VALIDATION } else { 0 };
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
                // A round that is shorter than that has one submit only.
                let least = if whole < 0.004 { 0.0 } else { 0.002 };
                assert!(submits.iter().all(|&took| took >= least), "{replicas} {step}: {submits:?}");
            }
        }
    }

    #[test]
    fn even_the_slowest_device_gets_one_replica_and_one_step() {
        let mut pace = Pace::new();
        pace.learn(1, 1, 1e9);
        assert_eq!((pace.together(1024, VALIDATION), pace.steps(1, STEPS)), (1, 1));
        assert!(!pace.validates_too(1, 1, VALIDATION));
        pace.learn(1, 45, 0.0);
        assert_eq!((pace.together(1024, VALIDATION), pace.steps(1024, STEPS)), (1024, 45));
    }
}
