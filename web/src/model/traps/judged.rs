//! Traps that only the runs show: a divergence, a rate too high or too low, a schedule that loses to the constant rate, a plateau that
//! cuts too early or waits too long. What would have happened without a cut is not guessed: the constant rate has lived it.

use etalon_train::replay::replay;
use etalon_train::task::digits::VALIDATION;

use crate::model::config::{Config, STEPS, base_rate};
use crate::model::entrant::Entrant;
use crate::model::group::Group;
use crate::model::kind::Kind;
use crate::model::knob::Knob;
use crate::model::number::{exact, loss, percent, rate};
use crate::model::param::Param;
use crate::model::run::{Run, Summary};
use crate::model::traps::shared::GOOD_RATE;
use crate::model::traps::{Changes, Severity, Trap, Warning, caught, changes, first_good, one, text};

/// A rate from which on this network may stop learning.
const HIGH: f64 = 0.05;
/// An accuracy that a training of some use reaches.
const USEFUL: f32 = 0.9;
/// How much larger a loss has to be to count as lost, and how many digits fewer told right.
const WORSE: (f32, f32) = (1.5, 1.5 / VALIDATION as f32);

/// What the run of `entrant` shows beside the constant rate's: `None` while they cannot be compared. The mends are for `config`, which
/// may be newer than the runs.
#[must_use]
pub fn judge(
    config: &Config,
    entrant: Entrant,
    run: Option<&Run>,
    constant: Option<&Run>,
) -> Option<Vec<Warning>> {
    let (run, constant) = (run.filter(|run| run.complete)?, constant.filter(|run| run.complete)?);
    let same = run.config.job(Entrant::Constant).ok()? == constant.config.job(Entrant::Constant).ok()?;
    if !same {
        return None;
    }
    let pair = Pair {
        entrant,
        run,
        constant,
        here: run.summary(f64::INFINITY),
        there: constant.summary(f64::INFINITY),
    };
    let rows = [
        pair.diverged(),
        pair.too_high(),
        pair.too_low(),
        pair.cut_too_early(),
        pair.loses(),
        pair.outlasts(),
    ];
    let traps = caught(config);
    let tell = |found: Found| Warning {
        trap: found.trap,
        group: match entrant {
            Entrant::Schedule(kind) => Group::Schedule(kind),
            Entrant::Constant => Group::Shared,
        },
        knob: found.knob,
        severity: found.severity,
        title: found.title,
        reason: found.reason,
        source: None,
        mend: first_good(config, &traps, None, found.mends),
    };
    let told: Vec<Warning> = rows.into_iter().flatten().map(tell).collect();
    Some(told)
}

/// A run beside the constant rate's.
struct Pair<'a> {
    entrant: Entrant,
    run: &'a Run,
    constant: &'a Run,
    here: Summary,
    there: Summary,
}

/// A trap, with its words.
struct Found {
    trap: Trap,
    knob: Knob,
    severity: Severity,
    title: String,
    reason: String,
    mends: Vec<Changes>,
}

