//! The answer to each question, as a table for people or as JSON.

use clap::ArgMatches;
use etalon_train::question::{
    Axis, EveryRate, Landscape, LaneRates, LaneSeeds, Question as _, RangeTest, Seeds, SeedsAnswer,
};
use etalon_train::report::{Metrics, Outcome};
use etalon_train::start::WrongLabels;
use etalon_train::stats::Ending;
use etalon_train::verdict::Standing;
use serde_json::{Value, json};

use crate::answer;
use crate::format::{Printed, heading, joined, table, verdict};
use crate::lanes::{Failure, Lane, Run};
use crate::options::{axis_of, lane_of, lanes_of, many, one, shared};

/// One object, or a list of several.
fn as_json(mut all: Vec<Value>) -> String {
    match all.len() {
        1 => all.remove(0).to_string(),
        _ => Value::Array(all).to_string(),
    }
}

pub fn seeds(matches: &ArgMatches) -> Result<String, Failure> {
    let shared = shared(matches)?;
    let (lanes, reference) = lanes_of(matches)?;
    let (mut rows, mut objects) = (Vec::new(), Vec::new());
    for run in &shared.runs {
        for rate in many::<f64>(matches, "rate") {
            let jobs = lanes.iter().map(|lane| lane.job(run, rate, &[])).collect::<Result<_, _>>()?;
            let question = Seeds::new(jobs, shared.seeds, Some(reference))?;
            let found = answer(question, &shared, Outcome::of)?.answer();
            rows.push(seeds_row(run, rate, &found));
            objects.push(seeds_json(run, rate, &lanes, &found));
        }
    }
    if shared.json {
        return Ok(as_json(objects));
    }
    let Some(run) = shared.runs.first() else { return Err("nothing was asked for".into()) };
    let mut head = vec!["wrong labels", "rate"];
    head.extend(lanes.iter().map(|lane| lane.id()));
    let mut head: Vec<String> = head.into_iter().map(str::to_owned).collect();
    if shared.runs.iter().all(|run| run.wrong_labels == WrongLabels::NONE) {
        [&mut head].into_iter().chain(&mut rows).for_each(|line| drop(line.remove(0)));
    }
    Ok(format!(
        "{}, final {}, {} epochs, {} seeds: mean ± standard deviation (seeds in which it beat {}, and the verdict)\n\n{}",
        run.task.label,
        Printed::of(run.task.measure).name,
        run.rounds,
        shared.seeds,
        lanes[reference].id(),
        table(&head, &rows)
    ))
}

fn seeds_row(run: &Run, rate: f64, found: &SeedsAnswer) -> Vec<String> {
    let printed = Printed::of(run.task.measure);
    let cell = |lane: &LaneSeeds| match lane.against_reference {
        Some(paired) => format!("{} ({}, {})", printed.mean(&lane.summary), paired.wins, verdict(paired)),
        None => printed.mean(&lane.summary),
    };
    let head = [format!("{} %", run.wrong_labels.percent()), rate.to_string()];
    head.into_iter().chain(found.lanes.iter().map(cell)).collect()
}

fn seeds_json(run: &Run, rate: f64, lanes: &[Lane], found: &SeedsAnswer) -> Value {
    let printed = Printed::of(run.task.measure);
    let lane = |(lane, found): (&Lane, &LaneSeeds)| {
        let numbers = joined(json!({ "lane": lane.id() }), printed.json(&found.summary));
        let paired = found.against_reference;
        joined(
            numbers,
            json!({
                "wins": paired.map(|paired| paired.wins),
                "losses": paired.map(|paired| paired.losses),
                "ties": paired.map(|paired| paired.ties),
                "p": paired.map(|paired| paired.p()),
                "verdict": paired.map(verdict),
            }),
        )
    };
    let name = |lane: Option<usize>| lane.and_then(|lane| lanes.get(lane)).map(|lane| lane.id());
    let all: Vec<Value> = lanes.iter().zip(&found.lanes).map(lane).collect();
    let rest =
        json!({ "rate": rate, "lanes": all, "leading": name(found.leading), "best": name(found.best) });
    joined(heading(run), rest)
}

