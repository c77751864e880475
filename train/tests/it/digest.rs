//! One number for all the bits of a few trainings.

use std::sync::Arc;

use etalon_train::cpu::CpuEngine;
use etalon_train::engine::Engine;
use etalon_train::optimiser::Rate;
use etalon_train::shape::Width;
use etalon_train::start::Start;
use etalon_train::task::ROUND;
use etalon_train::task::digits::DIGITS;

/// FNV-1a over losses, validation and weights of three epochs at four widths; 0 where the engine fails.
pub fn digest() -> u64 {
    let mut hash = 0xCBF2_9CE4_8422_2325_u64;
    let mut eat = |bits: u32| hash = (hash ^ u64::from(bits)).wrapping_mul(0x0100_0000_01B3);
    let mut engine = CpuEngine::new();
    for width in Width::all().filter(|width| [8, 24, 32, 128].contains(&width.units())) {
        if engine.begin(&[Arc::new(Start::new(&DIGITS, 1, width))]).is_err() {
            return 0;
        }
        for epoch in 0..3_u8 {
            let rate = |step: usize| Rate {
                momentum: 0.95 - (step as f64 + f64::from(epoch)) / 450.0,
                ..Rate::adamw(0.01)
            };
            let rates: [Rate; ROUND] = core::array::from_fn(rate);
            let Ok(reports) = pollster::block_on(engine.round(&[rates])) else { return 0 };
            for report in reports {
                report.train_loss.iter().for_each(|loss| eat(loss.to_bits()));
                eat(report.val_loss.to_bits());
                eat(report.val_correct);
            }
        }
        let Ok(weights) = pollster::block_on(engine.weights(0)) else { return 0 };
        weights.iter().for_each(|weight| eat(weight.to_bits()));
    }
    hash
}
