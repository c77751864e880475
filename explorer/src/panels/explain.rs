//! Each kind explained: what it does, its formula, when to choose it and its parameters as HTML, and a first thing to try.
//!
//! Texts that never change are one piece of HTML: that is smaller than a component for each paragraph.

use etalon::Stepped;
use etalon::param::{Bound, Domain, List, ParamSpec, Unit};

use crate::kinds::page::{KindPage, Paper};
use crate::number::exact;
use crate::race::config::Config;
use crate::race::control::{Changes, Control};
use crate::race::row::Row;
use crate::race::run_settings::LR;
use crate::race::slot::Line;
use crate::race::yours::Yours;
use crate::text::{Part, chip, words};

/// What a visitor has to know who meets learning rates for the first time, as HTML.
pub const INTRODUCTION: &str = "<p>A network learns in steps. Each step computes in which direction the error shrinks and moves the \
    weights a little that way. The learning rate η sets how far. A high rate makes fast progress but never settles. A low rate settles \
    but takes very long. So training usually starts with a high rate and ends with a low one. A schedule sets the rate of each \
    step.</p><p>Look at the upper chart first: it shows the rate over time. The lower chart shows how good each model is at that \
    moment.</p>";

/// Where PyTorch documents its schedulers.
const TORCH: &str = "https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.";

/// The beginning of a kind's lesson as HTML: what it does, and its formula.
#[must_use]
pub fn beginning(page: &KindPage) -> String {
    let (what, formula) = (escaped(page.lesson.what), page.formula);
    let (aloud, letters) = (escaped(formula.words), escaped(formula.letters));
    format!(
        "<p>{what}</p><div class=\"math\"><math display=\"block\" alttext=\"{aloud}\" aria-label=\"{aloud}\">{}</math></div>\
         <p class=\"letters\">{letters}</p>",
        formula.mathml
    )
}

/// The rest of a kind's lesson as HTML: when to choose it and when not, its parameters, where it comes from.
#[must_use]
pub fn rest(page: &KindPage) -> String {
    let (choose, avoid) = (escaped(page.lesson.choose), escaped(page.lesson.avoid));
    let rows: String = page.kind.params().iter().map(|spec| row(page, spec)).collect();
    let papers: String = page.lesson.papers.iter().map(paper).collect();
    let origin = match page.kind.spec().torch {
        Some(class) => format!("<a href=\"{TORCH}{class}.html\">{class}</a> in PyTorch."),
        None => "PyTorch has no class for it.".to_owned(),
    };
    format!(
        "<p><strong>Choose it</strong> {choose}</p><p><strong>Avoid it</strong> {avoid}</p>\
         <details><summary>Parameters</summary><dl>{rows}</dl></details><p class=\"origin\">{origin}{papers}</p>"
    )
}

fn row(page: &KindPage, row: &ParamSpec) -> String {
    let (id, help) = (escaped(row.id), escaped(page.help(Row::of(page.kind, row.id))));
    let range = range(row, page.kind.spec().stepped);
    format!("<dt><code>{id}</code> <small>{range}; {}</small></dt><dd>{help}</dd>", default(row))
}

fn paper(paper: &Paper) -> String {
    let (title, by, url) = (escaped(paper.title), escaped(paper.by), escaped(paper.url));
    format!(" <a href=\"{url}\">{title}</a> ({by}).")
}