pub fn every_rate(matches: &ArgMatches) -> Result<String, Failure> {
    let shared = shared(matches)?;
    let (lanes, _) = lanes_of(matches)?;
    let rates = many::<f64>(matches, "rates");
    let (mut texts, mut objects) = (Vec::new(), Vec::new());
    for run in &shared.runs {
        let axis = Axis::rates(rates.clone())?;
        let question =
            EveryRate::new(lanes.len(), axis, shared.seeds, |at, rate| lanes[at].job(run, rate, &[]))?;
        let found = answer(question, &shared, Outcome::of)?.answer();
        let printed = Printed::of(run.task.measure);
        let range = |lane: &LaneRates| lane.good.map(|(low, high)| (rates[low], rates[high]));
        let name = |lane: Option<usize>| lane.map(|lane| lanes[lane].id());
        let object = |(lane, found): (&Lane, &LaneRates)| {
            let cells = rates.iter().zip(&found.rates).map(|(rate, cell)| {
                joined(
                    json!({ "rate": rate, "standing": standing(cell.standing) }),
                    printed.json(&cell.summary),
                )
            });
            json!({
                "lane": lane.id(),
                "rates": cells.collect::<Vec<_>>(),
                "leading": found.leading.map(|at| rates[at]),
                "good": range(found).map(|(low, high)| [low, high]),
            })
        };
        let all: Vec<Value> = lanes.iter().zip(&found.lanes).map(object).collect();
        let leading =
            found.leading.map(|(lane, rate)| json!({ "lane": lanes[lane].id(), "rate": rates[rate] }));
        objects.push(joined(
            heading(run),
            json!({ "lanes": all, "leading": leading, "best": name(found.best) }),
        ));

        let mark = |standing: Option<Standing>| match standing {
            Some(Standing::Good) => "*",
            Some(Standing::Worse | Standing::TooFewSeeds) | None => "",
        };
        let mut lines: Vec<Vec<String>> = Vec::new();
        for (at, rate) in rates.iter().enumerate() {
            let cell = |lane: &LaneRates| {
                lane.rates.get(at).map(|cell| printed.median(&cell.summary) + mark(cell.standing))
            };
            lines
                .push(std::iter::once(rate.to_string()).chain(found.lanes.iter().filter_map(cell)).collect());
        }
        let good = |lane: &LaneRates| {
            range(lane).map_or_else(|| "-".to_owned(), |(low, high)| format!("{low} to {high}"))
        };
        lines.push(std::iter::once("good rates".to_owned()).chain(found.lanes.iter().map(good)).collect());
        let head: Vec<String> =
            std::iter::once("rate").chain(lanes.iter().map(|lane| lane.id())).map(str::to_owned).collect();
        texts.push(format!(
            "{}, {} % wrong labels, median final {} over {} seeds (* not worse than the leading median)\n\n{}\n\nbest, each at its leading rate: {}",
            run.task.label, run.wrong_labels.percent(), printed.name, shared.seeds, table(&head, &lines),
            name(found.best).unwrap_or("no difference shown")
        ));
    }
    Ok(if shared.json { as_json(objects) } else { texts.join("\n\n") })
}

fn standing(standing: Option<Standing>) -> Option<&'static str> {
    standing.map(|standing| match standing {
        Standing::Good => "good",
        Standing::Worse => "worse",
        Standing::TooFewSeeds => "too few seeds",
    })
}

