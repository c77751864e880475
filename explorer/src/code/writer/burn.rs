//! The frame of a burn program. Where burn has no such schedule, or refuses its values, the schedule comes from this project's crate.

use crate::code::framework::Framework;
use crate::code::literal::number;
use crate::code::template::{Sections, fill};
use crate::code::writer::Draft;
use crate::code::writer::etalon::set_schedule;

const FRAME: &str = include_str!("burn.rs.txt");

/// The lines that make a scheduler of burn's, before the loop.
const SCHEDULER: &str = "\
let mut scheduler = $scheduler;
#if warm_up
let first = scheduler.step().base();
#end
";

/// The rate at a step, from a scheduler of burn's.
const RATE: &str = "\
#if warm_up
let rise = f64::from($counter) / $rise_float; // a linear rise over $rise_total $unit
let lr = if rise < 1.0 {
    first * ($rise_start + (1.0 - $rise_start) * rise)
} else if rise == 1.0 {
    first
} else {
    scheduler.step().base()
};
#else
let lr = scheduler.step().base();
#end
";

/// A step of the optimizer.
const TRAIN: &str = "\
let x = Tensor::<2>::ones([32, 64], &device); // your batch
let loss = model.forward(x).square().mean(); // your loss
let grads = GradientsParams::from_grads(loss.backward(), &model);
model = optimizer.step(lr, model, grads);
";

pub(super) fn write(mut draft: Draft<'_>) -> String {
    let why = draft.section("why").to_owned();
    debug_assert!(
        draft.has("scheduler") || !why.is_empty(),
        "a template for burn has a scheduler of burn's or a reason"
    );
    draft.set("train", TRAIN);
    draft.set_flag("native", why.is_empty());
    if why.is_empty() {
        for part in ["use", "scheduler"] {
            draft.set_section(part);
        }
        draft.set("counter", if draft.is("by_batch") { "step" } else { "epoch" });
        draft.set("rise_float", number(f64::from(draft.seat.warm_up())));
        draft.set("observe", "");
        draft.set("make", draft.fill(SCHEDULER));
        draft.set("get", draft.fill(RATE));
    } else {
        draft.set("why", why);
        let etalon = draft.seat.page().programs.template(Framework::Etalon);
        draft.sections = Sections::of(&fill(etalon, &draft));
        let used = set_schedule(&mut draft, &[]);
        draft.set("used", used);
    }
    draft.fill(FRAME)
}
