//! The CPU engine as a bare WebAssembly module, to time it in any JavaScript engine: see `benches/wasm.mjs`.

#[path = "../tests/it/digest.rs"]
mod digest;

use std::cell::RefCell;
use std::sync::Arc;

use etalon_train::cpu::CpuEngine;
use etalon_train::engine::Engine;
use etalon_train::optimiser::Rate;
use etalon_train::shape::Width;
use etalon_train::start::Start;
use etalon_train::task::ROUND;
use etalon_train::task::digits::DIGITS;

thread_local! {
    static ENGINE: RefCell<CpuEngine> = RefCell::new(CpuEngine::new());
}

/// Starts again. Returns `false` if there is no such width.
#[unsafe(no_mangle)]
pub extern "C" fn begin(width: u32, seed: u32) -> bool {
    let Ok(width) = Width::new(width) else { return false };
    let start = Arc::new(Start::new(&DIGITS, seed.into(), width));
    ENGINE.with_borrow_mut(|engine| engine.begin(&[start])).is_ok()
}

/// Trains and validates this many rounds at a constant rate. Returns the loss of the last batch, or NaN if nothing was begun.
#[unsafe(no_mangle)]
pub extern "C" fn epochs(count: u32) -> f32 {
    let rates = [[Rate::adamw(1e-3); ROUND]];
    ENGINE.with_borrow_mut(|engine| {
        (0..count).fold(f32::NAN, |_, _| match pollster::block_on(engine.round(&rates)) {
            Ok(reports) => {
                reports.first().and_then(|report| report.train_loss.last()).copied().unwrap_or(f32::NAN)
            }
            Err(_) => f32::NAN,
        })
    })
}

/// One number for all the bits of a few trainings, to be compared with `tests/data/digest.txt`.
#[unsafe(no_mangle)]
pub extern "C" fn digest() -> u64 {
    digest::digest()
}
