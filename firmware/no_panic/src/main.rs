//! Links only if no function of etalon can panic: the panic handler calls a symbol that does not exist.
//!
//! `cargo xtask no-panic` links this program for the host and for Cortex-M, optimised for speed and for size. It links it once
//! more with the feature `may_panic`, which must fail. The proof covers `Display` of errors, with our own formatting of numbers.
//! It does not cover `Debug` and the reading of texts, because the standard library's formatting and parsing of floats contain
//! checks that may panic.
#![no_std]
#![no_main]

mod calls;

// The C library starts the host's program and copies memory for it; a board's program is never run.
#[cfg(target_os = "linux")]
#[link(name = "c")]
unsafe extern "C" {}

/// The entry point for the linker.
#[unsafe(no_mangle)]
pub extern "C" fn main() -> i32 {
    calls::everything();
    #[cfg(feature = "may_panic")]
    calls::one_that_may_panic();
    0
}

unsafe extern "C" {
    /// This function is defined nowhere.
    fn etalon_can_panic() -> !;
}

#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    // SAFETY: a program that holds this call does not link.
    unsafe { etalon_can_panic() }
}
