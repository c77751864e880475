//! The CPU engine as a bare WebAssembly module, to time it in any JavaScript engine: see `benches/wasm.mjs`.

#[path = "../tests/it/digest.rs"]
mod digest;

use std::cell::RefCell;
use std::sync::Arc;

use etalon_train::cpu::CpuEngine;
use etalon_train::engine::Engine;
use etalon_train::model::{STEPS_PER_EPOCH, WEIGHT_DECAY, Width};
use etalon_train::policy::Rate;
use etalon_train::start::Start;

thread_local! {
    static ENGINE: RefCell<CpuEngine> = RefCell::new(CpuEngine::new());
}

/// Starts afresh; `false` where there is no such width.
#[unsafe(no_mangle)]
pub extern "C" fn begin(width: u32, seed: u32) -> bool {
    let Ok(width) = Width::new(width) else { return false };
    let start = Arc::new(Start::new(seed.into(), width));
    ENGINE.with_borrow_mut(|engine| engine.begin(&[start])).is_ok()
}

/// Trains and validates this many epochs at a constant rate; gives the last batch's loss, or NaN where nothing was begun.
#[unsafe(no_mangle)]
pub extern "C" fn epochs(count: u32) -> f32 {
    let rates = [[Rate { lr: 1e-3, beta1: 0.9, weight_decay: WEIGHT_DECAY }; STEPS_PER_EPOCH]];
    ENGINE.with_borrow_mut(|engine| {
        (0..count).fold(f32::NAN, |_, _| match pollster::block_on(engine.epoch(&rates)) {
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
