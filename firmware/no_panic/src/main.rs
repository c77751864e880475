//! Links only if no function of etalon can panic: the panic handler calls a symbol that does not exist.
//!
//! `cargo xtask no-panic` links it for the host and for Cortex-M, optimised for speed and for size, and once more with
//! the feature `may_panic`, which has to fail. `Display` of errors is part of it, with the numbers of our own. `Debug` and texts that
//! are read are not: the standard library's formatting and parsing of floats hold checks of their own.
#![no_std]
#![no_main]

mod calls;

// The C library starts the host's program and copies memory for it; a board's program is never run.
#[cfg(target_os = "linux")]
#[link(name = "c")]
unsafe extern "C" {}

/// Where the linker starts.
#[unsafe(no_mangle)]
pub extern "C" fn main() -> i32 {
    calls::everything();
    #[cfg(feature = "may_panic")]
    calls::one_that_may_panic();
    0
}

unsafe extern "C" {
    /// Defined nowhere.
    fn etalon_can_panic() -> !;
}

#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    // SAFETY: a program that holds this call does not link.
    unsafe { etalon_can_panic() }
}
