//! Traps that only the runs show: a divergence, a rate too high or too low, a schedule that loses to the constant rate. What would
//! have happened without a schedule is read from the run of the reference, not estimated. That a schedule loses is said only where
//! many seeds bear it out.

use etalon_train::verdict::Verdict;

use etalon_train::task::Measure;

use crate::number::{epochs, grouped, loss, percent, rate};
use crate::race::config::{Config, ROUND};
use crate::race::control::{Changes, Control};
use crate::race::run::{Run, Summary};
use crate::race::run_settings::{EPOCHS, LR};
use crate::race::seat::Seat;
use crate::race::slot::Line;
use crate::race::trap::shared::GOOD_RATE;
use crate::race::trap::{Severity, Warning, first_good, names_in};
use crate::race::yours::Yours;

/// A rate from which on this network may stop learning.
const HIGH: f64 = 0.05;
/// An accuracy that a useful training reaches where the accuracy is the measure.
const USEFUL: f32 = 0.9;
/// Where the loss is the measure, a useful training gets below this share of the loss of a guess.
const USEFUL_LOSS: f64 = 0.85;
/// A final loss is clearly worse if it is this many times the other one.
const WORSE_LOSS: f32 = 1.5;
/// A final accuracy is worse if it is lower by more than one digit.
const WORSE_SAMPLES: f32 = 1.5;

/// What follows the reason where a visitor has entered a run of their own.
const ONLY_HERE: &str = " The small network of this page shows this; your model may not.";

/// A trap that only the runs show. A kind's page lists its own; [`RULES`] are those of every kind.
#[derive(Debug)]
pub struct RunRule {
    /// Stable name, unique among all traps.
    pub name: &'static str,
    /// How much it spoils.
    pub severity: Severity,
    /// The trap with its words, if the run is in it.
    pub find: fn(&Pair<'_>) -> Option<Found>,
}

/// A trap that a run is in, with its words.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// The control that it concerns.
    pub control: Control,
    /// In a few words, at most [`TITLE`](super::TITLE) characters.
    pub title: String,
    /// Why, in a sentence or two, with the numbers at hand.
    pub reason: String,
    /// What may fix it, the best first.
    pub fixes: Vec<Changes>,
}

/// The traps that `run` shows beside the run of the reference, not ranked. `None` while the two cannot be compared. `verdict` is what
/// many seeds show of its line against the reference, if they are trained. The words are in the units of `yours`, the fixes in those
/// of the small network.
///
/// The fixes are for `config`, which may be newer than the runs.
#[must_use]
pub fn judge(
    config: &Config,
    run: Option<&Run>,
    reference: Option<&Run>,
    verdict: Option<Verdict>,
    yours: Yours,
) -> Option<Vec<Warning>> {
    let pair = Pair::of(run?, reference?, verdict, yours)?;
    let line = pair.run.line;
    // Another kind may run there by now.
    if !config.lines().any(|one| one == line) || config.page(line) != pair.seat().page() {
        return None;
    }
    let before = names_in(config, yours);
    let rules = RULES.iter().chain(pair.seat().page().run_traps);
    let warnings = rules.filter_map(|rule| {
        let Found { control, title, reason, fixes } = (rule.find)(&pair)?;
        let fix = first_good(config, yours, &before, None, fixes);
        Some(Warning {
            name: rule.name,
            line,
            control,
            severity: rule.severity,
            title,
            reason: if yours.is_entered() { format!("{reason}{ONLY_HERE}") } else { reason },
            source: None,
            fix,
        })
    });
    Some(warnings.collect())
}

/// A complete run beside the reference's, with the same settings of all runs.
#[derive(Debug)]
pub struct Pair<'a> {
    /// The run.
    pub run: &'a Run,
    /// The run at the constant rate.
    pub reference: &'a Run,
    /// The run in numbers, at its end.
    pub end: Summary,
    /// The reference in numbers, at its end.
    pub reference_end: Summary,
    /// What many seeds show of the line against the reference.
    pub verdict: Option<Verdict>,
    /// The units of its words.
    pub yours: Yours,
}

impl<'a> Pair<'a> {
    /// The pair, if both runs are complete and were asked for with the same settings of all runs.
    fn of(run: &'a Run, reference: &'a Run, verdict: Option<Verdict>, yours: Yours) -> Option<Self> {
        let base = |run: &Run| (*run.config.run(), run.config.base_rate(Line::Reference));
        let are_alike = run.complete && reference.complete && base(run) == base(reference);
        are_alike.then(|| Self {
            run,
            reference,
            end: run.summary(f64::INFINITY),
            reference_end: reference.summary(f64::INFINITY),
            verdict,
            yours,
        })
    }
}

