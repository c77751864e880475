//! The frame of an optax program.

use crate::code::literal::number;
use crate::code::writer::python::{RISEN_LISTS, apart, set_above, with_math};
use crate::code::writer::{Draft, sgd};

const FRAME: &str = include_str!("optax.py");

/// A schedule of optax's own, which counts batches, behind a warm-up.
const RISEN: &str = "\
def warm_up(step):
    \"\"\"A linear rise over $rise_total $unit, then the schedule from its start.\"\"\"
    rise = rate(0) * ($rise_start + (1 - $rise_start) * $rise_step / $rise_steps)
    return jnp.where(step < $rise_end, rise, rate(jnp.maximum(step - $rise_end, 0)))
";

/// Lists as schedules.
const TABLE: &str = "\
def table(values):
    values = jnp.asarray(values)
#if by_batch
    return lambda step: values[jnp.minimum(step, len(values) - 1)]
#else
    return lambda step: values[jnp.minimum(step // batches, len(values) - 1)]
#end
";

pub(super) fn write(mut draft: Draft<'_>) -> String {
    let decayed = sgd::optax(&draft);
    set_above(&mut draft, &decayed);
    draft.set("factory", if decayed.is_empty() { "optax.sgd" } else { "decayed_sgd" });
    let [native, lists, plain] = ["native", "lists", ""].map(|name| draft.section(name).to_owned());
    let rise = draft.is("warm_up");
    let by_batch = draft.is("by_batch");
    let is_native = !native.is_empty();
    let (schedule, rate) = if draft.is("on_a_metric") {
        let rule = if is_native { native } else { plain };
        let rule = if rise { format!("{rule}\nfull = {}", number(draft.seat.rate())) } else { rule };
        (apart(&rule, 1), number(draft.seat.rate()))
    } else if is_native && rise {
        let shown = draft.own("rise_shown").unwrap_or_default().to_owned();
        draft.set("rise_end", if by_batch { shown } else { format!("{shown} * batches") });
        draft.set("rise_step", if by_batch { "step" } else { "(step // batches)" });
        (format!("{}{}\n\n", apart(&native, 2), draft.fill(RISEN)), "warm_up".to_owned())
    } else if is_native {
        (apart(&native, 1), "rate".to_owned())
    } else {
        let steps = if by_batch { "epochs * batches" } else { "epochs" };
        let made = if lists.is_empty() {
            format!("{}lrs = [rate(step) for step in range({steps})]\n", apart(&plain, 0))
        } else {
            lists + "\n"
        };
        let risen = if rise { draft.fill(RISEN_LISTS) } else { String::new() };
        (format!("{made}{risen}\n\n{}\n\n", draft.fill(TABLE)), "table(lrs)".to_owned())
    };
    draft.set("schedule", schedule);
    draft.set("rate", rate);
    for part in ["observe", "full"] {
        draft.set_section(part);
    }
    with_math(draft.fill(FRAME))
}
