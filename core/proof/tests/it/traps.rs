//! Mistakes that ports of these schedules have made, called traps. Each trap has a test that fails if the mistake is made here.
//!
//! The numbers come from a survey of existing implementations. Traps of schedules that we do not have are tested where the same
//! mistake could be made here: 12 (no decay at step 0: exponential), 13 and 14 (sums and recursions that miss their end: the
//! linear 1cycle here, warm-up in `compose.rs`), 28 (phase of a late step in floats: the cosine). 29 is about cyclic rates only.
//! 8 (restart index by logarithm) is in `restarts.rs` too; 16, 30 and the warm-up half of 15 and 31 are in `compose.rs`; 27 and 32
//! in `resume.rs`; 23 to 26 in `traps_plateau.rs`; the other half of 34, the same bits on other machines, in `firmware/`.

use etalon::{AnnealStrategy, CosineAnnealingLr, ExponentialLr, OneCycle, OneCycleLr, PastEnd, Reason};
use etalon_proof::oracle::ulp::Type;

use crate::helpers::exact;

fn cosine(lr: f64, t_max: u32, eta_min: f64) -> CosineAnnealingLr<f64> {
    CosineAnnealingLr::<f64>::new(lr, t_max, eta_min).unwrap()
}

fn cycle(settings: OneCycle<f64>) -> OneCycleLr<f64> {
    OneCycleLr::<f64>::new(settings).unwrap()
}

/// A 1cycle with a peak of 1, with the given strategy and phases.
fn unit_cycle(steps: u32, pct_start: f64, linear: bool, three_phase: bool) -> OneCycleLr<f64> {
    let anneal_strategy = if linear { AnnealStrategy::Linear } else { AnnealStrategy::Cos };
    cycle(OneCycle { pct_start, anneal_strategy, three_phase, ..OneCycle::<f64>::steps(1.0, steps) })
}

#[track_caller]
fn near(value: f64, expected: f64, tolerance: f64) {
    assert!((value - expected).abs() <= tolerance, "{value:e}, not {expected:e}");
}

#[test]
fn trap_01_the_last_steps_of_a_long_cosine_do_not_cancel() {
    for t_max in [1_000, 10_000, 100_000, 1_000_000, u32::MAX] {
        for left in [1, 2, 3, 10] {
            let step = t_max - left;
            let exact = exact("cosine", [("lr", 0.1), ("t_max", t_max.into())], step);
            let error = exact.ulps(Type::F64, cosine(0.1, t_max, 0.0).lr(step));
            assert!(error < 0.51, "{error} ULP, {left} steps before {t_max}");
            // A sum with 1 + cos gives the last rate an error of thousands of units.
            let naive = 0.05 * (1.0 + (std::f64::consts::PI * f64::from(step) / f64::from(t_max)).cos());
            assert!(left > 1 || exact.ulps(Type::F64, naive) > 1_000.0, "the trap is a trap");
        }
    }
}

#[test]
fn trap_02_an_f32_cosine_has_no_last_division() {
    for t_max in [100, 1_000, 10_000, 12_860, 1_000_000] {
        let schedule = CosineAnnealingLr::<f32>::new(0.1, t_max, 0.0).unwrap();
        for left in 1..50 {
            let step = t_max - left;
            let exact = exact("cosine", [("lr", f64::from(0.1_f32)), ("t_max", t_max.into())], step);
            let error = exact.ulps(Type::F32, f64::from(schedule.lr(step)));
            assert!(error < 0.6, "{error} ULP, {left} steps before {t_max}");
        }
    }
}

#[test]
fn trap_03_many_periods_do_not_drift() {
    let schedule = cosine(0.1, 10, 0.001);
    for step in [1_000_000, 1_000_003, 1 << 24, (1 << 24) + 1, u32::MAX] {
        assert_eq!(schedule.lr(step), schedule.lr(step % 20), "step {step}");
    }
}

#[test]
fn trap_04_past_its_end_a_cosine_rises_or_holds_as_chosen() {
    let rises = cosine(0.1, 5, 0.01);
    assert_eq!(rises.lr(5), 0.01);
    assert!(rises.lr(6) > 0.01 && rises.lr(7) > rises.lr(6));
    assert_eq!(rises.lr(10), 0.1);
    assert_eq!(rises.lr(15), 0.01);
    let alternates = cosine(0.1, 1, 0.01);
    assert_eq!([0, 1, 2, 3].map(|step| alternates.lr(step)), [0.1, 0.01, 0.1, 0.01]);
    let holds = rises.with_past_end(PastEnd::Hold);
    assert_eq!([4, 5, 6, 10, u32::MAX].map(|step| holds.lr(step)), [rises.lr(4), 0.01, 0.01, 0.01, 0.01]);
}

