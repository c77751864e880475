//! The parts of the page that an address can leave out: the panels below the first screen and the cards.

use core::fmt;

use crate::race::control::Owner;
use crate::race::slot::{Line, PerLine, Slot};

/// A panel below the first screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Section {
    /// Settings side by side.
    Compare,
    /// What the schedules are for.
    Explain,
    /// What a falling rate does to the loss.
    Why,
    /// Programs out and in.
    Code,
    /// The reader of a training's log.
    Log,
    /// Two parameters against the outcome.
    Landscape,
    /// The range test.
    RangeTest,
    /// The bound from convex theory.
    Theory,
    /// What the networks have learned.
    Learned,
}

impl Section {
    /// The number of panels.
    pub const COUNT: usize = 9;

    /// Every panel from top to bottom, with its name in the address.
    pub const ALL: [(&'static str, Section); Section::COUNT] = [
        ("compare", Section::Compare),
        ("explain", Section::Explain),
        ("why", Section::Why),
        ("code", Section::Code),
        ("log", Section::Log),
        ("landscape", Section::Landscape),
        ("range_test", Section::RangeTest),
        ("theory", Section::Theory),
        ("learned", Section::Learned),
    ];
}

/// A part of the page that has a name in the address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// A panel.
    Panel(Section),
    /// A card: a lane's, or that of all runs.
    Card(Owner),
}

/// The name of the card of all runs.
const RUN: &str = "run";

/// The owner of the card with this name: `1` to `5`, or `run`.
#[must_use]
pub fn owner_named(name: &str) -> Option<Owner> {
    if name == RUN { Some(Owner::Run) } else { Slot::numbered(name.parse().ok()?).map(Owner::Lane) }
}

/// The name of a card in the address.
#[must_use]
pub fn name_of(owner: Owner) -> String {
    match owner {
        Owner::Run => RUN.to_owned(),
        Owner::Lane(slot) => slot.number().to_string(),
    }
}

impl Part {
    /// Every part: the panels, then the cards.
    pub fn all() -> impl Iterator<Item = Part> {
        let cards = Line::all().map(|line| Part::Card(line.slot().map_or(Owner::Run, Owner::Lane)));
        Section::ALL.into_iter().map(|(_, section)| Part::Panel(section)).chain(cards)
    }

    /// The part with this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        let panel = Section::ALL.into_iter().find(|(id, _)| *id == name);
        panel.map(|(_, section)| Part::Panel(section)).or_else(|| owner_named(name).map(Part::Card))
    }
}

/// The name of a part in the address.
impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Part::Panel(section) => {
                let id = Section::ALL.into_iter().find(|(_, other)| *other == section);
                f.write_str(id.map_or("", |(id, _)| id))
            }
            Part::Card(owner) => f.write_str(&name_of(owner)),
        }
    }
}

/// A set of parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Parts {
    panels: [bool; Section::COUNT],
    cards: PerLine<bool>,
}

impl Parts {
    /// With `part`.
    #[must_use]
    pub fn with(mut self, part: Part) -> Self {
        match part {
            Part::Panel(section) => self.panels[section as usize] = true,
            Part::Card(owner) => *self.cards.get_mut(owner.line()) = true,
        }
        self
    }

    /// Whether `part` is one of them.
    #[must_use]
    pub const fn has(&self, part: Part) -> bool {
        match part {
            Part::Panel(section) => self.panels[section as usize],
            Part::Card(owner) => *self.cards.get(owner.line()),
        }
    }

    fn has_cards(&self) -> bool {
        self.cards.values().any(|is_in| *is_in)
    }

    /// Their names, with commas. Empty where there are none.
    #[must_use]
    pub fn names(&self) -> String {
        let names: Vec<String> =
            Part::all().filter(|part| self.has(*part)).map(|part| part.to_string()).collect();
        names.join(",")
    }
}

/// Which parts are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Choice {
    /// Where there are any: no other panel, and no other card if a card is among them.
    pub only: Parts,
    /// These are not shown.
    pub without: Parts,
}

impl Choice {
    /// Whether `part` is shown.
    #[must_use]
    pub fn shows(&self, part: Part) -> bool {
        let is_chosen = match part {
            Part::Panel(_) => self.only == Parts::default() || self.only.has(part),
            Part::Card(_) => !self.only.has_cards() || self.only.has(part),
        };
        is_chosen && !self.without.has(part)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(names: &[&str]) -> Parts {
        names.iter().fold(Parts::default(), |parts, name| parts.with(Part::named(name).unwrap()))
    }

    fn shown(choice: Choice) -> String {
        let shown = Part::all().filter(|part| choice.shows(*part));
        shown.fold(Parts::default(), Parts::with).names()
    }

    #[test]
    fn every_part_has_a_name_of_its_own() {
        for part in Part::all() {
            assert_eq!(Part::named(&part.to_string()), Some(part));
        }
        assert_eq!(Part::all().fold(Parts::default(), Parts::with).names(), shown(Choice::default()));
        for odd in ["", "0", "6", "Compare", "range-test", "reference"] {
            assert_eq!(Part::named(odd), None, "{odd}");
        }
    }

    #[test]
    fn the_list_has_each_panel_at_its_place() {
        for (at, (_, section)) in Section::ALL.into_iter().enumerate() {
            assert_eq!(section as usize, at);
        }
    }

    #[test]
    fn only_hides_the_other_panels_and_cards_hide_cards() {
        let only = |names| shown(Choice { only: parts(names), ..Choice::default() });
        assert_eq!(only(&["code"]), "code,1,2,3,4,5,run");
        assert_eq!(only(&["code", "2", "run"]), "code,2,run");
        assert_eq!(only(&["1"]), "1");
        let without = Choice { without: parts(&["code", "3", "compare"]), ..Choice::default() };
        assert_eq!(shown(without), "explain,why,log,landscape,range_test,theory,learned,1,2,4,5,run");
        assert_eq!(
            shown(Choice { only: parts(&["code", "log", "1"]), without: parts(&["log", "1"]) }),
            "code"
        );
    }
}
