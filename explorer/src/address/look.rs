//! How the charts are looked at, and what else an address asks for. These keys are the same in every version, except `hide`.

use super::lineup::key_of;
use super::pairs::{no_such_choice, one_of, parse};
use super::version::Version;
use super::{Link, Problem};
use crate::flags::{EngineChoice, Fault, Theme};
use crate::number::{self, exact};
use crate::panels::advice::{Answer, Subject};
use crate::panels::landscape::{Choice, rows};
use crate::race::config::Config;
use crate::race::seeds::SeedCount;
use crate::race::slot::{Line, PerLine, Slot};
use crate::race::yours::Yours;
use crate::view::{RatesBy, Unit, View, Window};
use etalon_train::task::Measure;

/// The key of the lengths that a visitor has entered. It comes last, because it belongs to the lengths of the lineup.
pub const YOUR_STEPS: &str = "your_steps";
const SCALES: [(&str, bool); 2] = [("log", true), ("linear", false)];
const SWITCH: [(&str, bool); 2] = [("1", true), ("0", false)];
/// Every rate, in place of a measure over the time.
const RATES: &str = "rates";
/// What the lower chart shows: a measure over the time, or every rate.
const CHARTS: [(&str, (Measure, bool)); 3] = [
    ("accuracy", (Measure::Accuracy, false)),
    ("loss", (Measure::Loss, false)),
    (RATES, (Measure::Accuracy, true)),
];
const HEIGHTS: [(&str, RatesBy); 2] = [("measure", RatesBy::Measure), ("distance", RatesBy::Distance)];
const UNITS: [(&str, Unit); 2] = [("epochs", Unit::Epochs), ("steps", Unit::Steps)];
const ENGINES: [(&str, EngineChoice); 3] =
    [("auto", EngineChoice::Auto), ("cpu", EngineChoice::Cpu), ("gpu", EngineChoice::Gpu)];
const SEEDS: [(&str, SeedCount); 4] = [
    ("1", SeedCount::One),
    ("16", SeedCount::Sixteen),
    ("32", SeedCount::ThirtyTwo),
    ("64", SeedCount::SixtyFour),
];
/// What `measure` asks for: a measurement of the device, of a chart's drawing, or marks on the timeline.
const MEASUREMENTS: [(&str, (bool, bool, bool)); 4] = [
    ("1", (true, false, false)),
    ("charts", (false, true, false)),
    ("marks", (false, false, true)),
    ("0", (false, false, false)),
];

/// Follows a key, or gives `None` if it is none of these.
pub fn follow(link: &mut Link, key: &str, value: &str, version: Version) -> Option<Result<(), Problem>> {
    let Link { view, flags, config } = link;
    macro_rules! set {
        ($place:expr, $choices:expr) => {
            one_of(key, value, $choices).map(|choice| $place = choice)
        };
    }
    let refused = || no_such_choice(key, value);
    if let Some(subject) = Subject::ALL.into_iter().find(|subject| subject.id() == key) {
        return Some(
            one_of(key, value, &Answer::ALL).map(|answer| *view.answers.to_mut(subject) = Some(answer)),
        );
    }
    Some(match key {
        "chart" => set!((view.measure, view.every_rate), &CHARTS),
        "rates_by" => set!(view.rates_by, &HEIGHTS),
        "rate_axis" => set!(view.rates_log, &SCALES),
        "accuracy_axis" => set!(view.accuracies_log, &SCALES),
        "loss_axis" => set!(view.losses_log, &SCALES),
        "time_axis" => set!(view.time_log, &SCALES),
        "unit" => set!(view.unit, &UNITS),
        "zoom" => window(value).map(|window| view.window = Some(window)).ok_or_else(refused),
        // Version 1 has other names for the lines.
        "hide" if version == Version::First => return None,
        "hide" => hidden(value).map(|hidden| view.hidden = hidden).ok_or_else(refused),
        "momentum" => set!(view.momentum, &SWITCH),
        "replay" => value.parse().map(|patience| view.replay = Some(patience)).map_err(|_| refused()),
        "seeds" => set!(view.seeds, &SEEDS),
        "batches" => number_of(key, value)
            .and_then(|batches| Ok(view.yours.with_batches(batches)?))
            .map(|yours| view.yours = yours),
        "ratio" => number_of(key, value)
            .and_then(|ratio| Ok(view.yours.with_ratio(ratio)?))
            .map(|yours| view.yours = yours),
        YOUR_STEPS => lengths(config, view.yours, value).map(|yours| view.yours = yours),
        "own_seed" => set!(view.own_seed, &SWITCH),
        "landscape" => {
            landscape(config, value).map(|choice| view.landscape = Some(choice)).ok_or_else(refused)
        }
        "engine" => set!(flags.engine, &ENGINES),
        "embed" => set!(flags.embed, &SWITCH),
        "theme" => set!(flags.theme, &Theme::ALL),
        "measure" => set!((flags.measure, flags.charts, flags.marks), &MEASUREMENTS),
        "selftest" => set!(flags.selftest, &[("gpu", true)]),
        "fault" => one_of(key, value, &Fault::ALL).map(|fault| flags.fault = Some(fault)),
        _ => return None,
    })
}

