//! Lines of the charts as points in the unit square. Lines are split where a value is missing and cut, not clamped, where they
//! leave the chart; a diverged run ends where it diverged.

use etalon_train::job::Job;
use etalon_train::optimiser::Rate;
use etalon_train::policy::Every;

use crate::chart::axis::Axis;
use crate::race::config::ROUND;
use crate::race::run::Run;

/// A point: `(x, y)`.
pub type Point = (f64, f64);

/// The learning rate over the epochs that `job` takes. If a rule sets the rate that watches a metric, the rates come from its
/// `run`; all others come from the schedule.
#[must_use]
pub fn rates(job: &Job, run: Option<&Run>) -> Vec<Point> {
    let policy = job.policy();
    if policy.watches().is_some() {
        return run.map(recorded_rates).unwrap_or_default();
    }
    match policy.every() {
        Every::Round => {
            let both_ends = |at: u32| {
                let [first, ..] = policy.rates(at);
                [(f64::from(at), first.lr), (f64::from(at) + 1.0, first.lr)]
            };
            (0..job.rounds()).flat_map(both_ends).collect()
        }
        Every::Batch => thinned(job).map(|(epoch, rate)| (epoch, rate.lr)).collect(),
    }
}

/// The rates of single batches, at most some two thousand of them, the last one among them.
fn thinned(job: &Job) -> impl Iterator<Item = (f64, Rate)> + '_ {
    let steps = (job.rounds() * ROUND) as usize;
    let every = (steps / 2_000).max(1);
    let rates = (0..job.rounds()).flat_map(|at| job.policy().rates(at)).enumerate();
    rates
        .filter(move |(at, _)| at % every == 0 || at + 1 == steps)
        .map(|(step, rate)| (step as f64 / f64::from(ROUND), rate))
}

fn recorded_rates(run: &Run) -> Vec<Point> {
    let epoch = f64::from(ROUND);
    let rates = run.metrics.rates.get(..run.steps_done() as usize).unwrap_or_default();
    let end = f64::from(run.steps_done()) / epoch;
    let both_ends = |(at, rate): (u32, &Rate)| {
        let x = f64::from(at) / epoch;
        [(x, rate.lr), ((x + 1.0).min(end), rate.lr)]
    };
    (0u32..).zip(rates).step_by(ROUND as usize).flat_map(both_ends).collect()
}

/// AdamW's first beta, or SGD's momentum, over the epochs that `job` takes.
#[must_use]
pub fn momenta(job: &Job) -> Vec<Point> {
    if job.policy().cycles_momentum() {
        return thinned(job).map(|(epoch, rate)| (epoch, rate.momentum)).collect();
    }
    let momentum = job.optimiser().momentum();
    vec![(0.0, momentum), (f64::from(job.rounds()), momentum)]
}

/// The values of `line` from the first moment to the second, and those beside them that lines come from and lead to.
pub fn seen(line: &[Point], (from, to): (f64, f64)) -> impl Iterator<Item = f64> + '_ {
    let first = line.partition_point(|point| point.0 < from).saturating_sub(1);
    let end = (line.partition_point(|point| point.0 <= to) + 1).min(line.len());
    line.get(first..end).unwrap_or_default().iter().map(|point| point.1).filter(|value| value.is_finite())
}

/// Validation accuracy at the end of each epoch, until any divergence.
#[must_use]
pub fn accuracies(run: &Run) -> Vec<Point> {
    per_epoch(run, &run.metrics.val_accuracy)
}

/// Validation loss at the end of each epoch, until any divergence.
#[must_use]
pub fn losses(run: &Run) -> Vec<Point> {
    per_epoch(run, &run.metrics.val_loss)
}

fn per_epoch(run: &Run, values: &[f32]) -> Vec<Point> {
    let done = run.epochs_done() as usize;
    (1u32..).zip(values.iter().take(done)).map(|(at, value)| (f64::from(at), f64::from(*value))).collect()
}

/// The value of a line at `x`, as drawn: the last point at or before `x` for steps, `None` before the first.
#[must_use]
pub fn value_at(line: &[Point], x: f64) -> Option<f64> {
    let after = line.partition_point(|point| point.0 <= x + 1e-9);
    after.checked_sub(1).and_then(|at| line.get(at)).map(|point| point.1)
}

/// `line` up to `ended`, where its run diverged.
#[must_use]
pub fn until_its_end(line: &[Point], ended: Option<f64>) -> Vec<Point> {
    let alive = line.iter().copied().filter(|point| ended.is_none_or(|ended| point.0 <= ended));
    alive.chain(ended.and_then(|ended| Some((ended, value_at(line, ended)?)))).collect()
}

/// The value of `line` at `x`, or nothing where it has ended long before.
#[must_use]
pub fn value_while_alive(line: &[Point], x: f64) -> Option<f64> {
    line.last().filter(|last| last.0 > x - 0.5).and_then(|_| value_at(line, x))
}

