//! The colours of a chart, read from the style sheet, which defines them.

use plotters::style::RGBColor;

use etalon_explorer::race::slot::{Line, PerLine};

/// Colours of one theme.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Palette {
    /// Lines of the grid.
    pub grid: RGBColor,
    /// Labels of the axes.
    pub quiet: RGBColor,
    /// The cursor.
    pub ink: RGBColor,
    /// The colour around dots, which separates them from the lines.
    pub paper: RGBColor,
    /// Weights above zero.
    pub plus: RGBColor,
    /// Weights below zero.
    pub minus: RGBColor,
    /// Each line's own.
    pub lines: PerLine<RGBColor>,
}

impl Palette {
    /// Reads the colour of each custom property with `property`.
    pub fn read(property: impl Fn(&str) -> String) -> Self {
        let colour = |name: &str| parse(&property(name)).unwrap_or(RGBColor(128, 128, 128));
        Self {
            grid: colour("--grid"),
            quiet: colour("--quiet"),
            ink: colour("--ink"),
            paper: colour("--card"),
            plus: colour("--weight-plus"),
            minus: colour("--weight-minus"),
            lines: PerLine::from_fn(|line: Line| colour(&format!("--{line}"))),
        }
    }
}

/// Reads a colour in the browsers' form: `rgb(0, 104, 168)`.
fn parse(text: &str) -> Option<RGBColor> {
    let inside = text.trim().strip_prefix("rgb(")?.strip_suffix(')')?;
    let mut parts = inside.split(',').map(|part| part.trim().parse().ok());
    Some(RGBColor(parts.next()??, parts.next()??, parts.next()??))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_read_as_written() {
        assert_eq!(parse(" rgb(0, 114, 178)"), Some(RGBColor(0, 114, 178)));
        assert_eq!(parse("red"), None);
        assert_eq!(parse("rgb(1, 2)"), None);
        assert_eq!(parse("rgb(ä, 1, 300)"), None);
    }
}
