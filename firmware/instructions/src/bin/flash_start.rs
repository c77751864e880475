//! Weighs start-up alone, which is subtracted from the other programs.
#![no_std]
#![no_main]

use instructions as _;
use panic_halt as _;

#[cfg(target_arch = "arm")]
use cortex_m_rt::entry;
#[cfg(target_arch = "riscv32")]
use riscv_rt::entry;

#[entry]
fn main() -> ! {
    loop {
        core::hint::spin_loop();
    }
}
