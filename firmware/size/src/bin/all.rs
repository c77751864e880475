//! Weighs all four schedules.
#![no_std]
#![no_main]

#[cortex_m_rt::entry]
fn main() -> ! {
    size::exponential();
    size::cosine();
    size::plateau();
    size::one_cycle();
    loop {}
}
