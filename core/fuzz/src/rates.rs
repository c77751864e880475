//! Rates: for any legal schedule and any step they are numbers, within their ends, and the same however they are asked for.

use arbitrary::{Result, Unstructured};
use etalon::{ConstantLr, CosineAnnealingLr, ExponentialLr, OneCycleLr, Plateau, Real, Schedule};

use crate::{count, number, one_cycle, past_end};

/// Reads schedules and steps.
pub fn run(data: &[u8]) {
    let mut u = Unstructured::new(data);
    // Too few bytes make no case.
    let _ = schedules::<f32>(&mut u).and_then(|()| schedules::<f64>(&mut u));
}

fn schedules<F: Real>(u: &mut Unstructured<'_>) -> Result<()> {
    let (lr, other, gamma, length) = (number::<F>(u)?, number::<F>(u)?, number::<f64>(u)?, count(u)?);
    let steps = [count(u)?, count(u)?, count(u)?, length, length.wrapping_sub(1)];

    if let Ok(schedule) = ExponentialLr::new(lr, gamma) {
        assert_same(schedule.lr(0), lr);
        for &step in &steps {
            let (here, next) = (schedule.lr(step), schedule.lr(step.saturating_add(1)));
            assert!(here >= F::ZERO && next >= F::ZERO, "η({step}) = {here}");
            assert!(
                if gamma <= 1.0 { next <= here } else { next >= here },
                "γ = {gamma}: η({step}) = {here}, then {next}"
            );
        }
        answers(u, &schedule, &steps)?;
    }
    if let Ok(schedule) = CosineAnnealingLr::new(lr, length, other) {
        let schedule = schedule.past_end(past_end(u)?);
        assert_same(schedule.lr(0), lr);
        assert_same(schedule.lr(length), other);
        for &step in &steps {
            within(schedule.lr(step), lr, other);
            if step < length {
                ordered(lr, schedule.lr(step), schedule.lr(step + 1), other);
            }
        }
        answers(u, &schedule, &steps)?;
    }
    let settings = one_cycle::<F>(u)?;
    if let Ok(schedule) = OneCycleLr::new(settings) {
        let last = schedule.total_steps() - 1;
        for &step in &steps {
            let rate = schedule.lr(step);
            assert!(rate >= F::ZERO, "η({step}) = {rate}");
            if settings.div_factor >= 1.0 && settings.final_div_factor >= 1.0 {
                within(rate, F::ZERO, settings.max_lr);
            }
            if step >= last {
                assert_same(rate, schedule.lr(last));
            }
            match (schedule.momentum(step), settings.momentum) {
                (Some(momentum), Some((base, max))) => within(momentum, base, max),
                (None, None) => {}
                _ => panic!("momentum is cycled if and only if it is asked for"),
            }
        }
        answers(u, &schedule, &steps)?;
    }
    Ok(())
}

/// Every way to ask gives the same bits, and compositions do what they say.
fn answers<F: Real, S: Schedule<Rate = F>>(
    u: &mut Unstructured<'_>,
    schedule: &S,
    steps: &[u32],
) -> Result<()> {
    let first = count(u)?;
    let mut row = [F::ZERO; 70];
    let len = usize::from(u.arbitrary::<u8>()? % 71);
    let row = &mut row[..len];
    schedule.fill(first, row);
    for (offset, rate) in (0_u32..).zip(row.iter()) {
        assert_same(*rate, schedule.lr(first.saturating_add(offset)));
    }
    for (offset, rate) in (0_u32..5).zip(schedule.values().from_step(first)) {
        assert_same(rate, schedule.lr(first + offset));
    }

    let (turn, factor, low, high) = (count(u)?, number::<f64>(u)?, number::<F>(u)?, number::<F>(u)?);
    let held = schedule.hold(turn);
    let sequence = schedule.then(turn, held);
    let clamped = schedule.clamp(low, high);
    let warm = schedule.warm_up(turn, factor);
    for &step in steps {
        assert_same(held.lr(step), schedule.lr(step.min(turn)));
        match step.checked_sub(turn) {
            None => assert_same(sequence.lr(step), schedule.lr(step)),
            Some(own) => assert_same(sequence.lr(step), held.lr(own)),
        }
        if let Ok(clamped) = clamped {
            within(clamped.lr(step), low, high);
        }
        if let Ok(warm) = warm {
            match step.checked_sub(turn) {
                None => within(warm.lr(step), F::ZERO, schedule.lr(0)),
                Some(own) => assert_same(warm.lr(step), schedule.lr(own)),
            }
        }
        if let Ok(plan) = schedule.cut_on_plateau(Plateau::default()) {
            assert_same(plan.lr(step, &plan.start()), schedule.lr(step));
        }
    }
    if let Ok(constant) = ConstantLr::new(low) {
        assert_same(constant.then(turn, constant).lr(first), low);
    }
    Ok(())
}

fn assert_same<F: Real>(a: F, b: F) {
    assert!(a == b, "{a} instead of {b}");
}

fn within<F: Real>(value: F, a: F, b: F) {
    assert!((a <= value && value <= b) || (b <= value && value <= a), "{value} is not between {a} and {b}");
}

/// Two neighbours on the way from one end to the other do not turn back.
fn ordered<F: Real>(from: F, here: F, next: F, to: F) {
    assert!(if from <= to { here <= next } else { here >= next }, "from {from} to {to}: {here}, then {next}");
}