#[test]
fn trap_05_the_step_after_the_trough_counts_from_the_floor() {
    let schedule = cosine(0.1, 30, 0.01);
    assert_eq!(schedule.lr(31), schedule.lr(29));
    near(schedule.lr(31), 0.01 + 0.09 * (1.0 - (std::f64::consts::PI / 30.0).cos()) / 2.0, 1e-16);
}

#[test]
fn trap_06_the_floor_rescales_and_is_a_rate() {
    // A clamp would give 0.05 halfway, and an `eta_min` that is a share of the peak would end at 0.002.
    let schedule = cosine(0.1, 20, 0.02);
    near(schedule.lr(10), 0.06, 1e-17);
    assert_eq!(schedule.lr(20), 0.02);
    assert!(schedule.lr(18) > 0.02);
}

#[test]
fn trap_07_a_cosine_takes_t_max_steps() {
    let schedule = cosine(1.0, 4, 0.0);
    near(schedule.lr(2), 0.5, 1e-16);
    assert!(schedule.lr(3) > 0.1, "with t_max - 1 the end would be here");
    assert_eq!(schedule.lr(4), 0.0);
    assert!(schedule.lr(5) > 0.1, "with t_max + 1 the end would be here");
}

#[test]
fn trap_08_whole_periods_are_found_in_integers() {
    for t_max in [1, 3, 7, 10, 243, 1_000_003] {
        let schedule = cosine(0.1, t_max, 0.01);
        for turns in (0..200).chain([u32::MAX / t_max - 1, u32::MAX / t_max]) {
            let Some(step) = turns.checked_mul(t_max) else { continue };
            let expected = if turns % 2 == 0 { 0.1 } else { 0.01 };
            assert_eq!(schedule.lr(step), expected, "t_max {t_max}, step {step}");
        }
    }
}

#[test]
fn trap_09_gamma_keeps_its_digits_under_f32_rates() {
    for (gamma, step) in
        [(0.999, 10_000), (0.9999, 100_000), (0.999_999, 1_000_000), (0.999_999_99, 100_000_000)]
    {
        let schedule = ExponentialLr::<f32>::new(0.1, gamma).unwrap();
        let with = |gamma| exact("exponential", [("lr", f64::from(0.1_f32)), ("gamma", gamma)], step);
        let error = with(gamma).ulps(Type::F32, f64::from(schedule.lr(step)));
        assert!(error < 0.55, "{error} ULP for {gamma} at step {step}");
        let rounded = with(f64::from(gamma as f32)).to_f64();
        assert!(with(gamma).ulps(Type::F32, rounded) > 1_000.0, "the trap is a trap");
    }
}

#[test]
fn trap_10_an_exponential_goes_on_to_zero() {
    let (narrow, wide) =
        (ExponentialLr::<f32>::new(0.1, 0.95).unwrap(), ExponentialLr::<f64>::new(0.1, 0.95).unwrap());
    // A recursion gets stuck at nine times the least subnormal, from steps 1968 and 14468 on.
    assert!(narrow.lr(1_968) < 9.0 * f32::from_bits(1) && narrow.lr(1_968) > 0.0);
    assert_eq!(narrow.lr(2_100), 0.0);
    assert!(wide.lr(14_468) < 9.0 * f64::from_bits(1) && wide.lr(14_468) > 0.0);
    assert_eq!(wide.lr(14_700), 0.0);
}

#[test]
fn trap_11_a_step_is_neither_an_i32_nor_an_f32() {
    let gamma = 1.0 - 1e-10;
    let schedule = ExponentialLr::<f32>::new(1.0, gamma).unwrap();
    let wide = ExponentialLr::<f64>::new(1.0, gamma).unwrap();
    for step in [(1 << 24) + 1, i32::MAX as u32, i32::MAX as u32 + 1, u32::MAX] {
        let exact = exact("exponential", [("lr", 1.0), ("gamma", gamma)], step);
        assert!(exact.ulps(Type::F32, f64::from(schedule.lr(step))) < 0.55, "step {step}");
        assert!(exact.ulps(Type::F64, wide.lr(step)) < 0.51, "step {step}");
    }
    assert!(wide.lr((1 << 24) + 1) < wide.lr(1 << 24));
}

#[test]
fn trap_12_nothing_decays_at_step_0() {
    for gamma in [0.0, 0.1, 0.9, 1.0, 10.0] {
        assert_eq!(ExponentialLr::<f64>::new(0.1, gamma).unwrap().lr(0), 0.1);
    }
    assert_eq!(ExponentialLr::<f64>::new(1.0, 0.5).unwrap().lr(1), 0.5);
}

