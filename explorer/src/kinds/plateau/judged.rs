//! Traps of reduce on plateau that only the runs show: noise that was taken for a plateau, and a patience that outlasts the run.

use super::{MODE, PATIENCE};
use crate::number::exact;
use crate::race::control::Changes;
use crate::race::replay;
use crate::race::run::Run;
use crate::race::seat::Seat;
use crate::race::trap::Severity;
use crate::race::trap::judged::{Found, Pair, RunRule, end_loss};

/// The rules.
pub const RULES: &[RunRule] = &[
    RunRule { name: "plateau-cut-too-early", severity: Severity::Wasteful, find: cut_too_early },
    RunRule { name: "plateau-outlasts-run", severity: Severity::Mild, find: outlasts },
];

/// What a rule does on the metrics of a run.
struct Replay {
    /// The epochs, counted from 1, after which it cuts. A cut after the last epoch has no effect and is not among them.
    cuts: Vec<u32>,
    /// The bad epochs in a row at the end.
    waited: u32,
}

/// Lets the rule of `seat` observe the metric of `run`.
fn replay(seat: Seat<'_>, run: &Run) -> Replay {
    let waited = replay::beats(seat, run, None).last().map_or(0, |beat| beat.counted);
    Replay { cuts: replay::cuts(seat, run, None), waited }
}

/// The epoch after which the first cut would come with this patience, on the metrics of `run`.
fn first_cut(pair: &Pair<'_>, run: &Run, patience: f64) -> Option<u32> {
    let seat = pair.seat();
    let changed = seat.with(PATIENCE, patience);
    replay(seat.of(&changed), run).cuts.first().copied()
}

/// Samples that the accuracy is measured on.
fn validation(seat: Seat<'_>) -> usize {
    seat.config.task().split.validation
}

/// Noise that was taken for a plateau.
fn cut_too_early(pair: &Pair<'_>) -> Option<Found> {
    let seat = pair.seat();
    let first = *replay(seat, pair.run).cuts.first()?;
    pair.is_worse().then(|| {
        let noise = if seat.is_on(MODE) {
            format!("An accuracy on {} samples moves in steps and goes up and down", validation(seat))
        } else {
            "The loss goes up and down from epoch to epoch".to_owned()
        };
        Found {
            control: seat.control(PATIENCE),
            title: format!("cut after epoch {first}: too early"),
            reason: format!(
                "{noise}. With a patience of {} the rule takes this for a plateau. The constant rate ends at a loss of {}, and \
                 this run at {}.",
                exact(seat.get(PATIENCE)),
                end_loss(&pair.reference_end),
                end_loss(&pair.end)
            ),
            fixes: later(pair, first),
        }
    })
}

/// Patiences with which the first cut would have come after most was learned. Up to the first cut the rule trains at the constant
/// rate, so the run of the reference has the metrics. With a warm-up or a rate of its own they are an estimate.
fn later(pair: &Pair<'_>, first: u32) -> Vec<Changes> {
    let seat = pair.seat();
    let (patience, epochs) = (seat.get(PATIENCE), f64::from(seat.epochs()));
    let losses = pair.reference.metrics.val_loss.as_slice();
    let lowest = losses.iter().copied().reduce(f32::min).unwrap_or(0.0);
    let has_learned = |epoch: u32| {
        let before = losses.get(..epoch as usize).unwrap_or_default();
        before.iter().any(|loss| *loss <= 1.2 * lowest)
    };
    let is_late = |patience: &f64| {
        first_cut(pair, pair.reference, *patience).is_none_or(|cut| cut > first && has_learned(cut))
    };
    (1..=20)
        .map(|more| patience + f64::from(more))
        .filter(|patience| *patience <= epochs - 3.0)
        .filter(is_late)
        .map(|patience| seat.changes(&[(PATIENCE, patience)]))
        .collect()
}

/// A rule that still waits when the run ends. A patience that no run of this length can exhaust is a trap of the settings.
fn outlasts(pair: &Pair<'_>) -> Option<Found> {
    let seat = pair.seat();
    let Replay { cuts, waited } = replay(seat, pair.run);
    let (patience, epochs) = (seat.get(PATIENCE), seat.epochs());
    let could_cut = patience <= f64::from(epochs) - 3.0;
    let waits = pair.end.diverged.is_none() && cuts.is_empty() && waited >= 4 && 4 * waited >= epochs;
    (waits && could_cut).then(|| {
        // Without a cut the run's own metrics do not depend on the patience.
        let in_time = |patience: &f64| {
            first_cut(pair, pair.run, *patience).is_some_and(|cut| f64::from(cut) <= 0.8 * f64::from(epochs))
        };
        let patiences = (0..patience as u32).rev().map(f64::from).filter(in_time);
        Found {
            control: seat.control(PATIENCE),
            title: "too patient: no cut comes".to_owned(),
            reason: format!(
                "The metric has not improved for {waited} epochs, and with a patience of {} the rule still waits: the rate \
                 stays constant.",
                exact(patience)
            ),
            fixes: patiences.map(|patience| seat.changes(&[(PATIENCE, patience)])).collect(),
        }
    })
}

