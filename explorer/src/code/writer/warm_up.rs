//! What the frames say about a lane's warm-up.

use crate::code::literal::number;
use crate::code::writer::Draft;
use crate::race::warm_up::START;

/// The least share that PyTorch's `LinearLR` can start from without a loss of digits. PyTorch divides by the
/// share and refuses 0.
const LEAST_START: f64 = 1e-9;

/// From this number on a whole number is written as a float: arrays of integers do not hold it.
const MOST: u32 = 1 << 30;

/// Fills the gaps that are about the warm-up.
pub(super) fn fill_gaps(draft: &mut Draft<'_>) {
    let seat = draft.seat;
    let steps = seat.warm_up();
    draft.set_flag("warm_up", steps > 0);
    // What a Rust program calls the rule that takes a metric.
    draft.set("observer", if steps > 0 { "plan" } else { "rule" });
    if steps == 0 {
        draft.set("offset", "");
        return;
    }
    let start = seat.get(START);
    draft.set("rise_steps", if steps < MOST { steps.to_string() } else { number(f64::from(steps)) });
    draft.set("rise_total", steps.to_string());
    // The part of the rise that the run reaches.
    draft.set("rise_shown", steps.min(seat.run_length()).to_string());
    draft.set("rise_start", number(start));
    draft.set("unit", if draft.is("by_batch") { "batches" } else { "epochs" });
    // The steps before the schedule's own step 0.
    draft.set("offset", format!("{steps} + "));
    // PyTorch's warm-up rises to the optimizer's rate. A class that brings its own rate puts the first one there.
    let page = seat.page();
    let sets_its_rate = page.brings_its_rate() && page.torch.is_some();
    let first = seat.first_rate().filter(|_| !sets_its_rate);
    let share = first.filter(|first| *first != seat.rate()).map(|first| first / seat.rate());
    draft.set_flag("linear_lr", share.is_none() && start >= LEAST_START);
    draft.set_flag("starts_elsewhere", share.is_some());
    draft.set("first_share", share.map(number).unwrap_or_default());
}