/// The parts of `line` inside the unit square of two axes, up to `until`. A gap in the line starts a new piece. A value that is not
/// finite is a gap; one that is 0 has no place on a log axis, but the line leads down towards it.
#[must_use]
pub fn pieces(line: &[Point], x: &Axis, y: &Axis, until: f64) -> Vec<Vec<Point>> {
    let right = x.position(until).clamp(0.0, 1.0);
    if let [alone] = line {
        let point = (x.position(alone.0), y.position(alone.1));
        let inside = (0.0..=right).contains(&point.0) && (0.0..=1.0).contains(&point.1);
        return if inside { vec![vec![point]] } else { Vec::new() };
    }
    let mut pieces: Vec<Vec<Point>> = Vec::new();
    let mut open: Option<Point> = None;
    // A log axis has no place for the very beginning; a line that comes from there enters from the left.
    let first = if x.is_log() { x.low / 1e3 } else { f64::NEG_INFINITY };
    let placed = line.iter().map(|point| {
        let height = if point.1.is_finite() { y.position(point.1) } else { f64::NAN };
        (x.position(point.0.max(first)), height)
    });
    let mut before: Option<Point> = None;
    for point in placed {
        let here = (point.0.is_finite() && !point.1.is_nan()).then_some((point.0, point.1.clamp(-1e6, 1e6)));
        if let (Some(from), Some(to)) = (before, here) {
            match clip(from, to, right) {
                None => open = None,
                Some((start, end)) => {
                    match pieces.last_mut() {
                        Some(piece) if open == Some(start) => piece.push(end),
                        _ => pieces.push(vec![start, end]),
                    }
                    open = (end == to).then_some(end);
                }
            }
        } else {
            open = None;
        }
        before = here;
    }
    for piece in &mut pieces {
        // Where the play head stands on the first value, there is a place and no line yet.
        piece.dedup();
    }
    pieces
}

/// The part of a segment inside `0 ≤ x ≤ right, 0 ≤ y ≤ 1` (Liang and Barsky).
fn clip(from: Point, to: Point, right: f64) -> Option<(Point, Point)> {
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let (mut enter, mut leave) = (0.0f64, 1.0f64);
    for (step, room) in [(-dx, from.0), (dx, right - from.0), (-dy, from.1), (dy, 1.0 - from.1)] {
        if step == 0.0 {
            if room < 0.0 {
                return None;
            }
        } else if step < 0.0 {
            enter = enter.max(room / step);
        } else {
            leave = leave.min(room / step);
        }
    }
    if enter > leave {
        return None;
    }
    let at = |share: f64| match share {
        0.0 => from,
        1.0 => to,
        _ => (from.0 + share * dx, from.1 + share * dy),
    };
    Some((at(enter), at(leave)))
}

#[cfg(test)]
mod tests {
    use etalon_train::report::Divergence;

    use super::*;
    use crate::chart::axis::Spacing;
    use crate::race::preset::Preset;
    use crate::race::run::tests::sample;
    use crate::race::slot::{Line, Slot};

    fn lane(number: usize) -> Line {
        Line::Lane(Slot::numbered(number).unwrap())
    }

    fn unit() -> Axis {
        Axis { low: 0.0, high: 1.0, spacing: Spacing::Even, ticks: Vec::new(), unit: "" }
    }

    #[test]
    fn a_missing_value_is_a_gap_not_the_bottom() {
        let line = [(0.0, 0.5), (0.1, 0.5), (0.2, f64::NAN), (0.3, 0.5), (0.4, 0.6)];
        let pieces = pieces(&line, &unit(), &unit(), 1.0);
        assert_eq!(pieces, vec![vec![(0.0, 0.5), (0.1, 0.5)], vec![(0.3, 0.5), (0.4, 0.6)]]);
    }

    #[test]
    fn a_line_leaving_the_chart_is_cut_at_its_true_slope() {
        let pieces = pieces(&[(0.0, 0.0), (1.0, 2.0)], &unit(), &unit(), 1.0);
        assert_eq!(pieces, vec![vec![(0.0, 0.0), (0.5, 1.0)]]);
        let outside = super::pieces(&[(0.0, 2.0), (1.0, 3.0)], &unit(), &unit(), 1.0);
        assert!(outside.is_empty());
    }