/// Text as HTML, also inside an attribute.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// The legal values of a parameter, in words. On this page a step is an epoch for most kinds, and an epoch has one observation.
fn range(row: &ParamSpec, stepped: Stepped) -> String {
    let unit = match (row.unit, stepped) {
        (Unit::Steps, Stepped::Batch) => " batches",
        (Unit::Steps | Unit::Epochs | Unit::Observations, _) => " epochs",
        // A rate, a number or a choice, which need no unit. `Unit` may grow.
        _ => "",
    };
    match row.domain {
        Domain::Choice(names) => names.join(", "),
        Domain::Count { min, .. } => format!("whole{unit}, from {min}"),
        Domain::Counts { min, most } => {
            let unit = if unit.is_empty() { " numbers" } else { unit };
            format!("up to {} whole{unit} in ascending order, each from {min}", most.min(List::CAPACITY))
        }
        Domain::Real { min, max } => {
            let low = match min {
                Bound::Closed(low) => format!("from {}", exact(low)),
                Bound::Open(low) => format!("above {}", exact(low)),
                // No bound. `Bound` may grow.
                _ => "any".to_owned(),
            };
            match max {
                Bound::Closed(high) => format!("{low} to {}", exact(high)),
                Bound::Open(high) => format!("{low}, below {}", exact(high)),
                _ => low,
            }
        }
        // `Domain` may grow.
        _ => String::new(),
    }
}

/// What a parameter is where nobody sets it.
fn default(row: &ParamSpec) -> String {
    if row.required {
        return "no default".to_owned();
    }
    match row.domain {
        Domain::Choice(names) => {
            format!("default {}", names.get(row.default as usize).copied().unwrap_or_default())
        }
        Domain::Counts { .. } => "default empty".to_owned(),
        // A number. `Domain` may grow.
        _ => format!("default {}", exact(row.default)),
    }
}

/// A sentence about the settings of `line`, with values to click.
#[must_use]
pub fn sentence(config: &Config, line: Line, yours: Yours) -> Vec<Part> {
    yours.sentence(config, yours.seen(config, line, |seat| (seat.page().sentence)(seat)))
}

/// A first thing to try, for a visitor who is new here: the main parameter of the first lane, apart from its base rate, then the base
/// rate of all lines.
#[must_use]
pub fn first_try(config: &Config, yours: Yours) -> Vec<Part> {
    let setting =
        |control: Control, value: f64| chip(yours.text(config, control, value), vec![(control, value)]);
    let mut parts = vec![words("Try it: ")];
    if let Some((slot, lane)) = config.lanes().next()
        && let Some(row) = lane.rows().find(|row| *row != lane.page().rate)
    {
        let control = Control::lane(slot, row);
        parts.push(words(format!("set {} of {} to ", row.label, config.short_name(Line::Lane(slot)))));
        parts.push(setting(control, far(config, control)));
        parts.push(words(format!(
            "and watch its line in both charts. The value is {} now. Back to ",
            yours.text(config, control, config.value(control))
        )));
        parts.push(setting(control, config.usual(control)));
        parts.push(words(". Then "));
    }
    let lr = Control::run(LR);
    let usual = config.usual(lr);
    parts.push(words("set the base rate of all lines to "));
    parts.push(setting(lr, usual / 10.0));
    let reference = config.page(Line::Reference);
    let see = if config.lanes().any(|(_, lane)| lane.page() != reference) {
        "which schedules fall behind the constant rate"
    } else {
        "how the outcome changes"
    };
    let now = yours.text(config, lr, config.value(lr));
    parts.push(words(format!("and see {see}. It is {now} now. Back to ")));
    parts.push(setting(lr, usual));
    parts.push(words("."));
    parts
}

/// The end of its slider that is farther from its usual value: a change that nobody overlooks.
fn far(config: &Config, control: Control) -> f64 {
    let slider = control.row.slider;
    if slider.position(config.usual(control)) > 0.5 { slider.low } else { slider.high }
}

