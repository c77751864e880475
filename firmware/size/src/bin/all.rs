//! Weighs all four schedules.
#![no_std]
#![no_main]

use panic_halt as _;

#[cortex_m_rt::entry]
fn main() -> ! {
    size::exponential(&size::EXPONENTIAL, 7);
    size::cosine(&size::COSINE, 7);
    size::plateau(&size::PLATEAU, 7);
    size::one_cycle(&size::ONE_CYCLE, 7);
    loop {
        core::hint::spin_loop();
    }
}
