//! Measures the cost of a call: average instructions and worst stack.

use core::arch::asm;
use core::hint::black_box;
use core::ptr::{read_volatile, write_volatile};

use etalon_proof::by_hand::{Call, STEPS};

use crate::clock;

/// The cost of a call.
#[derive(Debug, Clone, Copy)]
pub struct Cost {
    /// The average instructions of one call, including the jump, the return and the storing of the result.
    pub instructions: u64,
    /// The most stack that the call needs beyond an empty call, in bytes.
    pub stack: usize,
}

/// The number of rounds through all inputs. A tick of the slowest timer is 62.5 instructions. Divided by 1,024 calls, it is a
/// sixteenth of an instruction.
const ROUNDS: u32 = 16;

/// Measures the cost of `call` over all steps.
pub fn cost(call: Call<'_>) -> Cost {
    // The compiler cannot see through this pointer, so every call is made in full and no part of it is moved out of the loop.
    let call = black_box(call);
    let with = rounds(&mut *call);
    let without = rounds(|_, _| ());
    let calls = u64::from(ROUNDS) * STEPS.len() as u64;
    let stack = stack(call).saturating_sub(stack(black_box(&mut |_, _| ())));
    Cost { instructions: (with.saturating_sub(without) + calls / 2) / calls, stack }
}

/// Counts the instructions of all rounds.
#[inline(never)]
fn rounds(mut call: impl FnMut(usize, u32)) -> u64 {
    let before = clock::now();
    for _ in 0..ROUNDS {
        round(&mut call);
    }
    clock::since(before, clock::now())
}

#[inline(always)]
fn round(mut call: impl FnMut(usize, u32)) {
    for (at, step) in STEPS.into_iter().enumerate() {
        call(at, black_box(step));
    }
}

/// Measures the stack of a call. The memory below is filled with a pattern; where the pattern is gone, the memory was used.
#[inline(never)]
fn stack(call: Call<'_>) -> usize {
    const PAINT: u32 = 0x5eed_c0de;
    const DEPTH: usize = 4096;
    let here: usize;
    // SAFETY: this only reads the stack pointer.
    #[cfg(target_arch = "arm")]
    unsafe {
        asm!("mov {}, sp", out(reg) here, options(nomem, nostack, preserves_flags));
    }
    // SAFETY: this only reads the stack pointer.
    #[cfg(target_arch = "riscv32")]
    unsafe {
        asm!("mv {}, sp", out(reg) here, options(nomem, nostack, preserves_flags));
    }
    let low = here - DEPTH;
    for place in (low..here).step_by(4) {
        // SAFETY: every board has this much memory below, nothing lives there, and no interrupt is enabled.
        unsafe { write_volatile(place as *mut u32, PAINT) };
    }
    round(call);
    // SAFETY: as above.
    let untouched =
        (low..here).step_by(4).take_while(|place| unsafe { read_volatile(*place as *const u32) } == PAINT);
    DEPTH - 4 * untouched.count()
}
