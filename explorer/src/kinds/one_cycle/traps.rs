//! Traps of 1cycle, which is stepped at every batch. A lane's warm-up comes before the cycle and delays it.

use etalon::OneCycleLr;

use super::{
    BASE_MOMENTUM, CYCLE_MOMENTUM, DIV_FACTOR, FINAL_DIV_FACTOR, MAX_LR, MAX_MOMENTUM, PCT_START,
    THREE_PHASE, TOTAL_STEPS, ends_before_peak, last_share, schedule,
};
use crate::number::{epochs, exact, grouped, percent, share, short};
use crate::race::control::Changes;
use crate::race::row::Row;
use crate::race::seat::Seat;
use crate::race::trap::{Rule, Severity};
use crate::race::warm_up;

/// The share of the peak up to which a run has made use of the fall.
const LOW: f64 = 0.05;

fn asks(seat: &Seat<'_>, question: impl FnOnce(&OneCycleLr<f64>) -> bool) -> bool {
    schedule(seat).is_some_and(|schedule| question(&schedule))
}

fn last_step(schedule: &OneCycleLr<f64>) -> u32 {
    schedule.total_steps().saturating_sub(1)
}

/// The steps of warm-up and cycle together.
fn end(seat: &Seat<'_>) -> f64 {
    f64::from(seat.warm_up()) + seat.get(TOTAL_STEPS)
}

fn run(seat: &Seat<'_>) -> f64 {
    f64::from(seat.run_length())
}

/// Whether the length of the cycle looks like a number of epochs.
fn counts_epochs(seat: &Seat<'_>) -> bool {
    let total = seat.get(TOTAL_STEPS);
    (total - f64::from(seat.epochs())).abs() <= 1.0 && total < run(seat)
}

/// Whether the fall to the first rate, which takes as long as the rise, ends after the cycle. Then the third phase never comes.
fn no_third(seat: &Seat<'_>) -> bool {
    let misses = |schedule: &OneCycleLr<f64>| 2.0 * schedule.peak_step() >= f64::from(last_step(schedule));
    seat.is_on(THREE_PHASE) && asks(seat, misses)
}

/// Whether the cycle has no rise and no warm-up stands in for it. A cycle that is on its way down from its first step on may well
/// follow a warm-up.
fn no_rise(seat: &Seat<'_>) -> bool {
    let rises = |peak: f64| peak >= 1.0 || (peak == 0.0 && seat.warm_up() > 0);
    asks(seat, |schedule| !rises(schedule.peak_step()))
}

/// The momentum at the peak, and at the start and the end.
fn momenta(seat: &Seat<'_>) -> (f64, f64) {
    (seat.get(BASE_MOMENTUM), seat.get(MAX_MOMENTUM))
}

/// A cycle that ends with the run; where that is not enough, without the warm-up.
fn as_long(seat: &Seat<'_>) -> Vec<Changes> {
    let rest = f64::from(seat.own_length());
    let start = (PCT_START, PCT_START.default);
    let alone = [(warm_up::STEPS, 0.0), (TOTAL_STEPS, run(seat))];
    vec![
        seat.changes(&[(TOTAL_STEPS, rest)]),
        seat.changes(&[(TOTAL_STEPS, rest), start]),
        seat.changes(&alone),
        seat.changes(&[alone[0], alone[1], start]),
    ]
}

fn usual_start(seat: &Seat<'_>) -> Vec<Changes> {
    [only(seat, PCT_START, PCT_START.default), as_long(seat)].concat()
}

/// Another value of `row` alone.
fn only(seat: &Seat<'_>, row: Row, value: f64) -> Vec<Changes> {
    vec![seat.changes(&[(row, value)])]
}

/// Divisors below 1 raise rates above the peak.
pub(super) fn calmer(seat: &Seat<'_>) -> Vec<Changes> {
    let small = [DIV_FACTOR, FINAL_DIV_FACTOR].into_iter().filter(|row| seat.get(*row) < 1.0);
    let usual: Vec<(Row, f64)> = small.map(|row| (row, row.default)).collect();
    if usual.is_empty() { Vec::new() } else { vec![seat.changes(&usual)] }
}

