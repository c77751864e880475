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
use crate::race::config::{Config, ROUND};
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

/// A rate this far below the highest one of its line is not shown: one that ends at 0 is far below what the picture is about.
const DEPTH: f64 = 1e-3;

/// How far the picture of the rates reaches above its floor. A rate that explodes leaves it, so that the other lines stay in it.
const MOST_ABOVE: f64 = 1e9;

/// The changes of one line.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Changes {
    /// The rates, up to where the line diverged.
    rates: Vec<Point>,
    /// At each epoch from the second one, by how much the loss has changed since the epoch before, up to where the line diverged.
    changes: Vec<Point>,
    /// The median of all changes at the end of the run. `None` without a seed that lives so long.
    at_end: Option<f64>,
    /// Where half of its seeds have diverged, in epochs. What the others do after that is not the median.
    diverged: Option<f64>,
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
        let diverged = diverged(courses, run);
        let alive = |at: usize| diverged.is_none_or(|ended| at as f64 + 1.0 <= ended);
        let changes = (1..epochs).filter(|at| alive(*at)).filter_map(|at| {
            let near = at.saturating_sub(BESIDE).max(1)..(at + BESIDE + 1).min(epochs);
            Some((at as f64 + 1.0, median(&losses, near)?.max(LEAST)))
        });
        Self {
            rates: config
                .job(line)
                .map(|job| series::until_its_end(&series::rates(&job, run), diverged))
                .unwrap_or_default(),
            changes: changes.collect(),
            at_end: median(&losses, first..epochs).filter(|_| diverged.is_none()),
            diverged,
            seeds: losses.len(),
        }
    }
}

