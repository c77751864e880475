//! The aim of a lesson: how one line should end beside another. The page notices when it is reached, with the seeds that it trains.

use core::cmp::Ordering;
use core::fmt;

use etalon_train::task::Measure;
use etalon_train::verdict::FEWEST_PAIRS;

use crate::race::config::Config;
use crate::race::seeds::findings::Findings;
use crate::race::slot::Line;

/// How a line should end beside another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum How {
    /// Its median over the seeds is at least as good.
    AtLeast,
    /// It ends better by train's verdict.
    Better,
}

impl How {
    /// Each with its sign in the address. The longer sign comes first, because it contains the other.
    const ALL: [(&'static str, How); 2] = [(">=", How::AtLeast), (">", How::Better)];
}

/// An aim.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Aim {
    ours: Line,
    how: How,
    theirs: Line,
}

/// How far an aim is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// There is no such line.
    NoLine,
    /// Some seeds are not trained yet.
    Training,
    /// So few seeds show nothing.
    TooFewSeeds,
    /// The seeds do not show it.
    Open,
    /// The seeds show it.
    Reached,
}

impl Aim {
    /// The aim that an address names: `1>=2`, or `2>reference`.
    #[must_use]
    pub fn named(text: &str) -> Option<Self> {
        let split =
            |(sign, how): (&str, How)| text.split_once(sign).map(|(ours, theirs)| (ours, how, theirs));
        let (ours, how, theirs) = How::ALL.into_iter().find_map(split)?;
        let (ours, theirs) = (Line::from_address(ours)?, Line::from_address(theirs)?);
        (ours != theirs).then_some(Self { ours, how, theirs })
    }

    /// How far it is.
    #[must_use]
    pub fn progress(self, config: &Config, findings: &Findings) -> Progress {
        let is_there = |line| config.lines().any(|other| other == line);
        if !is_there(self.ours) || !is_there(self.theirs) {
            return Progress::NoLine;
        }
        // Before the first trainings are asked for, there is no seed at all.
        if (1..FEWEST_PAIRS).contains(&findings.seeds()) {
            return Progress::TooFewSeeds;
        }
        let (Some(ours), Some(theirs), true) =
            (findings.line(self.ours), findings.line(self.theirs), findings.is_complete())
        else {
            return Progress::Training;
        };
        let is_reached = match self.how {
            How::Better => findings.ends_better(self.ours, self.theirs),
            How::AtLeast => match (ours.median(), theirs.median()) {
                (Some(our), Some(their)) => {
                    our.value().is_some() && our.compare(their, ours.measure()) != Ordering::Less
                }
                (_, _) => false,
            },
        };
        if is_reached { Progress::Reached } else { Progress::Open }
    }

    /// What the aim is and how far it is, in the names of `config`.
    #[must_use]
    pub fn sentence(self, config: &Config, findings: &Findings) -> String {
        let name = |line: Line| match line.slot() {
            Some(slot) if config.lane(slot).is_none() => format!("lane {}", slot.number()),
            Some(_) | None => config.short_name(line),
        };
        let (ours, theirs) = (name(self.ours), name(self.theirs));
        let aim = match (self.how, config.task().measure) {
            (How::AtLeast, Measure::Accuracy) => format!("the median of {ours} is at least that of {theirs}"),
            (How::AtLeast, Measure::Loss) => format!("the median loss of {ours} is at most that of {theirs}"),
            (How::Better, _) => format!("{ours} ends better than {theirs}"),
        };
        let seeds = findings.seeds();
        let progress = match self.progress(config, findings) {
            Progress::NoLine => "One of the two lanes is empty.".to_owned(),
            Progress::Training => "The page trains the seeds.".to_owned(),
            Progress::TooFewSeeds => format!("It takes at least {FEWEST_PAIRS} seeds."),
            Progress::Open => format!("{seeds} seeds do not show it."),
            Progress::Reached => format!("✓ Reached with {seeds} seeds."),
        };
        format!("Aim: {aim}. {progress}")
    }
}