/// A lane by its number, the parameter upwards and the one across: `2,t_max,lr`.
fn landscape(config: &Config, value: &str) -> Option<Choice> {
    let mut parts = value.split(',');
    let slot = Slot::numbered(parts.next()?.parse().ok()?)?;
    let all = rows(config, slot);
    let row = |id: &str| all.iter().copied().find(|row| row.id == id);
    let choice = Choice { slot, y: row(parts.next()?)?, x: row(parts.next()?)? };
    (parts.next().is_none() && choice.within(config) == Some(choice)).then_some(choice)
}

/// Lengths in the visitor's steps: `4.total_steps:1000,4.warmup_steps:150`.
fn lengths(config: &Config, yours: Yours, value: &str) -> Result<Yours, Problem> {
    value.split(',').try_fold(yours, |yours, part| {
        let unknown = || Problem::NoSuchName {
            key: YOUR_STEPS.to_owned(),
            name: part.to_owned(),
            known: "lengths of a lane, such as 4.total_steps:1000".to_owned(),
        };
        let (key, steps) = part.split_once(':').ok_or_else(unknown)?;
        let control = config.controls().find(|control| key_of(*control) == key).ok_or_else(unknown)?;
        Ok(yours.with_length(config, control, number_of(YOUR_STEPS, steps)?)?)
    })
}

fn number_of(key: &str, value: &str) -> Result<f64, Problem> {
    Ok(parse(key, value)?)
}

fn window(value: &str) -> Option<Window> {
    let (from, to) = value.split_once(',')?;
    Window::new(number::read(from)?, number::read(to)?)
}

fn hidden(value: &str) -> Option<PerLine<bool>> {
    let mut hidden = PerLine::default();
    for id in value.split(',') {
        // Older links have the line's class in the page, such as `lane-2`.
        let line = Line::from_address(id).or_else(|| Line::from_id(id))?;
        *hidden.get_mut(line) = true;
    }
    Some(hidden)
}

/// The keys and values of everything that differs from the opening.
pub fn write(link: &Link, pairs: &mut Vec<(String, String)>) {
    let usual = View { measure: link.config.task().measure, ..View::default() };
    let (view, flags) = (&link.view, &link.flags);
    let mut pair = |differs: bool, key: &str, value: &str| {
        if differs {
            pairs.push((key.to_owned(), value.to_owned()));
        }
    };
    // Under every rate lies the chart of the usual measure.
    if view.every_rate {
        pair(true, "chart", RATES);
    } else {
        pair(view.measure != usual.measure, "chart", name_of((view.measure, false), &CHARTS));
    }
    pair(view.rates_by != usual.rates_by, "rates_by", name_of(view.rates_by, &HEIGHTS));
    pair(view.rates_log != usual.rates_log, "rate_axis", name_of(view.rates_log, &SCALES));
    pair(view.accuracies_log != usual.accuracies_log, "accuracy_axis", name_of(view.accuracies_log, &SCALES));
    pair(view.losses_log != usual.losses_log, "loss_axis", name_of(view.losses_log, &SCALES));
    pair(view.time_log != usual.time_log, "time_axis", name_of(view.time_log, &SCALES));
    pair(view.unit != usual.unit, "unit", name_of(view.unit, &UNITS));
    if let Some(window) = view.window {
        pair(true, "zoom", &format!("{},{}", exact(window.from()), exact(window.to())));
    }
    let hidden: Vec<String> = Line::all().filter(|line| !view.shows(*line)).map(Line::address).collect();
    pair(!hidden.is_empty(), "hide", &hidden.join(","));
    pair(view.momentum, "momentum", "1");
    if let Some(patience) = view.replay {
        pair(true, "replay", &patience.to_string());
    }
    pair(view.seeds != usual.seeds, "seeds", name_of(view.seeds, &SEEDS));
    pair(view.own_seed, "own_seed", "1");
    for subject in Subject::ALL {
        if let Some(answer) = view.answers.to(subject) {
            pair(true, subject.id(), name_of(answer, &Answer::ALL));
        }
    }
    // A lane that is gone, or of another kind, has no such landscape.
    if let Some(choice) = view.landscape.filter(|choice| choice.within(&link.config) == Some(*choice)) {
        pair(true, "landscape", &format!("{},{},{}", choice.slot.number(), choice.y.id, choice.x.id));
    }
    let yours = view.yours;
    pair(yours.batches() != usual.yours.batches(), "batches", &yours.batches().to_string());
    pair(yours.ratio() != usual.yours.ratio(), "ratio", &exact(yours.ratio()));
    let lengths = yours.lengths(&link.config);
    let lengths: Vec<String> =
        lengths.map(|(control, steps)| format!("{}:{}", key_of(control), exact(steps))).collect();
    pair(!lengths.is_empty(), YOUR_STEPS, &lengths.join(","));
    pair(flags.engine != EngineChoice::Auto, "engine", name_of(flags.engine, &ENGINES));
    pair(flags.embed, "embed", "1");
    pair(flags.theme != Theme::System, "theme", flags.theme.id());
    let measurement = (flags.measure, flags.charts, flags.marks);
    pair(measurement != (false, false, false), "measure", name_of(measurement, &MEASUREMENTS));
    pair(flags.selftest, "selftest", "gpu");
    if let Some(fault) = flags.fault {
        pair(true, "fault", fault.id());
    }
}

fn name_of<T: PartialEq>(choice: T, choices: &[(&'static str, T)]) -> &'static str {
    choices.iter().find(|(_, known)| *known == choice).map_or("", |(name, _)| name)
}
