//! Tests the iterators: their steps, their length, and both directions.

use etalon::{ConstantLr, CosineAnnealingLr, ExponentialLr, Schedule};

fn halving() -> ExponentialLr<f64> {
    ExponentialLr::<f64>::new(1.0, 0.5).unwrap()
}

#[test]
fn values_go_from_step_0_to_the_last_step_there_is() {
    let schedule = halving();
    assert_eq!(schedule.values().take(4).collect::<Vec<_>>(), [1.0, 0.5, 0.25, 0.125]);
    assert_eq!(schedule.values().starting_at(10).next(), Some(schedule.lr(10)));
    let mut last = schedule.values().starting_at(u32::MAX - 1);
    assert_eq!(last.size_hint(), (2, Some(2)));
    assert!(last.next().is_some() && last.next().is_some());
    assert_eq!((last.next(), last.next(), last.size_hint()), (None, None, (0, Some(0))));
    assert_eq!(schedule.values().starting_at(u32::MAX).count(), 1);
    let all = 1_usize << 32;
    assert_eq!(schedule.values().size_hint(), (all, Some(all)));
}

#[test]
fn values_skip_in_one_call() {
    let schedule = halving();
    let mut values = schedule.values();
    assert_eq!(values.nth(3), Some(0.125));
    assert_eq!(values.next(), Some(0.0625));
    assert_eq!(values.nth(u32::MAX as usize - 5), Some(schedule.lr(u32::MAX)));
    assert_eq!(values.next(), None);
    assert_eq!(schedule.values().nth(1 << 32), None);
    assert_eq!(schedule.values().step_by(2).take(3).collect::<Vec<_>>(), [1.0, 0.25, 0.0625]);
}

#[test]
fn values_own_their_schedule() {
    let values = |lr| ConstantLr::<f32>::new(lr).unwrap().warm_up(2, 0.5).unwrap().values();
    let mut first = values(0.5);
    assert_eq!(first.next(), Some(0.25));
    // A copy continues from the place where it was made.
    let copied: Vec<f32> = first.clone().take(2).collect();
    assert_eq!((first.next(), copied), (Some(0.375), vec![0.375, 0.5]));
    let boxed: Box<dyn Schedule<Rate = f64>> = Box::new(halving());
    assert_eq!(boxed.values().nth(2), Some(0.25));
    assert_eq!((&halving()).values().nth(2), Some(0.25));
}

#[test]
fn rates_know_their_length_and_go_both_ways() {
    let schedule = CosineAnnealingLr::<f64>::new(0.1, 10, 0.0).unwrap();
    let forward: Vec<f64> = schedule.rates(3..8).collect();
    assert_eq!(forward, [3, 4, 5, 6, 7].map(|step| schedule.lr(step)));
    let mut backward: Vec<f64> = schedule.rates(3..8).rev().collect();
    backward.reverse();
    assert_eq!(backward, forward);
    let mut rates = schedule.rates(3..8);
    assert_eq!((rates.len(), rates.nth(1), rates.len()), (5, Some(forward[1]), 3));
    assert_eq!((rates.next_back(), rates.len()), (Some(forward[4]), 2));
    assert_eq!((rates.nth(5), rates.len(), rates.next()), (None, 0, None));
    let none = std::ops::Range { start: 8, end: 3 };
    for steps in [0..0, none, u32::MAX..u32::MAX] {
        assert_eq!((schedule.rates(steps.clone()).len(), schedule.rates(steps).next()), (0, None));
    }
    assert_eq!(schedule.rates(0..u32::MAX).len(), u32::MAX as usize);
    assert_eq!(schedule.rates(0..u32::MAX).next_back(), Some(schedule.lr(u32::MAX - 1)));
}

#[test]
fn a_row_past_the_last_step_stays_there() {
    let schedule = ExponentialLr::<f64>::new(0.1, 1.0 - 1e-10).unwrap();
    for length in [8, 300] {
        let mut row = vec![0.0; length];
        schedule.fill(u32::MAX - 3, &mut row);
        assert_eq!(row[..4], [3, 2, 1, 0].map(|left| schedule.lr(u32::MAX - left)));
        assert!(row[4..].iter().all(|rate| *rate == schedule.lr(u32::MAX)));
    }
    schedule.fill(0, &mut []);
}

#[test]
fn compositions_fill_with_the_bits_of_single_calls() {
    let cosine = CosineAnnealingLr::<f32>::new(0.1, 90, 1e-3).unwrap();
    let plan = cosine.warm_up(10, 0.1).unwrap().then(95, halving_f32()).clamp(1e-4, 0.09).unwrap().hold(150);
    for first in [0, 5, 90, 140, u32::MAX - 7] {
        let mut row = [0.0; 40];
        plan.fill(first, &mut row);
        let called: Vec<f32> = (0..40).map(|offset| plan.lr(first.saturating_add(offset))).collect();
        assert_eq!(row[..], called);
    }
}

fn halving_f32() -> ExponentialLr<f32> {
    ExponentialLr::<f32>::new(0.05, 0.5).unwrap()
}