impl Pair<'_> {
    /// The line with the settings that it was trained with.
    #[must_use]
    pub const fn seat(&self) -> Seat<'_> {
        Seat::new(&self.run.config, self.run.line)
    }

    /// Whether the run ends clearly worse than the constant rate, in loss and in accuracy, and many seeds show that it does.
    #[must_use]
    pub fn is_worse(&self) -> bool {
        let (here, there) = (&self.end, &self.reference_end);
        let both = |here: Option<f32>, there: Option<f32>| here.zip(there);
        self.verdict == Some(Verdict::Worse)
            && here.diverged.is_none()
            && there.diverged.is_none()
            && both(here.loss, there.loss).is_some_and(|(here, there)| here >= WORSE_LOSS * there)
            && both(here.last, there.last).is_some_and(|(here, there)| here < there - self.few_samples())
    }

    /// The share of the validation samples that a worse accuracy differs by.
    fn few_samples(&self) -> f32 {
        WORSE_SAMPLES / self.run.config.task().split.validation as f32
    }

    /// Whether the constant rate reached its lowest loss in the last fifth of the run.
    #[must_use]
    pub fn reference_still_falls(&self) -> bool {
        let losses = self.reference.metrics.val_loss.as_slice();
        let lowest = (0..losses.len()).min_by(|a, b| losses[*a].total_cmp(&losses[*b]));
        lowest.is_some_and(|at| 5 * (at + 1) > 4 * losses.len())
    }

    /// The highest rate that the run used.
    fn peak(&self) -> f64 {
        self.run.metrics.rates.iter().map(|rate| rate.lr).fold(0.0, f64::max)
    }

    /// A step of the run in words.
    fn step(&self, step: u32) -> String {
        let yours = self.yours.step(f64::from(step));
        if self.yours.is_entered() { grouped(yours) } else { step.to_string() }
    }

    /// A rate of the run in words.
    fn rate(&self, lr: f64) -> String {
        rate(self.yours.rate(lr))
    }

    /// The rate of the last step.
    fn last_rate(&self) -> f64 {
        self.run.metrics.rates.last().map_or(0.0, |rate| rate.lr)
    }

    /// Whether the line has a base rate that is not the run's.
    fn has_own_rate(&self) -> bool {
        let seat = self.seat();
        seat.page().brings_its_rate() || self.run.config.own_rates().get(seat.line).is_some()
    }

    /// The control that sets how high its rates are.
    fn height(&self) -> Control {
        let seat = self.seat();
        match seat.line {
            Line::Lane(_) if self.has_own_rate() => seat.control(seat.page().rate),
            Line::Lane(_) | Line::Reference => Control::run(LR),
        }
    }

    /// What lowers its rates other than the base rate.
    fn calmer(&self) -> Vec<Changes> {
        let seat = self.seat();
        (seat.page().calmer)(&seat)
    }

    /// Ways to lower rates.
    fn lower(&self) -> Vec<Changes> {
        let calmer = self.calmer();
        let lower = vec![(self.height(), GOOD_RATE)];
        let both: Vec<Changes> =
            calmer.iter().map(|changes| [changes.as_slice(), lower.as_slice()].concat()).collect();
        [calmer, vec![lower], both].concat()
    }

    /// A higher rate, or a longer run where the rate is as it should be.
    fn more(&self) -> Vec<Changes> {
        if self.seat().rate() < GOOD_RATE {
            return vec![vec![(self.height(), GOOD_RATE)]];
        }
        let longer = (3.0 * f64::from(self.seat().epochs())).clamp(20.0, 100.0);
        vec![vec![(Control::run(EPOCHS), longer)]]
    }

    /// The end of the run in the measure of its task, if that is too bad to be useful and the run has not diverged.
    fn poor(&self) -> Option<Poor> {
        let task = self.run.config.task();
        let ended = self.end.diverged.is_none();
        match task.measure {
            Measure::Accuracy => {
                let last = self.end.last.filter(|last| ended && *last < USEFUL)?;
                let share = percent(f64::from(last));
                let guess = percent(1.0 / task.shape.classes as f64);
                Some(Poor {
                    words: format!("with {share} recognised, and a guess recognises {guess}"),
                    ends: format!("ends at {share}"),
                    short: share,
                })
            }
            Measure::Loss => {
                let guess = (task.shape.classes as f64).ln();
                let last =
                    self.end.loss.map(f64::from).filter(|last| ended && *last > USEFUL_LOSS * guess)?;
                Some(Poor {
                    words: format!("at a loss of {}, and a guess has a loss of {}", loss(last), loss(guess)),
                    ends: format!("loss {}", loss(last)),
                    short: format!("loss {}", loss(last)),
                })
            }
        }
    }
}

