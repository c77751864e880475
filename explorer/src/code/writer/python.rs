//! What the Python frames have in common.

use crate::code::writer::Draft;

/// The lists of a schedule behind a warm-up.
pub(super) const RISEN_LISTS: &str = "\
# A linear rise over $rise_total $unit, then the schedule from its start.
lrs = [lrs[0] * ($rise_start + (1 - $rise_start) * step / $rise_steps) for step in range($rise_shown)] + lrs
#if cycles
betas = [betas[0]] * $rise_shown + betas
#end
";

/// The program with `import math` before it, if it needs that.
pub(super) fn with_math(program: String) -> String {
    if program.contains("math.") { format!("import math\n\n{program}") } else { program }
}

/// `part` between the lines before and after it, as Python's formatter separates them: two blank lines around a definition, `blank`
/// of them after anything else.
pub(super) fn apart(part: &str, blank: usize) -> String {
    let begins = ["def ", "class "].iter().any(|word| part.starts_with(word));
    let ends = part.lines().next_back().is_some_and(|line| line.starts_with(' '));
    let before = if begins { "\n\n" } else { "" };
    format!("{before}{part}\n{}", "\n".repeat(if ends { 2 } else { blank }))
}

/// The definitions before the settings: the optimiser's, the metric that stands in, and the kind's own.
pub(super) fn set_above(draft: &mut Draft<'_>, optimiser: &str) {
    let parts = [optimiser, draft.own("validate").unwrap_or_default(), draft.section("above")];
    let parts: Vec<&str> =
        parts.iter().map(|part| part.trim_matches('\n')).filter(|part| !part.is_empty()).collect();
    draft.set("above", parts.join("\n\n\n"));
}
