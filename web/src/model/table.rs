//! What a chart shows, in words: a table for those who cannot see it.

use core::fmt::Write;

use crate::model::entrant::{Entrant, PerEntrant};
use crate::model::series::{Point, value_while_alive};

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
    fn long_trainings_have_a_hundred_rows_and_their_end() {
        let html = rows(&PerEntrant::default(), 0, 999, percent);
        assert!(html.matches("<tr>").count() <= 103);
        assert!(html.contains("<th scope=\"row\">999</th>"));
    }
}
