//! What an independent measurement found with wrong labels and with the names is found again: 32 seeds of each cell of its tables.

use std::num::NonZeroUsize;
use std::ops::ControlFlow;

use etalon_train::optimiser::{Optimiser, WEIGHT_DECAY};
use etalon_train::question::{LaneSeeds, Question, Seeds, SeedsAnswer};
use etalon_train::report::Outcome;
use etalon_train::shape::Width;
use etalon_train::start::WrongLabels;
use etalon_train::task::Task;
use etalon_train::task::digits::DIGITS;
use etalon_train::task::names::NAMES;
use etalon_train::threads;
use etalon_train::verdict::Verdict;

use crate::lanes::{Lane, Run};

const SEEDS: u32 = 32;
const LANES: [Lane; 5] = [Lane::Constant, Lane::Exponential, Lane::Cosine, Lane::Plateau, Lane::OneCycle];
const NAMES_LANES: [Lane; 6] =
    [Lane::Constant, Lane::Exponential, Lane::Cosine, Lane::Linear, Lane::Wsd, Lane::OneCycle];

/// Wrong labels in percent, rate, and for each lane mean and standard deviation of the final validation accuracy in percent.
type Row = (u8, f64, [(f64, f64); 5]);

#[rustfmt::skip]
const MEASURED: [Row; 15] = [
    (10, 0.003, [(95.33, 1.10), (94.71, 1.26), (95.19, 1.29), (95.47, 1.25), (95.59, 1.05)]),
    (10, 0.01, [(94.83, 1.35), (95.75, 0.98), (95.93, 0.91), (95.94, 0.94), (96.14, 0.98)]),
    (10, 0.02, [(93.82, 1.75), (95.95, 1.10), (96.03, 1.04), (96.12, 1.05), (96.12, 0.92)]),
    (10, 0.03, [(93.07, 1.71), (95.75, 1.03), (95.83, 1.15), (96.08, 0.99), (96.12, 1.28)]),
    (10, 0.1, [(86.09, 5.90), (91.47, 3.91), (91.96, 4.13), (91.68, 4.08), (95.13, 1.09)]),
    (20, 0.003, [(95.04, 1.23), (94.00, 1.37), (94.34, 1.38), (94.91, 1.27), (94.88, 1.25)]),
    (20, 0.01, [(93.86, 1.53), (95.43, 0.90), (95.48, 0.85), (95.47, 0.84), (95.74, 0.93)]),
    (20, 0.02, [(92.11, 2.11), (95.27, 1.09), (95.19, 0.89), (95.41, 0.99), (95.32, 0.94)]),
    (20, 0.03, [(90.82, 2.12), (94.80, 1.16), (94.88, 1.07), (95.17, 0.98), (95.10, 0.90)]),
    (20, 0.1, [(75.11, 12.07), (86.08, 8.90), (85.55, 9.78), (83.53, 10.64), (93.41, 2.05)]),
    (40, 0.003, [(92.90, 1.33), (93.26, 1.60), (93.55, 1.50), (93.64, 1.43), (93.90, 1.37)]),
    (40, 0.01, [(90.48, 2.32), (93.90, 1.22), (93.70, 1.25), (93.86, 1.37), (93.89, 1.03)]),
    (40, 0.02, [(87.28, 2.39), (92.80, 1.59), (92.93, 1.70), (93.37, 1.48), (93.04, 1.54)]),
    (40, 0.03, [(87.25, 2.56), (91.91, 1.64), (92.29, 1.14), (92.87, 1.34), (92.29, 1.39)]),
    (40, 0.1, [(28.25, 11.99), (41.76, 17.32), (39.01, 16.11), (35.79, 15.72), (64.99, 11.99)]),
];

/// Rate, and for each lane mean and standard deviation of the final validation loss.
type NamesRow = (f64, [(f64, f64); 6]);

#[rustfmt::skip]
const NAMES_MEASURED: [NamesRow; 5] = [
    (0.003, [(2.3567, 0.0097), (2.4283, 0.0074), (2.4056, 0.0060), (2.4111, 0.0065), (2.3578, 0.0042), (2.3967, 0.0053)]),
    (0.01, [(2.3218, 0.0162), (2.3246, 0.0058), (2.3161, 0.0052), (2.3166, 0.0056), (2.2953, 0.0066), (2.3165, 0.0055)]),
    (0.02, [(2.3458, 0.0209), (2.2934, 0.0085), (2.2906, 0.0069), (2.2887, 0.0064), (2.2946, 0.0111), (2.2969, 0.0086)]),
    (0.03, [(2.3803, 0.0183), (2.2898, 0.0092), (2.2951, 0.0096), (2.2878, 0.0090), (2.3144, 0.0098), (2.2975, 0.0074)]),
    (0.1, [(2.6247, 0.0327), (2.3958, 0.0121), (2.4182, 0.0150), (2.4009, 0.0159), (2.4969, 0.0196), (2.3970, 0.0113)]),
];

fn run(task: &'static Task, percent: u8) -> Run {
    let wrong_labels = WrongLabels::new(f64::from(percent)).unwrap();
    Run {
        task,
        rounds: 20,
        width: Width::USUAL,
        optimiser: Optimiser::AdamW,
        weight_decay: WEIGHT_DECAY,
        wrong_labels,
    }
}

