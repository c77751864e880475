//! Weighs the exponential schedule.
#![no_std]
#![no_main]

use panic_halt as _;

#[cortex_m_rt::entry]
fn main() -> ! {
    size::exponential(&size::EXPONENTIAL, 7);
    loop {
        core::hint::spin_loop();
    }
}
