//! The run of a cell beside the present one: the rates and the outcomes of both, in two small pictures.

use etalon_train::task::{Measure, Task};

use super::{At, Plan};
use crate::chart::axis::Axis;
use crate::chart::series::{self, Point};
use crate::chart::small::{Drawn, draw};
use crate::chart::zoom::Time;
use crate::race::config::Config;
use crate::race::run::Run;
use crate::race::slot::Line;
use crate::race::yours::Yours;
use crate::view::View;

/// One of the curves.
type Of = fn(&Curves) -> &Vec<Point>;

/// One run in points, up to where it diverged.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Curves {
    rates: Vec<Point>,
    outcomes: Vec<Point>,
    task: Option<&'static Task>,
    /// Where it diverged, in epochs.
    diverged: Option<f64>,
}

impl Curves {
    /// The curves of `line` with these settings, and of its run, as far as there is one.
    #[must_use]
    pub fn of(config: &Config, line: Line, run: Option<&Run>) -> Self {
        let outcomes = run.map(|run| match config.task().measure {
            Measure::Accuracy => series::accuracies(run),
            Measure::Loss => series::losses(run),
        });
        let diverged = run.and_then(Run::ended);
        Self {
            rates: config
                .job(line)
                .map(|job| series::until_its_end(&series::rates(&job, run), diverged))
                .unwrap_or_default(),
            outcomes: outcomes.unwrap_or_default(),
            task: Some(config.task()),
            diverged,
        }
    }
}

/// The visitor's settings `now` with the values of a cell. `None` if it cannot be trained.
#[must_use]
pub fn settings(plan: &Plan, now: &Config, at: At) -> Option<Config> {
    let config = now.with_changes(&plan.changes(at)).ok()?;
    config.job(plan.line()).is_ok().then_some(config)
}

/// Two pictures as HTML: the rates in the visitor's units, and the outcomes. The curves of the cell are behind those of the present
/// run.
#[must_use]
pub fn picture(now: &Curves, cell: &Curves, epochs: u32, yours: Yours) -> String {
    let time = Time::of(&View::default(), epochs);
    let x = Axis::time(&time, time.visible(None));
    let both = [cell, now];
    let values = |of: Of| both.into_iter().flat_map(of).map(|point| point.1);
    let highest = |of| values(of).filter(|value| value.is_finite()).fold(0.0, f64::max);
    let rates = Axis::your_rates(highest(|curves| &curves.rates), 0.0, false, yours);
    let task = now.task.or(cell.task);
    let measure = task.map_or(Measure::Accuracy, |task| task.measure);
    let outcomes = match measure {
        Measure::Accuracy => {
            let lowest = values(|curves| &curves.outcomes).fold(f64::INFINITY, f64::min);
            let samples = task.map_or(0, |task| task.split.validation);
            Axis::accuracies(lowest, highest(|curves| &curves.outcomes), samples)
        }
        Measure::Loss => {
            let lowest = values(|curves| &curves.outcomes).fold(f64::INFINITY, f64::min);
            Axis::losses(lowest, highest(|curves| &curves.outcomes), true)
        }
    };
    let name = match measure {
        Measure::Accuracy => "validation accuracy",
        Measure::Loss => "validation loss",
    };
    let mut html = String::new();
    for (name, y, of) in [
        ("learning rate", &rates, (|curves| &curves.rates) as Of),
        (name, &outcomes, |curves| &curves.outcomes),
    ] {
        draw(&mut html, name, &x, y, &[drawn("ghost", cell, of), drawn("curve", now, of)]);
    }
    html
}

/// One curve of a run. It has a cross where the run diverged.
fn drawn<'a>(class: &str, curves: &'a Curves, of: Of) -> Drawn<'a> {
    Drawn { class: class.to_owned(), dash: &[], points: of(curves), diverged: curves.diverged }
}

#[cfg(test)]
mod tests {
    use etalon_train::report::Divergence;

    use super::*;
    use crate::panels::landscape::survey::tests::survey;
    use crate::race::config::ROUND;
    use crate::race::opening;
    use crate::race::run::tests::sample;
    use crate::race::slot::Slot;

    #[test]
    fn the_pictures_show_both_runs() {
        let (survey, config) = (survey(), opening::config());
        let line = survey.plan().line();
        let cell = settings(survey.plan(), &config, (20, 3)).unwrap();
        assert_eq!(cell.seed(), config.seed());
        let run = sample();
        let (now, ghost) = (Curves::of(&config, line, Some(&run)), Curves::of(&cell, line, None));
        let html = picture(&now, &ghost, 20, Yours::NETWORK);
        let own = picture(&now, &ghost, 20, Yours::NETWORK.with_rate(3e-4, 0.02).unwrap());
        assert!(own.contains(">0.00075<") && !html.contains(">0.00075<"), "{own}");
        assert_eq!(html.matches("<svg class=\"small\">").count(), 2);
        assert_eq!(
            html.matches("class=\"ghost\" stroke-dasharray=\"\" d=\"\"").count(),
            1,
            "the ghost has rates and no outcomes yet"
        );
        assert!(!html.contains("class=\"curve\" stroke-dasharray=\"\" d=\"\"") && !html.contains("NaN"));
        assert!(!html.contains('×'), "no run diverged");
    }

    #[test]
    fn a_run_that_diverged_ends_there_with_a_cross() {
        let config = opening::config();
        let mut run = sample();
        run.metrics.divergence = Some(Divergence { step: 100 });
        let ended = 100.0 / f64::from(ROUND);
        // Exponential has its rates from the schedule, and reduce on plateau has them from its run.
        for line in [Line::Lane(Slot::numbered(1).unwrap()), run.line] {
            let gone = Curves::of(&config, line, Some(&run));
            assert_eq!((gone.rates.last().unwrap().0, gone.outcomes.len()), (ended, 2));
            let crosses = |now: &Curves, cell: &Curves| {
                let html = picture(now, cell, 20, Yours::NETWORK);
                (html.matches("class=\"cross curve\"").count(), html.matches("class=\"cross ghost\"").count())
            };
            let alive = Curves::of(&config, line, Some(&sample()));
            assert_eq!((crosses(&gone, &alive), crosses(&alive, &gone)), ((2, 0), (0, 2)));
        }
    }
}