/// The end of a run that learned too little.
struct Poor {
    /// Few characters for a title.
    short: String,
    /// The same, with the word that the end needs.
    ends: String,
    /// What follows “the run ends”.
    words: String,
}

/// The final loss in words.
#[must_use]
pub fn end_loss(summary: &Summary) -> String {
    summary.loss.map_or_else(|| "none".to_owned(), |value| loss(f64::from(value)))
}

/// The rules of every kind.
pub const RULES: &[RunRule] = &[
    RunRule { name: "diverged", severity: Severity::Broken, find: diverged },
    RunRule { name: "too-high", severity: Severity::Broken, find: too_high },
    RunRule { name: "too-low", severity: Severity::Wasteful, find: too_low },
    RunRule { name: "loses-to-constant", severity: Severity::Wasteful, find: loses },
];

/// Weights that became infinite or NaN.
fn diverged(pair: &Pair<'_>) -> Option<Found> {
    let at = pair.end.diverged?;
    let raised = pair.calmer().first().and_then(|changes| changes.first().map(|(control, _)| *control));
    Some(Found {
        control: raised.unwrap_or(pair.height()),
        title: format!("it diverged at step {}", pair.step(at)),
        reason: format!(
            "In epoch {} the loss or the weights stopped being finite, at a rate of {}. The run ends there. Lower the rate, or \
             the value that raises it.",
            at / ROUND + 1,
            pair.rate(pair.last_rate())
        ),
        fixes: pair.lower(),
    })
}

/// A rate at which nothing useful is learned. A lane on the run's base rate shares the fate of the reference, which says it once.
fn too_high(pair: &Pair<'_>) -> Option<Found> {
    let speaks = pair.run.line == Line::Reference || pair.has_own_rate();
    let poor = pair.poor().filter(|_| speaks && pair.peak() >= HIGH)?;
    Some(Found {
        control: pair.height(),
        title: format!("rate too high: {}", poor.short),
        reason: format!(
            "Steps at a rate of {} are too long and jump over the minimum: the run ends {}.",
            pair.rate(pair.peak()),
            poor.words
        ),
        fixes: pair.lower(),
    })
}

/// A rate too low, or a run too short, for anything to be seen.
fn too_low(pair: &Pair<'_>) -> Option<Found> {
    let is_low = pair.run.line == Line::Reference && pair.peak() < HIGH && pair.reference_still_falls();
    let poor = pair.poor().filter(|_| is_low)?;
    let (control, what) = if pair.peak() < GOOD_RATE {
        (Control::run(LR), "rate too low")
    } else {
        (Control::run(EPOCHS), "run too short")
    };
    Some(Found {
        control,
        title: format!("{what}: {}", poor.ends),
        reason: format!(
            "After {} at a rate of {} the loss is {} and still falls. No schedule can show a gain here.",
            epochs(pair.seat().epochs()),
            pair.rate(pair.peak()),
            end_loss(&pair.end)
        ),
        fixes: pair.more(),
    })
}

/// A schedule that lowers the rate while the constant rate still gains. A rule that takes a metric has its own words for it.
fn loses(pair: &Pair<'_>) -> Option<Found> {
    let seat = pair.seat();
    let lowers = seat.rule().is_none() && pair.last_rate() < pair.peak();
    (lowers && pair.is_worse() && pair.reference_still_falls()).then(|| Found {
        control: pair.height(),
        title: format!("behind the constant: {}", percent(f64::from(pair.end.last.unwrap_or_default()))),
        reason: format!(
            "The constant rate ends at a loss of {} and still gains; this schedule ends at {}. Its rate shrinks too early. It \
             needs a higher base rate, or more epochs.",
            end_loss(&pair.reference_end),
            end_loss(&pair.end)
        ),
        fixes: pair.more(),
    })
}
