//! A landscape in words: what a cell holds, and how far the whole is.

use etalon_train::question::Cell;
use etalon_train::stats::{Ending, Quartiles};
use etalon_train::task::Measure;

use super::At;
use super::survey::{SEEDS, Survey};
use crate::number::{loss, percent};
use crate::race::yours::Yours;

/// A cell: `γ 0.9, rate η₀ 0.0123: 97.2 %, level with the leading cell. 1 seed.` Its values are in the visitor's units.
#[must_use]
pub fn cell(survey: &Survey, at: At, yours: Yours) -> String {
    let name = survey.plan().name(at, yours);
    if let Some(refusal) = survey.plan().refusal(at, yours) {
        return format!("{name}: cannot be trained, because {refusal}.");
    }
    let number = survey.plan().number(at);
    let known = survey.answer().cells.get(number).and_then(|cell| Some((cell, cell.summary.quartiles?)));
    let Some((cell, quartiles)) = known else { return format!("{name}: not trained yet.") };
    let leads = survey.answer().leading == Some(number);
    format!("{name}: {}. {}.", ending(cell, &quartiles, survey.measure(), leads), runs(cell))
}

fn value(value: f64, measure: Measure) -> String {
    match measure {
        Measure::Accuracy => percent(value),
        Measure::Loss => loss(value),
    }
}

fn ending(cell: &Cell, quartiles: &Quartiles, measure: Measure, leads: bool) -> String {
    let Ending::Value(median) = quartiles.median else { return "diverged".to_owned() };
    let spread = match (quartiles.q1, quartiles.q3) {
        (Ending::Value(low), Ending::Value(high)) if cell.summary.runs() > 1 => {
            format!(" (half of the seeds between {} and {})", value(low, measure), value(high, measure))
        }
        (_, _) => String::new(),
    };
    let word = if cell.summary.runs() > 1 { "median " } else { "" };
    let behind = match cell.behind {
        _ if leads => ", the leading cell".to_owned(),
        Some(behind) if behind > 0.0 => match measure {
            Measure::Accuracy => format!(", {:.1} points behind the leading cell", behind * 100.0),
            Measure::Loss => format!(", {} above the leading cell", loss(behind)),
        },
        Some(_) => ", level with the leading cell".to_owned(),
        None => String::new(),
    };
    format!("{word}{}{spread}{behind}", value(median, measure))
}

fn runs(cell: &Cell) -> String {
    let seeds = seeds(cell.summary.runs());
    match cell.summary.diverged {
        0 => seeds,
        diverged => format!("{seeds}, {diverged} diverged"),
    }
}

fn seeds(count: usize) -> String {
    if count == 1 { "1 seed".to_owned() } else { format!("{count} seeds") }
}

/// How far the landscape is, and what may be read from it.
#[must_use]
pub fn stage(survey: &Survey) -> String {
    let (cells, seeds) = (survey.cells(), survey.seeds());
    let more = survey.trained() - seeds as usize * cells;
    match seeds {
        0 => format!("Seed 1: {more} of {cells} cells."),
        1 => format!(
            "{cells} cells with 1 seed each. Neighbours may differ by chance alone; {}.",
            next(seeds, more, cells)
        ),
        SEEDS => {
            let good = survey.answer().cells.iter().filter(|cell| cell.is_good()).count();
            format!(
                "{cells} cells with {SEEDS} seeds each. The outline holds {good}: not shown to be worse than the leading cell."
            )
        }
        _ => format!("{cells} cells with {seeds} seeds each; {}.", next(seeds, more, cells)),
    }
}

fn next(seeds: u32, more: usize, cells: usize) -> String {
    format!("seed {} of {SEEDS}: {more} of {cells} cells, while this is in sight", seeds + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::panels::landscape::survey::tests::{ended, survey};

    #[test]
    fn a_cell_says_its_values_its_result_and_its_seeds() {
        let mut survey = survey();
        assert!(
            cell(&survey, (0, 0), Yours::NETWORK).ends_with(": not trained yet."),
            "{}",
            cell(&survey, (0, 0), Yours::NETWORK)
        );
        let next = survey.next();
        survey.add(vec![(next[0].0, ended(0.95)), (next[1].0, ended(0.9))]);
        let first = cell(&survey, (0, 0), Yours::NETWORK);
        let own = cell(&survey, (0, 0), Yours::NETWORK.with_rate(3e-4, 0.02).unwrap());
        assert!(own.ends_with("rate η₀ 1.5e-5: 95.0 %, the leading cell. 1 seed."), "{own}");
        assert!(first.ends_with("rate η₀ 0.001: 95.0 %, the leading cell. 1 seed."), "{first}");
        assert!(
            cell(&survey, (4, 0), Yours::NETWORK)
                .contains("90.0 %, 5.0 points behind the leading cell. 1 seed.")
        );
    }

    #[test]
    fn the_outline_is_promised_only_when_it_is_there() {
        let mut survey = survey();
        let mut said = Vec::new();
        for _ in 0..=SEEDS {
            said.push(stage(&survey));
            let next = survey.next();
            survey.add(next.into_iter().map(|(number, _)| (number, ended(0.9))).collect());
        }
        assert_eq!(said[0], "Seed 1: 0 of 384 cells.");
        assert!(said[1].starts_with("384 cells with 1 seed each."));
        assert!(said[..SEEDS as usize].iter().all(|text| !text.contains("outline")));
        assert!(said[SEEDS as usize].contains("The outline holds 384:"), "{}", said[SEEDS as usize]);
    }
}
