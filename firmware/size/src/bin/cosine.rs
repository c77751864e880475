//! Weighs the cosine schedule.
#![no_std]
#![no_main]

#[cortex_m_rt::entry]
fn main() -> ! {
    size::cosine();
    loop {}
}
