//! Warm restarts: where the cycles start, and that a cycle is a cosine of its own.

use etalon::{CosineAnnealingLr, CosineAnnealingWarmRestarts, PastEnd};

const LENGTHS: [u32; 10] = [1, 2, 3, 7, 10, 243, 1_000_003, (1 << 24) + 1, 1 << 31, u32::MAX];
const MULTIPLES: [u32; 7] = [1, 2, 3, 7, 10, 65_537, u32::MAX];

fn restarts(t_0: u32, t_mult: u32) -> CosineAnnealingWarmRestarts<f64> {
    CosineAnnealingWarmRestarts::<f64>::new(0.1, t_0, t_mult, 0.0).unwrap()
}

/// The first cycles, summed up: start and length.
fn cycles(t_0: u32, t_mult: u32) -> Vec<(u32, u64)> {
    let (mut start, mut length) = (0, u64::from(t_0));
    let mut cycles = Vec::new();
    while let (Ok(first), true) = (u32::try_from(start), cycles.len() < 300) {
        cycles.push((first, length));
        start += length;
        length = length.saturating_mul(u64::from(t_mult));
    }
    cycles
}

#[test]
fn every_restart_is_at_its_step_and_has_exactly_the_base_rate() {
    for t_0 in LENGTHS {
        for t_mult in MULTIPLES {
            let schedule = restarts(t_0, t_mult);
            for (start, length) in cycles(t_0, t_mult) {
                let cycle = u64::from(start)..u64::from(start) + length;
                let what = format!("{schedule:?}: the cycle {cycle:?}");
                assert_eq!(schedule.lr(start), 0.1, "{what}");
                assert_eq!(schedule.cycle(start), cycle, "{what}");
                let last = u32::try_from(cycle.end - 1).unwrap_or(u32::MAX);
                assert_eq!(schedule.cycle(last), cycle, "{what}");
                // The rate of the last step is on its way: the floor would come one step later, and the restart is there.
                assert!(schedule.lr(last) > 0.0, "{what}: {}", schedule.lr(last));
            }
        }
    }
}

#[test]
fn with_cycles_of_one_length_the_last_step_of_all_has_its_place() {
    for t_0 in LENGTHS {
        let start = u32::MAX / t_0 * t_0;
        assert_eq!(restarts(t_0, 1).lr(start), 0.1);
        assert_eq!(restarts(t_0, 1).cycle(u32::MAX).start, u64::from(start));
    }
}

#[test]
fn a_cycle_has_the_bits_of_a_cosine_of_its_length() {
    macro_rules! compare {
        ($float:ty) => {
            for (t_0, t_mult) in [(10, 1), (10, 2), (1, 3), (1_000, 7), (5, 100_000_000)] {
                let schedule = CosineAnnealingWarmRestarts::<$float>::new(0.1, t_0, t_mult, 0.003).unwrap();
                for (start, length) in cycles(t_0, t_mult) {
                    let Ok(length) = u32::try_from(length) else { continue };
                    let cosine = CosineAnnealingLr::<$float>::new(0.1, length, 0.003).unwrap();
                    let cosine = cosine.with_past_end(PastEnd::Hold);
                    let shares = (0..64).map(|part| (u64::from(length) * part / 64) as u32);
                    for done in shares.chain([1, 2, length / 2, length - 1]) {
                        let Some(step) = start.checked_add(done).filter(|_| done < length) else { continue };
                        assert_eq!(schedule.lr(step), cosine.lr(done), "{schedule:?} at step {step}");
                    }
                }
            }
        };
    }
    compare!(f32);
    compare!(f64);
}

#[test]
fn trap_08_a_logarithm_misses_restarts_and_whole_numbers_do_not() {
    let schedule = CosineAnnealingWarmRestarts::<f64>::new(0.1, 1, 3, 0.0).unwrap();
    let by_logarithm = |step: f64| (step * 2.0 + 1.0).log(3.0) as u32;
    assert_eq!(by_logarithm(121.0), 4, "the trap is a trap: 121 = 1 + 3 + 9 + 27 + 81");
    assert_eq!(schedule.cycle(121), 121..364);
    assert_eq!(schedule.lr(121), 0.1);
}