/// Where half of the `courses` have diverged, or without them the `run`, in epochs.
fn diverged(courses: Option<&[&Course]>, run: Option<&Run>) -> Option<f64> {
    match courses {
        Some(courses) => {
            let steps = courses.iter().map(|course| course.divergence.map_or(u32::MAX, |at| at.step));
            let mut steps: Vec<u32> = steps.collect();
            steps.sort_unstable();
            let middle = steps.get(steps.len().saturating_sub(1) / 2).filter(|step| **step < u32::MAX);
            middle.map(|step| f64::from(*step) / f64::from(ROUND))
        }
        None => run.and_then(Run::ended),
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
    let (lowest, highest) = ends_of_rates(config, lines);
    let of_rates = Axis::your_rates(highest, lowest, true, yours);
    let both = config.lines().map(|line| ends(&lines.get(line).changes));
    let (lowest, highest) = both.fold(NO_ENDS, |all, line| (all.0.min(line.0), all.1.max(line.1)));
    let of_changes = Axis::losses(lowest, highest, true);
    let mut html = String::new();
    for (name, y, of) in [
        ("learning rate", &of_rates, rates),
        ("change of the validation loss since the epoch before", &of_changes, changes),
    ] {
        let drawn: Vec<Drawn<'_>> = config
            .lines()
            .map(|line| {
                let of_line = lines.get(line);
                let (points, diverged) = (of(of_line), of_line.diverged);
                Drawn { class: line.to_string(), dash: line.dash(), points, diverged }
            })
            .collect();
        draw(&mut html, name, &x, y, &drawn);
    }
    html
}

/// The lowest and the highest value of no points.
const NO_ENDS: (f64, f64) = (f64::INFINITY, 0.0);

/// The lowest and the highest of the values that a log axis has a place for.
fn ends(points: &[Point]) -> (f64, f64) {
    let values = points.iter().map(|point| point.1).filter(|value| *value > 0.0 && value.is_finite());
    values.fold(NO_ENDS, |(low, high), value| (value.min(low), value.max(high)))
}

/// The lowest and the highest rate of the picture. Every line has its own depth, so that a line whose rates are far above those of
/// the others does not push them out.
fn ends_of_rates(config: &Config, lines: &PerLine<Changes>) -> (f64, f64) {
    let each = config.lines().map(|line| ends(&lines.get(line).rates)).filter(|(_, high)| *high > 0.0);
    let (lowest, highest) = each
        .map(|(low, high)| (low.max(high * DEPTH), high))
        .fold(NO_ENDS, |all, line| (all.0.min(line.0), all.1.max(line.1)));
    (lowest, highest.min(lowest * MOST_ABOVE))
}

/// The rows of a table as HTML: by how much the loss of each line changes at the end of the run, and at which rate of the
/// visitor's. A line that diverged has neither.
#[must_use]
pub fn rows(config: &Config, lines: &PerLine<Changes>, yours: Yours) -> String {
    let mut html = String::from(
        "<thead><tr><th scope=\"col\">schedule</th><th scope=\"col\">change</th><th scope=\"col\">rate</th></tr></thead><tbody>",
    );
    let first = first_of_end(config.epochs() as usize);
    for line in config.lines() {
        let of = lines.get(line);
        let change = match (of.diverged, of.at_end) {
            (Some(_), _) => "<td class=\"bad\">diverged</td>".to_owned(),
            (None, Some(change)) => format!("<td>{}</td>", in_words(change)),
            (None, None) => "<td>–</td>".to_owned(),
        };
        let mut at_end: Vec<f64> =
            of.rates.iter().filter(|point| point.0 >= first as f64).map(|point| point.1).collect();
        at_end.sort_unstable_by(f64::total_cmp);
        let middle = at_end.get(at_end.len() / 2).filter(|_| of.diverged.is_none());
        let middle = middle.map_or_else(|| "–".to_owned(), |lr| rate(yours.rate(*lr)));
        // Writing to a string cannot fail.
        let _ = write!(
            html,
            "<tr class=\"{line}\"><th scope=\"row\">{}</th>{change}<td>{middle}</td></tr>",
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
    use etalon_train::report::Divergence;

    use super::*;
    use crate::kinds::one_cycle;
    use crate::race::control::Control;
    use crate::race::opening;
    use crate::race::run::tests::sample;
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
    fn a_line_ends_where_half_of_its_seeds_diverged_and_leaves_room_for_the_others() {
        let cycle = Slot::numbered(4).unwrap();
        let max_lr = Control::lane(cycle, one_cycle::PAGE.rate);
        let config = opening::config().with(max_lr, 1000.0).unwrap();
        let gone = Course { divergence: Some(Divergence { step: 132 }), ..course(&[2.0, 2.5]) };
        let alive = course(&[0.5; 20]);
        let of = |courses: &[&Course]| Changes::of(&config, Line::Lane(cycle), Some(courses), None);
        let one = of(&[&alive, &alive, &gone]);
        assert_eq!((one.diverged, one.at_end, one.rates.last().unwrap().0 > 19.0), (None, Some(0.0), true));
        let half = of(&[&alive, &gone]);
        let ended = 132.0 / f64::from(ROUND);
        assert_eq!((half.diverged, half.at_end), (Some(ended), None));
        assert_eq!((half.rates.last().unwrap().0, half.changes.last().unwrap().0), (ended, 2.0));
        let lines = PerLine::from_fn(|line| {
            if line == Line::Lane(cycle) {
                half.clone()
            } else {
                Changes::of(&config, line, Some(&[&alive]), None)
            }
        });
        let row = "<th scope=\"row\">1cycle</th><td class=\"bad\">diverged</td><td>–</td></tr>";
        assert!(
            rows(&config, &lines, Yours::NETWORK).contains(row),
            "{}",
            rows(&config, &lines, Yours::NETWORK)
        );
        let (low, high) = ends_of_rates(&config, &lines);
        assert!(low < 1e-3 && (100.0..1000.0).contains(&high), "{low} {high}");
        let html = pictures(&config, &lines, Yours::NETWORK);
        // Without a run, only reduce on plateau has no rates.
        assert_eq!(html.matches("d=\"\"").count(), 1, "{html}");
        assert_eq!(html.matches('×').count(), 2);
        let wild = PerLine::from_fn(|line| {
            let rates = vec![(0.0, if line == Line::Lane(cycle) { 1e30 } else { 0.01 })];
            Changes { rates, ..Changes::default() }
        });
        let (low, high) = ends_of_rates(&config, &wild);
        assert!(low <= 0.01 && high < 1e8, "a rate that explodes leaves the picture: {low} {high}");
    }

    #[test]
    fn a_run_of_the_race_that_diverged_says_so() {
        let mut run = sample();
        run.metrics.divergence = Some(Divergence { step: 100 });
        let of = Changes::of(&opening::config(), run.line, None, Some(&run));
        assert_eq!((of.diverged, of.at_end, of.seeds), (Some(100.0 / f64::from(ROUND)), None, 1));
    }

    #[test]
    fn a_run_of_one_epoch_has_no_change() {
        assert_eq!((first_of_end(1), first_of_end(2), first_of_end(20), first_of_end(500)), (1, 1, 15, 375));
        let config = opening::config().with(Control::run(crate::race::run_settings::EPOCHS), 1.0);
        let of = Changes::of(&config.unwrap(), lane(), Some(&[&course(&[0.5])]), None);
        assert_eq!((of.changes.len(), of.at_end), (0, None));
    }
}
