//! Why a falling rate helps: how much the validation loss changes from one epoch to the next, beside the rate.
//!
//! The samples that validate are always the same, so nothing but the weights changes their loss. The loss of a batch does not show it: with
//! wrong labels it differs from batch to batch by half of its value, whatever the rate is.

use core::fmt::Write as _;

use etalon_train::report::Course;

use crate::chart::axis::Axis;
use crate::chart::series::{self, Point};
use crate::chart::small::{Drawn, draw};
use crate::chart::zoom::Time;
use crate::number::rate;
use crate::race::config::Config;
use crate::race::run::Run;
use crate::race::slot::{Line, PerLine};
use crate::race::yours::Yours;
use crate::view::View;

/// A change is the median over this many epochs before and after, and over all seeds.
const BESIDE: usize = 1;

/// The share of the run that counts as its end.
const END: f64 = 0.25;

/// Changes below this count as this much.
const LEAST: f64 = 1e-4;

/// The changes of one line.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Changes {
    /// The rates.
    rates: Vec<Point>,
    /// At each epoch from the second one, by how much the loss has changed since the epoch before.
    changes: Vec<Point>,
    /// The median of all changes at the end of the run. `None` without a seed that lives so long.
    at_end: Option<f64>,
    /// How many seeds are in them.
    seeds: usize,
}

impl Changes {
    /// Of `line`: of all seeds where their `courses` are known, otherwise of the `run` of the race.
    #[must_use]
    pub fn of(config: &Config, line: Line, courses: Option<&[&Course]>, run: Option<&Run>) -> Self {
        let losses: Vec<&[f32]> = match (courses, run) {
            (Some(courses), _) => courses.iter().map(|course| &*course.val_loss).collect(),
            (None, Some(run)) => {
                vec![run.metrics.val_loss.get(..run.epochs_done() as usize).unwrap_or_default()]
            }
            (None, None) => Vec::new(),
        };
        let epochs = config.epochs() as usize;
        let first = first_of_end(epochs);
        let changes = (1..epochs).filter_map(|at| {
            let near = at.saturating_sub(BESIDE).max(1)..(at + BESIDE + 1).min(epochs);
            Some((at as f64 + 1.0, median(&losses, near)?.max(LEAST)))
        });
        Self {
            rates: config.job(line).map(|job| series::rates(&job, run)).unwrap_or_default(),
            changes: changes.collect(),
            at_end: median(&losses, first..epochs),
            seeds: losses.len(),
        }
    }
}

/// The index of the first epoch that belongs to the end of a run. A change needs an epoch before it.
fn first_of_end(epochs: usize) -> usize {
    let end = ((epochs as f64 * END).round() as usize).max(1);
    epochs.saturating_sub(end).max(1)
}

/// The median of all changes of the `losses` into the epochs with these indices.
fn median(losses: &[&[f32]], epochs: core::ops::Range<usize>) -> Option<f64> {
    let change = |losses: &[f32], at: usize| {
        let (before, now) = (losses.get(at.checked_sub(1)?)?, losses.get(at)?);
        Some(f64::from((now - before).abs())).filter(|change| change.is_finite())
    };
    let all = losses.iter().flat_map(|losses| epochs.clone().filter_map(|at| change(losses, at)));
    let mut all: Vec<f64> = all.collect();
    all.sort_unstable_by(f64::total_cmp);
    all.get(all.len() / 2).copied()
}

/// Both pictures as HTML: the rates of each line in the visitor's units, and below them the changes of its loss.
#[must_use]
pub fn pictures(config: &Config, lines: &PerLine<Changes>, yours: Yours) -> String {
    let time = Time::of(&View::default(), config.epochs());
    let x = Axis::time(&time, time.visible(None));
    type Of = fn(&Changes) -> &Vec<Point>;
    let (rates, changes): (Of, Of) = (|line| &line.rates, |line| &line.changes);
    let ends = |of: Of| {
        let values = config.lines().flat_map(|line| of(lines.get(line)).iter().map(|point| point.1));
        values
            .filter(|value| *value > 0.0 && value.is_finite())
            .fold((f64::INFINITY, 0.0), |(low, high), value| (value.min(low), value.max(high)))
    };
    let (lowest, highest) = ends(rates);
    // A rate that ends at 0 is far below what the picture is about.
    let of_rates = Axis::your_rates(highest, lowest.max(highest * 1e-3), true, yours);
    let (lowest, highest) = ends(changes);
    let of_changes = Axis::losses(lowest, highest, true);
    let mut html = String::new();
    for (name, y, of) in [
        ("learning rate", &of_rates, rates),
        ("change of the validation loss since the epoch before", &of_changes, changes),
    ] {
        let drawn: Vec<Drawn<'_>> = config
            .lines()
            .map(|line| Drawn { class: line.to_string(), dash: line.dash(), points: of(lines.get(line)) })
            .collect();
        draw(&mut html, name, &x, y, &drawn);
    }
    html
}

