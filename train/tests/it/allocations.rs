//! Steps take no memory from the heap: an epoch takes as little as its report needs.

use std::sync::Arc;

use etalon_train::cpu::CpuEngine;
use etalon_train::engine::Engine;
use etalon_train::optimiser::Rate;
use etalon_train::shape::Width;
use etalon_train::start::Start;
use etalon_train::task::ROUND;
use etalon_train::task::digits::DIGITS;

#[test]
fn an_epoch_allocates_its_report_and_its_order_only() {
    let mut engine = CpuEngine::new();
    engine.begin(&[Arc::new(Start::new(&DIGITS, 1, Width::new(56).unwrap()))]).unwrap();
    let rates = [[Rate::adamw(0.01); ROUND]];
    pollster::block_on(engine.round(&rates)).unwrap();
    let taken = allocation_counter::measure(|| drop(pollster::block_on(engine.round(&rates))));
    // The list of reports, the losses in the one report, the order of the samples; and what pollster waits with.
    assert!((3..=5).contains(&taken.count_total), "{taken:?}");
    assert_eq!(taken.count_current, 0, "nothing may stay behind: {taken:?}");
}
