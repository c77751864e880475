//! Weighs the 1cycle schedule.
#![no_std]
#![no_main]

#[cortex_m_rt::entry]
fn main() -> ! {
    size::one_cycle();
    loop {}
}
