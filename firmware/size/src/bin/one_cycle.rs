//! Weighs the 1cycle schedule.
#![no_std]
#![no_main]

use panic_halt as _;

#[cortex_m_rt::entry]
fn main() -> ! {
    size::one_cycle(&size::ONE_CYCLE, 7);
    loop {
        core::hint::spin_loop();
    }
}
