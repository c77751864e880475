//! Weighs all four schedules with settings that are written in the program.
#![no_std]
#![no_main]

use core::hint::black_box;

use etalon::{CosineAnnealingLr, ExponentialLr, OneCycle, OneCycleLr, Plateau, ReduceLrOnPlateau};
use panic_halt as _;

#[cortex_m_rt::entry]
fn main() -> ! {
    if let Ok(schedule) = &ExponentialLr::<f32>::new(0.1, 0.99) {
        black_box(schedule.lr(black_box(7)));
    }
    if let Ok(schedule) = &CosineAnnealingLr::<f32>::new(0.1, 100, 0.001) {
        black_box(schedule.lr(black_box(7)));
    }
    if let Ok(rule) = &ReduceLrOnPlateau::<f32>::new(0.1, Plateau::default()) {
        let mut state = rule.start();
        black_box(rule.observe(&mut state, black_box(0.3)));
        black_box(&state);
    }
    if let Ok(schedule) = &OneCycleLr::<f32>::new(OneCycle::steps(0.1, 1000)) {
        let step = black_box(7);
        black_box(schedule.lr(step));
        black_box(schedule.momentum(step));
    }
    loop {
        core::hint::spin_loop();
    }
}
