//! What the plateau's rule thought at the end of each epoch, told again from the metric that was recorded: the rule itself is
//! asked, with the patience it had or with another.

use etalon::{Mode, Observed, ReduceLrOnPlateau};
use etalon_train::policy::Rule;
pub use etalon_train::replay::Beat;
use etalon_train::replay::replay;

use crate::model::entrant::Entrant;
use crate::model::kind::Kind;
use crate::model::number::{loss, percent, rate};
use crate::model::run::Run;

/// The rule that a run followed, where that was a plateau's.
#[must_use]
pub fn rule(run: &Run) -> Option<ReduceLrOnPlateau<f64>> {
    match run.config.policy(run.entrant).ok()?.rule() {
        Rule::Plateau(rule) => Some(*rule),
        Rule::Timed(_) | Rule::Table(_) => None,
    }
}

/// The story of `run`; none for a run without a plateau.
#[must_use]
pub fn story(run: &Run) -> Vec<Beat> {
    told(run, None)
}

/// The epochs after which a rule with this patience would have cut, on the metric of `run`. After its first cut that metric would
/// have been another.
#[must_use]
pub fn replayed(run: &Run, patience: u32) -> Vec<u32> {
    told(run, Some(patience)).iter().filter(|beat| beat.cut()).map(|beat| beat.round).collect()
}

fn told(run: &Run, patience: Option<u32>) -> Vec<Beat> {
    let Ok(job) = run.config.job(run.entrant) else { return Vec::new() };
    let mut beats = replay(job.policy(), job.task(), &run.metrics, patience);
    beats.truncate(run.epochs_done() as usize);
    beats
}

/// From which epoch to which the rule cooled down.
#[must_use]
pub fn cooldowns(story: &[Beat]) -> Vec<(f64, f64)> {
    let mut spans: Vec<(f64, f64)> = Vec::new();
    for beat in story.iter().filter(|beat| beat.cooldown.0 > 0) {
        let end = f64::from(beat.round);
        match spans.last_mut() {
            Some(span) if span.1 == end - 1.0 => span.1 = end,
            _ => spans.push((end - 1.0, end)),
        }
    }
    spans
}

/// What a beat says, in a few words.
#[must_use]
pub fn words(beat: &Beat, rule: &ReduceLrOnPlateau<f64>) -> String {
    let settings = rule.settings();
    let best = if settings.mode == Mode::Max { percent(beat.best) } else { loss(beat.best) };
    let (before, after) = beat.rates;
    match beat.observed {
        Observed::Better => format!("best so far, {best}"),
        Observed::Waiting if beat.cooldown.0 > 0 => {
            format!("cooling down, {} left; best {best}", beat.cooldown.0 - 1)
        }
        Observed::Waiting => format!("{} bad of {} tolerated; best {best}", beat.bad, settings.patience),
        Observed::Cut => format!(
            "cut from {} to {}: {} bad epochs in a row, {} tolerated; best {best}",
            rate(before),
            rate(after),
            beat.bad,
            settings.patience
        ),
        Observed::Floor => format!("would cut, but {} is the lowest; best {best}", rate(before)),
        // A NaN that is ignored or reported: `Observed` may grow.
        _ => "not a number".to_owned(),
    }
}

/// The plateau.
pub const PLATEAU: Entrant = Entrant::Schedule(Kind::ReduceOnPlateau);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::config::STEPS;
    use crate::model::param::Param;
    use crate::model::run::tests::sample;

    /// A run whose accuracy stands still from epoch 3 on, under a rule with this patience and cooldown.
    fn still(patience: f64, cooldown: f64, epochs: usize) -> Run {
        let mut run = sample();
        run.config = run.config.with(Param::Patience, patience).unwrap();
        run.config = run.config.with(Param::Cooldown, cooldown).unwrap();
        let first = run.metrics.rates[0];
        run.metrics.val_accuracy =
            (0..epochs).map(|at| if at < 3 { 0.5 + 0.1 * at as f32 } else { 0.7 }).collect();
        run.metrics.val_loss = vec![0.5; epochs];
        run.metrics.rates = vec![first; epochs * STEPS as usize];
        run
    }

    #[test]
    fn a_cut_has_its_reason() {
        let run = still(2.0, 2.0, 12);
        let rule = rule(&run).unwrap();
        assert_eq!(rule.settings().mode, Mode::Max, "the opening watches the accuracy");
        let story = story(&run);
        let cuts: Vec<u32> = story.iter().filter(|b| b.observed == Observed::Cut).map(|b| b.round).collect();
        // Better at 1, 2, 3; bad at 4, 5, 6: the third is one too many. Two epochs cool down, then three bad ones again.
        assert_eq!(cuts, [6, 11]);
        assert_eq!(words(&story[4], &rule), "2 bad of 2 tolerated; best 70.0 %");
        assert!(words(&story[5], &rule).ends_with("3 bad epochs in a row, 2 tolerated; best 70.0 %"));
        assert_eq!(words(&story[6], &rule), "cooling down, 1 left; best 70.0 %");
        assert_eq!(cooldowns(&story), [(6.0, 8.0), (11.0, 12.0)]);
    }

    #[test]
    fn another_patience_cuts_elsewhere_on_the_same_metric() {
        let run = still(2.0, 0.0, 12);
        assert_eq!(replayed(&run, 2), [6, 9, 12]);
        assert_eq!(replayed(&run, 0)[..2], [4, 5]);
        assert_eq!(replayed(&run, 8), [12]);
        assert!(replayed(&run, 9).is_empty());
    }

    #[test]
    fn only_a_plateau_has_a_story() {
        let run = Run { entrant: Entrant::Constant, ..sample() };
        assert!(story(&run).is_empty() && replayed(&run, 0).is_empty());
    }
}
