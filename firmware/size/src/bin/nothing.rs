//! What start-up alone weighs, to be subtracted.
#![no_std]
#![no_main]

use size as _;
#[cortex_m_rt::entry]
fn main() -> ! {
    loop {}
}
