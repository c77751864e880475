//! Weighs a warm-up and a cosine of etalon. Its settings are written in the program, like those of the version by hand.
#![no_std]
#![no_main]

use core::hint::black_box;

use etalon::Schedule;
use instructions::plan::f32::OURS;
use panic_halt as _;

#[cfg(target_arch = "arm")]
use cortex_m_rt::entry;
#[cfg(target_arch = "riscv32")]
use riscv_rt::entry;

#[entry]
fn main() -> ! {
    black_box(OURS.lr(black_box(7)));
    loop {
        core::hint::spin_loop();
    }
}
