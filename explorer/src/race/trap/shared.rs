//! Traps of what all runs share, and of what every lane has: a base rate and a warm-up.

use etalon_train::optimiser::Optimiser;

use crate::number::{epochs, percent, short};
use crate::race::control::Control;
use crate::race::run_settings::{LR, WEIGHT_DECAY};
use crate::race::seat::Seat;
use crate::race::trap::{Rule, Severity};
use crate::race::warm_up;

/// A base rate at which this network learns well.
pub const GOOD_RATE: f64 = 0.01;

const NO_RATE: &str = "A step is the rate times a direction. At a rate of 0 no weight ever moves.";
const DECOUPLED: &str = "https://arxiv.org/abs/1711.05101";

/// The share of every weight that one step takes away.
fn decay(seat: &Seat<'_>) -> f64 {
    seat.rate() * seat.get(WEIGHT_DECAY)
}

/// The base rate of a lane that has its own and whose kind brings no peak along.
fn own_rate(seat: &Seat<'_>) -> Option<f64> {
    let lane = seat.line.slot().and_then(|slot| seat.config.lane(slot))?;
    lane.own_rate().filter(|_| !lane.page().brings_its_rate())
}

/// A number of steps of a lane.
fn steps(seat: &Seat<'_>, count: u32) -> String {
    if seat.page().is_stepped_by_batches() { format!("{count} batches") } else { epochs(count) }
}

/// The rules of what all runs share.
pub const RULES: &[Rule] = &[
    Rule {
        name: "no-rate",
        row: LR,
        severity: Severity::Broken,
        source: None,
        holds: |seat| seat.rate() == 0.0,
        title: |_| "rate 0: nothing is learned".to_owned(),
        reason: |_| NO_RATE.to_owned(),
        fixes: |seat| vec![seat.changes(&[(LR, seat.of_network(GOOD_RATE))])],
    },
    Rule {
        name: "forgetful",
        row: WEIGHT_DECAY,
        severity: Severity::Wasteful,
        source: Some(DECOUPLED),
        holds: |seat| decay(seat) >= 0.02,
        title: |seat| {
            let lost = (decay(seat).min(1.0) * 1e3).round() / 10.0;
            format!("weights lose {} % each step", short(lost))
        },
        reason: |seat| {
            if let Ok(Optimiser::Sgd(sgd)) = seat.config.run().optimiser() {
                let again = if sgd.momentum() > 0.0 { ", and momentum repeats it" } else { "" };
                return format!(
                    "SGD adds weight decay · weight to the gradient. So each step takes {} of every weight{again}.",
                    percent(decay(seat).min(1.0))
                );
            }
            let left = (1.0 - decay(seat)).max(0.0).powi(seat.batches() as i32);
            format!(
                "At every step AdamW takes the share rate · weight decay from every weight. After an epoch of {} steps {} \
                 of what a weight had learned before is left.",
                seat.batches(),
                percent(left)
            )
        },
        fixes: |seat| {
            let rate = (LR, seat.of_network(GOOD_RATE));
            let decay = (WEIGHT_DECAY, WEIGHT_DECAY.default);
            vec![seat.changes(&[decay]), seat.changes(&[rate]), seat.changes(&[decay, rate])]
        },
    },
];

/// The rules of every lane.
pub const LANE_RULES: &[Rule] = &[
    Rule {
        name: "lane-no-rate",
        row: LR,
        severity: Severity::Broken,
        source: None,
        holds: |seat| own_rate(seat) == Some(0.0),
        title: |_| "rate 0: nothing is learned".to_owned(),
        reason: |_| NO_RATE.to_owned(),
        fixes: |seat| {
            // The rate of all runs, where that is a rate.
            let shared = seat.config.value(Control::run(LR));
            [shared, seat.of_network(GOOD_RATE)].map(|rate| seat.changes(&[(LR, rate)])).to_vec()
        },
    },
    Rule {
        name: "lane-warm-up-fills-run",
        row: warm_up::STEPS,
        severity: Severity::Broken,
        source: None,
        holds: |seat| seat.warm_up() >= seat.run_length(),
        title: |_| "warm-up as long as the run".to_owned(),
        reason: |seat| {
            format!(
                "The warm-up takes {} and the run has {}. The rate rises to the end, and the schedule never begins.",
                steps(seat, seat.warm_up()),
                steps(seat, seat.run_length())
            )
        },
        fixes: |seat| {
            let tenth = f64::from(seat.run_length() / 10);
            [tenth, 0.0].map(|steps| seat.changes(&[(warm_up::STEPS, steps)])).to_vec()
        },
    },
];
