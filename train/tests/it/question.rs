//! Questions: their jobs in order, answers that do not depend on the order of the results or the number of threads, refusals.

use std::collections::BTreeSet;
use std::num::NonZeroUsize;
use std::ops::ControlFlow;

use etalon_train::MAX_JOBS;
use etalon_train::job::Job;
use etalon_train::optimiser::WEIGHT_DECAY;
use etalon_train::question::{Axis, EveryRate, Landscape, Question, QuestionError, RangeTest, Seeds};
use etalon_train::report::{Divergence, Metrics, Outcome};
use etalon_train::shape::Width;
use etalon_train::start::WrongLabels;
use etalon_train::stats::Ending;
use etalon_train::task::digits::DIGITS;
use etalon_train::threads;
use etalon_train::verdict::{Standing, Verdict};

use crate::lanes::{Failure, Lane, Run};
use crate::tasks::{SPARSE, TINY};

const RUN: Run = Run {
    task: &DIGITS,
    rounds: 2,
    width: Width::MIN,
    optimiser: etalon_train::optimiser::Optimiser::AdamW,
    weight_decay: WEIGHT_DECAY,
    wrong_labels: WrongLabels::NONE,
};

fn lane(lane: Lane, rate: f64) -> Job {
    lane.job(&RUN, rate, &[]).unwrap()
}

fn ended(accuracy: f64) -> Outcome {
    let accuracy = Some(accuracy as f32);
    Outcome { best_accuracy: accuracy, final_accuracy: accuracy, final_loss: Some(1.0), divergence: None }
}

fn diverged() -> Outcome {
    let divergence = Some(Divergence { step: 3 });
    Outcome { best_accuracy: Some(1.0), final_accuracy: None, final_loss: None, divergence }
}

fn jobs(question: &impl Question) -> Vec<Job> {
    let jobs: Vec<Job> = (0..question.jobs()).map(|number| question.job(number).unwrap()).collect();
    assert_eq!(question.job(jobs.len()), None);
    jobs
}

/// Trains a question on this many threads.
fn trained<Q: Question>(mut question: Q, threads: usize, result: impl Fn(&Metrics) -> Q::Result) -> Q {
    let all = jobs(&question);
    threads::train(&all, NonZeroUsize::new(threads).unwrap(), |number, metrics| {
        question.add(number, result(&metrics));
        ControlFlow::Continue(())
    })
    .unwrap();
    assert!(question.is_complete());
    question
}

#[test]
fn answers_have_the_same_bits_on_any_number_of_threads() {
    let lanes = || vec![lane(Lane::Constant, 0.03), lane(Lane::OneCycle, 0.03), lane(Lane::Constant, 1e30)];
    let seeds = |threads| trained(Seeds::new(lanes(), 5, Some(0)).unwrap(), threads, Outcome::of);
    assert_eq!(seeds(1), seeds(4));
    assert_eq!(seeds(3).answer().lanes[2].summary.diverged, 5);
    let range = |threads| {
        let test = RangeTest::new(&lane(Lane::Constant, 0.1), 1e-4, 10.0, 3).unwrap();
        trained(test, threads, Metrics::clone).answer()
    };
    assert_eq!(range(1), range(3));
}

#[test]
fn threads_train_every_job_once_and_stop_when_asked() {
    let question = Seeds::new(vec![lane(Lane::Constant, 0.03)], 9, None).unwrap();
    let (all, mut seen) = (jobs(&question), BTreeSet::new());
    let four = NonZeroUsize::new(4).unwrap();
    threads::train(&all, four, |number, _| {
        assert!(seen.insert(number));
        ControlFlow::Continue(())
    })
    .unwrap();
    assert_eq!(seen.len(), 9);
    let mut count = 0;
    threads::train(&all, four, |_, _| {
        count += 1;
        if count == 3 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    })
    .unwrap();
    assert_eq!(count, 3);
    assert!(threads::train(&[], four, |_, _| panic!("nothing was to be trained")).is_err());
}

#[test]
fn seeds_run_from_one_to_n_whatever_the_seed_of_the_lane() {
    let lanes = vec![lane(Lane::Constant, 0.1).with_seed(77), lane(Lane::Cosine, 0.1)];
    let question = Seeds::new(lanes.clone(), 3, Some(0)).unwrap();
    let all = jobs(&question);
    let seeds: Vec<u64> = all.iter().map(Job::seed).collect();
    assert_eq!(seeds, [1, 1, 2, 2, 3, 3]);
    assert_eq!(all[3], lanes[1].clone().with_seed(2));
}