#[cfg(test)]
mod tests {
    use etalon_train::engine::EngineKind;
    use etalon_train::optimiser::Rate;
    use etalon_train::report::Metrics;
    use etalon_train::start::Fingerprint;

    use etalon_train::verdict::Verdict;

    use super::*;
    use crate::kinds::plateau::PAGE;
    use crate::race::config::{Config, ROUND};
    use crate::race::preset::Preset;
    use crate::race::slot::Line;
    use crate::race::trap::Warning;
    use crate::race::trap::judged::judge;
    use crate::race::yours::Yours;

    /// A made-up run of 20 epochs with these metrics.
    fn run(config: Config, line: Line, loss: [f32; 20], accuracy: [f32; 20]) -> Run {
        let steps = 20 * ROUND as usize;
        Run {
            line,
            config,
            metrics: Metrics {
                train_loss: vec![1.0; steps],
                rates: vec![Rate::adamw(0.01); steps],
                val_loss: loss.to_vec(),
                val_accuracy: accuracy.to_vec(),
                divergence: None,
            },
            millis: 1.0,
            complete: true,
            engine: EngineKind::Cpu,
            fingerprint: Fingerprint(0),
        }
    }

    /// The lineup with this patience, and its plateau's line.
    fn with_patience(patience: f64) -> (Config, Line) {
        let config = Preset::TrueLabels.config();
        let line = Line::Lane(config.first_of(&PAGE).unwrap());
        let seat = Seat::new(&config, line);
        (config.with_changes(&seat.changes(&[(PATIENCE, patience)])).unwrap(), line)
    }

    fn only(config: &Config, run: &Run, reference: &Run) -> Warning {
        let warnings =
            judge(config, Some(run), Some(reference), Some(Verdict::Worse), Yours::NETWORK).unwrap();
        let [warning] = &warnings[..] else { panic!("{warnings:?}") };
        warning.clone()
    }

    /// An accuracy that stands still from epoch 2 on, until it is higher from `epoch` on.
    fn still_until(epoch: usize) -> [f32; 20] {
        core::array::from_fn(|at| if at + 1 < epoch { 0.92 } else { 0.97 })
    }

    #[test]
    fn the_first_cut_comes_after_most_was_learned() {
        let (config, line) = with_patience(2.0);
        let accuracy = still_until(12);
        // The loss halves every epoch up to epoch 8. Up to there a cut is too early.
        let falling = core::array::from_fn(|at| 0.5_f32.powi((at as i32).min(7)));
        let reference = run(config, Line::Reference, falling, accuracy);
        let cut = run(config, line, [0.2; 20], [0.92; 20]);
        let warning = only(&config, &cut, &reference);
        assert_eq!(
            (warning.name, &*warning.title),
            ("plateau-cut-too-early", "cut after epoch 4: too early")
        );
        assert!(warning.reason.contains("a patience of 2"), "{}", warning.reason);
        // A patience of p cuts after epoch p + 2.
        assert_eq!(
            warning.fix.as_ref().map(|fix| Yours::NETWORK.describe(&config, fix)).as_deref(),
            Some("patience = 6")
        );
    }

    #[test]
    fn a_wait_to_the_end_is_shortened_so_far_that_a_cut_has_time_to_help() {
        let (config, line) = with_patience(17.0);
        let still = run(config, line, [0.1; 20], still_until(3));
        let reference = Run { line: Line::Reference, ..still.clone() };
        let warning = only(&config, &still, &reference);
        assert_eq!(warning.name, "plateau-outlasts-run");
        assert!(warning.reason.contains("not improved for 17 epochs"), "{}", warning.reason);
        // The best is at epoch 3: a patience of p cuts after epoch p + 4, which has to be in the first 16.
        assert_eq!(
            warning.fix.as_ref().map(|fix| Yours::NETWORK.describe(&config, fix)).as_deref(),
            Some("patience = 12")
        );
    }
}
