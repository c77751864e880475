//! The command line of each question, and what all of them share.

use std::num::NonZeroUsize;
use std::thread::available_parallelism;

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use etalon_train::optimiser::{Optimiser, Sgd};
use etalon_train::question::{Axis, RangeTest};
use etalon_train::shape::Width;
use etalon_train::start::WrongLabels;
use etalon_train::task::Task;

use crate::lanes::{Failure, Lane, Run};

/// Options that every question has.
#[derive(Debug)]
pub struct Shared {
    /// One run for each share of wrong labels.
    pub runs: Vec<Run>,
    pub seeds: u32,
    pub threads: NonZeroUsize,
    pub json: bool,
}

fn question(name: &'static str, about: &'static str, seeds: u32) -> Command {
    let option = |id: &'static str, value: &'static str, help: &'static str| {
        Arg::new(id).long(id).value_name(value).help(help)
    };
    let tasks: Vec<&str> = Task::ALL.iter().map(|task| task.id).collect();
    Command::new(name).about(about).args([
        option("task", "ID", "What is trained").value_parser(tasks).default_value("digits"),
        option("epochs", "N", "Rounds of 45 steps").value_parser(value_parser!(u32)).default_value("20"),
        option("width", "N", "Units of the hidden layer")
            .value_parser(value_parser!(u32))
            .default_value("32"),
        option("optimiser", "ID", "What makes the steps")
            .value_parser(["adamw", "sgd"])
            .default_value("adamw"),
        option("momentum", "M", "SGD's momentum; 1cycle moves it")
            .value_parser(value_parser!(f64))
            .default_value("0.9"),
        option("nesterov", "", "SGD's steps have Nesterov's form")
            .action(ArgAction::SetTrue)
            .value_name(None),
        option("weight-decay", "W", "Weight decay of the optimiser [default: 0.01 for AdamW, 0 for SGD]")
            .value_parser(value_parser!(f64)),
        option("wrong-labels", "%", "Share of the training labels that are wrong: 0 to 50")
            .value_parser(value_parser!(f64))
            .value_delimiter(',')
            .default_value("0"),
        option("seeds", "N", "Seeds, from 1 on")
            .value_parser(value_parser!(u32))
            .default_value(seeds.to_string()),
        option("threads", "N", "Threads; the answer does not depend on them [default: all cores]")
            .value_parser(value_parser!(NonZeroUsize)),
        option("json", "", "Prints the answer as JSON").action(ArgAction::SetTrue).value_name(None),
    ])
}

fn lanes() -> Arg {
    Arg::new("lanes")
        .long("lanes")
        .value_name("LANE,…")
        .help("Schedules. The constant rate is the reference, without it the first one")
        .value_parser(Lane::ALL.map(Lane::id))
        .value_delimiter(',')
        .default_value("constant,exponential,cosine,linear,wsd,one_cycle")
}

fn lane() -> Arg {
    Arg::new("lane")
        .long("lane")
        .value_name("LANE")
        .help("The schedule")
        .value_parser(Lane::ALL.map(Lane::id))
        .default_value("exponential")
}

fn numbers(id: &'static str, help: &'static str, default: &'static str) -> Arg {
    Arg::new(id)
        .long(id)
        .value_name("X,…")
        .help(help)
        .value_parser(value_parser!(f64))
        .value_delimiter(',')
        .allow_negative_numbers(true)
        .default_value(default)
}

fn axis_option(id: &'static str, help: &'static str, default: &'static str) -> Arg {
    Arg::new(id).long(id).value_name("PARAMETER=X,…").help(help).default_value(default)
}

const RATES: &str =
    "0.001,0.00147,0.00215,0.00316,0.00464,0.00681,0.01,0.0147,0.0215,0.0316,0.0464,0.0681,0.1";

pub fn seeds() -> Command {
    question("seeds", "How does each lane end over many seeds?", 32).arg(lanes()).arg(numbers(
        "rate",
        "Base rates, a row of the table each",
        "0.02",
    ))
}

pub fn every_rate() -> Command {
    question("every-rate", "How does each lane end at every base rate?", 8).arg(lanes()).arg(numbers(
        "rates",
        "Base rates, ascending",
        RATES,
    ))
}