/// The rules.
pub const RULES: &[Rule] = &[
    Rule {
        name: "one-cycle-no-peak",
        row: MAX_LR,
        severity: Severity::Broken,
        source: None,
        holds: |seat| seat.get(MAX_LR) == 0.0,
        title: |_| "max_lr 0: nothing is learned".to_owned(),
        reason: |_| {
            "1cycle does not use the base rate: it rises from max_lr / div_factor to max_lr, and both are 0."
                .to_owned()
        },
        fixes: |seat| only(seat, MAX_LR, seat.of_network(seat.config.usual(seat.control(MAX_LR)))),
    },
    Rule {
        name: "one-cycle-steps-are-epochs",
        row: TOTAL_STEPS,
        severity: Severity::Broken,
        source: Some("https://github.com/pytorch/pytorch/issues/45895"),
        holds: counts_epochs,
        title: |seat| format!("{} steps: meant as epochs?", short(seat.get(TOTAL_STEPS))),
        reason: |seat| {
            format!(
                "total_steps = {} looks like a number of epochs. 1cycle is stepped at every batch, and an epoch has {}, so \
                 the cycle ends long before the run, which has {} batches.",
                exact(seat.get(TOTAL_STEPS)),
                seat.batches(),
                grouped(run(seat))
            )
        },
        fixes: as_long,
    },
    Rule {
        name: "one-cycle-unfinished",
        row: TOTAL_STEPS,
        severity: Severity::Broken,
        source: Some("https://github.com/CodefyUI/CodefyUI/issues/238"),
        holds: |seat| {
            let high = |schedule: &OneCycleLr<f64>| {
                ends_before_peak(seat, schedule) || last_share(seat, schedule) > LOW
            };
            // A warm-up that leaves no step for the cycle is a trap of every lane.
            let begins = seat.own_length() > 0;
            begins && seat.get(MAX_LR) > 0.0 && end(seat) > run(seat) && asks(seat, high)
        },
        title: |_| "the run ends inside the cycle".to_owned(),
        reason: |seat| {
            let before = match seat.warm_up() {
                0 => String::new(),
                steps => format!(" after a warm-up of {}", grouped(f64::from(steps))),
            };
            format!(
                "The cycle takes {} steps{before}, and the run has {} ({} of {}). The rate ends at {} of the peak, before the \
                 low rates that refine the result.",
                grouped(seat.get(TOTAL_STEPS)),
                grouped(run(seat)),
                epochs(seat.epochs()),
                seat.batches(),
                share(schedule(seat).map_or(0.0, |schedule| last_share(seat, &schedule)))
            )
        },
        fixes: as_long,
    },
    Rule {
        name: "one-cycle-outlived",
        row: TOTAL_STEPS,
        severity: Severity::Wasteful,
        source: Some("https://github.com/pytorch/pytorch/issues/38170"),
        holds: |seat| end(seat) < run(seat) && !counts_epochs(seat),
        title: |seat| format!("the cycle ends at step {}", short(end(seat))),
        reason: |seat| {
            format!(
                "The run has {} steps. After the cycle the rate stays at its last value, {} of the peak. PyTorch raises a \
                 ValueError there.",
                grouped(run(seat)),
                share(schedule(seat).map_or(0.0, |schedule| last_share(seat, &schedule)))
            )
        },
        fixes: as_long,
    },
    Rule {
        name: "one-cycle-no-rise",
        row: PCT_START,
        severity: Severity::Wasteful,
        source: Some("https://github.com/pytorch/pytorch/issues/32898"),
        holds: |seat| !counts_epochs(seat) && no_rise(seat),
        title: |_| "no rise: it starts at its peak".to_owned(),
        reason: |seat| {
            format!(
                "The rise takes pct_start × total_steps − 1 steps. With {} × {} the rate is at its peak from the first or second \
                 step of the cycle on.",
                exact(seat.get(PCT_START)),
                grouped(seat.get(TOTAL_STEPS))
            )
        },
        fixes: usual_start,
    },
    Rule {
        name: "one-cycle-no-fall",
        row: PCT_START,
        severity: Severity::Wasteful,
        source: Some("https://github.com/pytorch/pytorch/issues/42447"),
        holds: |seat| seat.get(PCT_START) > 0.9 && !no_third(seat),
        title: |seat| format!("only {} for the fall", percent(1.0 - seat.get(PCT_START))),
        reason: |seat| {
            let fall = schedule(seat).map_or(0.0, |it| f64::from(last_step(&it)) - it.peak_step());
            format!(
                "The rate rises for {} of the cycle and has {} steps to fall. Most of what 1cycle gains, it gains during the \
                 fall. pct_start is a fraction: 0.3 is 30 %.",
                percent(seat.get(PCT_START)),
                grouped(fall.max(0.0).round())
            )
        },
        fixes: usual_start,
    },
    Rule {
        name: "one-cycle-stuck-in-second",
        row: PCT_START,
        severity: Severity::Broken,
        source: None,
        holds: no_third,
        title: |_| "the third phase never comes".to_owned(),
        reason: |seat| {
            format!(
                "With three phases the fall takes as long as the rise. With pct_start = {} both together fill the whole cycle, \
                 and the rate never goes below its start.",
                exact(seat.get(PCT_START))
            )
        },
        fixes: |seat| [usual_start(seat), only(seat, THREE_PHASE, THREE_PHASE.default)].concat(),
    },
    Rule {
        name: "one-cycle-starts-at-peak",
        row: DIV_FACTOR,
        severity: Severity::Wasteful,
        source: None,
        holds: |seat| seat.get(DIV_FACTOR) <= 1.0,
        title: |seat| {
            let place = if seat.get(DIV_FACTOR) < 1.0 { "above" } else { "at" };
            format!("it starts {place} its peak")
        },
        reason: |seat| {
            format!(
                "The first rate is max_lr / div_factor. With a div_factor of {} it is not below max_lr, and there is no rise.",
                exact(seat.get(DIV_FACTOR))
            )
        },
        fixes: |seat| only(seat, DIV_FACTOR, DIV_FACTOR.default),
    },
    Rule {
        name: "one-cycle-ends-above-start",
        row: FINAL_DIV_FACTOR,
        severity: Severity::Wasteful,
        source: None,
        holds: |seat| seat.get(FINAL_DIV_FACTOR) < 1.0,
        title: |_| "it ends above its start".to_owned(),
        reason: |seat| {
            format!(
                "The last rate is the first rate divided by final_div_factor. With {} it is higher than the first.",
                exact(seat.get(FINAL_DIV_FACTOR))
            )
        },
        fixes: |seat| only(seat, FINAL_DIV_FACTOR, FINAL_DIV_FACTOR.default),
    },
    Rule {
        name: "one-cycle-momentum-reversed",
        row: BASE_MOMENTUM,
        severity: Severity::Wasteful,
        source: None,
        holds: |seat| seat.is_on(CYCLE_MOMENTUM) && momenta(seat).0 > momenta(seat).1,
        title: |_| "momentum moves with the rate".to_owned(),
        reason: |seat| {
            let (base, max) = momenta(seat);
            format!(
                "base_momentum is the momentum at the peak, and it should be the lower one. It is {}, and max_momentum is {}.",
                exact(base),
                exact(max)
            )
        },
        fixes: |seat| {
            let (base, max) = momenta(seat);
            vec![seat.changes(&[(BASE_MOMENTUM, max), (MAX_MOMENTUM, base)]), usual_momenta(seat)]
        },
    },
    Rule {
        name: "one-cycle-momentum-one",
        row: MAX_MOMENTUM,
        severity: Severity::Broken,
        source: None,
        holds: |seat| seat.is_on(CYCLE_MOMENTUM) && momenta(seat).0.max(momenta(seat).1) == 1.0,
        title: |_| "momentum 1 never forgets".to_owned(),
        reason: |_| {
            "With a momentum of 1, AdamW adds nothing new to its direction, and its bias correction divides by 0. SGD never \
             forgets an old gradient."
                .to_owned()
        },
        fixes: |seat| {
            let (base, max) = momenta(seat);
            let below = |momentum: f64| momentum.min(MAX_MOMENTUM.default);
            vec![
                seat.changes(&[(MAX_MOMENTUM, below(max)), (BASE_MOMENTUM, below(base))]),
                usual_momenta(seat),
            ]
        },
    },
];

fn usual_momenta(seat: &Seat<'_>) -> Changes {
    seat.changes(&[(BASE_MOMENTUM, BASE_MOMENTUM.default), (MAX_MOMENTUM, MAX_MOMENTUM.default)])
}

#[cfg(test)]
mod tests;
