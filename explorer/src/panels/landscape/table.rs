//! A landscape as a table for people, and as a file for other programs.

use core::fmt::Write as _;

use etalon_train::question::Cell;
use etalon_train::stats::Ending;
use etalon_train::task::Measure;
use etalon_train::verdict::Standing;

use super::survey::Survey;
use crate::number::loss;

/// The table as HTML: a column for each value across, and a row for each value upwards, the highest first.
#[must_use]
pub fn html(survey: &Survey) -> String {
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
    for value in &plan.x.values {
        // Writing to a string cannot fail.
        let _ = write!(html, "<th scope=\"col\">{}</th>", plan.x.text(*value));
    }
    html.push_str("</tr></thead><tbody>");
    for (row, value) in plan.y.values.iter().enumerate().rev() {
        let _ = write!(html, "<tr><th scope=\"row\">{}</th>", plan.y.text(*value));
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

/// A row for each cell that has a training: its values, its runs in numbers, every digit.
#[must_use]
pub fn csv(survey: &Survey) -> String {
    let plan = survey.plan();
    let mut csv = format!(
        "{},{},seeds,diverged,q1,median,q3,behind_leading_median,standing\n",
        plan.y.control.row.id, plan.x.control.row.id
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
            plan.y.values[row],
            plan.x.values[column],
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
        assert_eq!(html(&survey).matches("<td>·</td>").count(), 384);
        for _ in 0..SEEDS {
            assert!(!html(&survey).contains("good"));
            let next = survey.next();
            survey.add(next.into_iter().map(|(number, _)| (number, ended(0.9))).collect());
        }
        let html = html(&survey);
        assert_eq!(html.matches("<td class=\"good\">90.0</td>").count(), 384);
        let rows: Vec<&str> = html.split("<th scope=\"row\">").collect();
        assert_eq!(rows.len(), 1 + survey.plan().size().1);
        let highest = survey.plan().y.values.last().unwrap();
        assert!(
            rows[1].starts_with(&survey.plan().y.text(*highest)),
            "the highest row comes first: {}",
            rows[1]
        );
    }

    #[test]
    fn the_file_has_a_row_for_each_cell_that_is_trained() {
        let mut survey = survey();
        assert_eq!(csv(&survey).lines().count(), 1);
        let next = survey.next();
        survey.add(vec![(next[0].0, ended(0.75))]);
        let csv = csv(&survey);
        assert!(csv.starts_with("gamma,lr,seeds,diverged,"), "{csv}");
        let row = csv.lines().nth(1).unwrap();
        assert!(row.ends_with(",0.001,1,0,0.75,0.75,0.75,0,too few seeds"), "{row}");
    }
}
