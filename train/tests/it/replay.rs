//! A replayed plateau gives exactly the rates of the training, whatever the settings.

use etalon::{Observed, Settings};
use etalon_train::job::Job;
use etalon_train::policy::{Every, Policy};
use etalon_train::replay::{Beat, replay};
use etalon_train::report::Metrics;
use etalon_train::shape::Width;
use etalon_train::sweep::train_here;
use etalon_train::task::digits::DIGITS;
use etalon_train::task::{ROUND, Task};

use crate::helpers::{constant, policy, settings};
use crate::tasks::{SPARSE, TINY};

/// A number below `end`, from a linear congruential generator.
fn draw(state: &mut u64, end: u64) -> f64 {
    *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    ((*state >> 33) % end) as f64
}

fn random(state: &mut u64) -> Settings {
    let mut pick = |id: &'static str, values: &[f64]| (id, values[draw(state, values.len() as u64) as usize]);
    let values = [
        pick("lr", &[0.0, 0.003, 0.01, 0.05]),
        pick("mode", &[0.0, 1.0]),
        pick("factor", &[0.0, 0.1, 0.5, 0.9]),
        pick("patience", &[0.0, 1.0, 2.0]),
        // A threshold of one validation sample decides by the last bit.
        pick("threshold", &[0.0, 1e-4, 0.02, 1.0 / 357.0, 1.0 / 37.0]),
        pick("threshold_mode", &[0.0, 1.0, 2.0]),
        pick("cooldown", &[0.0, 1.0, 3.0]),
        pick("min_lr", &[0.0, 0.002, 0.02]),
        pick("eps", &[0.0, 1e-8, 1e-3]),
    ];
    settings("plateau", &values)
}

#[test]
fn the_rates_are_those_of_the_training_bit_for_bit() {
    let state = &mut 7;
    let tasks: [&'static Task; 3] = [&DIGITS, &TINY, &SPARSE];
    let jobs: Vec<Job> = (0..300)
        .map(|at| {
            let every = [Every::Round, Every::Batch][draw(state, 2) as usize];
            let policy = Policy::stepped(&random(state), every).unwrap();
            let (steps, share) = (draw(state, 8) as u32, draw(state, 5) / 4.0);
            let policy = policy.behind_warm_up(steps, share).unwrap();
            Job::new(tasks[at % 3], policy, at as u64, 12, Width::MIN).unwrap()
        })
        .collect();
    let (mut cuts, mut floors, mut cooled) = (0, 0, 0);
    for (job, metrics) in jobs.iter().zip(train_here(&jobs).unwrap()) {
        let beats = replay(job.policy(), job.task(), &metrics, None);
        assert_eq!(beats.len(), metrics.val_loss.len());
        for (beat, next) in beats.iter().zip(metrics.rates.chunks(ROUND).skip(1)) {
            assert_eq!(beat.rates.1.to_bits(), next[0].lr.to_bits(), "{job:?}, {beat:?}");
            assert_eq!(beat.cut(), beat.rates.0 > beat.rates.1, "{job:?}, {beat:?}");
        }
        cuts += beats.iter().filter(|beat| beat.cut()).count();
        floors += beats.iter().filter(|beat| beat.observed == Observed::Floor).count();
        cooled += beats.iter().filter(|beat| beat.cooldown.0 > 0).count();
        let own = job.policy().watch(None).map(|watch| watch.settings().patience);
        assert_eq!(replay(job.policy(), job.task(), &metrics, own), beats);
    }
    assert!(cuts > 100 && floors > 100 && cooled > 100, "{cuts} cuts, {floors} floors, {cooled} cooled down");
}

/// Metrics whose accuracy stands still from round 3 on.
fn still(rounds: usize) -> Metrics {
    let accuracy = |at| if at < 3 { (90.0 + 60.0 * at as f32) / 357.0 } else { 210.0 / 357.0 };
    Metrics {
        val_accuracy: (0..rounds).map(accuracy).collect(),
        val_loss: vec![0.5; rounds],
        ..Metrics::default()
    }
}

#[test]
fn another_patience_cuts_elsewhere_on_the_same_metric() {
    let rule = policy("plateau", &[("mode", 1.0), ("patience", 2.0)]);
    let cuts = |patience| {
        let beats = replay(&rule, &DIGITS, &still(12), patience);
        beats.iter().filter(|beat| beat.cut()).map(|beat| beat.round).collect::<Vec<_>>()
    };
    assert_eq!((cuts(None), cuts(Some(2))), (vec![6, 9, 12], vec![6, 9, 12]));
    assert_eq!((cuts(Some(8)), cuts(Some(9))), (vec![12], vec![]));
    assert_eq!(cuts(Some(0))[..2], [4, 5]);
}

#[test]
fn a_beat_gives_the_reason() {
    let rule = policy("plateau", &[("mode", 1.0), ("patience", 2.0), ("cooldown", 2.0)]);
    let beats = replay(&rule, &DIGITS, &still(12), None);
    let Beat { round, metric, observed, best, bad, counted, cooldown, rates } = beats[5];
    assert_eq!((round, observed, bad, counted, cooldown), (6, Observed::Cut, 3, 0, (0, 2)));
    assert_eq!((metric, best, rates), (210.0 / 357.0, 210.0 / 357.0, (0.01, 0.01 * 0.1)));
    assert_eq!((beats[6].observed, beats[6].cooldown), (Observed::Waiting, (2, 1)));
    assert!(replay(&constant(0.1), &DIGITS, &still(3), Some(1)).is_empty());
}