/// The rows of a table as HTML: by how much the loss of each line changes at the end of the run, and at which rate of the
/// visitor's.
#[must_use]
pub fn rows(config: &Config, lines: &PerLine<Changes>, yours: Yours) -> String {
    let mut html = String::from(
        "<thead><tr><th scope=\"col\">schedule</th><th scope=\"col\">change</th><th scope=\"col\">rate</th></tr></thead><tbody>",
    );
    let first = first_of_end(config.epochs() as usize);
    for line in config.lines() {
        let of = lines.get(line);
        let change = of.at_end.map_or_else(|| "–".to_owned(), in_words);
        let mut at_end: Vec<f64> =
            of.rates.iter().filter(|point| point.0 >= first as f64).map(|point| point.1).collect();
        at_end.sort_unstable_by(f64::total_cmp);
        let middle = at_end.get(at_end.len() / 2).map_or_else(|| "–".to_owned(), |lr| rate(yours.rate(*lr)));
        // Writing to a string cannot fail.
        let _ = write!(
            html,
            "<tr class=\"{line}\"><th scope=\"row\">{}</th><td>{change}</td><td>{middle}</td></tr>",
            config.name(line)
        );
    }
    html + "</tbody>"
}

fn in_words(change: f64) -> String {
    if change < LEAST { format!("&lt; {LEAST}") } else { format!("{change:.4}") }
}

/// What the table shows, in words.
#[must_use]
pub fn caption(config: &Config, lines: &PerLine<Changes>) -> String {
    let epochs = config.epochs() as usize;
    let first = first_of_end(epochs) + 1;
    let of = config.lines().map(|line| lines.get(line).seeds);
    let (fewest, most) = of.fold((usize::MAX, 0), |(low, high), seeds| (seeds.min(low), seeds.max(high)));
    let whose = match (fewest, most) {
        (_, 0) => return "Nothing is trained yet.".to_owned(),
        (fewest, most) if fewest == most && most > 1 => format!("{most} seeds"),
        (_, 1) => format!("seed {}", config.seed()),
        _ => format!("{most} seeds, or seed {} until they are trained", config.seed()),
    };
    let when =
        if first >= epochs { format!("In epoch {epochs}") } else { format!("In epochs {first} to {epochs}") };
    format!("{when}, median of {whose}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::race::opening;
    use crate::race::slot::Slot;

    fn course(losses: &[f32]) -> Course {
        Course { val_loss: losses.to_vec(), ..Course::default() }
    }

    fn lane() -> Line {
        Line::Lane(Slot::numbered(1).unwrap())
    }

    /// The median rate of the last five of twenty epochs.
    fn of_end(rates: &[Point]) -> f64 {
        let mut end: Vec<f64> = rates.iter().filter(|point| point.0 >= 15.0).map(|point| point.1).collect();
        end.sort_unstable_by(f64::total_cmp);
        end[end.len() / 2]
    }

    fn one_line(changes: &Changes) -> PerLine<Changes> {
        PerLine::from_fn(|line| if line == lane() { changes.clone() } else { Changes::default() })
    }

    #[test]
    fn a_change_is_the_median_over_seeds_and_neighbours() {
        let bounces: Vec<f32> = (0..20).map(|at| if at % 2 == 0 { 0.5 } else { 0.75 }).collect();
        let courses = [course(&bounces), course(&bounces), course(&[0.5; 20])];
        let of = Changes::of(&opening::config(), lane(), Some(&courses.iter().collect::<Vec<_>>()), None);
        assert_eq!((of.changes.len(), of.changes[0], of.at_end, of.seeds), (19, (2.0, 0.25), Some(0.25), 3));
        let lines = one_line(&of);
        assert_eq!(
            caption(&opening::config(), &lines),
            "In epochs 16 to 20, median of 3 seeds, or seed 1 until they are trained"
        );
        assert!(rows(&opening::config(), &lines, Yours::NETWORK).contains("<td>0.2500</td>"));
        let drawn = |yours| pictures(&opening::config(), &lines, yours);
        assert_eq!(drawn(Yours::NETWORK).matches("<svg class=\"small\">").count(), 2);
        let yours = Yours::NETWORK.with_rate(3e-4, 0.02).unwrap();
        assert!(
            drawn(yours).contains(">0.0002<") && !drawn(Yours::NETWORK).contains(">0.0002<"),
            "{}",
            drawn(yours)
        );
        let of = |yours: Yours| rate(yours.rate(of_end(&of.rates)));
        for yours in [Yours::NETWORK, yours] {
            assert!(rows(&opening::config(), &lines, yours).contains(&format!("<td>{}</td>", of(yours))));
        }
    }

    #[test]
    fn what_settles_is_small_and_what_diverged_is_left_out() {
        let config = opening::config();
        let settled = Changes::of(&config, lane(), Some(&[&course(&[0.5; 20])]), None);
        assert_eq!((settled.at_end, settled.changes[5].1), (Some(0.0), LEAST));
        assert!(rows(&config, &one_line(&settled), Yours::NETWORK).contains("<td>&lt; 0.0001</td>"));
        let gone = Changes::of(&config, lane(), Some(&[&course(&[0.5, f32::NAN])]), None);
        assert_eq!((gone.at_end, gone.changes.len()), (None, 0));
        let none = Changes::of(&config, lane(), None, None);
        assert_eq!(caption(&config, &one_line(&none)), "Nothing is trained yet.");
        assert!(!pictures(&config, &one_line(&none), Yours::NETWORK).contains("NaN"));
    }

    #[test]
    fn a_run_of_one_epoch_has_no_change() {
        assert_eq!((first_of_end(1), first_of_end(2), first_of_end(20), first_of_end(500)), (1, 1, 15, 375));
        let config = opening::config()
            .with(crate::race::control::Control::run(crate::race::run_settings::EPOCHS), 1.0);
        let of = Changes::of(&config.unwrap(), lane(), Some(&[&course(&[0.5])]), None);
        assert_eq!((of.changes.len(), of.at_end), (0, None));
    }
}
