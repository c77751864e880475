//! The frame of a PyTorch program. The constructor comes from the kind's signature; a kind without one gives its formula.

use crate::code::literal::{literal, number};
use crate::code::signature::{Meaning, Signature};
use crate::code::template::Values as _;
use crate::code::writer::Draft;
use crate::code::writer::python::{apart, set_above, with_math};

/// How a comment begins that holds settings PyTorch has no argument for. The reader reads it back.
pub const MARK: &str = "etalon:";

/// The width at which Python's formatter breaks a line.
const WIDTH: usize = 88;

const FRAME: &str = include_str!("pytorch.py");

pub(super) fn write(mut draft: Draft<'_>) -> String {
    set_above(&mut draft, "");
    draft.set_section("remarks");
    let page = draft.seat.page();
    let class = page.torch.and(page.kind.spec().torch);
    let schedule = match (page.torch, class) {
        _ if draft.has("schedule") => draft.section("schedule").to_owned(),
        (Some(signature), Some(class)) => call(&draft, signature, class),
        _ => {
            draft.set("lr", number(draft.seat.rate()));
            // The optimizer's rate is a factor of every rate: with 0 there is nothing to divide by.
            let base = number(if draft.seat.rate() > 0.0 { draft.seat.rate() } else { 1.0 });
            format!("scheduler = LambdaLR(optimizer, lambda step: rate(step) / {base})  # shares of lr")
        }
    };
    let formula = draft.section("");
    let above_schedule = if formula.is_empty() { String::new() } else { apart(formula, 0) };
    draft.set("schedule", above_schedule + &schedule);
    let step = if draft.has("step") { draft.section("step") } else { "scheduler.step()" };
    draft.set("step", step.to_owned());
    let own = if draft.has("classes") {
        draft.section("classes").to_owned()
    } else {
        class.unwrap_or("LambdaLR").to_owned()
    };
    let mut classes = vec![own.as_str()];
    if draft.is("warm_up") && !draft.is("on_a_metric") {
        classes.push(if draft.is("linear_lr") { "LinearLR" } else { "LambdaLR" });
        classes.push("SequentialLR");
    }
    classes.sort_unstable();
    classes.dedup();
    draft.set("classes", classes.join(", "));
    with_math(draft.fill(FRAME))
}

/// `scheduler = …`, on one line or with a line for each argument.
fn call(draft: &Draft<'_>, signature: &Signature, class: &str) -> String {
    let class = draft.kind.get("class").map_or_else(|| class.to_owned(), |_| draft.text("class"));
    let arguments = arguments(draft, signature);
    let line = format!(
        "scheduler = {class}({})",
        [vec!["optimizer".to_owned()], arguments.clone()].concat().join(", ")
    );
    if line.len() < WIDTH {
        return line;
    }
    format!("scheduler = {class}(\n    optimizer,\n    {},\n)", arguments.join(",\n    "))
}

/// The arguments that make the schedule what it is, and all that differ from PyTorch's defaults.
fn arguments(draft: &Draft<'_>, signature: &Signature) -> Vec<String> {
    let seat = draft.seat;
    let said = signature.arguments.iter().filter_map(|argument| {
        let text = match (draft.kind.own_argument(argument.name), argument.meaning) {
            (Some(own), _) => own?.to_owned(),
            (None, Meaning::Row(row)) => {
                let is_main = seat.page().opening.iter().any(|(main, _)| *main == row);
                let differs = seat.get(row) != row.default;
                (argument.required || is_main || differs).then(|| literal(seat, row, draft.language))?
            }
            (None, Meaning::Own | Meaning::Nothing { .. }) => return None,
        };
        Some(format!("{}={text}", argument.name))
    });
    said.collect()
}