/// The aim in an address.
impl fmt::Display for Aim {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = How::ALL.into_iter().find(|(_, how)| *how == self.how).map_or("", |(sign, _)| sign);
        write!(f, "{}{sign}{}", self.ours.address(), self.theirs.address())
    }
}

#[cfg(test)]
mod tests {
    use etalon_train::report::{Course, Divergence};

    use crate::race::opening;
    use crate::race::seeds::{ManySeeds, Missing};

    use super::*;

    /// Every line ends with every seed as `end` says, by its place. `None` is a divergence.
    fn findings(seeds: u32, end: impl Fn(usize, u32) -> Option<f32>) -> Findings {
        let mut many = ManySeeds::default().adapted(&opening::config(), seeds);
        for Missing { line, seed, .. } in many.missing() {
            let accuracy = end(line.index(), seed);
            let divergence = accuracy.is_none().then_some(Divergence { step: 3 });
            many.add(
                line,
                seed,
                Course { val_accuracy: accuracy.into_iter().collect(), divergence, ..Course::default() },
            );
        }
        many.findings()
    }

    fn progress(aim: &str, findings: &Findings) -> Progress {
        Aim::named(aim).unwrap().progress(&opening::config(), findings)
    }

    #[test]
    fn names_lead_to_aims_and_back() {
        for name in ["1>=2", "5>1", "2>reference", "reference>=3"] {
            assert_eq!(Aim::named(name).unwrap().to_string(), name);
        }
        for odd in ["", "1", "1>", ">=2", "1>=1", "1<2", "6>1", "1>lane-2", "1>=2>=3", "1=2", "run>1"] {
            assert_eq!(Aim::named(odd), None, "{odd}");
        }
    }

    #[test]
    fn an_aim_is_judged_on_all_seeds() {
        let equal = findings(16, |_, seed| Some(0.9 + seed as f32 / 1_000.0));
        assert_eq!((progress("1>=2", &equal), progress("1>2", &equal)), (Progress::Reached, Progress::Open));
        let lower = findings(16, |at, seed| Some(0.9 + seed as f32 / 1_000.0 - at as f32 / 100.0));
        assert_eq!(
            (progress("1>=2", &lower), progress("1>2", &lower)),
            (Progress::Reached, Progress::Reached)
        );
        assert_eq!((progress("2>=1", &lower), progress("2>1", &lower)), (Progress::Open, Progress::Open));
        assert_eq!(progress("4>reference", &lower), Progress::Reached);
    }

    #[test]
    fn runs_that_diverge_reach_nothing() {
        let diverged = findings(8, |_, _| None);
        assert_eq!(
            (progress("1>=2", &diverged), progress("1>2", &diverged)),
            (Progress::Open, Progress::Open)
        );
    }

    #[test]
    fn few_seeds_unfinished_ones_and_empty_lanes_are_said() {
        let (aim, config) = (Aim::named("1>=2").unwrap(), opening::config());
        let few = findings(7, |_, _| Some(0.9));
        assert!(aim.sentence(&config, &few).ends_with("It takes at least 8 seeds."));
        let none = ManySeeds::default().findings();
        assert_eq!(aim.progress(&config, &none), Progress::Training);
        let begun = ManySeeds::default().adapted(&config, 16).findings();
        assert_eq!(
            aim.sentence(&config, &begun),
            "Aim: the median of Exponential is at least that of Cosine. The page trains the seeds."
        );
        let whole = findings(16, |at, _| Some(0.9 - at as f32 / 100.0));
        assert!(aim.sentence(&config, &whole).ends_with("✓ Reached with 16 seeds."));
        let other = Aim::named("5>1").unwrap();
        assert_eq!(
            other.sentence(&config, &whole),
            "Aim: lane 5 ends better than Exponential. One of the two lanes is empty."
        );
    }
}