fn seeds(run: &Run, lanes: &[Lane], rate: f64) -> SeedsAnswer {
    let lanes = lanes.iter().map(|lane| lane.job(run, rate, &[]).unwrap()).collect();
    let mut question = Seeds::new(lanes, SEEDS, Some(0)).unwrap();
    let jobs: Vec<_> = (0..question.jobs()).map(|number| question.job(number).unwrap()).collect();
    threads::train(&jobs, NonZeroUsize::new(2).unwrap(), |number, metrics| {
        question.add(number, Outcome::of(&metrics));
        ControlFlow::Continue(())
    })
    .unwrap();
    assert!(question.is_complete());
    question.answer()
}

/// How far the cells of a row are from the measured ones, in standard errors of the difference. `unit` brings ours to the measured unit.
fn distances(answer: &SeedsAnswer, unit: f64, measured: &[(f64, f64)]) -> Vec<f64> {
    let distance = |(lane, (mean, sd)): (&LaneSeeds, &(f64, f64))| {
        let (ours, spread) = (unit * lane.summary.mean.unwrap(), unit * lane.summary.sd.unwrap());
        assert_eq!(lane.summary.finished, SEEDS as usize);
        let distance = (ours - mean).abs() / ((spread * spread + sd * sd) / f64::from(SEEDS)).sqrt();
        println!("{ours:.4} ± {spread:.4}, measured {mean} ± {sd}: {distance:.2} standard errors");
        distance
    };
    assert_eq!(answer.lanes.len(), measured.len());
    answer.lanes.iter().zip(measured).map(distance).collect()
}

/// Both tables have 32 seeds, so that chance alone puts a cell beyond three standard errors once in 370 times. The lanes of a row share
/// their seeds, so that such cells come together.
fn is_found_again(distances: &[f64]) {
    assert!(distances.iter().all(|&distance| distance < 4.0), "{distances:?}");
    assert!(distances.iter().filter(|&&distance| distance > 3.0).count() <= 2, "{distances:?}");
}

#[test]
fn the_measured_table_of_wrong_labels_is_found_again() {
    let row = |(percent, rate, measured): Row| {
        distances(&seeds(&run(&DIGITS, percent), &LANES, rate), 100.0, &measured)
    };
    let all: Vec<f64> = MEASURED.into_iter().flat_map(row).collect();
    assert_eq!(all.len(), 75);
    is_found_again(&all);
}

#[test]
fn the_measured_table_of_the_names_is_found_again() {
    let row =
        |(rate, measured): NamesRow| distances(&seeds(&run(&NAMES, 0), &NAMES_LANES, rate), 1.0, &measured);
    let all: Vec<f64> = NAMES_MEASURED.into_iter().flat_map(row).collect();
    assert_eq!(all.len(), 30);
    is_found_again(&all);
}

/// At a rate that is too low, a schedule that falls early loses to the constant rate. At a rate that is high enough, each one wins.
#[test]
fn the_order_of_the_names_reverses_with_the_rate() {
    for (rate, expected) in [(0.003, Verdict::Worse), (0.02, Verdict::Better)] {
        let answer = seeds(&run(&NAMES, 0), &NAMES_LANES, rate);
        for (lane, name) in answer.lanes.iter().zip(NAMES_LANES).skip(1) {
            // The last fifth alone is no disadvantage at the low rate.
            if name != Lane::Wsd || expected == Verdict::Better {
                assert_eq!(
                    lane.against_reference.unwrap().verdict(),
                    expected,
                    "{name:?} at {rate}: {lane:?}"
                );
            }
        }
    }
}

/// With the page's opening settings, the constant rate is worse than every schedule, and no schedule is the best.
#[test]
fn at_the_opening_every_schedule_beats_the_constant_rate_and_none_is_best() {
    let answer = seeds(&run(&DIGITS, 20), &LANES, 0.02);
    for lane in &answer.lanes[1..] {
        assert_eq!(lane.against_reference.unwrap().verdict(), Verdict::Better, "{lane:?}");
    }
    assert_eq!(answer.best, None);
}

/// The lanes of `ask` are those of the measured tables.
#[test]
fn lanes_are_as_they_were_measured() {
    for lane in Lane::ALL {
        assert_eq!(Lane::from_id(lane.id()), Some(lane));
        let policy = lane.job(&run(&DIGITS, 0), 0.02, &[]).unwrap().policy().clone();
        let rates: Vec<f64> = (0..20).flat_map(|round| policy.rates(round)).map(|rate| rate.lr).collect();
        let at = |step: usize| rates[step] / 0.02;
        let expected: [(usize, f64); 3] = match lane {
            Lane::Constant | Lane::Plateau => [(0, 1.0), (450, 1.0), (899, 1.0)],
            Lane::Exponential => [(44, 1.0), (45, 0.9), (899, 0.9_f64.powi(19))],
            Lane::Cosine => {
                [(44, 1.0), (450, 0.5), (899, (1.0 + (0.95 * core::f64::consts::PI).cos()) / 2.0)]
            }
            Lane::Linear => [(0, 1.0), (450, 0.5), (899, 1.0 / 900.0)],
            Lane::Wsd => [(720, 1.0), (765, 0.5), (801, 1.0 - (81.0_f64 / 180.0).sqrt())],
            Lane::OneCycle => [(0, 1.0 / 25.0), (269, 1.0), (899, 1.0 / 25.0 / 1e4)],
        };
        for (step, share) in expected {
            assert!((at(step) - share).abs() < 1e-9, "{lane:?} at {step}: {} and not {share}", at(step));
        }
    }
}