/// Lane 1 beats lane 0 in every seed but one of 16, in which it diverges; lane 2 is equal to lane 0.
#[test]
fn seeds_are_paired_and_what_diverged_loses() {
    let lanes = vec![lane(Lane::Constant, 0.1), lane(Lane::Cosine, 0.1), lane(Lane::Linear, 0.1)];
    let mut question = Seeds::new(lanes, 16, Some(0)).unwrap();
    assert_eq!(question.answer().lanes[1].against_reference.unwrap().pairs(), 0);
    assert_eq!((question.answer().leading, question.answer().lanes[0].summary.runs()), (None, 0));
    for number in (0..question.jobs()).rev() {
        let (seed, lane) = (number / 3, number % 3);
        question.add(
            number,
            match lane {
                1 if seed == 4 => diverged(),
                1 => ended(0.95),
                _ => ended(0.90 + 0.001 * seed as f64),
            },
        );
    }
    let answer = question.answer();
    let [first, second, third] = &answer.lanes[..] else { panic!("three lanes") };
    assert_eq!(first.against_reference, None);
    let paired = second.against_reference.unwrap();
    assert_eq!((paired.wins, paired.losses, paired.verdict()), (15, 1, Verdict::Better));
    assert_eq!((second.summary.finished, second.summary.diverged), (15, 1));
    assert!((second.summary.mean.unwrap() - 0.95).abs() < 1e-6, "what diverged is not averaged");
    let ties = third.against_reference.unwrap();
    assert_eq!((ties.ties, ties.p(), ties.verdict()), (16, 1.0, Verdict::NoDifferenceShown));
    assert_eq!((answer.leading, answer.best), (Some(1), Some(1)));
    // A lane that no difference to one of the others is shown of is not best.
    question.add(1 + 3 * 3, diverged());
    question.add(1 + 3 * 5, diverged());
    question.add(1 + 3 * 6, diverged());
    assert_eq!((question.answer().leading, question.answer().best), (Some(1), None));
    question.add(usize::MAX, ended(0.1));
    assert_eq!(question.done(), 48);
}

#[test]
fn every_rate_finds_the_range_of_good_rates_of_each_lane() {
    let axis = Axis::log_rates(1e-3, 0.1, 9).unwrap();
    let rates = axis.values().to_vec();
    let lanes = [Lane::Constant, Lane::Cosine];
    let mut question = EveryRate::new(2, axis, 8, |at, rate| lanes[at].job(&RUN, rate, &[])).unwrap();
    let all = jobs(&question);
    assert_eq!(all.len(), 2 * 9 * 8);
    // Coarse rates first, both lanes side by side, one seed before the next.
    let base = |job: &Job| job.policy().rates(0)[0].lr;
    let order: Vec<f64> = all[..18].iter().step_by(2).map(base).collect();
    assert_eq!(order, [0, 8, 4, 2, 6, 1, 3, 5, 7].map(|at| rates[at]));
    assert!(all.iter().enumerate().all(|(at, job)| job.seed() == 1 + at as u64 / 18));
    assert_eq!(question.job_at(1, 4).unwrap(), lane(Lane::Cosine, rates[4]));
    // Lane 1 is good from rate 3 to 6, and best at 5; the last rate diverges. Lane 0 is good nowhere.
    let levels = [0.5, 0.6, 0.7, 0.9, 0.9, 0.9, 0.9, 0.7];
    for (number, job) in all.iter().enumerate() {
        let at = rates.iter().position(|&rate| rate == base(job)).unwrap();
        let seed = job.seed() as f64;
        question.add(
            number,
            match (number % 2, levels.get(at)) {
                (_, None) => diverged(),
                (0, Some(level)) => ended(level - 0.1 + 0.001 * seed),
                // Even seeds do better at rate 5, odd ones a little worse than at 4: no difference is shown.
                (_, Some(level)) => {
                    let even = job.seed() % 2 == 0;
                    ended(
                        level + 0.001 * seed + if at == 5 { if even { 0.004 } else { -0.0004 } } else { 0.0 },
                    )
                }
            },
        );
    }
    let answer = question.answer();
    assert_eq!(answer.leading, Some((1, 5)));
    assert_eq!((answer.lanes[1].leading, answer.lanes[1].good), (Some(5), Some((3, 6))));
    assert_eq!(answer.lanes[0].good, None);
    assert_eq!(answer.best, Some(1));
    let cell = &answer.lanes[1].rates[7];
    assert_eq!((cell.standing, cell.is_good()), (Some(Standing::Worse), false));
    assert!((cell.behind.unwrap() - 0.2).abs() < 0.005);
    let last = &answer.lanes[1].rates[8];
    assert_eq!(
        (last.summary.median(), last.behind, last.summary.diverged),
        (Some(Ending::Diverged), None, 8)
    );
    assert_eq!(question.paired((1, 5), (1, 9)), None);
}

