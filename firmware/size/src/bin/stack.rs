//! Measures the stack that each schedule needs: the free memory is painted, and what is no longer paint was used.
#![no_std]
#![no_main]

use board::{entry, exit, println};
use core::arch::asm;
use core::ptr::{addr_of, read_volatile, write_volatile};
use etalon::{AnnealStrategy, Length, Mode, OneCycle, PastEnd, Plateau, ThresholdMode};
use size::{COSINE, EXPONENTIAL, ONE_CYCLE, PLATEAU};

const PAINT: u32 = 0x5eed_c0de;

#[entry]
fn main() -> ! {
    println!(
        "exponential {}",
        worst(&[|| size::exponential(&EXPONENTIAL, 7), || size::exponential(&(0.1, 0.0), 7)])
    );
    println!(
        "cosine {}",
        worst(&[
            || size::cosine(&COSINE, 7),
            || size::cosine(&COSINE, 70),
            || size::cosine(&COSINE, 1_007),
            || size::cosine(&(0.1, 100, 0.2, PastEnd::Hold), 1_007),
        ])
    );
    println!(
        "plateau {}",
        worst(&[
            || size::plateau(&PLATEAU, 20),
            || size::plateau(&Plateau { threshold_mode: ThresholdMode::RelSigned, ..PLATEAU }, 20),
            || size::plateau(&Plateau { mode: Mode::Max, ..PLATEAU }, 20),
        ])
    );
    println!(
        "one_cycle {}",
        worst(&[
            || size::one_cycle(&ONE_CYCLE, 7),
            || size::one_cycle(&ONE_CYCLE, 700),
            || size::one_cycle(&OneCycle { three_phase: true, ..ONE_CYCLE }, 700),
            || size::one_cycle(&OneCycle { anneal_strategy: AnnealStrategy::Linear, ..ONE_CYCLE }, 7),
            || size::one_cycle(
                &OneCycle { length: Length::Epochs { epochs: 20, steps_per_epoch: 45 }, ..ONE_CYCLE },
                7
            ),
        ])
    );
    exit(0)
}

/// The most that any of these needs, in bytes.
fn worst(calls: &[fn()]) -> usize {
    calls.iter().map(|call| used(*call)).max().unwrap_or_default()
}

/// The stack that one call needs.
#[inline(never)]
fn used(call: fn()) -> usize {
    unsafe extern "C" {
        /// The end of what is linked into memory; the stack grows down to it.
        static __sheap: u32;
    }
    let low = addr_of!(__sheap) as usize;
    let here: usize;
    // SAFETY: it only reads the stack pointer.
    unsafe { asm!("mov {}, sp", out(reg) here, options(nomem, nostack, preserves_flags)) };
    for place in (low..here).step_by(4) {
        // SAFETY: nothing lives between the linked data and the stack pointer, and no interrupt is enabled.
        unsafe { write_volatile(place as *mut u32, PAINT) };
    }
    call();
    // SAFETY: as above.
    let untouched =
        (low..here).step_by(4).take_while(|place| unsafe { read_volatile(*place as *const u32) } == PAINT);
    here - low - 4 * untouched.count()
}