    #[test]
    fn a_value_that_is_not_finite_is_a_gap_and_a_rate_of_0_leads_down() {
        let line = |value| [(0.0, 0.5), (0.2, 0.5), (0.4, value), (0.6, 0.5), (0.8, 0.5)];
        let whole = [vec![(0.0, 0.5), (0.2, 0.5)], vec![(0.6, 0.5), (0.8, 0.5)]];
        for value in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            assert_eq!(pieces(&line(value), &unit(), &unit(), 1.0), whole, "{value}");
        }
        let log = Axis { low: 0.25, high: 1.0, spacing: Spacing::Log, ticks: Vec::new(), unit: "" };
        let to_zero = pieces(&[(0.0, 0.5), (1.0, 0.0)], &unit(), &log, 1.0);
        assert_eq!(to_zero[0].last().map(|point| point.1.abs() < 1e-6), Some(true), "{to_zero:?}");
    }

    #[test]
    fn a_single_point_is_a_piece_of_its_own() {
        assert_eq!(pieces(&[(0.5, 0.5)], &unit(), &unit(), 1.0), vec![vec![(0.5, 0.5)]]);
        assert!(pieces(&[(0.5, f64::NAN)], &unit(), &unit(), 1.0).is_empty());
        assert!(pieces(&[(0.5, 0.5)], &unit(), &unit(), 0.25).is_empty());
    }

    #[test]
    fn a_play_head_on_the_first_value_has_a_point() {
        let line = [(0.5, 0.1), (1.0, 0.2)];
        assert_eq!(pieces(&line, &unit(), &unit(), 0.5), vec![vec![(0.5, 0.1)]]);
        assert!(pieces(&line, &unit(), &unit(), 0.4).is_empty());
    }

    #[test]
    fn nothing_beyond_the_play_head_is_drawn() {
        let pieces = pieces(&[(0.0, 0.1), (1.0, 0.1)], &unit(), &unit(), 0.25);
        assert_eq!(pieces, vec![vec![(0.0, 0.1), (0.25, 0.1)]]);
    }

    #[test]
    fn a_plateau_is_drawn_from_its_run() {
        let run = sample();
        let line = rates(&run.config.job(run.line).unwrap(), Some(&run));
        assert_eq!(value_at(&line, 1.5), Some(0.01));
        assert_eq!(value_at(&line, 2.0), Some(0.001));
        assert!(rates(&run.config.job(run.line).unwrap(), None).is_empty());
    }

    #[test]
    fn a_diverged_run_ends_where_it_diverged() {
        let mut run = sample();
        run.metrics.divergence = Some(Divergence { step: 100 });
        assert_eq!(losses(&run).len(), 2);
        assert_eq!(accuracies(&run).len(), 2);
        let line = rates(&run.config.job(run.line).unwrap(), Some(&run));
        assert_eq!(line.last().unwrap().0, 100.0 / 45.0);
    }

    #[test]
    fn a_line_says_nothing_of_the_time_after_its_end() {
        let line = [(0.0, 1.0), (1.0, 1.0), (1.0, 2.0), (2.0, 2.0)];
        assert_eq!(until_its_end(&line, Some(1.5)).last(), Some(&(1.5, 2.0)));
        assert_eq!(until_its_end(&line, None), line);
        assert_eq!(value_while_alive(&until_its_end(&line, Some(1.5)), 2.0), None);
        assert_eq!(value_while_alive(&line, 2.0), Some(2.0));
    }

    #[test]
    fn what_is_seen_of_a_line_is_what_the_axis_must_hold() {
        let line = [(0.0, 9.0), (1.0, 1.0), (2.0, 2.0), (3.0, f64::NAN), (4.0, 4.0), (5.0, 8.0)];
        assert_eq!(seen(&line, (1.5, 2.5)).collect::<Vec<_>>(), [1.0, 2.0]);
        assert_eq!(seen(&line, (1.5, 4.5)).collect::<Vec<_>>(), [1.0, 2.0, 4.0, 8.0]);
        assert_eq!(seen(&line, (0.0, 9.0)).count(), 5);
        assert_eq!(seen(&[], (0.0, 1.0)).count(), 0);
    }

    #[test]
    fn a_line_from_the_beginning_enters_a_log_axis_from_the_left() {
        let log = Axis { low: 0.1, high: 10.0, spacing: Spacing::Log, ticks: Vec::new(), unit: "" };
        let pieces = pieces(&[(0.0, 0.5), (1.0, 0.5)], &log, &unit(), 10.0);
        let (start, end) = (pieces[0][0], pieces[0][1]);
        assert_eq!((start, end.1), ((0.0, 0.5), 0.5));
        assert!((end.0 - 0.5).abs() < 1e-12, "{end:?}");
    }

    #[test]
    fn only_a_schedule_that_cycles_it_moves_the_momentum() {
        let config = Preset::TrueLabels.config();
        let cycle = momenta(&config.job(lane(4)).unwrap());
        assert_eq!((cycle.len(), cycle[0]), (900, (0.0, 0.95)));
        let others = momenta(&config.job(Line::Reference).unwrap());
        assert_eq!(others, [(0.0, 0.9), (20.0, 0.9)]);
    }

    #[test]
    fn formulas_are_drawn_in_steps_or_batches() {
        let config = Preset::TrueLabels.config();
        let exponential = rates(&config.job(lane(1)).unwrap(), None);
        assert_eq!(exponential.len(), 40);
        assert_eq!(value_at(&exponential, 1.0), Some(0.01 * 0.9));
        let cycle = rates(&config.job(lane(4)).unwrap(), None);
        assert_eq!(cycle.len(), 900);
    }
}