#[test]
fn every_rate_takes_over_what_another_question_knows_and_asks_for_the_rest() {
    let axis = || Axis::rates([0.01, 0.1]).unwrap();
    let at = |lanes: [Lane; 2]| move |at: usize, rate| lanes[at].job(&RUN, rate, &[]);
    let mut before = EveryRate::new(2, axis(), 3, at([Lane::Constant, Lane::Cosine])).unwrap();
    assert_eq!(before.open().len(), before.jobs());
    (0..before.jobs()).filter(|number| *number != 4).for_each(|number| before.add(number, ended(0.9)));
    assert_eq!(before.open(), [4]);
    // Lane 0 was lane 1, with another seed of the page, and lane 1 is new.
    let mut now = EveryRate::new(2, axis(), 3, |at, rate| {
        [Lane::Cosine, Lane::Linear][at].job(&RUN, rate, &[]).map(|job| job.with_seed(9))
    })
    .unwrap();
    now.take_over(&before);
    let lanes: Vec<Job> = now.open().into_iter().map(|number| now.job(number).unwrap()).collect();
    assert_eq!((now.done(), lanes.len()), (6, 6));
    let linear =
        |job: &Job| [0.01, 0.1].iter().any(|rate| job.policy() == lane(Lane::Linear, *rate).policy());
    assert!(lanes.iter().all(linear));
    assert_eq!(now.answer().lanes[0].rates[1].summary.runs(), 3);
    // A result that is there stays, and another number of seeds is another question.
    let (known, mut other) =
        (now.clone(), EveryRate::new(1, axis(), 2, |_, rate| Lane::Cosine.job(&RUN, rate, &[])).unwrap());
    now.take_over(&EveryRate::new(2, axis(), 3, at([Lane::Cosine, Lane::Linear])).unwrap());
    assert_eq!(now, known);
    other.take_over(&before);
    assert_eq!(other.done(), 0);
}

#[test]
fn a_landscape_is_coarse_first_and_few_seeds_prove_no_cell_good() {
    let x = Axis::new("gamma", [0.5, 0.6, 0.7, 0.8, 0.9]).unwrap();
    let y = Axis::rates([0.001, 0.003, 0.01, 0.03]).unwrap();
    let job = |gamma, rate| Lane::Exponential.job(&RUN, rate, &[("gamma", gamma)]);
    let mut question = Landscape::new(x, y, 2, job).unwrap();
    let all = jobs(&question);
    assert_eq!(all.len(), 40);
    let rates = |job: &Job| job.policy().rates(0)[0].lr;
    assert_eq!((rates(&all[0]), rates(&all[1])), (0.001, 0.001), "columns 0 and 4 of the first row");
    assert_eq!(all[0], question.job_at(0).unwrap());
    assert_eq!(all[1], question.job_at(4).unwrap());
    let first: BTreeSet<String> = all[..20].iter().map(|job| format!("{job:?}")).collect();
    assert_eq!(first.len(), 20, "with the first seed each cell comes once");
    for number in 0..20 {
        question.add(number, if number == 3 { diverged() } else { ended(0.9 - 0.01 * number as f64) });
    }
    let answer = question.answer();
    assert_eq!((answer.leading, answer.cells.len(), question.done()), (Some(0), 20, 20));
    assert!(answer.cells.iter().all(|cell| cell.standing == Some(Standing::TooFewSeeds)));
    assert_eq!(answer.cells.iter().filter(|cell| cell.summary.diverged == 1).count(), 1);
}

#[test]
fn a_landscape_with_gaps_trains_what_is_possible() {
    let x = Axis::new("gamma", [0.5, 0.7, 0.9]).unwrap();
    let y = Axis::rates([0.001, 0.01]).unwrap();
    let possible = |gamma: f64, rate| (gamma != 0.5).then(|| lane(Lane::Constant, rate));
    let mut question = Landscape::with_gaps(x.clone(), y.clone(), 1, possible).unwrap();
    assert_eq!((question.jobs(), question.job_at(3)), (4, None));
    let rates = |job: Job| job.policy().rates(0)[0].lr;
    assert_eq!(question.job_at(4).map(rates), Some(0.01));
    let wanted = (0..4).find(|&number| question.job(number).map(rates) == Some(0.01)).unwrap();
    question.add(wanted, ended(0.9));
    let answer = question.answer();
    assert_eq!((answer.leading, answer.cells.len()), (Some(4), 6));
    assert_eq!(answer.cells[4].summary.runs(), 1);
    assert_eq!((answer.cells[3].summary.runs(), answer.cells[3].standing), (0, None));
    assert!(Landscape::with_gaps(x, y, 1, |_, _| None).is_err());
}

