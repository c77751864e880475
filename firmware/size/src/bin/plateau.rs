//! Weighs the plateau rule.
#![no_std]
#![no_main]

use panic_halt as _;

#[cortex_m_rt::entry]
fn main() -> ! {
    size::plateau(&size::PLATEAU, 7);
    loop {
        core::hint::spin_loop();
    }
}
