//! Counts instructions. Under QEMU's `-icount shift=0` each takes one nanosecond of the board's time, and only they take any.

#[cfg(target_arch = "arm")]
pub use systick::{now, since, start};

#[cfg(target_arch = "riscv32")]
pub use instret::{now, since, start};

/// The timer of the Arm core. It runs at the board's clock, so that one tick is several instructions: averages are taken
/// over many calls.
#[cfg(target_arch = "arm")]
mod systick {
    use core::ptr::{read_volatile, write_volatile};

    const CONTROL: *mut u32 = 0xe000_e010 as *mut u32;
    const RELOAD: *mut u32 = 0xe000_e014 as *mut u32;
    const CURRENT: *mut u32 = 0xe000_e018 as *mut u32;
    /// Counts, without an interrupt, at the clock of the processor.
    const ON: u32 = 0b101;
    /// The counter has 24 bits.
    const MASK: u32 = 0xff_ffff;
    /// The processor's clock: 25 MHz on the MPS2 boards, 16 MHz on the micro:bit. The real nRF51 has no such timer; its
    /// emulated core has one.
    const MEGAHERTZ: u64 = if cfg!(target_abi = "eabihf") { 25 } else { 16 };

    /// Has to be called once, before anything is counted.
    pub fn start() {
        // SAFETY: these registers belong to the core, and nothing else uses them.
        unsafe {
            write_volatile(RELOAD, MASK);
            write_volatile(CURRENT, 0);
            write_volatile(CONTROL, ON);
        }
    }

    /// The time, in the timer's own unit.
    #[must_use]
    #[inline(always)]
    pub fn now() -> u32 {
        // SAFETY: reading the counter changes nothing.
        unsafe { read_volatile(CURRENT) }
    }

    /// Instructions between two times. The counter runs down; it wraps after 0.6 billion instructions at the earliest.
    #[must_use]
    pub fn since(from: u32, to: u32) -> u64 {
        u64::from(from.wrapping_sub(to) & MASK) * 1_000 / MEGAHERTZ
    }
}

/// The core's own counter of instructions.
#[cfg(target_arch = "riscv32")]
mod instret {
    use core::arch::asm;

    /// The counter always runs.
    pub fn start() {}

    /// Instructions so far, the lower half: it wraps after four billion.
    #[must_use]
    #[inline(always)]
    pub fn now() -> u32 {
        let count: u32;
        // SAFETY: reading the counter changes nothing.
        unsafe { asm!("csrr {}, minstret", out(reg) count, options(nomem, nostack)) };
        count
    }

    /// Instructions between two times.
    #[must_use]
    pub fn since(from: u32, to: u32) -> u64 {
        u64::from(to.wrapping_sub(from))
    }
}

/// Counts a loop of known length: what it has by its assembler, and what the clock says.
#[must_use]
pub fn calibrate() -> (u64, u64) {
    const ROUNDS: u32 = 500_000;
    let before = now();
    // SAFETY: it counts one register down.
    #[cfg(target_arch = "arm")]
    unsafe {
        core::arch::asm!("2:", "subs {0}, #1", "bne 2b", inout(reg) ROUNDS => _, options(nomem, nostack));
    }
    // SAFETY: it counts one register down.
    #[cfg(target_arch = "riscv32")]
    unsafe {
        core::arch::asm!("2:", "addi {0}, {0}, -1", "bnez {0}, 2b", inout(reg) ROUNDS => _, options(nomem, nostack));
    }
    (2 * u64::from(ROUNDS), since(before, now()))
}
