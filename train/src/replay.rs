//! Explains a policy that watches a metric: its rule is replayed over the metrics of a run, with its own patience or with another.

use etalon::{Mode, Observed};

use crate::policy::Policy;
use crate::report::Metrics;
use crate::task::Task;

/// The end of a round, as the rule saw it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Beat {
    /// The round that ended, from 1.
    pub round: u32,
    /// The metric that the rule observed, to the bit.
    pub metric: f64,
    /// What the observation did: whether it cut, and why or why not.
    pub observed: Observed,
    /// The best metric so far.
    pub best: f64,
    /// Bad rounds in a row, this one included, before a cut or a cooldown reset their number.
    pub bad: u32,
    /// Bad rounds in a row that the rule counts from here on.
    pub counted: u32,
    /// Rounds that were left of a cooldown before this one ended, and after it.
    pub cooldown: (u32, u32),
    /// The rate of the next round if nothing had been observed, and as it is.
    pub rates: (f64, f64),
}

impl Beat {
    /// Whether the rate was cut.
    #[must_use]
    pub fn cut(&self) -> bool {
        self.observed == Observed::Cut
    }
}

/// Replays the rule of `policy` over the metrics of a run of `task`: one beat per round. With `patience` it is the rule with that
/// patience instead of its own; after its first cut, a training would have had other metrics. There are no beats for a policy that
/// watches nothing.
#[must_use]
pub fn replay(policy: &Policy, task: &Task, metrics: &Metrics, patience: Option<u32>) -> Vec<Beat> {
    let Some(mut watch) = policy.watch(patience) else { return Vec::new() };
    let mode = watch.settings().mode;
    let beat = |(round, metric): (u32, f64)| {
        let before = watch;
        let observed = watch.observe(metric);
        let bad = match observed {
            Observed::Better => 0,
            Observed::NanIgnored | Observed::NanReported => before.num_bad_rounds(),
            // Waiting, a cut or a floor: `Observed` may grow.
            _ if watch.best() != before.best() => 0,
            _ => before.num_bad_rounds() + 1,
        };
        let next = policy.first_step(round);
        Beat {
            round,
            metric,
            observed,
            best: watch.best(),
            bad,
            counted: watch.num_bad_rounds(),
            cooldown: (before.cooldown_left(), watch.cooldown_left()),
            rates: (before.lr(next), watch.lr(next)),
        }
    };
    (1..).zip(observed(mode, task, metrics)).map(beat).collect()
}

/// The metrics that a rule of this mode observed. An accuracy is recorded as a float of 32 bits; its 64 bits are recovered from the
/// number of samples.
fn observed(mode: Mode, task: &Task, metrics: &Metrics) -> impl Iterator<Item = f64> {
    let samples = task.split.validation as f64;
    let rises = mode == Mode::Max;
    let values = if rises { &metrics.val_accuracy } else { &metrics.val_loss };
    values.iter().map(move |&value| {
        let value = f64::from(value);
        if rises { (value * samples).round() / samples } else { value }
    })
}
