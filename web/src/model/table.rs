//! What a chart shows, in words: a table for those who cannot see it.

use core::fmt::Write;

use crate::model::config::STEPS;
use crate::model::entrant::{Entrant, PerEntrant};
use crate::model::series::{Point, value_while_alive};
use crate::model::view::Unit;

/// Rows at most; longer trainings are told in larger strides.
const MOST_ROWS: u32 = 100;

/// The rows of a table, as HTML: the values of all lines epoch by epoch, from `first` to `epochs`.
#[must_use]
pub fn rows(lines: &PerEntrant<Vec<Point>>, first: u32, epochs: u32, say: fn(f64) -> String) -> String {
    let mut html = String::from("<thead><tr><th scope=\"col\">Epoch</th>");
    for entrant in Entrant::ALL {
        // Writing to a string cannot fail.
        let _ = write!(html, "<th scope=\"col\">{}</th>", entrant.name());
    }
    html.push_str("</tr></thead><tbody>");
    let stride = epochs.div_ceil(MOST_ROWS).max(1);
    let strides = (first..=epochs).filter(|epoch| (epoch - first).is_multiple_of(stride) || *epoch == epochs);
    for epoch in strides {
        let _ = write!(html, "<tr><th scope=\"row\">{epoch}</th>");
        for (_, line) in lines.iter() {
            let at = f64::from(epoch);
            let value = value_while_alive(line, at);
            let _ = write!(html, "<td>{}</td>", value.map_or_else(|| "–".to_owned(), say));
        }
        html.push_str("</tr>");
    }
    html.push_str("</tbody>");
    html
}

/// Rows of a table, page by page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pages {
    unit: Unit,
    first: u32,
    last: u32,
}

/// Rows on a page.
const PAGE: u32 = 50;

impl Pages {
    /// A row for each epoch.
    #[must_use]
    pub fn of_epochs(first: u32, last: u32) -> Self {
        Self { unit: Unit::Epochs, first, last }
    }

    /// A row for each step of so many epochs.
    #[must_use]
    pub fn of_steps(epochs: u32) -> Self {
        Self { unit: Unit::Steps, first: 0, last: (epochs * STEPS).saturating_sub(1) }
    }

    /// How many pages there are.
    #[must_use]
    pub fn count(&self) -> u32 {
        (self.last.saturating_sub(self.first) + 1).div_ceil(PAGE)
    }

    fn rows(&self, page: u32) -> (u32, u32) {
        let first = self.first + page * PAGE;
        (first, (first + PAGE - 1).min(self.last))
    }

    /// What is on a page.
    #[must_use]
    pub fn name(&self, page: u32) -> String {
        let (first, last) = self.rows(page);
        let unit = match self.unit {
            Unit::Epochs => "epochs",
            Unit::Steps => "steps",
        };
        format!("{unit} {first} to {last} of {}", self.last)
    }
}

/// A page as HTML, with what the plateau thought after each epoch where `thought` tells it.
#[must_use]
pub fn page(
    pages: &Pages,
    page: u32,
    lines: &PerEntrant<Vec<Point>>,
    say: fn(f64) -> String,
    thought: Option<&dyn Fn(u32) -> Option<String>>,
) -> String {
    let (unit, per_epoch) = match pages.unit {
        Unit::Epochs => ("Epoch", 1),
        Unit::Steps => ("Step", STEPS),
    };
    let mut html = format!("<thead><tr><th scope=\"col\">{unit}</th>");
    for entrant in Entrant::ALL {
        // Writing to a string cannot fail.
        let _ = write!(html, "<th scope=\"col\">{}</th>", entrant.name());
    }
    if thought.is_some() {
        html.push_str("<th scope=\"col\">The plateau’s rule</th>");
    }
    html.push_str("</tr></thead><tbody>");
    let (first, last) = pages.rows(page);
    for row in first..=last {
        let _ = write!(html, "<tr><th scope=\"row\">{row}</th>");
        for (_, line) in lines.iter() {
            let value = value_while_alive(line, f64::from(row) / f64::from(per_epoch));
            let _ = write!(html, "<td>{}</td>", value.map_or_else(|| "–".to_owned(), say));
        }
        if let Some(thought) = thought {
            let words = row.is_multiple_of(per_epoch).then(|| thought(row / per_epoch)).flatten();
            let _ = write!(html, "<td>{}</td>", words.unwrap_or_default());
        }
        html.push_str("</tr>");
    }
    html.push_str("</tbody>");
    html
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::number::percent;

    #[test]
    fn a_line_that_ends_early_has_no_value_after_its_end() {
        let line = vec![(1.0, 0.5), (2.0, 0.75)];
        let html = rows(&PerEntrant::from_fn(|_| line.clone()), 1, 3, percent);
        assert!(html.contains("<th scope=\"row\">2</th><td>75.0 %</td>"));
        assert!(html.contains("<th scope=\"row\">3</th><td>–</td>"));
    }

    #[test]
    fn pages_hold_every_row_once() {
        let pages = Pages::of_steps(20);
        assert_eq!(pages.count(), 18);
        assert_eq!(pages.name(17), "steps 850 to 899 of 899");
        let rows: usize = (0..pages.count())
            .map(|at| page(&pages, at, &PerEntrant::default(), percent, None).matches("<tr><th").count() - 1)
            .sum();
        assert_eq!(rows, 900);
        let pages = Pages::of_epochs(1, 20);
        assert_eq!((pages.count(), pages.name(0)), (1, "epochs 1 to 20 of 20".to_owned()));
        let thought = |epoch: u32| (epoch == 7).then(|| "cut".to_owned());
        let html = page(&pages, 0, &PerEntrant::default(), percent, Some(&thought));
        assert!(html.contains("<th scope=\"row\">7</th>") && html.matches("<td>cut</td>").count() == 1);
    }

    #[test]
    fn long_trainings_have_a_hundred_rows_and_their_end() {
        let html = rows(&PerEntrant::default(), 0, 999, percent);
        assert!(html.matches("<tr>").count() <= 103);
        assert!(html.contains("<th scope=\"row\">999</th>"));
    }
}
