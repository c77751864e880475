//! A landscape as a table for people, and as a file for other programs.

use core::fmt::Write as _;

use etalon_train::question::Cell;
use etalon_train::stats::Ending;
use etalon_train::task::Measure;
use etalon_train::verdict::Standing;

use super::survey::Survey;
use crate::number::loss;
use crate::panels::csv::head;
use crate::race::yours::Yours;

/// The table as HTML: a column for each value across, and a row for each value upwards, the highest first. The values are in the
/// visitor's units.
#[must_use]
pub fn html(survey: &Survey, yours: Yours) -> String {
    let plan = survey.plan();
    let unit = match survey.measure() {
        Measure::Accuracy => "final accuracy in per cent",
        Measure::Loss => "final loss",
    };
    let mut html = format!(
        "<caption>Medians of the {unit}; × diverged, – cannot be trained</caption><thead><tr><th scope=\"col\">{} \\ {}</th>",
        plan.y.label(),
        plan.x.label()
    );
    for value in plan.texts(&plan.x, yours) {
        // Writing to a string cannot fail.
        let _ = write!(html, "<th scope=\"col\">{value}</th>");
    }
    html.push_str("</tr></thead><tbody>");
    for (row, value) in plan.texts(&plan.y, yours).into_iter().enumerate().rev() {
        let _ = write!(html, "<tr><th scope=\"row\">{value}</th>");
        for column in 0..plan.x.values.len() {
            let number = plan.number((column, row));
            let cell = survey.answer().cells.get(number);
            let text = if survey.is_possible((column, row)) {
                text(cell, survey.measure())
            } else {
                "–".to_owned()
            };
            let class =
                if survey.is_complete() && cell.is_some_and(Cell::is_good) { " class=\"good\"" } else { "" };
            let _ = write!(html, "<td{class}>{text}</td>");
        }
        html.push_str("</tr>");
    }
    html.push_str("</tbody>");
    html
}

fn text(cell: Option<&Cell>, measure: Measure) -> String {
    match (cell.and_then(|cell| cell.summary.median()), measure) {
        (None, _) => "·".to_owned(),
        (Some(Ending::Diverged), _) => "×".to_owned(),
        (Some(Ending::Value(value)), Measure::Accuracy) => format!("{:.1}", value * 100.0),
        (Some(Ending::Value(value)), Measure::Loss) => loss(value),
    }
}

/// A row for each cell that has a training: its values in the visitor's units, its runs in numbers, every digit.
#[must_use]
pub fn csv(survey: &Survey, yours: Yours) -> String {
    let plan = survey.plan();
    let (across, upwards) = (plan.gauge(&plan.x, yours), plan.gauge(&plan.y, yours));
    let mut csv = format!(
        "{},{},seeds,diverged,q1,median,q3,behind_leading_median,standing\n",
        head(plan.y.control.row.id, upwards),
        head(plan.x.control.row.id, across)
    );
    let (columns, rows) = plan.size();
    for (column, row) in (0..rows).flat_map(|row| (0..columns).map(move |column| (column, row))) {
        let Some(cell) = survey.answer().cells.get(plan.number((column, row))) else { continue };
        let Some(quartiles) = cell.summary.quartiles else { continue };
        let value = |ending: Ending| ending.value().map(|value| value.to_string()).unwrap_or_default();
        let standing = match cell.standing {
            Some(Standing::Good) => "not shown to be worse",
            Some(Standing::Worse) => "worse",
            Some(Standing::TooFewSeeds) | None => "too few seeds",
        };
        let _ = writeln!(
            csv,
            "{},{},{},{},{},{},{},{},{standing}",
            upwards.shown(plan.y.values[row]),
            across.shown(plan.x.values[column]),
            cell.summary.runs(),
            cell.summary.diverged,
            value(quartiles.q1),
            value(quartiles.median),
            value(quartiles.q3),
            cell.behind.map(|behind| behind.to_string()).unwrap_or_default(),
        );
    }
    csv
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::panels::landscape::survey::SEEDS;
    use crate::panels::landscape::survey::tests::{ended, survey};

    #[test]
    fn the_table_has_every_cell_and_marks_the_good_ones_at_the_end() {
        let mut survey = survey();
        assert_eq!(html(&survey, Yours::NETWORK).matches("<td>·</td>").count(), 384);
        for _ in 0..SEEDS {
            assert!(!html(&survey, Yours::NETWORK).contains("good"));
            let next = survey.next();
            survey.add(next.into_iter().map(|(number, _)| (number, ended(0.9))).collect());
        }
        let html = html(&survey, Yours::NETWORK);
        assert_eq!(html.matches("<td class=\"good\">90.0</td>").count(), 384);
        let rows: Vec<&str> = html.split("<th scope=\"row\">").collect();
        assert_eq!(rows.len(), 1 + survey.plan().size().1);
        let highest = survey.plan().y.values.last().unwrap();
        assert!(
            rows[1].starts_with(&crate::number::exact(*highest)),
            "the highest row comes first: {}",
            rows[1]
        );
    }

    #[test]
    fn the_file_has_a_row_for_each_cell_that_is_trained() {
        let mut survey = survey();
        assert_eq!(csv(&survey, Yours::NETWORK).lines().count(), 1);
        let next = survey.next();
        survey.add(vec![(next[0].0, ended(0.75))]);
        let csv = csv(&survey, Yours::NETWORK);
        assert!(csv.starts_with("gamma,lr,seeds,diverged,"), "{csv}");
        let row = csv.lines().nth(1).unwrap();
        assert!(row.ends_with(",0.001,1,0,0.75,0.75,0.75,0,too few seeds"), "{row}");
        let yours = Yours::NETWORK.with_rate(3e-4, 0.02).unwrap();
        let own = super::csv(&survey, yours);
        assert!(own.starts_with("gamma,your_lr,seeds,"), "{own}");
        assert!(own.lines().nth(1).unwrap().contains(",0.000015,1,0,0.75,"), "{own}");
        assert!(super::html(&survey, yours).contains("<th scope=\"col\">1.5e-5</th>"));
    }
}
