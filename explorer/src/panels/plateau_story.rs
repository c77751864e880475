//! What a rule that takes a metric saw after each epoch, in words, and what it would have done with another patience.

use etalon::{Mode, Observed, ReduceLrOnPlateau};

use crate::number::{epochs, loss, percent, rate};
pub use crate::race::replay::Beat;
use crate::race::replay::{beats, cuts};
use crate::race::run::Run;
use crate::race::seat::Seat;
use crate::race::yours::Yours;

/// The rule that a run followed, if its kind takes a metric.
#[must_use]
pub fn rule(run: &Run) -> Option<ReduceLrOnPlateau<f64>> {
    Seat::new(&run.config, run.line).rule()
}

/// What the rule of `run` saw. Empty for a run without a rule that takes a metric.
#[must_use]
pub fn story(run: &Run) -> Vec<Beat> {
    beats(Seat::new(&run.config, run.line), run, None)
}

/// The epochs after which the rule of `run` has cut.
#[must_use]
pub fn has_cut(run: &Run) -> Vec<u32> {
    cuts(Seat::new(&run.config, run.line), run, None)
}

/// The epochs after which a rule with this patience would have cut, on the metric of `run`. After its first cut the metric would
/// have been another.
#[must_use]
pub fn would_cut(run: &Run, patience: u32) -> Vec<u32> {
    cuts(Seat::new(&run.config, run.line), run, Some(patience))
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

/// What a beat says, in a few words and in the visitor's rates.
#[must_use]
pub fn words(beat: &Beat, rule: &ReduceLrOnPlateau<f64>, yours: Yours) -> String {
    let settings = rule.settings();
    let best = if settings.mode == Mode::Max { percent(beat.best) } else { loss(beat.best) };
    let (before, after) = (rate(yours.rate(beat.rates.0)), rate(yours.rate(beat.rates.1)));
    match beat.observed {
        Observed::Better => format!("best so far, {best}"),
        Observed::Waiting if beat.cooldown.0 > 0 => {
            format!("cooling down, {} left; best {best}", beat.cooldown.1)
        }
        Observed::Waiting => format!("{} bad of {} tolerated; best {best}", beat.bad, settings.patience),
        Observed::Cut => format!(
            "cut from {before} to {after}: {} without improvement, {} tolerated; best {best}",
            epochs(beat.bad),
            settings.patience
        ),
        Observed::Floor => format!("a cut is due, but the rate stays at {before}; best {best}"),
        // A NaN that is ignored or reported. `Observed` may grow.
        _ => "not a number".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kinds::KINDS;
    use crate::race::config::Config;
    use crate::race::control::Control;
    use crate::race::replay;
    use crate::race::run_settings::EPOCHS;
    use crate::race::slot::Line;

    /// A run of every kind that takes a metric, with these values: the accuracy rises for three epochs and then stands still, and
    /// the loss does the reverse.
    fn still(list: &[(&str, f64)], epochs: usize) -> Vec<Run> {
        let accuracies: Vec<f32> =
            (0..epochs).map(|at| if at < 3 { 0.5 + 0.1 * at as f32 } else { 0.7 }).collect();
        let run = |config: Config| {
            let (slot, lane) = config.lanes().next()?;
            let line = Line::Lane(slot);
            Seat::new(&config, line).rule()?;
            let control = |id: &str| Control::lane(slot, lane.row(id).unwrap());
            let changes = list.iter().map(|(id, value)| (control(id), *value)).collect();
            Some(replay::tests::run(config.with_changes(&changes).unwrap(), line, &accuracies))
        };
        let runs: Vec<Run> = KINDS.iter().filter_map(|page| run(Config::racing(&[page]))).collect();
        assert!(!runs.is_empty());
        runs
    }

    fn cut(story: &[Beat]) -> Vec<u32> {
        story.iter().filter(|beat| beat.observed == Observed::Cut).map(|beat| beat.round).collect()
    }

    #[test]
    fn a_cut_has_its_reason() {
        for (mode, best) in [(1.0, "70.0 %"), (0.0, "0.300")] {
            for run in still(&[("mode", mode), ("patience", 2.0), ("cooldown", 2.0)], 12) {
                let (rule, story) = (rule(&run).unwrap(), story(&run));
                // Better at 1, 2, 3; bad at 4, 5, 6: the third is one too many. Two epochs cool down, then three bad ones again.
                assert_eq!(cut(&story), [6, 11]);
                assert_eq!(words(&story[2], &rule, Yours::NETWORK), format!("best so far, {best}"));
                assert_eq!(
                    words(&story[4], &rule, Yours::NETWORK),
                    format!("2 bad of 2 tolerated; best {best}")
                );
                assert_eq!(
                    words(&story[5], &rule, Yours::NETWORK),
                    format!(
                        "cut from 0.0200 to 0.00200: 3 epochs without improvement, 2 tolerated; best {best}"
                    )
                );
                let yours = Yours::NETWORK.with_rate(3e-4, 0.02).unwrap();
                assert!(words(&story[5], &rule, yours).starts_with("cut from 3.0e-4 to 3.0e-5: "));
                assert_eq!(
                    words(&story[6], &rule, Yours::NETWORK),
                    format!("cooling down, 1 left; best {best}")
                );
                assert_eq!(cooldowns(&story), [(6.0, 8.0), (11.0, 12.0)]);
            }
        }
    }

    #[test]
    fn a_warm_up_changes_no_observation_and_scales_the_rates() {
        let settings = [("patience", 2.0), ("cooldown", 0.0)];
        let warm = [&settings[..], &[("warmup_steps", 8.0)]].concat();
        for (run, plain) in still(&warm, 12).into_iter().zip(still(&settings, 12)) {
            let (rule, story) = (rule(&run).unwrap(), story(&run));
            assert_eq!(cut(&story), cut(&super::story(&plain)));
            // The first cut comes during the warm-up, the second one after it.
            let (early, late) = (story[5].rates, story[8].rates);
            assert!(early.0 < 0.02 && (early.1 / early.0 - 0.1).abs() < 1e-9, "{early:?}");
            assert_eq!(late.0, 0.002);
            assert!(words(&story[8], &rule, Yours::NETWORK).starts_with("cut from 0.00200 to 2.0e-4: "));
        }
    }

    #[test]
    fn a_cut_that_is_due_at_the_lowest_rate_says_so() {
        for run in still(&[("patience", 0.0), ("min_lr", 0.01)], 5) {
            let last = *story(&run).last().unwrap();
            assert_eq!((last.observed, last.rates), (Observed::Floor, (0.01, 0.01)));
            assert!(
                words(&last, &rule(&run).unwrap(), Yours::NETWORK)
                    .starts_with("a cut is due, but the rate stays at 0.0100")
            );
        }
    }

    #[test]
    fn another_patience_cuts_elsewhere_on_the_same_metric() {
        for run in still(&[("patience", 2.0), ("cooldown", 0.0)], 12) {
            // Of the cuts of a shorter run, the one after the last epoch has no effect.
            let config = run.config.with(Control::run(EPOCHS), 12.0).unwrap();
            let short = Run { config, ..run.clone() };
            for (run, cuts) in [(&run, &[6, 9, 12][..]), (&short, &[6, 9])] {
                assert_eq!((would_cut(run, 2).as_slice(), has_cut(run).as_slice()), (cuts, cuts));
            }
            assert_eq!(would_cut(&run, 0)[..2], [4, 5]);
            assert_eq!(would_cut(&run, 8), [12]);
            assert!(would_cut(&run, 9).is_empty());
        }
    }

    #[test]
    fn a_line_without_a_rule_has_no_story() {
        for run in still(&[], 5) {
            let reference = Run { line: Line::Reference, ..run };
            assert!(story(&reference).is_empty() && would_cut(&reference, 0).is_empty());
        }
    }
}