pub fn landscape() -> Command {
    question("landscape", "How does a lane end over two of its parameters, or a parameter and the rate?", 8)
        .arg(lane())
        .arg(numbers("rate", "Base rate, where it is no axis", "0.02"))
        .arg(axis_option("x", "The axis across", "gamma=0.7,0.75,0.8,0.85,0.9,0.95,1"))
        .arg(axis_option("y", "The axis upwards", "rate=0.003,0.01,0.03,0.1"))
}

pub fn range_test() -> Command {
    question(
        "range-test",
        "Up to which rate does the loss fall, while it rises within a run?",
        RangeTest::SEEDS,
    )
    .arg(numbers("from", "The first rate", "1e-5"))
    .arg(numbers("to", "The last rate", "10"))
}

pub fn shared(matches: &ArgMatches) -> Result<Shared, Failure> {
    let id = one::<String>(matches, "task")?;
    let task = Task::from_id(&id).ok_or_else(|| format!("there is no task called \"{id}\""))?;
    let optimiser = match one::<String>(matches, "optimiser")?.as_str() {
        "sgd" => Optimiser::Sgd(Sgd::new(one(matches, "momentum")?, matches.get_flag("nesterov"))?),
        _ => Optimiser::AdamW,
    };
    let weight_decay = matches.get_one::<f64>("weight-decay").copied();
    let run = Run {
        task,
        rounds: one(matches, "epochs")?,
        width: Width::new(one(matches, "width")?)?,
        optimiser,
        weight_decay: weight_decay.unwrap_or(optimiser.usual_weight_decay()),
        wrong_labels: WrongLabels::NONE,
    };
    let runs = many::<f64>(matches, "wrong-labels").into_iter().map(|percent| {
        let wrong_labels = WrongLabels::new(percent)?;
        Ok(Run { wrong_labels, ..run })
    });
    let threads = matches.get_one::<NonZeroUsize>("threads").copied();
    Ok(Shared {
        runs: runs.collect::<Result<_, Failure>>()?,
        seeds: one(matches, "seeds")?,
        threads: threads.or(available_parallelism().ok()).unwrap_or(NonZeroUsize::MIN),
        json: matches.get_flag("json"),
    })
}

/// The value of an option that has one.
pub fn one<T: Clone + Send + Sync + 'static>(matches: &ArgMatches, id: &str) -> Result<T, Failure> {
    Ok(matches.get_one::<T>(id).cloned().ok_or_else(|| format!("--{id} is missing"))?)
}

/// The values of an option.
pub fn many<T: Clone + Send + Sync + 'static>(matches: &ArgMatches, id: &str) -> Vec<T> {
    matches.get_many::<T>(id).map(|values| values.cloned().collect()).unwrap_or_default()
}

/// The lanes that were named, and which of them is the reference.
pub fn lanes_of(matches: &ArgMatches) -> Result<(Vec<Lane>, usize), Failure> {
    let named = many::<String>(matches, "lanes");
    let lane = |id: &String| Lane::from_id(id).ok_or_else(|| format!("there is no lane called \"{id}\""));
    let lanes = named.iter().map(lane).collect::<Result<Vec<Lane>, _>>()?;
    let reference = lanes.iter().position(|lane| *lane == Lane::Constant).unwrap_or(0);
    Ok((lanes, reference))
}

/// The lane that was named.
pub fn lane_of(matches: &ArgMatches) -> Result<Lane, Failure> {
    let id = one::<String>(matches, "lane")?;
    Ok(Lane::from_id(&id).ok_or_else(|| format!("there is no lane called \"{id}\""))?)
}

/// An axis as `gamma=0.5,0.9`.
pub fn axis_of(matches: &ArgMatches, id: &str) -> Result<Axis, Failure> {
    let text = one::<String>(matches, id)?;
    let (parameter, values) =
        text.split_once('=').ok_or_else(|| format!("--{id} must be as gamma=0.5,0.9"))?;
    let number =
        |word: &str| word.trim().parse::<f64>().map_err(|_| format!("--{id}: \"{word}\" is no number"));
    let values = values.split(',').map(number).collect::<Result<Vec<f64>, _>>()?;
    Ok(if parameter == "rate" { Axis::rates(values)? } else { Axis::new(parameter, values)? })
}
