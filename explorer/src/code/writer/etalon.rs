//! The frame of a Rust program with this project's crate. burn's frame takes parts of it where burn has no such schedule.

use crate::code::framework::Language;
use crate::code::literal::{number, of_value};
use crate::code::template::Values as _;
use crate::code::writer::Draft;
use crate::race::row::Row;
use crate::race::seat::Seat;

const FRAME: &str = include_str!("etalon.rs.txt");

/// The lines that make the schedule, before the loop.
const SCHEDULE: &str = "\
$settings
#if on_a_metric
#if warm_up
let constant = ConstantLr::<f64>::new($rate)?;
let plan = constant.warm_up($rise_total, $rise_start)?.cut_on_plateau(settings)?;
let mut state = plan.start();
#else
let rule = $schedule;
let mut state = rule.start();
#end
#else
let schedule = $schedule;
#if warm_up
let schedule = schedule.warm_up($rise_total, $rise_start)?;
#end
#end
";

/// The rate at a step.
const RATE: &str = "\
#if on_a_metric
#if warm_up
let lr = plan.lr(epoch, &state);
#else
let lr = state.lr();
#end
#else
#if by_batch
let lr = schedule.lr(step);
#else
let lr = schedule.lr(epoch);
#end
#end
";

pub(super) fn write(mut draft: Draft<'_>) -> String {
    let used = set_schedule(&mut draft, &["ParamError"]);
    draft.set("used", used);
    draft.fill(FRAME)
}

/// Fills the gaps of the schedule from the kind's parts for etalon. Returns what the program imports from etalon, `more` included.
pub(super) fn set_schedule(draft: &mut Draft<'_>, more: &[&str]) -> String {
    draft.set("rate", number(draft.seat.rate()));
    draft.set("schedule", draft.section("").to_owned());
    draft.set_section("settings");
    draft.set("make", draft.fill(SCHEDULE));
    draft.set("get", draft.fill(RATE));
    for part in ["observe", "remark"] {
        draft.set_section(part);
    }
    let mut text = draft.text("make") + &draft.text("observe");
    if draft.is("warm_up") && !draft.is("on_a_metric") {
        text += " Schedule";
    }
    let mut names = types(&text);
    names.extend(more.iter().map(|name| (*name).to_owned()));
    names.sort_unstable();
    names.dedup();
    match names.as_slice() {
        [name] => name.clone(),
        names => format!("{{{}}}", names.join(", ")),
    }
}

/// The types that `code` names and does not define: every word with a capital that does not follow `::` and stands in no text and no
/// comment.
fn types(code: &str) -> Vec<String> {
    let (mut found, mut defined) = (Vec::new(), Vec::new());
    for line in code.lines() {
        let code = line.split("//").next().unwrap_or_default();
        // Every second part stands between quotes.
        let code = code.split('"').step_by(2).collect::<Vec<_>>().join("\"\"");
        let mut before = "";
        for word in code.split_inclusive(|c: char| !c.is_ascii_alphanumeric() && c != '_') {
            let name = word.trim_end_matches(|c: char| !c.is_ascii_alphanumeric() && c != '_');
            if name.starts_with(|c: char| c.is_ascii_uppercase()) && !before.ends_with(':') {
                let is_defined = matches!(before, "struct " | "type ");
                if is_defined { &mut defined } else { &mut found }.push(name.to_owned());
            }
            before = word;
        }
    }
    found.retain(|name| !defined.contains(name));
    found
}

/// The fields of a settings struct that differ from their defaults, a line each. The kind's rate and its lengths are none: the
/// constructor takes them.
#[must_use]
pub fn fields(seat: Seat<'_>, is_field: impl Fn(Row) -> bool) -> String {
    let page = seat.page();
    let rows = page.kind.params().iter().map(Row::new);
    rows.filter(|row| *row != page.rate && !page.lengths.contains(row) && is_field(*row))
        .filter(|row| seat.get(*row) != row.default)
        .map(|row| format!("{}: {},\n", row.id, of_value(row, seat.get(row), Language::Rust)))
        .collect()
}
