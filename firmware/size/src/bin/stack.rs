//! Measures the stack of each schedule. Free memory is filled with a pattern; where the pattern is gone, the memory was used.
#![no_std]
#![no_main]

use board::{entry, exit, println};
use core::arch::asm;
use core::ptr::{addr_of, read_volatile, write_volatile};
use etalon_proof::SUBJECTS;

const PAINT: u32 = 0x5eed_c0de;

/// A kind and the calls that are measured.
type Calls = (&'static str, &'static [fn()]);

/// The calls of each kind. They are in a constant of their own, so that nothing else of the subjects is linked.
const CALLS: [Calls; SUBJECTS.len()] = {
    let mut calls: [Calls; SUBJECTS.len()] = [("", &[]); SUBJECTS.len()];
    let mut at = 0;
    while at < calls.len() {
        calls[at] = (SUBJECTS[at].kind.id(), SUBJECTS[at].weight.stack);
        at += 1;
    }
    calls
};

#[entry]
fn main() -> ! {
    for (id, calls) in CALLS {
        println!("{id} {}", worst(calls));
    }
    exit(0)
}

/// The most stack that any of these calls needs, in bytes.
fn worst(calls: &[fn()]) -> usize {
    calls.iter().map(|call| used(*call)).max().unwrap_or_default()
}

/// The stack that one call needs.
#[inline(never)]
fn used(call: fn()) -> usize {
    unsafe extern "C" {
        /// The end of the linked data in memory. The stack grows down to it.
        static __sheap: u32;
    }
    let low = addr_of!(__sheap) as usize;
    let here: usize;
    // SAFETY: this only reads the stack pointer.
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
