//! The places of the lineup. A colour and a dash belong to a place, not to the kind of schedule that runs there.

use core::fmt;

/// A place of the lineup.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Slot(u8);

impl Slot {
    /// The number of places.
    pub const COUNT: usize = 5;
    /// The last place.
    pub const LAST: Slot = Slot(Self::COUNT as u8 - 1);

    /// Every place, in order.
    pub fn all() -> impl DoubleEndedIterator<Item = Slot> + ExactSizeIterator {
        (0..Self::COUNT as u8).map(Slot)
    }

    /// The place with this number, counted from 1.
    #[must_use]
    pub const fn numbered(number: usize) -> Option<Self> {
        if number >= 1 && number <= Self::COUNT { Some(Slot(number as u8 - 1)) } else { None }
    }

    /// Its number, counted from 1.
    #[must_use]
    pub const fn number(self) -> usize {
        self.index() + 1
    }

    /// Its position in a list of places.
    #[must_use]
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

/// A line of the charts and a row of the table: a lane of the lineup, or the constant rate that all lanes are compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Line {
    /// The lane at this place.
    Lane(Slot),
    /// The constant base rate. It is always computed.
    Reference,
}

/// How a place's lines are drawn: a dash pattern and a width, both in CSS pixels.
struct Stroke {
    dash: &'static [f64],
    width: f64,
}

/// The strokes of the places, in order. An empty pattern is a solid line.
const STROKES: [Stroke; Slot::COUNT] = [
    Stroke { dash: &[], width: 2.0 },
    Stroke { dash: &[8.0, 4.0], width: 2.0 },
    Stroke { dash: &[2.0, 3.0], width: 2.25 },
    Stroke { dash: &[9.0, 3.0, 2.0, 3.0], width: 2.0 },
    Stroke { dash: &[14.0, 3.0], width: 2.0 },
];

const REFERENCE: Stroke = Stroke { dash: &[], width: 1.25 };

impl Line {
    /// The number of lines that there can be.
    pub const COUNT: usize = Slot::COUNT + 1;

    /// Every line that there can be, the reference last. `Config::lines` lists those that there are.
    pub fn all() -> impl DoubleEndedIterator<Item = Line> + ExactSizeIterator {
        (0..Self::COUNT as u8)
            .map(|at| if usize::from(at) < Slot::COUNT { Line::Lane(Slot(at)) } else { Line::Reference })
    }

    /// Its position in a list of lines.
    #[must_use]
    pub const fn index(self) -> usize {
        match self {
            Line::Lane(slot) => slot.index(),
            Line::Reference => Slot::COUNT,
        }
    }

    /// The line with this name.
    #[must_use]
    pub fn from_id(id: &str) -> Option<Self> {
        Self::all().find(|line| line.to_string() == id)
    }

    /// Its name in an address: `1` to `5`, or `reference`.
    #[must_use]
    pub fn address(self) -> String {
        self.slot().map_or_else(|| self.to_string(), |slot| slot.number().to_string())
    }

    /// The line with this name in an address.
    #[must_use]
    pub fn from_address(name: &str) -> Option<Self> {
        Self::all().find(|line| line.address() == name)
    }

    /// The place of its lane, if it is one.
    #[must_use]
    pub const fn slot(self) -> Option<Slot> {
        match self {
            Line::Lane(slot) => Some(slot),
            Line::Reference => None,
        }
    }

    const fn stroke(self) -> &'static Stroke {
        match self {
            Line::Lane(slot) => &STROKES[slot.index()],
            Line::Reference => &REFERENCE,
        }
    }

    /// Dash pattern in CSS pixels, the same in every chart, card and table. It is empty for a solid line.
    #[must_use]
    pub const fn dash(self) -> &'static [f64] {
        self.stroke().dash
    }

    /// Width in CSS pixels.
    #[must_use]
    pub const fn width(self) -> f64 {
        self.stroke().width
    }
}

/// The stable name of a line: CSS classes, addresses, tests.
impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Line::Lane(slot) => write!(f, "lane-{}", slot.number()),
            Line::Reference => f.write_str("reference"),
        }
    }
}

/// One `T` for each line that there can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PerLine<T>([T; Line::COUNT]);

impl<T> PerLine<T> {
    /// Made by asking `make` for each line.
    pub fn from_fn(mut make: impl FnMut(Line) -> T) -> Self {
        let mut lines = Line::all();
        Self(core::array::from_fn(|_| make(lines.next().unwrap_or(Line::Reference))))
    }

    /// The one of `line`.
    #[must_use]
    pub const fn get(&self, line: Line) -> &T {
        &self.0[line.index()]
    }

    /// The one of `line`, to change it.
    pub const fn get_mut(&mut self, line: Line) -> &mut T {
        &mut self.0[line.index()]
    }

    /// All of them with their lines.
    pub fn iter(&self) -> impl Iterator<Item = (Line, &T)> {
        Line::all().zip(&self.0)
    }

    /// The values alone.
    pub fn values(&self) -> impl Iterator<Item = &T> {
        self.0.iter()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_line_has_a_place_and_a_name_of_its_own() {
        let places: Vec<usize> = Line::all().map(Line::index).collect();
        assert_eq!(places, (0..Line::COUNT).collect::<Vec<_>>());
        for line in Line::all() {
            assert_eq!(Line::from_id(&line.to_string()), Some(line));
            assert_eq!(Line::from_address(&line.address()), Some(line));
        }
        assert_eq!(Slot::numbered(0), None);
        assert_eq!(Slot::numbered(Slot::COUNT + 1), None);
        assert!(Slot::all().all(|slot| Slot::numbered(slot.number()) == Some(slot)));
    }

    #[test]
    fn no_two_lines_are_drawn_alike() {
        let strokes: BTreeSet<String> =
            Line::all().map(|line| format!("{:?} {}", line.dash(), line.width())).collect();
        assert_eq!(strokes.len(), Line::COUNT);
    }

    #[test]
    fn a_value_is_found_under_its_line() {
        let names = PerLine::from_fn(|line| line.to_string());
        for line in Line::all() {
            assert_eq!(*names.get(line), line.to_string());
        }
    }
}
