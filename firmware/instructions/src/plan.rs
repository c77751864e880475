//! A warm-up and a cosine, ours and by hand. This is the only comparison that belongs to no single kind.

use core::hint::black_box as any;

use etalon::{CosineAnnealingLr, Schedule, WarmUp, checked};
use etalon_proof::by_hand::{ETA_MIN, LENGTH, LR, Meter};

/// The length of the warm-up, in steps.
const WARMUP: u32 = 100;
/// The factor at which the warm-up starts.
const START_FACTOR: f64 = 0.1;

/// The same code for each type of float, with the cosine of that type.
macro_rules! plan {
    ($float:ident, $cos:path) => {
        /// The plan in this type of float.
        pub mod $float {
            use core::$float::consts::PI;

            use super::*;

            /// Our plan, which lies in flash.
            pub static OURS: WarmUp<CosineAnnealingLr<$float>> = checked!(
                checked!(CosineAnnealingLr::<$float>::new(LR as $float, LENGTH, ETA_MIN as $float))
                    .warm_up(WARMUP, START_FACTOR)
            );

            /// The plan by hand: a line, followed by a cosine.
            #[derive(Debug, Clone, Copy)]
            pub struct ByHand {
                lr: $float,
                t_max: u32,
                eta_min: $float,
                warmup: u32,
                start_factor: $float,
            }

            impl ByHand {
                /// The same settings as those of our plan.
                pub const NEW: Self = Self {
                    lr: LR as $float,
                    t_max: LENGTH,
                    eta_min: ETA_MIN as $float,
                    warmup: WARMUP,
                    start_factor: START_FACTOR as $float,
                };

                /// The rate at `step`.
                #[must_use]
                #[inline]
                pub fn lr(&self, step: u32) -> $float {
                    if step < self.warmup {
                        let share = step as $float / self.warmup as $float;
                        self.lr * (self.start_factor + (1.0 - self.start_factor) * share)
                    } else {
                        let angle = PI * (step - self.warmup) as $float / self.t_max as $float;
                        self.eta_min + 0.5 * (self.lr - self.eta_min) * (1.0 + $cos(angle))
                    }
                }
            }

            /// Measures both plans.
            pub fn race(meter: &mut dyn Meter) {
                let (ours, by_hand) = (any(OURS), any(ByHand::NEW));
                meter.race(stringify!($float), &mut |_, step| _ = any(ours.lr(step)), &mut |_, step| {
                    any(by_hand.lr(step));
                });
            }
        }
    };
}

plan!(f32, libm::cosf);
plan!(f64, libm::cos);
