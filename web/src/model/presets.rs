//! Settings worth looking at, each a few changes on top of the table's defaults, with what there is to see.

use crate::model::config::{Config, STEPS};
use crate::model::entrant::{Entrant, PerEntrant};
use crate::model::flags::Flags;
use crate::model::kind::Kind;
use crate::model::param::Param;
use crate::model::settings::Settings;
use crate::model::url::{self, Link};
use crate::model::view::View;

/// A named set of values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Preset {
    /// What the page opens with: a rate at which every schedule is worth its while.
    Opening,
    /// The four lines of PyTorch's textbook examples, as they stand.
    Textbook,
    /// One of them, alone beside the constant rate.
    Line(Kind),
    /// 1cycle in three phases at a higher peak.
    ThreePhase,
    /// A plateau that never loses patience.
    TooPatient,
    /// A plateau that loses it at once.
    TooEager,
    /// Rates at which next to nothing is learned.
    TooFast,
    /// A cosine much shorter than the training: the rate climbs again.
    ShortCosine,
    /// A cycle stepped by the epoch instead of the batch.
    StepsAreEpochs,
    /// An exponential that grows beyond what the weights can hold.
    Diverging,
}

impl Preset {
    /// Every preset, the opening first.
    pub const ALL: [Preset; 13] = [
        Preset::Opening,
        Preset::Textbook,
        Preset::Line(Kind::Exponential),
        Preset::Line(Kind::CosineAnnealing),
        Preset::Line(Kind::ReduceOnPlateau),
        Preset::Line(Kind::OneCycle),
        Preset::ThreePhase,
        Preset::TooPatient,
        Preset::TooEager,
        Preset::ShortCosine,
        Preset::StepsAreEpochs,
        Preset::TooFast,
        Preset::Diverging,
    ];

    /// Those with a place on the first screen.
    pub const FEW: [Preset; 3] = [Preset::Opening, Preset::Textbook, Preset::TooFast];

