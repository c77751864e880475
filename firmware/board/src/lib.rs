//! Starts, prints and exits on an emulated board. A program for real hardware replaces this crate by its own.
#![no_std]

#[cfg(target_arch = "arm")]
pub use cortex_m_rt::entry;
#[cfg(target_arch = "riscv32")]
pub use riscv_rt::entry;
pub use semihosting::process::exit;
pub use semihosting::{print, println};

/// A panic is a failed run. It prints where, and exits with a code that is not zero.
#[panic_handler]
fn panic(info: &core::panic::PanicInfo<'_>) -> ! {
    println!("{info}");
    exit(101)
}

/// A fault is a failed run too. Without this handler it would loop for ever.
#[cfg(target_arch = "arm")]
#[cortex_m_rt::exception]
unsafe fn HardFault(frame: &cortex_m_rt::ExceptionFrame) -> ! {
    println!("hard fault at {:#010x}", frame.pc());
    exit(102)
}

/// An exception is a failed run too. Without this handler it would loop for ever.
#[cfg(target_arch = "riscv32")]
#[unsafe(export_name = "ExceptionHandler")]
fn exception(frame: &riscv_rt::TrapFrame) -> ! {
    println!("exception, return address {:#010x}", frame.ra);
    exit(102)
}
