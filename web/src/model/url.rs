//! The page's state in its address: a version, and every value that differs from the opening under its name in its table.

use core::fmt;

use etalon::param::Domain;

use crate::model::config::{Config, Refusal};
use crate::model::entrant::{Entrant, PerEntrant};
use crate::model::few;
use crate::model::flags::{EngineChoice, Fault, Flags, Theme};
use crate::model::knob::Knob;
use crate::model::number::{self, exact};
use crate::model::param::Param;
use crate::model::presets::Preset;
use crate::model::view::{Measure, Unit, View, Window};

/// Which opening and which names an address is written for. Another opening or another meaning of a name is another version.
pub const VERSION: &str = "1";

/// All that an address says.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Link {
    /// Values of all controls.
    pub config: Config,
    /// How the charts are looked at.
    pub view: View,
    /// What else is asked.
    pub flags: Flags,
}

impl Default for Link {
    fn default() -> Self {
        Self { config: Preset::Opening.config(), view: View::default(), flags: Flags::default() }
    }
}

/// Something in an address that was not followed.
#[derive(Debug, Clone, PartialEq)]
pub enum Problem {
    /// A refused value.
    Refused(Refusal),
    /// A key that has no choice of that name.
    NoSuchChoice {
        /// The key.
        key: String,
        /// Its value.
        value: String,
    },
    /// A key that means nothing here.
    UnknownKey(String),
    /// Written by a page of another version.
    Version(String),
    /// More keys than an address of ours can have.
    TooLong,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Problem::Refused(refusal) => write!(f, "{refusal}"),
            Problem::NoSuchChoice { key, value } => write!(f, "{key} has no choice “{}”", brief(value)),
            Problem::UnknownKey(key) => write!(f, "“{}” is no parameter", brief(key)),
            Problem::Version(version) => {
                write!(f, "it is of version {}, this page reads version {VERSION}", brief(version))
            }
            Problem::TooLong => write!(f, "it is longer than any this page writes; the rest was not read"),
        }
    }
}

/// The beginning of what somebody wrote: enough to find it, and no page of it.
fn brief(text: &str) -> &str {
    text.char_indices().nth(40).map_or(text, |(end, _)| text.get(..end).unwrap_or(text))
}

/// Most keys an address of ours can have, and then some.
const MOST_KEYS: usize = 2 * (Knob::COUNT + 24);

/// Reads a query such as `?v=1&gamma=0.95&chart=loss`. What cannot be followed is reported and the opening's value stands.
#[must_use]
pub fn read(query: &str) -> (Link, Vec<Problem>) {
    let mut link = Link::default();
    let mut problems = Vec::new();
    let pairs = query.trim_start_matches('?').split('&').filter(|pair| !pair.is_empty());
    let mut pairs: Vec<(&str, &str)> =
        pairs.map(|pair| pair.split_once('=').unwrap_or((pair, ""))).take(MOST_KEYS + 1).collect();
    if pairs.len() > MOST_KEYS {
        problems.push(Problem::TooLong);
        pairs.truncate(MOST_KEYS);
    }
    // The length of the training comes first: a 1cycle is as long, unless the address says otherwise. Tuned rates come
    // last: a base rate that is set takes them back.
    let turn = |key: &str| match key {
        "epochs" => 0,
        "tuned" => 2,
        _ => 1,
    };
    few::sort(&mut pairs, |a, b| turn(a.0).cmp(&turn(b.0)));
    for (key, value) in pairs {
        if let Err(problem) = follow(&mut link, &decode(key), &decode(value)) {
            problems.push(problem);
        }
    }
    (link, problems)
}

const SCALES: [(&str, bool); 2] = [("log", true), ("linear", false)];
const SWITCH: [(&str, bool); 2] = [("1", true), ("0", false)];

