//! Weighs the exponential schedule.
#![no_std]
#![no_main]

#[cortex_m_rt::entry]
fn main() -> ! {
    size::exponential();
    loop {}
}
