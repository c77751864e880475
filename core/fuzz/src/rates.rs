//! Checks the rates of any legal schedule at any step: they are numbers, they lie within their range, and they are the same from
//! every method.

use arbitrary::{Result, Unstructured};
use etalon::param::{ParamSpec, Unit};
use etalon::{AnySchedule, ConstantLr, Plateau, Real, Schedule, Settings, Snapshot};
use etalon_proof::Subject;

use crate::{count, number, settings, subject};

/// Reads a schedule and steps.
pub fn run(data: &[u8]) {
    let mut u = Unstructured::new(data);
    // If there are too few bytes, the case is skipped.
    let _ = schedule(&mut u);
}

fn schedule(u: &mut Unstructured<'_>) -> Result<()> {
    let subject = subject(u)?;
    let settings = settings(u, subject.kind)?;
    let turn = (subject.turn)(&settings);
    let narrow = narrowed(settings);
    let steps =
        [count(u)?, count(u)?, 0, turn.wrapping_sub(1), turn, turn.wrapping_add(1), turn / 2, u32::MAX];
    if let Some(schedule) = narrow.build::<f32>().ok().and_then(|built| built.timed()) {
        bounds(subject, &narrow, &schedule, &steps, f64::from(f32::EPSILON), 1e-44);
        laws_f32(&schedule, &steps);
        answers(u, &schedule, &steps, Plateau::<f32>::DEFAULT)?;
        if let Ok(constant) = ConstantLr::<f32>::new(schedule.lr(0)) {
            assert_same(schedule.then(0, constant).lr(steps[0]), schedule.lr(0));
        }
    }
    if let Some(schedule) = settings.build::<f64>().ok().and_then(|built| built.timed()) {
        bounds(subject, &settings, &schedule, &steps, f64::EPSILON, 1e-322);
        laws_f64(&schedule, &steps);
        answers(u, &schedule, &steps, Plateau::<f64>::DEFAULT)?;
    }
    Ok(())
}

/// The same settings with rates that an `f32` holds, because the subject's range does not allow for rounded settings.
fn narrowed(mut settings: Settings) -> Settings {
    for row in settings.kind().params().iter().filter(|row| row.unit == Unit::Rate) {
        let rate = settings.get(row.id).unwrap_or_default() as f32;
        // A rate that is too large for an `f32` stays and is refused later.
        let _ = settings.set(row.id, f64::from(rate));
    }
    settings
}

/// Rates lie in the subject's range, except for the rounding of the rates and of the range's ends.
fn bounds<F: Real>(
    subject: &Subject,
    settings: &Settings,
    schedule: &AnySchedule<F>,
    steps: &[u32],
    epsilon: f64,
    least: f64,
) {
    // The range is computed in `f64` arithmetic, which loses digits if an intermediate value is subnormal.
    let size = |row: &ParamSpec| settings.get(row.id).unwrap_or_default().abs();
    if settings.kind().params().iter().map(size).any(|size| size > 1e70 || (size < 1e-70 && size > 0.0)) {
        return;
    }
    let (low, high) = (subject.range)(settings);
    for &step in steps {
        let rate = schedule.lr(step).to_f64();
        let spread = |end: f64| (4.0 * epsilon * end).max(least);
        assert!(
            rate >= (low - spread(low)).max(0.0) && rate <= F::from_f64(high + spread(high)).to_f64(),
            "η({step}) = {rate} is not in {low}..{high} under {settings:?}"
        );
        if let Some(momentum) = schedule.momentum(step) {
            within(momentum, F::ZERO, F::ONE);
        }
    }
}

/// Further laws of single kinds, beyond their range.
macro_rules! laws {
    ($name:ident, $float:ty) => {
        fn $name(schedule: &AnySchedule<$float>, steps: &[u32]) {
            for &step in steps {
                let (here, next) = (schedule.lr(step), schedule.lr(step.saturating_add(1)));
                if let AnySchedule::Exponential(exponential) = schedule {
                    let ordered = if exponential.gamma() <= 1.0 { next <= here } else { next >= here };
                    assert!(ordered, "{exponential:?}: η({step}) = {here}, then {next}");
                    assert_same(schedule.lr(0), exponential.initial_lr());
                }
                if let AnySchedule::CosineAnnealing(cosine) = schedule {
                    let (from, to) = (cosine.initial_lr(), cosine.eta_min());
                    within(here, from, to);
                    if step < cosine.t_max() {
                        let ordered = if from <= to { here <= next } else { here >= next };
                        assert!(ordered, "{cosine:?}: η({step}) = {here}, then {next}");
                    }
                    assert_same(schedule.lr(0), from);
                    assert_same(schedule.lr(cosine.t_max()), to);
                }
                if let AnySchedule::OneCycle(cycle) = schedule {
                    let (s, last) = (cycle.settings(), cycle.total_steps() - 1);
                    assert_same(schedule.lr(step.max(last)), schedule.lr(last));
                    assert_eq!(cycle.momentum(step).is_some(), s.cycle_momentum);
                    if let Some(momentum) = cycle.momentum(step) {
                        within(momentum, s.base_momentum, s.max_momentum);
                    }
                }
            }
        }
    };
}

laws!(laws_f32, f32);
laws!(laws_f64, f64);

/// Every method gives the same bits, and compositions behave as documented.
fn answers<F: Real>(
    u: &mut Unstructured<'_>,
    schedule: &AnySchedule<F>,
    steps: &[u32],
    plateau: Plateau<F>,
) -> Result<()> {
    let first = count(u)?;
    let mut row = [F::ZERO; 140];
    let len = usize::from(u.arbitrary::<u8>()? % 141);
    let row = &mut row[..len];
    schedule.fill(first, row);
    for (offset, rate) in (0_u32..).zip(row.iter()) {
        assert_same(*rate, schedule.lr(first.saturating_add(offset)));
    }
    for (offset, rate) in (0_u32..5).zip(schedule.values().starting_at(first)) {
        assert_same(rate, schedule.lr(first + offset));
    }
    let end = first.saturating_add(5);
    for (step, rate) in (first..end).rev().zip(schedule.rates(first..end).rev()) {
        assert_same(rate, schedule.lr(step));
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
        if let Ok(plan) = schedule.cut_on_plateau(plateau) {
            assert_same(plan.lr(step, &plan.start()), schedule.lr(step));
        }
        let read = Snapshot::from_bytes(&schedule.snapshot(step).to_bytes());
        assert_eq!(read.and_then(|snapshot| schedule.restore(&snapshot)), Ok(step));
    }
    Ok(())
}

fn assert_same<F: Real>(a: F, b: F) {
    assert!(a == b, "{a} instead of {b}");
}

fn within<F: Real>(value: F, a: F, b: F) {
    assert!((a <= value && value <= b) || (b <= value && value <= a), "{value} is not between {a} and {b}");
}
