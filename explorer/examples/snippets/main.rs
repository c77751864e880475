//! Writes every exported program for a list of settings, and the rates that each has to print, into a folder.

mod cases;
mod package;

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use etalon::{AnySchedule, ConstantLr, Mode, Plateau, Schedule, Stepped};
use etalon_explorer::code::framework::Language;
use etalon_explorer::code::{Framework, export, stand_in};
use etalon_explorer::kinds::page::Source;
use etalon_explorer::race::seat::Seat;

use cases::{Case, cases};
use package::package;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = std::env::args().nth(1).ok_or("usage: snippets FOLDER")?;
    let folder = PathBuf::from(folder);
    for framework in Framework::ALL {
        fs::create_dir_all(folder.join(framework.id()))?;
    }
    let cases = cases();
    for case in &cases {
        let (config, line) = case.config()?;
        fs::write(folder.join(format!("{}.expected", case.name)), expected(case, Seat::new(&config, line))?)?;
        for framework in Framework::ALL {
            let mut text = export(&config, line, *framework);
            if !case.metrics.is_empty() {
                text = text
                    .replace(stand_in(&config, line, *framework), &list(case.metrics, framework.language()));
            }
            let file = format!("{}.{}", case.name, framework.extension());
            fs::write(folder.join(framework.id()).join(file), text)?;
        }
    }
    let names: Vec<&str> = cases.iter().map(|case| case.name.as_str()).collect();
    package(&folder.join(Framework::Etalon.id()), &names, "")?;
    let burn = "burn = { version = \"0.22\", default-features = false, features = [\"std\", \"optim\", \"flex\"] }\n";
    package(&folder.join(Framework::Burn.id()), &names, burn)?;
    println!("{} settings", cases.len());
    Ok(())
}

/// What a program has to print: the step, the rate, and the momentum where it is cycled.
fn expected(case: &Case, seat: Seat<'_>) -> Result<String, Box<dyn std::error::Error>> {
    let lane = seat.line.slot().and_then(|slot| seat.config.lane(slot)).ok_or("the lane is missing")?;
    let rise = lane.warm_up();
    if seat.page().kind.spec().stepped == Stepped::Metric {
        return after_metrics(case, seat, rise.steps, rise.start);
    }
    let mut text = String::new();
    if seat.page().source == Source::Points {
        for step in 0..seat.run_length() {
            writeln!(text, "{step} {:e}", seat.rate_at(step).ok_or("the points give no rates")?)?;
        }
        return Ok(text);
    }
    let schedule = seat.schedule().ok_or("the settings give no schedule")?;
    let schedule: &dyn Schedule<Rate = f64> = match rise.steps {
        0 => &schedule,
        steps => &schedule.warm_up(steps, rise.start)?,
    };
    for step in 0..seat.run_length() {
        write!(text, "{step} {:e}", schedule.lr(step))?;
        match schedule.momentum(step) {
            Some(momentum) => writeln!(text, " {momentum:e}")?,
            None => writeln!(text)?,
        }
    }
    Ok(text)
}

/// The rates of a rule that takes the metrics of `case`, or those that stand in an exported program.
fn after_metrics(
    case: &Case,
    seat: Seat<'_>,
    steps: u32,
    start: f64,
) -> Result<String, Box<dyn std::error::Error>> {
    let rule = seat.rule().ok_or("the settings give no rule")?;
    let mut text = String::new();
    let metric = |epoch: u32| {
        let at = f64::from(epoch);
        let usual = match rule.settings().mode {
            Mode::Max => (0.5 + 0.1 * at).min(0.9),
            _ => (1.0 - 0.2 * at).max(0.25),
        };
        case.metrics.get(epoch as usize).copied().unwrap_or(usual)
    };
    if steps == 0 {
        let mut state = rule.start();
        for epoch in 0..seat.epochs() {
            writeln!(text, "{epoch} {:e}", state.lr())?;
            rule.observe(&mut state, metric(epoch));
        }
        return Ok(text);
    }
    // Behind a warm-up the rule scales the rate, and its amounts are shares of it.
    let rate = rule.initial_lr();
    let settings = *rule.settings();
    let shares = Plateau { min_lr: settings.min_lr / rate, eps: settings.eps / rate, ..settings };
    let constant = AnySchedule::Constant(ConstantLr::<f64>::new(rate)?);
    let plan = constant.warm_up(steps, start)?.cut_on_plateau(shares)?;
    let mut state = plan.start();
    for epoch in 0..seat.epochs() {
        writeln!(text, "{epoch} {:e}", plan.lr(epoch, &state))?;
        plan.observe(&mut state, metric(epoch));
    }
    Ok(text)
}

/// A metric for each epoch, as an expression of the program's language.
fn list(metrics: &[f64], language: Language) -> String {
    let python = language == Language::Python;
    let one = |metric: &f64| match (metric.is_nan(), metric.is_infinite(), python) {
        (true, _, true) => "float(\"nan\")".to_owned(),
        (true, _, false) => "f64::NAN".to_owned(),
        (_, true, true) => format!("float(\"{metric}\")"),
        (_, true, false) if *metric > 0.0 => "f64::INFINITY".to_owned(),
        (_, true, false) => "f64::NEG_INFINITY".to_owned(),
        (_, false, _) => format!("{metric:?}"),
    };
    let all = metrics.iter().map(one).collect::<Vec<_>>().join(", ");
    if python { format!("[{all}][epoch]") } else { format!("[{all}][epoch as usize]") }
}
