//! What is said of a trained model agrees with the engine that trained it.

use etalon_train::cpu::CpuEngine;
use etalon_train::engine::Engine;
use etalon_train::inspect::{Confusion, Trained, one_of_each};
use etalon_train::job::Job;
use etalon_train::policy::Policy;
use etalon_train::session::Session;
use etalon_train::shape::Width;
use etalon_train::start::Start;
use etalon_train::task::digits::{CLASSES, DIGITS, VALIDATION};

use crate::helpers::{constant, policy};

fn policies() -> Vec<Policy> {
    vec![
        // So high that the weights grow large and stay finite.
        constant(3.0),
        policy("exponential", &[]),
        policy("cosine", &[]),
        policy("plateau", &[]),
        policy("one_cycle", &[("max_lr", 0.01), ("total_steps", 180.0)]),
    ]
}

/// Trains under each policy and looks at every replica after every epoch, with its validation accuracy and loss.
fn each_epoch(width: Width, seed: u64, mut look: impl FnMut(&Trained, &Start, f32, f32)) {
    let jobs: Vec<Job> =
        policies().into_iter().map(|policy| Job::new(&DIGITS, policy, seed, 4, width).unwrap()).collect();
    let start = jobs[0].start();
    let mut session = Session::begin(CpuEngine::new(), &jobs).unwrap();
    while pollster::block_on(session.advance()).unwrap() {
        let last: Vec<_> = session
            .metrics()
            .map(|run| (*run.val_accuracy.last().unwrap(), *run.val_loss.last().unwrap()))
            .collect();
        for (replica, (accuracy, loss)) in last.into_iter().enumerate() {
            let weights = pollster::block_on(session.engine_mut().weights(replica)).unwrap();
            look(&Trained::new(&DIGITS, width, weights).unwrap(), &start, accuracy, loss);
        }
    }
}

#[test]
fn the_confusion_matrix_counts_what_the_engine_counted() {
    for (seed, units) in [(1, 8), (2, 24), (3, 32), (4, 56), (5, 128)] {
        let mut seen = 0;
        each_epoch(Width::new(units).unwrap(), seed, |trained, start, accuracy, _| {
            let confusion = trained.confusion(start.validation());
            assert_eq!(confusion.samples(), VALIDATION as u32);
            let counted = (f64::from(accuracy) * VALIDATION as f64).round() as u32;
            assert_eq!(confusion.right(), counted, "width {units}");
            let of_class = |class: usize| {
                let labels = start.validation().iter().map(|&sample| DIGITS.data().label(sample));
                labels.filter(|&label| usize::from(label) == class).count()
            };
            for (class, row) in confusion.rows().enumerate() {
                assert_eq!(row.iter().map(|&count| usize::from(count)).sum::<usize>(), of_class(class));
            }
            seen += 1;
        });
        assert_eq!(seen, 20);
    }
}

#[test]
fn the_probabilities_make_the_engines_loss() {
    each_epoch(Width::USUAL, 7, |trained, start, _, loss| {
        let surprise = |&sample: &u16| {
            let answer = trained.answer(sample);
            let sum: f32 = answer.probabilities.iter().sum();
            assert!((sum - 1.0).abs() < 1e-6, "{sum}");
            let top = answer.probabilities[usize::from(answer.predicted)];
            assert!(answer.probabilities.iter().all(|&probability| probability <= top));
            -f64::from(answer.probabilities[usize::from(DIGITS.data().label(sample))]).ln()
        };
        let mean = start.validation().iter().map(surprise).sum::<f64>() / VALIDATION as f64;
        // A probability below the smallest float is 0, and its logarithm none.
        if mean.is_finite() {
            assert!((mean / f64::from(loss) - 1.0).abs() < 2e-4, "{mean}, the engine says {loss}");
        } else {
            assert!(loss > 1.0);
        }
    });
}

#[test]
fn filters_are_columns_of_the_first_layer() {
    let start = Start::new(&DIGITS, 3, Width::MIN);
    let trained = Trained::new(&DIGITS, Width::MIN, start.weights().to_vec()).unwrap();
    let filters: Vec<_> = trained.filters().collect();
    assert_eq!(filters.len(), 8);
    assert_eq!(filters[0][1], start.weights()[8]);
    assert_eq!(filters[7][63], start.weights()[63 * 8 + 7]);
    assert!(Trained::new(&DIGITS, Width::MIN, start.weights()[1..].to_vec()).is_none());
}

#[test]
fn one_validation_sample_of_each_class_and_the_same_for_every_width() {
    for seed in 0..50 {
        let start = Start::new(&DIGITS, seed, Width::MIN);
        let samples = one_of_each(&start);
        let labels: Vec<_> = samples.iter().map(|&sample| usize::from(DIGITS.data().label(sample))).collect();
        assert_eq!(labels, (0..CLASSES).collect::<Vec<_>>());
        assert!(samples.iter().all(|sample| start.validation().contains(sample)));
        assert_eq!(samples, one_of_each(&Start::new(&DIGITS, seed, Width::MAX)));
    }
    assert_ne!(
        one_of_each(&Start::new(&DIGITS, 0, Width::MIN)),
        one_of_each(&Start::new(&DIGITS, 1, Width::MIN))
    );
}

#[test]
fn outputs_beyond_all_floats_give_no_probability() {
    let mut weights = vec![0.0; DIGITS.shape.with_hidden(Width::MIN).parameters()];
    let b2 = DIGITS.shape.with_hidden(Width::MIN).b2();
    weights[b2 + 4] = f32::INFINITY;
    let answer = Trained::new(&DIGITS, Width::MIN, weights).unwrap().answer(0);
    assert_eq!(answer.predicted, 4);
    assert!(answer.probabilities.iter().any(|probability| !probability.is_finite()));
    assert_eq!((Confusion::empty(10).right(), Confusion::empty(10).samples()), (0, 0));
}
