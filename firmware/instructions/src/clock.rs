//! Counts instructions. Under QEMU's `-icount shift=0` each instruction takes one nanosecond of the board's time, and nothing
//! else takes time.

#[cfg(target_arch = "arm")]
pub use systick::{now, since, start};

#[cfg(target_arch = "riscv32")]
pub use instret::{now, since, start};

/// The timer of the Arm core. It runs at the board's clock, so one tick is several instructions. Averages are therefore taken
/// over many calls.
#[cfg(target_arch = "arm")]
mod systick {
    use core::ptr::{read_volatile, write_volatile};

    const CONTROL: *mut u32 = 0xe000_e010 as *mut u32;
    const RELOAD: *mut u32 = 0xe000_e014 as *mut u32;
    const CURRENT: *mut u32 = 0xe000_e018 as *mut u32;
    /// The timer counts at the clock of the processor, without an interrupt.
    const ON: u32 = 0b101;
    /// The counter has 24 bits.
    const MASK: u32 = 0xff_ffff;
    /// The processor's clock: 25 MHz on the MPS2 boards, 16 MHz on the micro:bit. The real nRF51 has no such timer; its
    /// emulated core has one.
    const MEGAHERTZ: u64 = if cfg!(target_abi = "eabihf") { 25 } else { 16 };

    /// Starts the counter. Call this once, before anything is counted.
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

    /// The number of instructions between two times. The counter runs down, and wraps after 0.6 billion instructions at the
    /// earliest.
    #[must_use]
    pub fn since(from: u32, to: u32) -> u64 {
        u64::from(from.wrapping_sub(to) & MASK) * 1_000 / MEGAHERTZ
    }
}

/// The instruction counter of the core.
#[cfg(target_arch = "riscv32")]
mod instret {
    use core::arch::asm;

    /// Does nothing, because the counter always runs.
    pub fn start() {}

    /// The lower half of the number of instructions so far. It wraps after four billion.
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

/// Measures a loop of known length. Returns the number of instructions by its assembler code and the number by the clock.
#[must_use]
pub fn calibrate() -> (u64, u64) {
    const ROUNDS: u32 = 500_000;
    let before = now();
    // SAFETY: the loop only counts one register down.
    #[cfg(target_arch = "arm")]
    unsafe {
        core::arch::asm!("2:", "subs {0}, #1", "bne 2b", inout(reg) ROUNDS => _, options(nomem, nostack));
    }
    // SAFETY: the loop only counts one register down.
    #[cfg(target_arch = "riscv32")]
    unsafe {
        core::arch::asm!("2:", "addi {0}, {0}, -1", "bnez {0}, 2b", inout(reg) ROUNDS => _, options(nomem, nostack));
    }
    (2 * u64::from(ROUNDS), since(before, now()))
}
