//! Start, print and exit on an emulated board. A program for real hardware replaces this crate by its own.
#![no_std]

#[cfg(target_arch = "arm")]
pub use cortex_m_rt::entry;
#[cfg(target_arch = "riscv32")]
pub use riscv_rt::entry;
pub use semihosting::process::exit;
pub use semihosting::println;

/// A panic is a failed run: say where, and exit with a code that is not zero.
#[panic_handler]
fn panic(info: &core::panic::PanicInfo<'_>) -> ! {
    println!("{info}");
    exit(101)
}
