//! The colours of a chart. They are defined once, in the style sheet, and read from there.

use plotters::style::RGBColor;

use crate::model::entrant::{Entrant, PerEntrant};

/// Colours of one theme.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Palette {
    /// Lines of the grid.
    pub grid: RGBColor,
    /// Labels of the axes.
    pub quiet: RGBColor,
    /// The cursor.
    pub ink: RGBColor,
    /// Behind dots, so that they stand off the lines.
    pub paper: RGBColor,
    /// Each entrant's own.
    pub entrants: PerEntrant<RGBColor>,
}

impl Palette {
    /// Asks `property` for the value of each custom property.
    pub fn read(property: impl Fn(&str) -> String) -> Self {
        let colour = |name: &str| parse(&property(name)).unwrap_or(RGBColor(128, 128, 128));
        Self {
            grid: colour("--grid"),
            quiet: colour("--quiet"),
            ink: colour("--ink"),
            paper: colour("--card"),
            entrants: PerEntrant::from_fn(|entrant: Entrant| colour(&format!("--c-{}", entrant.id()))),
        }
    }
}

/// A colour written `#rrggbb`.
fn parse(text: &str) -> Option<RGBColor> {
    let hex = text.trim().strip_prefix('#').filter(|hex| hex.len() == 6)?;
    let part = |at: usize| hex.get(at..at + 2).and_then(|pair| u8::from_str_radix(pair, 16).ok());
    Some(RGBColor(part(0)?, part(2)?, part(4)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_read_as_written() {
        assert_eq!(parse(" #0072b2"), Some(RGBColor(0, 0x72, 0xb2)));
        assert_eq!(parse("red"), None);
        assert_eq!(parse("#12345"), None);
        assert_eq!(parse("#äöü"), None);
    }
}