fn follow(link: &mut Link, key: &str, value: &str) -> Result<(), Problem> {
    let unknown = || Problem::NoSuchChoice { key: key.to_owned(), value: value.to_owned() };
    let scale = || one_of(value, &SCALES).ok_or_else(unknown);
    let switch = || one_of(value, &SWITCH).ok_or_else(unknown);
    let Link { config, view, flags } = link;
    match key {
        "v" if value == VERSION => {}
        "v" => return Err(Problem::Version(value.to_owned())),
        "tuned" => {
            let tuned = read_tuned(value).ok_or_else(unknown)?;
            *config = config.with_tuned(Some(tuned)).map_err(Problem::Refused)?;
        }
        "chart" => {
            let choices = [("accuracy", Measure::Accuracy), ("loss", Measure::Loss)];
            view.measure = one_of(value, &choices).ok_or_else(unknown)?;
        }
        "rate_axis" => view.rates_log = scale()?,
        "loss_axis" => view.losses_log = scale()?,
        "time_axis" => view.time_log = scale()?,
        "unit" => {
            let choices = [("epochs", Unit::Epochs), ("steps", Unit::Steps)];
            view.unit = one_of(value, &choices).ok_or_else(unknown)?;
        }
        "zoom" => view.window = Some(read_window(value).ok_or_else(unknown)?),
        "hide" => view.hidden = read_hidden(value).ok_or_else(unknown)?,
        "momentum" => view.momentum = switch()?,
        "replay" => view.replay = Some(value.parse().map_err(|_| unknown())?),
        "engine" => {
            let choices =
                [("auto", EngineChoice::Auto), ("cpu", EngineChoice::Cpu), ("gpu", EngineChoice::Gpu)];
            flags.engine = one_of(value, &choices).ok_or_else(unknown)?;
        }
        "embed" => flags.embed = switch()?,
        "theme" => flags.theme = one_of(value, &Theme::ALL).ok_or_else(unknown)?,
        "measure" => {
            let choices = [
                ("1", (true, false, false)),
                ("charts", (false, true, false)),
                ("marks", (false, false, true)),
                ("0", (false, false, false)),
            ];
            (flags.measure, flags.charts, flags.marks) = one_of(value, &choices).ok_or_else(unknown)?;
        }
        "selftest" => flags.selftest = one_of(value, &[("gpu", true)]).ok_or_else(unknown)?,
        "fault" => flags.fault = Some(one_of(value, &Fault::ALL).ok_or_else(unknown)?),
        _ => {
            let knob = Knob::from_id(key).ok_or_else(|| Problem::UnknownKey(key.to_owned()))?;
            let number = read_value(knob, value)?;
            *config = config.turned(knob, number).map_err(Problem::Refused)?;
        }
    }
    Ok(())
}

fn one_of<T: Copy>(value: &str, choices: &[(&str, T)]) -> Option<T> {
    choices.iter().find(|(name, _)| *name == value).map(|(_, choice)| *choice)
}

/// A number as typed or linked.
///
/// # Errors
/// Where it is none.
pub fn parse(what: &str, typed: &str) -> Result<f64, Refusal> {
    let refused = || Refusal::NotANumber { what: what.to_owned(), typed: brief(typed).to_owned() };
    number::read(typed.trim()).ok_or_else(refused)
}

fn read_value(knob: Knob, value: &str) -> Result<f64, Problem> {
    match knob.spec().domain {
        Domain::Choice(names) => {
            let at = names.iter().position(|name| *name == value).ok_or_else(|| Problem::NoSuchChoice {
                key: knob.id().to_owned(),
                value: value.to_owned(),
            })?;
            Ok(at as f64)
        }
        _ => parse(knob.id(), value).map_err(Problem::Refused), // a number: `Domain` may grow
    }
}

fn read_tuned(value: &str) -> Option<PerEntrant<f64>> {
    let rates: Option<Vec<f64>> = value.split(',').map(number::read).collect();
    rates?.try_into().ok().map(PerEntrant)
}