/// Whether all that a chip sets is so already.
#[must_use]
pub fn is_set(config: &Config, changes: &Changes) -> bool {
    config.with_changes(changes).is_ok_and(|changed| changed == *config)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kinds::KINDS;
    use crate::race::opening;

    /// Every element of `html` is closed, in order, and every `&` begins an entity.
    fn assert_well_formed(html: &str) {
        let mut open = Vec::new();
        for tag in html.split('<').skip(1) {
            let (tag, _) = tag.split_once('>').unwrap_or_else(|| panic!("{tag} is no element"));
            match tag.strip_prefix('/') {
                _ if tag.ends_with('/') => {}
                Some(name) => assert_eq!(open.pop(), Some(name), "{html}"),
                None => open.push(tag.split(' ').next().unwrap_or(tag)),
            }
        }
        assert!(open.is_empty(), "{open:?} left open");
        for rest in html.split('&').skip(1) {
            let (name, _) = rest.split_once(';').unwrap_or_else(|| panic!("&{rest} is no entity"));
            assert!(name.chars().all(|c| c.is_ascii_alphanumeric() || c == '#'), "&{name}; is no entity");
        }
    }

    #[test]
    fn a_lesson_is_well_formed_and_names_every_parameter() {
        for page in KINDS {
            let html = beginning(page) + &rest(page);
            assert_well_formed(&html);
            assert_well_formed(page.formula.short);
            for row in page.kind.params() {
                assert!(html.contains(&format!("<code>{}</code>", row.id)), "{}", row.id);
            }
            assert_eq!(html.contains("no class"), page.kind.spec().torch.is_none());
        }
        assert_well_formed(INTRODUCTION);
    }

    #[test]
    fn texts_are_short() {
        for page in KINDS {
            for text in [page.lesson.what, page.lesson.choose, page.lesson.avoid] {
                assert!(text.chars().count() <= 240, "{text}");
            }
        }
    }

    #[test]
    fn ranges_and_defaults_are_those_of_the_rows() {
        let known = [
            ("pct_start", "from 0 to 1", "default 0.3"),
            ("factor", "from 0, below 1", "default 0.1"),
            ("div_factor", "above 0", "default 25"),
            ("t_max", "whole epochs, from 1", "no default"),
            ("total_steps", "whole batches, from 1", "no default"),
            ("patience", "whole epochs, from 0", "default 10"),
            ("mode", "min, max", "default min"),
        ];
        for (id, values, usual) in known {
            let texts: Vec<(String, String)> = KINDS
                .iter()
                .filter_map(|page| {
                    let row = page.kind.param(id)?;
                    Some((range(row, page.kind.spec().stepped), default(row)))
                })
                .collect();
            assert_eq!(texts, [(values.to_owned(), usual.to_owned())], "{id}");
        }
    }

    #[test]
    fn a_list_says_how_long_it_may_be() {
        let numbers = Domain::Counts { min: 1, most: 16 };
        let list = ParamSpec::new("milestones", "milestones", Unit::Epochs, numbers, 1.0, "");
        assert_eq!(range(&list, Stepped::Epoch), "up to 16 whole epochs in ascending order, each from 1");
        assert_eq!(default(&list), "default empty");
    }

    #[test]
    fn the_first_try_changes_what_there_is_and_leads_back() {
        let one_of_each = KINDS.iter().map(|page| Config::racing(&[page]));
        for config in one_of_each.chain([opening::config(), Config::empty()]) {
            let parts = first_try(&config, Yours::NETWORK);
            let chips: Vec<&Changes> = parts
                .iter()
                .filter_map(|part| match part {
                    Part::Chip { changes, .. } => Some(changes),
                    Part::Words(_) => None,
                })
                .collect();
            assert_eq!(chips.len(), if config.lanes().next().is_some() { 4 } else { 2 });
            for pair in chips.chunks(2) {
                let changed = config.with_changes(pair[0]).unwrap();
                assert!(changed != config && is_set(&changed, pair[0]) && !is_set(&config, pair[0]));
                assert_eq!(changed.with_changes(pair[1]).unwrap(), config);
            }
        }
    }

    #[test]
    fn special_characters_are_escaped() {
        assert_eq!(escaped("a < b & \"c\""), "a &lt; b &amp; &quot;c&quot;");
    }
}
