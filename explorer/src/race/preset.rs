//! Settings worth looking at, each a few changes of the opening, with what there is to see.

use crate::kinds;
use crate::kinds::page::{self, KindPage};
use crate::race::config::Config;
use crate::race::control::{Changes, Control};
use crate::race::opening;
use crate::race::row::Row;
use crate::race::run_settings::{LR, WRONG_LABELS};
use crate::race::seat::Seat;
use crate::race::slot::{Line, PerLine, Slot};

/// The run that a visitor found until wrong labels were added, and the peak beside it.
const TRUE_LABELS: (&[(Row, f64)], f64) = (&[(LR, 0.01), (WRONG_LABELS, 0.0)], 0.01);
/// A base rate at which training does not settle, and a peak of the same sort.
const FAST: (f64, f64) = (0.2, 0.5);

/// A named set of values.
#[derive(Debug, Clone, Copy)]
pub enum Preset {
    /// What a visitor finds.
    Opening,
    /// The lines of the book's examples, as they are printed.
    Textbook,
    /// Labels that are all right, at a base rate that fits them.
    TrueLabels,
    /// Rates at which training does not settle.
    TooFast,
    /// A preset of one kind.
    Of(&'static KindPage, &'static page::Preset),
}

/// Those with a place on the first screen.
pub const FEW: [Preset; 3] = [Preset::Opening, Preset::Textbook, Preset::TooFast];

/// Every preset, the opening first and those of the kinds last.
pub fn all() -> impl Iterator<Item = Preset> {
    let of = |page: &&'static KindPage| {
        let page = *page;
        page.presets.iter().map(move |preset| Preset::Of(page, preset))
    };
    FEW.into_iter().chain([Preset::TrueLabels]).chain(kinds::KINDS.iter().flat_map(of))
}

/// The preset with the values of `config`, if there is one. A preset that differs only in which lines it shows is not meant.
#[must_use]
pub fn named(config: &Config) -> Option<Preset> {
    all().filter(|preset| !preset.is_alone()).find(|preset| preset.config() == *config)
}

impl Preset {
    /// Its name on the page.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Preset::Opening => "opening",
            Preset::Textbook => "textbook",
            Preset::TrueLabels => "true labels",
            Preset::TooFast => "too fast",
            Preset::Of(_, preset) => preset.name,
        }
    }

    /// What there is to see, in a sentence.
    #[must_use]
    pub const fn lesson(self) -> &'static str {
        match self {
            // The verdicts over seeds are those of the tables in train's README.
            Preset::Opening => {
                "A fifth of the training labels are wrong. At a constant rate the accuracy jumps; decay removes that noise."
            }
            Preset::Textbook => {
                "Textbook examples at a rate of 0.001: the exponential ends below the constant rate with each of 32 seeds."
            }
            Preset::TrueLabels => {
                "All labels are true, and the rate is 0.01: 32 seeds do not show that a schedule differs from the constant rate."
            }
            Preset::TooFast => {
                "Base rate 0.2, peaks of 0.5: the steps are too large, and some models end near the accuracy of a guess."
            }
            Preset::Of(_, preset) => preset.lesson,
        }
    }

    /// Its values: the opening with its changes. A kind that is not in the opening takes the first empty place.
    #[must_use]
    pub fn config(self) -> Config {
        let opening = opening::config();
        let (config, changes) = match self {
            Preset::Opening => (opening, Changes::new()),
            Preset::Textbook => (opening, textbook(&opening)),
            Preset::TrueLabels => (opening, true_labels(&opening)),
            Preset::TooFast => (opening, too_fast(&opening)),
            Preset::Of(page, preset) => {
                let (config, slot) = with_kind(opening, page);
                let lane = preset.lane.iter().map(|(row, value)| (Control::lane(slot, *row), *value));
                (config, of_the_run(preset.run).chain(lane).collect())
            }
        };
        let changed = config.with_changes(&changes);
        debug_assert!(changed.is_ok(), "a value of {self:?} is refused: {changed:?}");
        changed.unwrap_or(config)
    }

    /// The lines that it hides, of those of its configuration.
    #[must_use]
    pub fn hidden(self) -> PerLine<bool> {
        let Some(page) = self.alone() else { return PerLine::default() };
        let config = self.config();
        let shown = |line| line == Line::Reference || config.first_of(page).map(Line::Lane) == Some(line);
        let lines: Vec<Line> = config.lines().collect();
        PerLine::from_fn(|line| lines.contains(&line) && !shown(line))
    }

    /// Whether it shows rates on a log axis.
    #[must_use]
    pub const fn rates_log(self) -> bool {
        match self {
            Preset::Opening | Preset::Textbook | Preset::TrueLabels | Preset::TooFast => false,
            Preset::Of(_, preset) => preset.rates_log,
        }
    }

    /// Whether it shows one lane beside the reference and hides the others.
    #[must_use]
    pub fn is_alone(self) -> bool {
        self.alone().is_some()
    }

    /// The kind whose lane it shows alone beside the reference.
    fn alone(self) -> Option<&'static KindPage> {
        match self {
            Preset::Opening | Preset::Textbook | Preset::TrueLabels | Preset::TooFast => None,
            Preset::Of(page, preset) => preset.alone.then_some(page),
        }
    }
}