fn read_window(value: &str) -> Option<Window> {
    let (from, to) = value.split_once(',')?;
    Window::new(number::read(from)?, number::read(to)?)
}

fn read_hidden(value: &str) -> Option<PerEntrant<bool>> {
    let mut hidden = PerEntrant::default();
    for id in value.split(',') {
        let entrant = Entrant::ALL.into_iter().find(|entrant| entrant.id() == id)?;
        *hidden.get_mut(entrant) = true;
    }
    Some(hidden)
}

/// The query for `link`, with its `?`; empty at the opening.
#[must_use]
pub fn write(link: &Link) -> String {
    let opening = Link::default();
    let Link { config, view, flags } = link;
    let mut query = String::new();
    let mut pair = |key: &str, value: &str| {
        let start = if query.is_empty() { format!("?v={VERSION}") } else { String::new() };
        query.extend([&start, "&", key, "=", value]);
    };
    for knob in Knob::all() {
        let value = config.value(knob);
        if value == usual(config, knob) {
            continue;
        }
        match knob.spec().domain {
            Domain::Choice(names) => pair(knob.id(), names.get(value as usize).copied().unwrap_or_default()),
            _ => pair(knob.id(), &exact(value)), // a number: `Domain` may grow
        }
    }
    if let Some(tuned) = config.tuned() {
        pair("tuned", &tuned.0.map(exact).join(","));
    }
    let mut choice = |differs: bool, key: &str, value: &str| {
        if differs {
            pair(key, value);
        }
    };
    choice(view.measure != opening.view.measure, "chart", "loss");
    choice(view.rates_log != opening.view.rates_log, "rate_axis", "log");
    choice(view.losses_log != opening.view.losses_log, "loss_axis", "linear");
    choice(view.time_log != opening.view.time_log, "time_axis", "log");
    choice(view.unit != opening.view.unit, "unit", "steps");
    if let Some(window) = view.window {
        choice(true, "zoom", &format!("{},{}", exact(window.from()), exact(window.to())));
    }
    let hidden: Vec<&str> =
        Entrant::ALL.into_iter().filter(|entrant| !view.shows(*entrant)).map(Entrant::id).collect();
    choice(!hidden.is_empty(), "hide", &hidden.join(","));
    choice(view.momentum, "momentum", "1");
    if let Some(patience) = view.replay {
        choice(true, "replay", &patience.to_string());
    }
    match flags.engine {
        EngineChoice::Auto => {}
        EngineChoice::Cpu => choice(true, "engine", "cpu"),
        EngineChoice::Gpu => choice(true, "engine", "gpu"),
    }
    choice(flags.embed, "embed", "1");
    choice(flags.theme != Theme::System, "theme", flags.theme.id());
    choice(flags.measure, "measure", "1");
    choice(flags.charts, "measure", "charts");
    choice(flags.marks, "measure", "marks");
    choice(flags.selftest, "selftest", "gpu");
    if let Some(fault) = flags.fault {
        choice(true, "fault", fault.id());
    }
    query
}

/// What `knob` is where nobody has set it: as the page opens, and a 1cycle as long as the training.
#[must_use]
pub fn usual(config: &Config, knob: Knob) -> f64 {
    match knob {
        Knob::Schedule(Param::TotalSteps) => f64::from(config.steps()),
        Knob::Schedule(_) | Knob::Training(_) => Preset::Opening.config().value(knob),
    }
}

/// Percent-encoding undone; what is not valid stays as it is.
fn decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let code = bytes.get(at + 1..at + 3).and_then(|hex| core::str::from_utf8(hex).ok());
        match (byte, code.and_then(|hex| u8::from_str_radix(hex, 16).ok())) {
            (b'%', Some(decoded)) => {
                out.push(decoded);
                at += 3;
            }
            (byte, _) => {
                out.push(byte);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

#[cfg(test)]
mod tests;