pub fn landscape(matches: &ArgMatches) -> Result<String, Failure> {
    let shared = shared(matches)?;
    let (lane, base) = (lane_of(matches)?, one::<f64>(matches, "rate")?);
    let (mut texts, mut objects) = (Vec::new(), Vec::new());
    for run in &shared.runs {
        let (x, y) = (axis_of(matches, "x")?, axis_of(matches, "y")?);
        let job = |across: f64, up: f64| {
            let pairs = [(x.id(), across), (y.id(), up)];
            let rate = pairs.iter().find(|(id, _)| *id == "rate").map_or(base, |(_, value)| *value);
            let changes: Vec<_> = pairs.into_iter().filter(|(id, _)| *id != "rate").collect();
            lane.job(run, rate, &changes)
        };
        let question = Landscape::new(x.clone(), y.clone(), shared.seeds, job)?;
        let found = answer(question, &shared, Outcome::of)?.answer();
        let printed = Printed::of(run.task.measure);
        let rows = found.cells.chunks(x.values().len());
        let mut lines = Vec::new();
        let mut cells = Vec::new();
        for (up, row) in y.values().iter().zip(rows) {
            let text = |cell: &etalon_train::question::Cell| {
                printed.median(&cell.summary) + if cell.is_good() { "*" } else { "" }
            };
            lines.push(std::iter::once(up.to_string()).chain(row.iter().map(text)).collect::<Vec<String>>());
            cells.extend(x.values().iter().zip(row).map(|(across, cell)| {
                let place = json!({ "x": across, "y": up, "standing": standing(cell.standing) });
                joined(place, printed.json(&cell.summary))
            }));
        }
        let axes =
            json!({ "lane": lane.id(), "x": x.id(), "y": y.id(), "cells": cells, "leading": found.leading });
        objects.push(joined(heading(run), axes));
        let corner = format!("{} \\ {}", y.id(), x.id());
        let head: Vec<String> =
            std::iter::once(corner).chain(x.values().iter().map(f64::to_string)).collect();
        texts.push(format!(
            "{}, {}, {} % wrong labels, median final {} over {} seeds (* not worse than the leading median)\n\n{}",
            run.task.label, lane.id(), run.wrong_labels.percent(), printed.name, shared.seeds, table(&head, &lines)
        ));
    }
    Ok(if shared.json { as_json(objects) } else { texts.join("\n\n") })
}

pub fn range_test(matches: &ArgMatches) -> Result<String, Failure> {
    let shared = shared(matches)?;
    let (low, high) = (one::<f64>(matches, "from")?, one::<f64>(matches, "to")?);
    let (mut texts, mut objects) = (Vec::new(), Vec::new());
    for run in &shared.runs {
        let question = RangeTest::new(&Lane::Constant.job(run, low, &[])?, low, high, shared.seeds)?;
        let question = answer(question, &shared, Metrics::clone)?;
        let (rates, found) = (question.rates(), question.answer());
        let rate = |at: Option<usize>| at.and_then(|at| rates.get(at)).copied();
        let losses: Vec<Option<f64>> = found.losses.iter().map(|loss| loss.value()).collect();
        objects.push(joined(
            heading(run),
            json!({
                "seeds": found.seeds,
                "rates": rates,
                "losses": losses,
                "lowest": rate(found.lowest),
                "diverged": rate(found.diverged),
                "max_lr": found.suggestion.map(|suggestion| suggestion.max_lr),
                "base_lr": found.suggestion.map(|suggestion| suggestion.base_lr),
            }),
        ));
        let every = (rates.len() / 20).max(1);
        let line = |(rate, loss): (&f64, &Ending)| {
            let loss = loss.value().map_or_else(|| "diverged".to_owned(), |loss| format!("{loss:.4}"));
            vec![format!("{rate:.3e}"), loss]
        };
        let lines: Vec<Vec<String>> = rates.iter().zip(&found.losses).step_by(every).map(line).collect();
        let text = |rate: Option<f64>| rate.map_or_else(|| "none".to_owned(), |rate| format!("{rate:.3e}"));
        texts.push(format!(
            "{}, {} % wrong labels: smoothed training loss while the rate rises, median of {} seeds\n\n{}\n\nlowest at {}, diverged at {}; suggested max_lr {}, base rate {}",
            run.task.label, run.wrong_labels.percent(), found.seeds,
            table(&["rate".to_owned(), "loss".to_owned()], &lines),
            text(rate(found.lowest)), text(rate(found.diverged)),
            text(found.suggestion.map(|suggestion| suggestion.max_lr)),
            text(found.suggestion.map(|suggestion| suggestion.base_lr)),
        ));
    }
    Ok(if shared.json { as_json(objects) } else { texts.join("\n\n") })
}
