//! Settings worth looking at, each a few changes on top of the table's defaults.

use etalon::{Param, Settings};

use crate::model::config::{Config, STEPS};

/// A named set of values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Preset {
    /// What the page opens with: a rate at which every schedule is worth its while.
    Opening,
    /// The textbook example's rates, ten times lower: there the shrinking schedules lose to no schedule.
    Textbook,
    /// 1cycle in three phases at a higher peak.
    ThreePhase,
    /// A plateau that never loses patience.
    TooPatient,
    /// A cosine much shorter than the training: the rate climbs again.
    ShortCosine,
    /// An exponential that grows beyond what the weights can hold.
    Diverging,
}

impl Preset {
    /// Every preset, the opening first.
    pub const ALL: [Preset; 6] = [
        Preset::Opening,
        Preset::Textbook,
        Preset::ThreePhase,
        Preset::TooPatient,
        Preset::ShortCosine,
        Preset::Diverging,
    ];

    /// Its name on the page.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Preset::Opening => "opening",
            Preset::Textbook => "textbook",
            Preset::ThreePhase => "three-phase",
            Preset::TooPatient => "too patient",
            Preset::ShortCosine => "short cosine",
            Preset::Diverging => "diverging",
        }
    }

    /// What there is to see, in a sentence.
    #[must_use]
    pub const fn lesson(self) -> &'static str {
        match self {
            Preset::Opening => "Base rate 0.01: every schedule is level with the constant rate or above it.",
            Preset::Textbook => {
                "Base rate 0.001: too low for 20 epochs, so the schedules that shrink it end below the constant rate."
            }
            Preset::ThreePhase => "1cycle up, down as long, then far down; peak 0.03.",
            Preset::TooPatient => "Patience 12: the plateau never cuts within 20 epochs.",
            Preset::ShortCosine => "T_max 5 in 20 epochs: as in PyTorch the rate climbs again, twice.",
            Preset::Diverging => {
                "γ = 100: the rate grows a hundredfold every epoch until the weights overflow; the run ends there."
            }
        }
    }

    /// Whether its rates only make sense on a log axis.
    #[must_use]
    pub const fn wants_log_rates(self) -> bool {
        matches!(self, Preset::Diverging)
    }

    /// What it changes in the table.
    #[rustfmt::skip]
    const fn changes(self) -> &'static [(Param, f64)] {
        match self {
            Preset::Opening => &[],
            Preset::Textbook => &[(Param::Lr, 1e-3)],
            Preset::ThreePhase => &[(Param::ThreePhase, 1.0), (Param::MaxLr, 0.03), (Param::FinalDivFactor, 100.0)],
            Preset::TooPatient => &[(Param::Patience, 12.0)],
            Preset::ShortCosine => &[(Param::TMax, 5.0)],
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
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::entrant::Entrant;

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
}
