//! The lines of a configuration that was kept: they are drawn faintly behind the live ones.

use crate::model::config::STEPS;
use crate::model::entrant::Entrant;
use crate::model::history::Entry;
use crate::model::run::Run;
use crate::model::series::{self, Point, lived};
use crate::model::view::Measure;

/// The learning rates of `entrant` as they were.
#[must_use]
pub fn rates(entry: &Entry, entrant: Entrant) -> Vec<Point> {
    let Ok(job) = entry.config.job(entrant) else { return Vec::new() };
    let run = entry.runs.get(entrant).as_deref();
    let ended = run.and_then(Run::divergence).map(|step| f64::from(step) / f64::from(STEPS));
    lived(&series::rates(&job, run), ended)
}

/// What came of them.
#[must_use]
pub fn outcomes(entry: &Entry, entrant: Entrant, measure: Measure) -> Vec<Point> {
    let Some(run) = entry.runs.get(entrant) else { return Vec::new() };
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
    use crate::model::entrant::PerEntrant;
    use crate::model::kind::Kind;
    use crate::model::param::Param;
    use crate::model::presets::Preset;
    use crate::model::run::tests::sample;

    #[test]
    fn a_ghost_has_the_rates_it_had_and_ends_where_it_diverged() {
        let plateau = Entrant::Schedule(Kind::ReduceOnPlateau);
        let mut run = sample();
        run.metrics.divergence = Some(Divergence { step: 100 });
        let runs = PerEntrant::from_fn(|entrant| (entrant == plateau).then(|| Arc::new(run.clone())));
        let config = Preset::Opening.config().turned(Param::Gamma, 0.5).unwrap();
        let entry = Entry { id: 1, config, runs, changed: String::new() };
        assert_eq!(series::value_at(&rates(&entry, Entrant::Schedule(Kind::Exponential)), 1.0), Some(0.005));
        assert_eq!(rates(&entry, plateau).last().unwrap().0, 100.0 / 45.0);
        assert_eq!(
            outcomes(&entry, plateau, Measure::Accuracy),
            [(1.0, f64::from(0.7f32)), (2.0, f64::from(0.9f32))]
        );
        assert!(outcomes(&entry, Entrant::Constant, Measure::Loss).is_empty());
    }
}
