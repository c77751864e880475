//! The page's state in its address: every value that differs from the opening, under its id in the parameter table.

use core::fmt;

use etalon::{Domain, Param};

use crate::model::config::{Config, Refusal};
use crate::model::number::exact;
use crate::model::presets::Preset;

/// What the lower chart shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// Share of validation samples told right.
    Accuracy,
    /// Mean cross entropy over the validation samples.
    Loss,
}

/// How the charts are looked at; decides nothing about training.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct View {
    /// What the lower chart shows.
    pub measure: Measure,
    /// Whether learning rates stand on a log axis.
    pub rates_log: bool,
    /// Whether losses do.
    pub losses_log: bool,
}

impl Default for View {
    fn default() -> Self {
        Self { measure: Measure::Accuracy, rates_log: false, losses_log: true }
    }
}

/// Which engine trains.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum EngineChoice {
    /// The faster one, measured.
    #[default]
    Auto,
    /// The CPU.
    Cpu,
    /// The GPU, or its emulation.
    Gpu,
}

/// A failure brought about on purpose, to see the page survive it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The GPU device is destroyed after its first epoch.
    LoseDevice,
    /// The first worker is killed while it trains.
    KillWorker,
    /// There is no GPU adapter.
    NoAdapter,
    /// The device is refused.
    Deny,
    /// The shader does not compile.
    Shader,
    /// The GPU has no memory for the replicas.
    OutOfMemory,
}

impl Fault {
    /// All of them with their names in the address.
    pub const ALL: [(&'static str, Fault); 6] = [
        ("lose-device", Fault::LoseDevice),
        ("kill-worker", Fault::KillWorker),
        ("no-adapter", Fault::NoAdapter),
        ("deny", Fault::Deny),
        ("shader", Fault::Shader),
        ("oom", Fault::OutOfMemory),
    ];

    /// Its name in the address.
    #[must_use]
    pub fn id(self) -> &'static str {
        Fault::ALL.into_iter().find(|(_, fault)| *fault == self).map_or("", |(id, _)| id)
    }
}

/// What the address asks of the page beside its state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Flags {
    /// Which engine trains.
    pub engine: EngineChoice,
    /// Measure this device and print the figures as JSON.
    pub measure: bool,
    /// Compare the GPU with the CPU and print the outcome as JSON.
    pub selftest: bool,
    /// A failure to bring about.
    pub fault: Option<Fault>,
}

/// All that an address says.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Link {
    /// Values and seed.
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
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Problem::Refused(refusal) => write!(f, "{refusal}"),
            Problem::NoSuchChoice { key, value } => write!(f, "{key} has no choice “{value}”"),
            Problem::UnknownKey(key) => write!(f, "“{key}” is no parameter"),
        }
    }
}

/// Reads a query such as `?gamma=0.95&chart=loss`. What cannot be followed is reported and the opening's value stands.
#[must_use]
pub fn read(query: &str) -> (Link, Vec<Problem>) {
    let mut link = Link::default();
    let mut problems = Vec::new();
    let pairs = query.trim_start_matches('?').split('&').filter(|pair| !pair.is_empty());
    let mut pairs: Vec<(&str, &str)> = pairs.map(|pair| pair.split_once('=').unwrap_or((pair, ""))).collect();
    // The length of the training comes first: a 1cycle is as long, unless the address says otherwise.
    pairs.sort_by_key(|(key, _)| *key != Param::Epochs.spec().id);
    for (key, value) in pairs {
        if let Err(problem) = follow(&mut link, &decode(key), &decode(value)) {
            problems.push(problem);
        }
    }
    (link, problems)
}