#[test]
fn trap_13_a_line_ends_on_its_end_and_never_below_zero() {
    for steps in (3..200).chain([1_000, 1_000_000]) {
        for divisor in [1e4, 1e30, 1e300] {
            let settings = OneCycle::<f64>::steps(1.0, steps);
            let anneal_strategy = AnnealStrategy::Linear;
            let schedule = cycle(OneCycle { anneal_strategy, final_div_factor: divisor, ..settings });
            let last = schedule.lr(steps - 1);
            // The rate is the exact 1 / 25 / divisor, rounded once. PyTorch's line is thousands of units off and may be below
            // zero.
            assert!(
                (last * divisor * 25.0 - 1.0).abs() <= 2.0 * f64::EPSILON,
                "{last:e} after {steps} steps"
            );
            assert_eq!(schedule.lr(steps), last);
        }
    }
}

#[test]
fn trap_15_a_length_of_zero_is_refused_everywhere() {
    let refused = CosineAnnealingLr::<f64>::new(0.1, 0, 0.0).unwrap_err();
    assert_eq!((refused.param, refused.reason), ("t_max", Reason::TooSmall { min: 1.0 }));
    let refused = OneCycleLr::<f64>::new(OneCycle::<f64>::steps(0.1, 0)).unwrap_err();
    assert_eq!((refused.param, refused.reason), ("total_steps", Reason::TooSmall { min: 1.0 }));
    for (epochs, steps_per_epoch, param) in [(0, 3, "epochs"), (3, 0, "steps_per_epoch")] {
        let refused = OneCycle::<f64>::epochs(0.1, epochs, steps_per_epoch).unwrap_err();
        assert_eq!((refused.param, refused.reason), (param, Reason::TooSmall { min: 1.0 }));
    }
}

#[test]
fn trap_17_the_phases_of_a_cycle_end_between_steps() {
    let values = |steps: u32, pct_start, three_phase| -> Vec<f64> {
        let schedule = unit_cycle(steps, pct_start, false, three_phase);
        (0..steps).map(|step| schedule.lr(step)).collect()
    };
    let two =
        [0.04, 0.52, 1.0, 0.950484632, 0.811745654, 0.611262022, 0.388741978, 0.188258346, 0.049519368, 4e-6];
    let three = [0.04, 0.52, 1.0, 0.52, 0.04, 0.0361807, 0.0261817, 0.0138223, 0.0038233, 4e-6];
    for (got, expected) in values(10, 0.3, false).into_iter().zip(two) {
        near(got, expected, 1e-9);
    }
    for (got, expected) in values(10, 0.3, true).into_iter().zip(three) {
        near(got, expected, 1e-7);
    }
    // The highest rate that a step sees, where the peak lies between two.
    for (steps, highest) in [(7, 0.98056), (3, 0.9944), (2, 0.812)] {
        near(values(steps, 0.3, false).into_iter().fold(0.0, f64::max), highest, 5e-4);
    }
    near(values(10, 0.0, false)[0], 0.9755, 5e-5);
    assert_eq!(values(10, 1.0, false)[9], 1.0);
    assert_eq!(values(1, 0.3, false)[0], 0.04 / 1e4);
    // With pct_start · total_steps = 1, the rise has no length and is already at its end.
    assert_eq!([values(10, 0.1, false)[0], values(2, 0.5, false)[0], values(1, 1.0, false)[0]], [1.0; 3]);
    // With three phases and a rise of more than half the cycle, the rate never comes down to the last rate.
    assert_eq!(values(80, 0.5, true)[79], 0.04 / 1e4);
    assert!(values(80, 0.6, true)[79] > 0.04);
}

#[test]
fn trap_18_an_f32_cycle_has_the_phases_of_the_f64_one() {
    for (pct_start, steps) in [(0.29, 100), (0.1, 70), (0.999_999_999_999_999_9, 10), (0.3, 123_457)] {
        for linear in [false, true] {
            let anneal_strategy = if linear { AnnealStrategy::Linear } else { AnnealStrategy::Cos };
            let narrow = OneCycle { pct_start, anneal_strategy, ..OneCycle::<f32>::steps(1.0, steps) };
            let (narrow, wide) =
                (OneCycleLr::<f32>::new(narrow).unwrap(), unit_cycle(steps, pct_start, linear, false));
            for step in 0..steps.min(200) {
                let (narrow, wide) = (f64::from(narrow.lr(step)), wide.lr(step));
                assert!(
                    (narrow / wide - 1.0).abs() < 8e-8,
                    "{pct_start} of {steps}: {narrow}, {wide} at {step}"
                );
            }
        }
    }
}

#[test]
fn trap_19_past_its_end_a_cycle_holds() {
    // At step 10 PyTorch returns 0.0495 (cos) and -0.1429 (linear). After it PyTorch raises an error.
    for linear in [false, true] {
        let schedule = unit_cycle(10, 0.3, linear, false);
        assert_eq!([9, 10, 11, u32::MAX].map(|step| schedule.lr(step)), [0.04 / 1e4; 4]);
    }
}