    /// Its name on the page.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Preset::Opening => "opening",
            Preset::Textbook => "textbook",
            Preset::Line(Kind::Exponential) => "ExponentialLR(gamma=0.9)",
            Preset::Line(Kind::CosineAnnealing) => "CosineAnnealingLR(T_max=20, eta_min=1e-3)",
            Preset::Line(Kind::ReduceOnPlateau) => "ReduceLROnPlateau(mode=\"max\", patience=2, factor=0.1)",
            Preset::Line(Kind::OneCycle) => "OneCycleLR(max_lr=0.01, pct_start=0.3)",
            Preset::ThreePhase => "three-phase",
            Preset::TooPatient => "too patient",
            Preset::TooEager => "too eager",
            Preset::TooFast => "too fast",
            Preset::ShortCosine => "short cosine",
            Preset::StepsAreEpochs => "stepped per epoch",
            Preset::Diverging => "diverging",
        }
    }

    /// What there is to see, in a sentence.
    #[must_use]
    pub const fn lesson(self) -> &'static str {
        match self {
            Preset::Opening => "Base rate 0.01: every schedule is level with the constant rate or above it.",
            Preset::Textbook => {
                "The four lines as they stand, at a base rate of 0.001: too low for 20 epochs, and the cosine is a flat line."
            }
            Preset::Line(Kind::Exponential) => {
                "At a base rate of 0.001: the rate shrinks before there is anything to polish, and loses to no schedule at all."
            }
            Preset::Line(Kind::CosineAnnealing) => {
                "At a base rate of 0.001 it falls from 0.001 to 0.001: a flat line that looks like a schedule."
            }
            Preset::Line(Kind::ReduceOnPlateau) => {
                "At a base rate of 0.001 the accuracy still climbs when the run ends: there is no plateau to cut on."
            }
            Preset::Line(Kind::OneCycle) => {
                "It brings its own rates, whatever the optimiser's is: ten times the base rate at its peak."
            }
            Preset::ThreePhase => {
                "1cycle as first described: up, down as long, then far down; on straight lines, peak 0.03."
            }
            Preset::TooPatient => "Patience 12: the plateau never cuts within 20 epochs.",
            Preset::TooEager => {
                "Patience 0: the first epoch that happens to be worse cuts the rate, and soon nothing is left of it."
            }
            Preset::ShortCosine => "T_max 5 in 20 epochs: as in PyTorch the rate climbs again, twice.",
            Preset::StepsAreEpochs => {
                "total_steps 20 and a step for each batch: the whole cycle is over before the first epoch is."
            }
            Preset::TooFast => {
                "Base rate 0.2, peak 0.5: the steps jump over what they should find, and some models only guess."
            }
            Preset::Diverging => {
                "γ = 100: the rate grows a hundredfold every epoch until the weights overflow; the run ends there."
            }
        }
    }

    /// What it changes in the table.
    #[rustfmt::skip]
    const fn changes(self) -> &'static [(Param, f64)] {
        match self {
            Preset::Opening => &[],
            Preset::Textbook | Preset::Line(Kind::CosineAnnealing) => &[(Param::Lr, 1e-3), (Param::EtaMin, 1e-3)],
            Preset::Line(_) => &[(Param::Lr, 1e-3)],
            Preset::ThreePhase => &[
                (Param::ThreePhase, 1.0), (Param::AnnealStrategy, 1.0), (Param::MaxLr, 0.03), (Param::FinalDivFactor, 100.0),
            ],
            Preset::TooPatient => &[(Param::Patience, 12.0)],
            Preset::TooEager => &[(Param::Patience, 0.0)],
            Preset::TooFast => &[(Param::Lr, 0.2), (Param::MaxLr, 0.5)],
            Preset::ShortCosine => &[(Param::TMax, 5.0)],
            Preset::StepsAreEpochs => &[(Param::TotalSteps, 20.0)],
            Preset::Diverging => &[(Param::Gamma, 100.0)],
        }
    }

    /// Its values.
    #[must_use]
    pub fn config(self) -> Config {
        let mut settings = Settings::default();
        let opening = [
            (Param::Lr, 0.01),
            (Param::MaxLr, 0.01),
            (Param::Gamma, 0.9),
            (Param::TMax, 20.0),
            (Param::Patience, 2.0),
            (Param::Factor, 0.1),
            (Param::Mode, 1.0),
            (Param::PctStart, 0.3),
            (Param::Epochs, 20.0),
            (Param::StepsPerEpoch, f64::from(STEPS)),
            (Param::TotalSteps, 20.0 * f64::from(STEPS)),
        ];
        for (param, value) in opening.iter().chain(self.changes()) {
            let set = settings.set(*param, *value);
            debug_assert!(set.is_ok(), "a preset holds an illegal value: {set:?}");
        }
        match Config::new(settings) {
            Ok(config) => config,
            Err(refusal) => unreachable!("a preset is refused: {refusal}"),
        }
    }

    /// `view` as it is looked at: a line alone beside the constant rate, a growing rate on a log axis, and what other presets changed
    /// taken back.
    #[must_use]
    pub fn view(self, view: View) -> View {
        let alone = |kind| {
            PerEntrant::from_fn(|entrant| entrant != Entrant::Schedule(kind) && entrant != Entrant::Constant)
        };
        let hidden = match self {
            Preset::Line(kind) => alone(kind),
            _ => PerEntrant::default(),
        };
        View { hidden, rates_log: self == Preset::Diverging, ..view }
    }

    /// The query that leads to it.
    #[must_use]
    pub fn query(self) -> String {
        let link = Link { config: self.config(), view: self.view(View::default()), flags: Flags::default() };
        let query = url::write(&link);
        // A link to nowhere would be no link.
        if query.is_empty() { "?".to_owned() } else { query }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::traps::{Trap, caught};

    #[test]
    fn every_preset_makes_five_jobs_with_its_values() {
        for preset in Preset::ALL {
            let config = preset.config();
            for (param, value) in preset.changes() {
                assert_eq!(config.get(*param), *value, "{preset:?}");
            }
            for entrant in Entrant::ALL {
                config.job(entrant).unwrap();
            }
        }
    }

    #[test]
    fn every_query_leads_to_its_preset() {
        for preset in Preset::ALL {
            let (link, problems) = url::read(&preset.query());
            assert_eq!(
                (link.config, link.view),
                (preset.config(), preset.view(View::default())),
                "{preset:?}"
            );
            assert_eq!(problems, [], "{preset:?}");
        }
    }

    #[test]
    fn no_two_presets_share_a_query_or_a_name() {
        for (at, one) in Preset::ALL.iter().enumerate() {
            for other in &Preset::ALL[at + 1..] {
                assert_ne!((one.query(), one.name()), (other.query(), other.name()));
                assert_ne!(one.query(), other.query(), "{one:?} {other:?}");
            }
        }
    }

    #[test]
    fn presets_stand_in_the_traps_they_are_about_and_the_sane_ones_in_none() {
        let trap = |preset| match preset {
            Preset::Textbook | Preset::Line(Kind::CosineAnnealing) => Some(Trap::Flat),
            Preset::ShortCosine => Some(Trap::Climbs),
            Preset::StepsAreEpochs => Some(Trap::StepsAreEpochs),
            Preset::Diverging => Some(Trap::Grows),
            _ => None,
        };
        for preset in Preset::ALL {
            assert_eq!(caught(&preset.config()), trap(preset).as_slice(), "{preset:?}");
        }
    }
}