impl Pair<'_> {
    /// The settings it was trained with.
    fn config(&self) -> Config {
        self.run.config.seen_by(self.entrant)
    }

    fn is(&self, kind: Kind) -> bool {
        self.entrant == Entrant::Schedule(kind)
    }

    /// The parameter that sets how high its rates are.
    fn height(&self) -> Param {
        base_rate(self.entrant)
    }

    /// The highest rate it used.
    fn peak(&self) -> f64 {
        self.run.metrics.rates.iter().map(|rate| rate.lr).fold(0.0, f64::max)
    }

    /// Ways to other rates.
    fn good_rate(&self) -> Vec<Changes> {
        let height = self.height();
        let mut mends = one(height, GOOD_RATE);
        if self.is(Kind::Exponential) && self.config().get(Param::Gamma) > 1.0 {
            mends.insert(0, changes(&[(Param::Gamma, 0.9)]));
            mends.push(changes(&[(Param::Gamma, 0.9), (height, GOOD_RATE)]));
        }
        if self.is(Kind::OneCycle) {
            let usual = [
                (height, GOOD_RATE),
                (Param::DivFactor, 25.0),
                (Param::MaxMomentum, 0.95),
                (Param::BaseMomentum, 0.85),
            ];
            mends.push(changes(&usual));
        }
        mends.push(changes(&[(height, GOOD_RATE), (Param::EtaMin, 0.0), (Param::MinLr, 0.0)]));
        mends
    }

    /// A higher rate, or a longer run where the rate is as it should be.
    fn more(&self) -> Vec<Changes> {
        let now = self.config().get(self.height());
        if now < GOOD_RATE {
            return one(self.height(), GOOD_RATE);
        }
        let epochs = (3.0 * f64::from(self.config().epochs())).clamp(20.0, 100.0);
        vec![changes(&[(Param::Epochs, epochs)]), changes(&[(Param::Epochs, epochs), (Param::TMax, epochs)])]
    }

    /// Whether it ends with a clearly higher loss than the constant rate and tells fewer digits right.
    fn worse(&self) -> bool {
        let lost = |here: f32, there: f32| here >= WORSE.0 * there;
        let pair = |here: Option<f32>, there: Option<f32>| Some((here?, there?));
        self.here.diverged.is_none()
            && self.there.diverged.is_none()
            && pair(self.here.loss, self.there.loss).is_some_and(|(here, there)| lost(here, there))
            && pair(self.here.last, self.there.last).is_some_and(|(here, there)| here < there - WORSE.1)
    }

    fn accuracy(summary: &Summary) -> String {
        percent(f64::from(summary.last.unwrap_or_default()))
    }

    fn end_loss(summary: &Summary) -> String {
        loss(f64::from(summary.loss.unwrap_or(f32::NAN)))
    }

    fn diverged(&self) -> Option<Found> {
        let at = self.here.diverged?;
        let used = self.run.metrics.rates.last().map_or(f64::NAN, |rate| rate.lr);
        let param = if self.is(Kind::Exponential) && self.config().get(Param::Gamma) > 1.0 {
            Param::Gamma
        } else {
            self.height()
        };
        Some(Found {
            trap: Trap::Diverged,
            knob: param.into(),
            severity: Severity::Broken,
            title: text(&["it diverged at step ", &at.to_string()]),
            reason: text(&[
                "In epoch ",
                &(at / STEPS + 1).to_string(),
                " the weights stopped being numbers, at a rate of ",
                &rate(used),
                ". The run ends there; lower the rate, or what raises it.",
            ]),
            mends: self.good_rate(),
        })
    }

    fn too_high(&self) -> Option<Found> {
        // The schedules on the base rate share its fate: it is told once, on the shared card.
        if !(self.entrant == Entrant::Constant || self.is(Kind::OneCycle)) {
            return None;
        }
        let last = self.here.last.filter(|last| self.here.diverged.is_none() && *last < USEFUL)?;
        (self.peak() >= HIGH).then(|| Found {
            trap: Trap::TooHigh,
            knob: self.height().into(),
            severity: Severity::Broken,
            title: text(&["rate too high: only ", &percent(f64::from(last))]),
            reason: text(&[
                "Steps at a rate of ",
                &rate(self.peak()),
                " jump over what they should find: ",
                &Self::accuracy(&self.here),
                " of the digits are told right in the end, and guessing gives 10 %.",
            ]),
            mends: self.good_rate(),
        })
    }

    fn too_low(&self) -> Option<Found> {
        let last = self.here.last.filter(|last| self.here.diverged.is_none() && *last < USEFUL)?;
        (self.entrant == Entrant::Constant && self.peak() < HIGH && self.still_falling()).then(|| Found {
            trap: Trap::TooLow,
            knob: if self.peak() < GOOD_RATE { Param::Lr } else { Param::Epochs }.into(),
            severity: Severity::Wasteful,
            title: text(&[
                if self.peak() < GOOD_RATE { "rate" } else { "run" },
                if self.peak() < GOOD_RATE { " too low: ends at " } else { " too short: ends at " },
                &percent(f64::from(last)),
            ]),
            reason: text(&[
                "After ",
                &self.config().epochs().to_string(),
                " epochs at ",
                &rate(self.peak()),
                " the loss is ",
                &Self::end_loss(&self.here),
                " and still falling: no schedule can show what it is good for.",
            ]),
            mends: self.more(),
        })
    }

    /// Whether the constant rate reached its lowest loss in the last fifth of the run.
    fn still_falling(&self) -> bool {
        let losses = self.constant.metrics.val_loss.as_slice();
        let lowest = (0..losses.len()).min_by(|a, b| losses[*a].total_cmp(&losses[*b]));
        lowest.is_some_and(|at| 5 * (at + 1) > 4 * losses.len())
    }

    fn loses(&self) -> Option<Found> {
        let shrinks = matches!(self.entrant, Entrant::Schedule(kind) if kind != Kind::ReduceOnPlateau);
        (shrinks && self.worse() && self.still_falling()).then(|| Found {
            trap: Trap::LosesToConstant,
            knob: self.height().into(),
            severity: Severity::Wasteful,
            title: text(&["behind the constant: ", &Self::accuracy(&self.here)]),
            reason: text(&["The constant rate ends at a loss of ", &Self::end_loss(&self.there), " and was still falling, this at ",
                &Self::end_loss(&self.here), ": the rate shrinks before there is anything to polish. A higher rate, or more epochs, and it pays."]),
            mends: self.more(),
        })
    }

    fn cut_too_early(&self) -> Option<Found> {
        let first = *self.run.cuts().first()?;
        (self.is(Kind::ReduceOnPlateau) && self.worse()).then(|| {
            let patience = self.config().get(Param::Patience);
            let noise = if self.config().get(Param::Mode) != 0.0 {
                text(&["An accuracy of ", &VALIDATION.to_string(), " digits moves in steps and wobbles"])
            } else {
                "The loss wobbles from epoch to epoch".to_owned()
            };
            Found {
                trap: Trap::CutTooEarly,
                knob: Knob::Schedule(Param::Patience),
                severity: Severity::Wasteful,
                title: text(&["cut after epoch ", &first.to_string(), ": too early"]),
                reason: text(&[
                    &noise,
                    "; with a patience of ",
                    &exact(patience),
                    " that was taken for a plateau. The constant rate went on to a loss of ",
                    &Self::end_loss(&self.there),
                    ", this one ended at ",
                    &Self::end_loss(&self.here),
                    ".",
                ]),
                mends: self.later(first),
            }
        })
    }

    /// Patiences with which the first cut would have come when most was learned: the constant rate's run tells.
    fn later(&self, first: u32) -> Vec<Changes> {
        let (patience, epochs) = (self.config().get(Param::Patience), f64::from(self.config().epochs()));
        let lowest = self.constant.metrics.val_loss.iter().copied().reduce(f32::min).unwrap_or(0.0);
        let learned = |epoch: u32| {
            let so_far = self.constant.metrics.val_loss.get(..epoch as usize).unwrap_or_default();
            so_far.iter().any(|value| *value <= 1.2 * lowest)
        };
        (1..=20)
            .map(|more| patience + f64::from(more))
            .filter(|patience| *patience <= epochs - 3.0)
            .filter(|patience| self.would_cut(*patience).is_none_or(|cut| cut > first && learned(cut)))
            .map(|patience| changes(&[(Param::Patience, patience)]))
            .collect()
    }

    fn outlasts(&self) -> Option<Found> {
        if !self.is(Kind::ReduceOnPlateau) || self.here.diverged.is_some() || !self.run.cuts().is_empty() {
            return None;
        }
        let (waited, epochs) = (self.waited()?, f64::from(self.config().epochs()));
        let patience = self.config().get(Param::Patience);
        // A patience that no run of this length can exhaust is told from the settings alone.
        let told_already = patience > epochs - 3.0;
        (!told_already && waited >= 4 && 4 * waited >= self.config().epochs()).then(|| {
            let early = (0..patience as u32).rev().map(f64::from);
            let mends = early.filter(|patience| {
                self.would_cut(*patience).is_some_and(|cut| f64::from(cut) <= 0.8 * epochs)
            });
            Found {
                trap: Trap::OutlastsTheRun,
                knob: Knob::Schedule(Param::Patience),
                severity: Severity::Mild,
                title: "too patient: no cut comes".to_owned(),
                reason: text(&[
                    "The metric has not got better for ",
                    &waited.to_string(),
                    " epochs, and a patience of ",
                    &exact(patience),
                    " still waits: this is the constant rate.",
                ]),
                mends: mends.map(|patience| changes(&[(Param::Patience, patience)])).collect(),
            }
        })
    }

    /// The epoch of the first cut with this patience. Until there the rate is constant, so that the constant rate's metrics are its
    /// own; unless each has a base rate of its own, where nobody knows.
    fn would_cut(&self, patience: f64) -> Option<u32> {
        let job = self.config().job(self.entrant).ok()?;
        let beats = replay(job.policy(), job.task(), &self.constant.metrics, Some(patience as u32));
        let last = self.constant.metrics.val_loss.len().saturating_sub(1);
        beats.iter().take(last).find(|beat| beat.cut()).map(|beat| beat.round)
    }

    /// Bad epochs at the end of its run.
    fn waited(&self) -> Option<u32> {
        let job = self.config().job(self.entrant).ok()?;
        let beats = replay(job.policy(), job.task(), &self.run.metrics, None);
        job.policy().watches().map(|_| beats.last().map_or(0, |beat| beat.counted))
    }
}