#[test]
fn a_measure_that_should_fall_is_judged_so() {
    let run = Run { task: &SPARSE, ..RUN };
    let lanes = [Lane::Constant, Lane::Cosine].map(|lane| lane.job(&run, 0.01, &[]).unwrap());
    let mut question = Seeds::new(lanes.to_vec(), 8, Some(0)).unwrap();
    for number in 0..16 {
        let final_loss = Some(if number % 2 == 0 { 2.0 } else { 1.0 });
        question.add(number, Outcome { final_loss, ..ended(0.5) });
    }
    let answer = question.answer();
    assert_eq!(answer.lanes[1].against_reference.unwrap().verdict(), Verdict::Better);
    assert_eq!((answer.leading, answer.best), (Some(1), Some(1)));
}

#[test]
fn the_range_test_of_the_digits_suggests_rates_at_which_they_learn() {
    let run = Run { rounds: 10, width: Width::USUAL, ..RUN };
    let job = Lane::Constant.job(&run, 0.01, &[]).unwrap();
    let test = RangeTest::new(&job, 1e-5, 10.0, RangeTest::SEEDS).unwrap();
    let answer = trained(test, 2, Metrics::clone).answer();
    let suggestion = answer.suggestion.unwrap();
    // The measured table has its best rates between 0.003 and 0.03.
    assert!((0.001..0.05).contains(&suggestion.max_lr), "{suggestion:?}");
    assert_eq!(answer.seeds, 8);
    assert!(answer.diverged.is_some(), "a rate of 10 is too high");
}

#[test]
fn questions_that_cannot_be_asked_are_refused_with_a_reason() {
    let job = || lane(Lane::Constant, 0.1);
    let made = |_: usize, rate: f64| Lane::Constant.job(&RUN, rate, &[]);
    let never = |_: f64, _: f64| -> Result<Job, Failure> { panic!("too many cells are never made") };
    let refused = |why: QuestionError, expected: &str| assert!(why.to_string().contains(expected), "{why}");
    let axis =
        |id: &str, count: usize| Axis::new(id, (0..count).map(|at| at as f64).collect::<Vec<_>>()).unwrap();
    let rates = || Axis::rates([0.1, 0.2]).unwrap();

    refused(Seeds::new(vec![], 8, None).unwrap_err(), "lanes must hold at least one entry");
    refused(Seeds::new(vec![job()], 0, None).unwrap_err(), "seeds must be at least 1, got 0");
    let many = Seeds::new(vec![job()], MAX_JOBS as u32 + 1, None).unwrap_err();
    assert_eq!(many, QuestionError::TooManyJobs { groups: 1, seeds: MAX_JOBS as u32 + 1 });
    refused(Seeds::new(vec![job()], 2, Some(1)).unwrap_err(), "there is no lane 1");
    let other = Lane::Constant.job(&Run { task: &TINY, ..RUN }, 0.1, &[]).unwrap();
    refused(Seeds::new(vec![job(), other], 2, None).unwrap_err(), "the same task");

    refused(EveryRate::new(0, rates(), 8, made).unwrap_err(), "lanes must hold at least one entry");
    refused(EveryRate::new(1, rates(), 0, made).unwrap_err(), "seeds must be at least 1");
    refused(EveryRate::new(usize::MAX, rates(), 1, made).unwrap_err(), "at most 65536 trainings");
    let missing = |_: usize, rate: f64| Lane::Exponential.job(&RUN, rate, &[("gamma", f64::NAN)]);
    refused(
        EveryRate::new(1, rates(), 1, missing).unwrap_err(),
        "lane 0 at rate 0.1 cannot be trained: gamma",
    );

    let wide = Landscape::new(axis("gamma", 1_000), axis("rate", 1_000), 1, never).unwrap_err();
    assert_eq!(wide, QuestionError::TooManyJobs { groups: 1_000_000, seeds: 1 });
    refused(Landscape::new(axis("rate", 2), rates(), 1, never).unwrap_err(), "both are rate");
    refused(Axis::rates([f64::NAN]).unwrap_err(), "value 0 of rate must be a finite number, got NaN");
}
