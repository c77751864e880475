//! Weighs the plateau rule.
#![no_std]
#![no_main]

#[cortex_m_rt::entry]
fn main() -> ! {
    size::plateau();
    loop {}
}
