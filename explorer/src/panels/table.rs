//! The values of a chart as a table, for everybody who cannot see the chart.

use core::fmt::Write;

use crate::chart::say::Say;
use crate::chart::series::{Point, value_while_alive};
use crate::race::config::ROUND;
use crate::race::yours::Yours;
use crate::view::Unit;

/// A column: the name of a line and its values.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// The name of the line.
    pub name: String,
    /// Its values over the epochs.
    pub line: Vec<Point>,
}

/// A table has at most this many rows. A longer training is shown in larger strides.
const MOST_ROWS: u32 = 100;

/// The rows of a table, as HTML: the values of all lines epoch by epoch, from `first` to `epochs`.
#[must_use]
pub fn rows(columns: &[Column], first: u32, epochs: u32, say: Say) -> String {
    let mut html = head("Epoch", columns);
    html.push_str("</tr></thead><tbody>");
    let stride = epochs.div_ceil(MOST_ROWS).max(1);
    let strides = (first..=epochs).filter(|epoch| (epoch - first).is_multiple_of(stride) || *epoch == epochs);
    for epoch in strides {
        row(&mut html, &epoch.to_string(), columns, f64::from(epoch), say);
        html.push_str("</tr>");
    }
    html.push_str("</tbody>");
    html
}

fn head(first: &str, columns: &[Column]) -> String {
    let mut html = format!("<thead><tr><th scope=\"col\">{first}</th>");
    for column in columns {
        // Writing to a string cannot fail.
        let _ = write!(html, "<th scope=\"col\">{}</th>", column.name);
    }
    html
}

fn row(html: &mut String, name: &str, columns: &[Column], at: f64, say: Say) {
    let _ = write!(html, "<tr><th scope=\"row\">{name}</th>");
    for column in columns {
        let value = value_while_alive(&column.line, at);
        let _ = write!(html, "<td>{}</td>", value.map_or_else(|| "–".to_owned(), |value| say.of(value)));
    }
}

/// Rows of a table, page by page.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pages {
    unit: Unit,
    /// The units of the steps in the first column.
    yours: Yours,
    first: u32,
    last: u32,
}

/// Rows on a page.
const PAGE: u32 = 50;

impl Pages {
    /// A row for each epoch.
    #[must_use]
    pub fn of_epochs(first: u32, last: u32) -> Self {
        Self { unit: Unit::Epochs, yours: Yours::NETWORK, first, last }
    }

    /// A row for each step of this many epochs. The steps are named in the visitor's units.
    #[must_use]
    pub fn of_steps(epochs: u32, yours: Yours) -> Self {
        Self { unit: Unit::Steps, yours, first: 0, last: (epochs * ROUND).saturating_sub(1) }
    }

    /// The number of pages.
    #[must_use]
    pub fn count(&self) -> u32 {
        (self.last.saturating_sub(self.first) + 1).div_ceil(PAGE)
    }

    /// The name of a row.
    fn named(&self, at: u32) -> String {
        match self.unit {
            Unit::Epochs => at.to_string(),
            Unit::Steps => self.yours.step(f64::from(at)).to_string(),
        }
    }

    fn rows(&self, page: u32) -> (u32, u32) {
        let first = self.first + page * PAGE;
        (first, (first + PAGE - 1).min(self.last))
    }

    /// The rows on a page, in words.
    #[must_use]
    pub fn name(&self, page: u32) -> String {
        let (first, last) = self.rows(page);
        let unit = match self.unit {
            Unit::Epochs => "epochs",
            Unit::Steps => "steps",
        };
        let [first, last, of] = [first, last, self.last].map(|at| self.named(at));
        format!("{unit} {first} to {last} of {of}")
    }
}

/// A column of remarks: its name, and the remark on an epoch.
pub type Remarks<'a> = (&'a str, &'a dyn Fn(u32) -> Option<String>);

/// A page as HTML, with a column of remarks on the epochs for each of `remarks`.
#[must_use]
pub fn page(pages: &Pages, page: u32, columns: &[Column], say: Say, remarks: &[Remarks<'_>]) -> String {
    let (unit, per_epoch) = match pages.unit {
        Unit::Epochs => ("Epoch", 1),
        Unit::Steps => ("Step", ROUND),
    };
    let mut html = head(unit, columns);
    for (name, _) in remarks {
        let _ = write!(html, "<th scope=\"col\">{name}</th>");
    }
    html.push_str("</tr></thead><tbody>");
    let (first, last) = pages.rows(page);
    for at in first..=last {
        row(&mut html, &pages.named(at), columns, f64::from(at) / f64::from(per_epoch), say);
        for (_, remark) in remarks {
            let words = at.is_multiple_of(per_epoch).then(|| remark(at / per_epoch)).flatten();
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
    use crate::number::percent;

    #[test]
    fn a_line_that_ends_early_has_no_value_after_its_end() {
        let line = vec![(1.0, 0.5), (2.0, 0.75)];
        let html = rows(&[Column { name: "A".to_owned(), line }], 1, 3, Say::new(percent));
        assert!(html.contains("<th scope=\"row\">2</th><td>75.0 %</td>"));
        assert!(html.contains("<th scope=\"row\">3</th><td>–</td>"));
    }

    #[test]
    fn pages_hold_every_row_once() {
        let pages = Pages::of_steps(20, Yours::NETWORK);
        assert_eq!(pages.count(), 18);
        assert_eq!(pages.name(17), "steps 850 to 899 of 899");
        let rows: usize = (0..pages.count())
            .map(|at| page(&pages, at, &[], Say::new(percent), &[]).matches("<tr><th").count() - 1)
            .sum();
        assert_eq!(rows, 900);
        let pages = Pages::of_epochs(1, 20);
        assert_eq!((pages.count(), pages.name(0)), (1, "epochs 1 to 20 of 20".to_owned()));
        let remark = |epoch: u32| (epoch == 7).then(|| "cut".to_owned());
        let html = page(&pages, 0, &[], Say::new(percent), &[("Rule", &remark)]);
        assert!(html.contains("<th scope=\"row\">7</th>") && html.matches("<td>cut</td>").count() == 1);
    }

    #[test]
    fn long_trainings_have_a_hundred_rows_and_their_end() {
        let html = rows(&[], 0, 999, Say::new(percent));
        assert!(html.matches("<tr>").count() <= 103);
        assert!(html.contains("<th scope=\"row\">999</th>"));
    }
}