fn follow(link: &mut Link, key: &str, value: &str) -> Result<(), Problem> {
    let unknown = || Problem::NoSuchChoice { key: key.to_owned(), value: value.to_owned() };
    let log = || one_of(value, &[("log", true), ("linear", false)]).ok_or_else(unknown);
    match key {
        "seed" => {
            let seed = parse(key, value).map_err(Problem::Refused)?;
            link.config = link.config.with_seed(seed).map_err(Problem::Refused)?;
        }
        "chart" => {
            let choices = [("accuracy", Measure::Accuracy), ("loss", Measure::Loss)];
            link.view.measure = one_of(value, &choices).ok_or_else(unknown)?;
        }
        "rate_axis" => link.view.rates_log = log()?,
        "loss_axis" => link.view.losses_log = log()?,
        "engine" => {
            let choices =
                [("auto", EngineChoice::Auto), ("cpu", EngineChoice::Cpu), ("gpu", EngineChoice::Gpu)];
            link.flags.engine = one_of(value, &choices).ok_or_else(unknown)?;
        }
        "measure" => link.flags.measure = one_of(value, &[("1", true), ("0", false)]).ok_or_else(unknown)?,
        "selftest" => link.flags.selftest = one_of(value, &[("gpu", true)]).ok_or_else(unknown)?,
        "fault" => link.flags.fault = Some(one_of(value, &Fault::ALL).ok_or_else(unknown)?),
        _ => {
            let param = Param::from_id(key).ok_or_else(|| Problem::UnknownKey(key.to_owned()))?;
            let number = read_param(param, value)?;
            link.config = link.config.turned(param, number).map_err(Problem::Refused)?;
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
    let refused = || Refusal::NotANumber { what: what.to_owned(), typed: typed.to_owned() };
    typed.trim().parse().map_err(|_| refused())
}

fn read_param(param: Param, value: &str) -> Result<f64, Problem> {
    match param.spec().domain {
        Domain::Choice(names) => {
            let at = names.iter().position(|name| *name == value).ok_or_else(|| Problem::NoSuchChoice {
                key: param.spec().id.to_owned(),
                value: value.to_owned(),
            })?;
            Ok(at as f64)
        }
        Domain::Real { .. } | Domain::Count { .. } => parse(param.spec().id, value).map_err(Problem::Refused),
    }
}

/// The query for `link`, with its `?`; empty at the opening.
#[must_use]
pub fn write(link: &Link) -> String {
    let opening = Link::default();
    let mut pairs: Vec<(&str, String)> = Vec::new();
    let usual = |param| match param {
        Param::TotalSteps => f64::from(link.config.steps()),
        _ => opening.config.get(param),
    };
    for param in Param::ALL {
        let value = link.config.get(param);
        if value == usual(param) {
            continue;
        }
        let written = match param.spec().domain {
            Domain::Choice(names) => names.get(value as usize).map(|name| (*name).to_owned()),
            Domain::Real { .. } | Domain::Count { .. } => Some(exact(value)),
        };
        pairs.extend(written.map(|written| (param.spec().id, written)));
    }
    let mut choice = |differs: bool, key, value: &str| {
        if differs {
            pairs.push((key, value.to_owned()));
        }
    };
    choice(link.config.seed() != opening.config.seed(), "seed", &link.config.seed().to_string());
    choice(link.view.measure != opening.view.measure, "chart", "loss");
    choice(link.view.rates_log != opening.view.rates_log, "rate_axis", "log");
    choice(link.view.losses_log != opening.view.losses_log, "loss_axis", "linear");
    match link.flags.engine {
        EngineChoice::Auto => {}
        EngineChoice::Cpu => choice(true, "engine", "cpu"),
        EngineChoice::Gpu => choice(true, "engine", "gpu"),
    }
    choice(link.flags.measure, "measure", "1");
    choice(link.flags.selftest, "selftest", "gpu");
    if let Some(fault) = link.flags.fault {
        choice(true, "fault", fault.id());
    }
    let query: Vec<String> = pairs.into_iter().map(|(key, value)| format!("{key}={value}")).collect();
    if query.is_empty() { String::new() } else { format!("?{}", query.join("&")) }
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
mod tests {
    use super::*;

    #[test]
    fn the_opening_needs_no_query() {
        assert_eq!(write(&Link::default()), "");
        assert_eq!(read(""), (Link::default(), vec![]));
    }

    #[test]
    fn every_parameter_survives_the_way_through_the_address() {
        for param in Param::ALL {
            for share in [0.0, 0.37, 1.0] {
                let value = match param.spec().domain {
                    Domain::Choice(names) => (share * (names.len() - 1) as f64).round(),
                    _ => crate::model::slide::Track::of(param)
                        .map_or(0.0, |track| track.value(track.min + share * (track.max - track.min))),
                };
                let config = Preset::Opening.config().with(param, value).unwrap();
                let link = Link { config, ..Link::default() };
                assert_eq!(read(&write(&link)), (link, vec![]), "{param:?} {value}");
            }
        }
    }

    #[test]
    fn a_1cycle_is_as_long_as_the_training_unless_the_address_says_otherwise() {
        let (link, _) = read("?epochs=40");
        assert_eq!(link.config.get(Param::TotalSteps), 1_800.0);
        assert_eq!(write(&link), "?epochs=40");
        for query in ["?total_steps=900&epochs=40", "?epochs=40&total_steps=900"] {
            let (link, problems) = read(query);
            assert_eq!((link.config.get(Param::TotalSteps), problems.len()), (900.0, 0));
            assert_eq!(read(&write(&link)).0, link);
        }
    }

    #[test]
    fn views_and_flags_survive_too() {
        let link = Link {
            config: Preset::Diverging.config().with_seed(77.0).unwrap(),
            view: View { measure: Measure::Loss, rates_log: true, losses_log: false },
            flags: Flags {
                engine: EngineChoice::Gpu,
                measure: true,
                selftest: true,
                fault: Some(Fault::LoseDevice),
            },
        };
        assert_eq!(read(&write(&link)), (link, vec![]));
    }

    #[test]
    fn what_cannot_be_followed_is_said_and_the_rest_stands() {
        let (link, problems) =
            read("?gamma=-1&t_max=abc&mode=sideways&epochs=99999&seed=-3&%CE%B3=1&patience=4&chart=x");
        assert_eq!(link.config.get(Param::Patience), 4.0);
        assert_eq!(link.config.get(Param::Gamma), 0.9);
        let said: Vec<String> = problems.iter().map(ToString::to_string).collect();
        assert_eq!(said.len(), 7, "{said:?}");
        for (message, name) in said.iter().zip(["epochs", "gamma", "t_max", "mode", "seed", "γ", "chart"]) {
            assert!(message.contains(name), "{message} does not name {name}");
        }
    }
}