/// `config` with a lane of the kind of `page`, and the place of that lane: the one that there is, or the first empty place, or the
/// last place.
fn with_kind(config: Config, page: &'static KindPage) -> (Config, Slot) {
    if let Some(slot) = config.first_of(page) {
        return (config, slot);
    }
    let slot = config.vacancy().unwrap_or(Slot::LAST);
    (config.with_lane(slot, Some(page)), slot)
}

fn textbook(config: &Config) -> Changes {
    let lines = config.lanes().flat_map(|(slot, lane)| {
        let seat = Seat::new(config, Line::Lane(slot));
        seat.changes(lane.page().textbook)
    });
    of_the_run(page::BOOK_RUN).chain(lines).collect()
}

fn true_labels(config: &Config) -> Changes {
    let (run, peak) = TRUE_LABELS;
    of_the_run(run).chain(peaks(config, peak)).collect()
}

fn too_fast(config: &Config) -> Changes {
    [(Control::run(LR), FAST.0)].into_iter().chain(peaks(config, FAST.1)).collect()
}

fn of_the_run(values: &[(Row, f64)]) -> impl Iterator<Item = (Control, f64)> {
    values.iter().map(|(row, value)| (Control::run(*row), *value))
}

/// The same peak for each lane that brings one along.
fn peaks(config: &Config, peak: f64) -> impl Iterator<Item = (Control, f64)> {
    let lanes = config.lanes().filter(|(_, lane)| lane.page().brings_its_rate());
    lanes.map(move |(slot, lane)| (Control::lane(slot, lane.page().rate), peak))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::race::trap;

    #[test]
    fn every_preset_holds_its_values_and_can_be_built() {
        for preset in all() {
            let config = preset.config();
            if let Preset::Of(page, own) = preset {
                let slot = config.first_of(page).unwrap();
                for (row, value) in own.lane {
                    assert_eq!(config.value(Control::lane(slot, *row)), *value, "{} {row:?}", own.name);
                }
                for (row, value) in own.run {
                    assert_eq!(config.value(Control::run(*row)), *value, "{} {row:?}", own.name);
                }
            }
            for line in config.lines() {
                config.settings(line).build::<f64>().unwrap();
            }
        }
    }

    #[test]
    fn no_two_presets_share_a_name_or_show_the_same() {
        let presets: Vec<Preset> = all().collect();
        for (at, one) in presets.iter().enumerate() {
            for other in &presets[at + 1..] {
                assert_ne!(one.name(), other.name());
                let same = (one.config(), one.hidden()) == (other.config(), other.hidden());
                assert!(!same, "{} and {}", one.name(), other.name());
            }
        }
    }

    #[test]
    fn a_preset_of_one_lane_shows_it_beside_the_reference_alone() {
        for preset in all() {
            let hidden = preset.hidden();
            let shown: Vec<Line> = preset.config().lines().filter(|line| !hidden.get(*line)).collect();
            match preset.alone() {
                Some(page) => {
                    assert_eq!(shown.len(), 2, "{}", preset.name());
                    assert_eq!(preset.config().page(shown[0]).kind, page.kind);
                    assert_eq!(shown[1], Line::Reference);
                }
                None => assert_eq!(shown.len(), preset.config().lines().count()),
            }
        }
    }

    #[test]
    fn a_kind_that_the_opening_lacks_takes_the_first_empty_place() {
        for page in kinds::KINDS {
            let (config, slot) = with_kind(opening::config(), page);
            let expected = opening::config().first_of(page).or(opening::config().vacancy());
            assert_eq!((Some(slot), config.first_of(page)), (expected, expected), "{:?}", page.kind);
        }
    }

    #[test]
    fn what_the_whole_page_sets_reaches_every_lane() {
        for (slot, lane) in Preset::TooFast.config().lanes() {
            let peak = if lane.page().brings_its_rate() { FAST.1 } else { FAST.0 };
            assert_eq!(Preset::TooFast.config().base_rate(Line::Lane(slot)), peak);
        }
        let textbook = Preset::Textbook.config();
        for (slot, lane) in textbook.lanes() {
            for (row, value) in lane.page().textbook {
                assert_eq!(textbook.value(Control::lane(slot, *row)), *value);
            }
        }
        for (row, value) in page::BOOK_RUN {
            assert_eq!(textbook.value(Control::run(*row)), *value);
        }
    }

    #[test]
    fn the_opening_is_free_of_traps() {
        assert_eq!(trap::names(&Preset::Opening.config()), []);
    }

    #[test]
    fn a_configuration_has_the_name_of_its_preset() {
        for preset in all().filter(|preset| !preset.is_alone()) {
            assert_eq!(named(&preset.config()).unwrap().name(), preset.name());
        }
        assert!(named(&Config::empty()).is_none());
    }

    #[test]
    fn lessons_are_sentences() {
        for preset in all() {
            let lesson = preset.lesson();
            assert!(lesson.ends_with('.') && lesson.chars().count() <= 130, "{lesson}");
        }
    }
}
