//! YAML: files of settings that name a class or a trainer's schedule. Lines of keys and values, with their indentation.

use super::config::{ARGUMENT_KEYS, CLASS_KEYS, Entries};
use super::recognise;
use super::trainers;
use super::unit::Unit;
use super::value::Value;
use super::walk::Walk;
use crate::number::read;

/// A line of a key and a value.
#[derive(Debug, Clone, Copy)]
struct Line<'a> {
    indent: usize,
    /// Whether it begins an item of a list.
    item: bool,
    key: &'a str,
    value: &'a str,
}

/// The deepest nesting of lists that is read.
const DEEPEST: u32 = 8;

/// A line such as `gamma: 0.9`, or none.
fn line(text: &str) -> Option<Line<'_>> {
    let bare = text.trim_start();
    let mut indent = text.len() - bare.len();
    let (bare, item) = match bare.strip_prefix("- ") {
        Some(rest) => (rest.trim_start(), true),
        None => (bare, false),
    };
    if item {
        indent += 2;
    }
    let (key, value) = bare.split_once(':')?;
    let key = key.trim().trim_matches(['"', '\'']);
    let is_key =
        !key.is_empty() && key.len() < 60 && key.chars().all(|c| c.is_alphanumeric() || "_-.".contains(c));
    let is_split = value.is_empty() || value.starts_with([' ', '\t', '\r']);
    let value = value.split(" #").next().unwrap_or_default().trim();
    (is_key && is_split).then_some(Line { indent, item, key, value })
}

/// Reads the blocks of a YAML file, if the text is one.
pub fn file<'a>(walk: &mut Walk<'a>, text: &'a str) {
    let lines: Vec<Line<'a>> =
        text.lines().filter(|one| !one.trim_start().starts_with('#')).filter_map(line).collect();
    let mut blocks = 0;
    for (at, one) in lines.iter().enumerate() {
        let class = one.value.trim_matches(['"', '\'']);
        let last = class.rsplit('.').next().unwrap_or(class);
        let is_known = recognise::is_known(last) || recognise::looks_like_one(last);
        let is_class =
            (last.chars().next().is_some_and(char::is_uppercase) || last.starts_with("get_")) && is_known;
        let names_a_class = CLASS_KEYS.contains(&one.key) && is_class;
        if names_a_class && blocks < 50 {
            blocks += 1;
            let entries = block(walk, &lines, at);
            walk.named_class(&entries);
        }
    }
    for one in lines.iter().take(1_000) {
        if let Some(entries) = flow(walk, one.value)
            && blocks < 50
        {
            blocks += 1;
            walk.named_class(&entries);
        }
    }
    if blocks > 0 {
        for one in lines.iter().take(1_000) {
            let value = scalar(walk, one);
            walk.run_length(one.key, &value);
        }
    }
    let is_trainer = lines.iter().any(|one| {
        matches!(one.key, "lr_scheduler_type" | "lr_scheduler")
            && one.value.chars().next().is_some_and(char::is_lowercase)
    });
    if is_trainer {
        let entries: Entries<'a> = lines.iter().take(1_000).map(|one| (one.key, scalar(walk, one))).collect();
        trainers::settings(walk, "the file", &entries);
    }
}

/// The entries of a mapping on one line, `{type: StepLR, gamma: 0.5}`, if they name a class. With quoted keys it is a dictionary of
/// Python or JSON, which is read as such.
fn flow<'a>(walk: &Walk<'a>, text: &'a str) -> Option<Entries<'a>> {
    let inside = text.strip_prefix('{')?.strip_suffix('}')?;
    if inside.contains(['[', '{', '(', '"', '\'']) {
        return None;
    }
    let entries: Option<Entries<'a>> = inside
        .split(',')
        .take(100)
        .map(|one| {
            let (key, text) = one.split_once(':')?;
            Some((key.trim(), value(walk, key.trim(), text.trim(), 0)))
        })
        .collect();
    let is_class = |(key, value): &(&str, Value<'_>)| {
        let class = value.as_text().map_or("", |text| text.rsplit('.').next().unwrap_or(text));
        CLASS_KEYS.contains(key) && (recognise::is_known(class) || recognise::looks_like_one(class))
    };
    entries.filter(|entries| entries.iter().any(is_class))
}

/// The lines that stand beside the line at `at`, and those inside of its arguments.
fn block<'a>(walk: &Walk<'a>, lines: &[Line<'a>], at: usize) -> Entries<'a> {
    let own = lines[at];
    let mut first = at;
    while first > 0 && !lines[first].item && lines[first - 1].indent >= own.indent {
        first -= 1;
        if at - first > 200 {
            break;
        }
    }
    let mut entries: Entries<'a> = Vec::new();
    let mut inside = true;
    for (place, one) in lines.iter().enumerate().skip(first).take(400) {
        if one.indent < own.indent || place > first && one.item && one.indent == own.indent {
            break;
        }
        if one.indent == own.indent {
            inside = one.value.is_empty() && ARGUMENT_KEYS.contains(&one.key);
            if !one.value.is_empty() {
                entries.push((one.key, scalar(walk, one)));
            }
        } else if inside {
            entries.push((one.key, scalar(walk, one)));
        }
    }
    entries
}

/// The value of a line.
fn scalar<'a>(walk: &Walk<'a>, line: &Line<'a>) -> Value<'a> {
    value(walk, line.key, line.value, 0)
}

fn value<'a>(walk: &Walk<'a>, key: &str, text: &'a str, depth: u32) -> Value<'a> {
    let quoted = text.trim_matches(['"', '\'']);
    if quoted.len() != text.len() {
        return Value::Text(quoted);
    }
    match text {
        "true" | "True" | "yes" | "on" => return Value::Truth(true),
        "false" | "False" | "no" | "off" => return Value::Truth(false),
        "null" | "None" | "~" | "" => return Value::Nothing,
        _ => {}
    }
    if let Some(number) = read(&text.replace('_', "")) {
        let whole = !text.contains(['.', 'e', 'E']);
        return super::names::with_unit(Value::number(number, whole), Unit::of(key));
    }
    if let Some(inside) = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'))
        && depth < DEEPEST
    {
        let members: Vec<Value<'a>> =
            inside.split(',').take(200).map(|one| value(walk, key, one.trim(), depth + 1)).collect();
        return Value::list(members);
    }
    if text.starts_with("${") || text == "???" {
        let name = if text == "???" { key.to_owned() } else { super::names::clip(text, 60) };
        return walk.ask(name, Unit::of(key), None, "the file takes it from elsewhere");
    }
    Value::Text(text)
}
