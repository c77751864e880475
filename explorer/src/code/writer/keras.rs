//! The frame of a Keras 3 program.

use crate::code::literal::number;
use crate::code::writer::python::{RISEN_LISTS, apart, set_above, with_math};
use crate::code::writer::{Draft, sgd};

const FRAME: &str = include_str!("keras.py");

/// A schedule of epochs behind a warm-up.
const RISEN: &str = "\
def warm_up(epoch):
    \"\"\"A linear rise over $rise_total epochs, then the schedule from its start.\"\"\"
    if epoch < $rise_total:
        return float(rate(0)) * ($rise_start + (1 - $rise_start) * epoch / $rise_steps)
    return float(rate($own_step))
";

pub(super) fn write(mut draft: Draft<'_>) -> String {
    let coupled = sgd::keras(&draft);
    set_above(&mut draft, &coupled);
    let is_native = draft.has("native");
    let [native, lists, plain] = ["native", "lists", ""].map(|name| draft.section(name).to_owned());
    let rise = draft.is("warm_up");
    let mut schedule = [native, lists, plain].into_iter().find(|part| !part.is_empty()).unwrap_or_default();
    let mut callbacks = draft.section("callbacks").to_owned();
    let mut base = number(draft.seat.rate());
    let mut table = "rate";
    if draft.is("on_a_metric") {
        // A callback observes the metric.
        if rise {
            callbacks = format!("WarmUp(), {callbacks}");
        }
    } else if draft.is("by_batch") {
        if !draft.has("lists") {
            table = "rates";
            let one = if is_native { "float(rate(step))" } else { "rate(step)" };
            schedule = format!("{}lrs = [{one} for step in range(epochs * batches)]", apart(&schedule, 0));
        }
        if rise {
            schedule = format!("{schedule}\n{}", draft.fill(RISEN_LISTS));
        }
        base = table.to_owned();
    } else if rise {
        let count = if is_native { "(epoch - $rise_total) * batches" } else { "epoch - $rise_total" };
        let own_step = draft.fill(count);
        draft.set("own_step", own_step.trim_end());
        schedule = format!("{}{}", apart(&schedule, 2), draft.fill(RISEN));
        callbacks = "keras.callbacks.LearningRateScheduler(warm_up)".to_owned();
    } else if is_native {
        base = "rate".to_owned();
    } else {
        callbacks = "keras.callbacks.LearningRateScheduler(rate)".to_owned();
    }
    draft.set("schedule", apart(schedule.trim_end(), 2));
    draft.set("table", table);
    draft.set("base", base);
    draft.set("callbacks", if callbacks.is_empty() { "Rates()".to_owned() } else { callbacks + ", Rates()" });
    draft.set("optimizer", if draft.is("cycles") { "CycledAdamW" } else { "keras.optimizers.AdamW" });
    with_math(draft.fill(FRAME))
}
