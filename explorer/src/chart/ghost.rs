//! The lines of an earlier configuration. They are drawn faintly behind the present ones.

use crate::chart::series::{self, Point, until_its_end};
use crate::race::history::Entry;
use crate::race::run::Run;
use crate::race::slot::Line;
use etalon_train::task::Measure;

/// The learning rates of `line` at that time.
#[must_use]
pub fn rates(entry: &Entry, line: Line) -> Vec<Point> {
    let Ok(job) = entry.config.job(line) else { return Vec::new() };
    let run = entry.runs.get(line).as_deref();
    let ended = run.and_then(Run::ended);
    until_its_end(&series::rates(&job, run), ended)
}

/// The outcome of its training.
#[must_use]
pub fn outcomes(entry: &Entry, line: Line, measure: Measure) -> Vec<Point> {
    let Some(run) = entry.runs.get(line) else { return Vec::new() };
    match measure {
        Measure::Accuracy => series::accuracies(run),
        Measure::Loss => series::losses(run),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use etalon_train::report::Divergence;

    use super::*;
    use crate::kinds;
    use crate::race::control::Control;
    use crate::race::preset::Preset;
    use crate::race::run::tests::sample;
    use crate::race::slot::{PerLine, Slot};

    #[test]
    fn a_ghost_has_the_rates_it_had_and_ends_where_it_diverged() {
        let lane = |number| Line::Lane(Slot::numbered(number).unwrap());
        let (exponential, plateau) = (lane(1), lane(3));
        let mut run = sample();
        run.metrics.divergence = Some(Divergence { step: 100 });
        let runs = PerLine::from_fn(|line| (line == plateau).then(|| Arc::new(run.clone())));
        let config = Preset::TrueLabels
            .config()
            .with(Control::lane(Slot::numbered(1).unwrap(), kinds::exponential::GAMMA), 0.5)
            .unwrap();
        let entry = Entry { id: 1, config, runs, before: None };
        assert_eq!(series::value_at(&rates(&entry, exponential), 1.0), Some(0.005));
        assert_eq!(rates(&entry, plateau).last().unwrap().0, 100.0 / 45.0);
        assert_eq!(
            outcomes(&entry, plateau, Measure::Accuracy),
            [(1.0, f64::from(0.7f32)), (2.0, f64::from(0.9f32))]
        );
        assert!(outcomes(&entry, Line::Reference, Measure::Loss).is_empty());
    }
}
