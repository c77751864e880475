//! Weighs a warm-up and a cosine written by hand, with `libm::cosf`.
#![no_std]
#![no_main]

use core::hint::black_box;

use instructions::plan::f32::ByHand;
use panic_halt as _;

#[cfg(target_arch = "arm")]
use cortex_m_rt::entry;
#[cfg(target_arch = "riscv32")]
use riscv_rt::entry;

#[entry]
fn main() -> ! {
    black_box(ByHand::NEW.lr(black_box(7)));
    loop {
        core::hint::spin_loop();
    }
}