#[test]
fn trap_20_the_last_rate_is_a_share_of_the_first() {
    let settings = OneCycle { div_factor: 10.0, final_div_factor: 100.0, ..OneCycle::<f64>::steps(1.0, 50) };
    assert_eq!(cycle(settings).lr(0), 0.1);
    assert_eq!(cycle(settings).lr(49), 0.001);
}

#[test]
fn trap_21_momentum_moves_against_the_rate() {
    for linear in [false, true] {
        let two = unit_cycle(10, 0.3, linear, false);
        assert_eq!(
            [0, 2, 9, 10, 99].map(|step| two.momentum(step)),
            [0.95, 0.85, 0.95, 0.95, 0.95].map(Some)
        );
        let three = unit_cycle(10, 0.3, linear, true);
        let flat = [4, 5, 6, 7, 8, 9, 10].map(|step| three.momentum(step));
        assert_eq!((three.momentum(2), flat), (Some(0.85), [Some(0.95); 7]));
        for (schedule, end) in [(&two, 10), (&three, 5)] {
            for step in 1..end {
                let rate_rises = schedule.lr(step) > schedule.lr(step - 1);
                assert_eq!(rate_rises, schedule.momentum(step) < schedule.momentum(step - 1), "step {step}");
            }
        }
    }
    let settings = OneCycle { cycle_momentum: false, ..OneCycle::<f64>::steps(1.0, 10) };
    assert_eq!(cycle(settings).momentum(3), None);
}

#[test]
fn trap_22_a_line_meets_its_end_to_the_last_bit() {
    // PyTorch's linear form gives 4.000000000004e-06.
    assert_eq!(unit_cycle(10, 0.3, true, false).lr(9), 0.04 / 1e4);
    assert_eq!(unit_cycle(10, 0.3, true, true).lr(9), 0.04 / 1e4);
}

#[test]
fn trap_28_a_late_step_keeps_its_phase_in_f32() {
    let schedule = CosineAnnealingLr::<f32>::new(0.1, 4_000, 0.0).unwrap();
    for step in [10_000_003, 16_777_217, 4_000_000_001] {
        assert_eq!(schedule.lr(step), schedule.lr(step % 8_000), "step {step}");
        assert_ne!(schedule.lr(step), schedule.lr(step + 1));
    }
}

#[test]
fn trap_31_a_cosine_that_should_not_climb_does_not() {
    let schedule = cosine(0.1, 10, 0.001).with_past_end(PastEnd::Hold);
    assert!((10..10_000).all(|step| schedule.lr(step) == 0.001));
}

#[test]
fn trap_33_the_first_rate_used_is_that_of_step_0() {
    // PyTorch's constructor takes step 0; after its first step() the rate is that of step 1.
    assert_eq!(ExponentialLr::<f64>::new(0.1, 0.5).unwrap().lr(1), 0.05);
    assert_eq!(cosine(0.1, 2, 0.0).lr(0), 0.1);
    assert_eq!(unit_cycle(100, 0.3, false, false).lr(0), 0.04);
}

#[test]
fn trap_34_the_last_bits_do_not_depend_on_a_mathematical_library() {
    // These values were recorded once on x86-64. A libm, a fused multiply-add or a flush to zero would change some of them.
    let exponential = ExponentialLr::<f64>::new(0.1, 0.9).unwrap();
    let cosine_ = cosine(0.1, 1_000, 0.001);
    let one_cycle = cycle(OneCycle::<f64>::steps(0.1, 1_000));
    let bits =
        [exponential.lr(7), exponential.lr(7_000), cosine_.lr(333), one_cycle.lr(123), one_cycle.lr(777)];
    assert_eq!(
        bits.map(f64::to_bits),
        [0x3fa8_7d22_14a7_d7cc, 0x65, 0x3fb3_4686_6e5f_e346, 0x3fa3_de86_cc8c_99ef, 0x3f97_610a_8343_e14a]
    );
    let exponential = ExponentialLr::<f32>::new(0.1, 0.9).unwrap();
    let cosine_ = CosineAnnealingLr::<f32>::new(0.1, 1_000, 0.001).unwrap();
    let one_cycle = OneCycleLr::<f32>::new(OneCycle::<f32>::steps(0.1, 1_000)).unwrap();
    let bits =
        [exponential.lr(7), exponential.lr(900), cosine_.lr(333), one_cycle.lr(123), one_cycle.lr(777)];
    assert_eq!(bits.map(f32::to_bits), [0x3d43_e911, 0x1d6, 0x3d9a_3434, 0x3d1e_f437, 0x3cbb_0854]);
}
