//! The table of the settings that a training has beside its schedule, in the form of the parameters of the schedules.

use etalon::param::{Bound, Domain, ParamSpec, Scale, Unit};

use crate::job::JobError;
use crate::optimiser::WEIGHT_DECAY;
use crate::shape::Width;
use crate::start::WrongLabels;

/// A setting that every training has and no schedule knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Setting {
    /// Determines split, initial weights, batch order and wrong labels.
    Seed,
    /// Hidden units of the model.
    HiddenWidth,
    /// AdamW's decoupled weight decay, or SGD's coupled one.
    WeightDecay,
    /// What makes the steps.
    Optimiser,
    /// SGD's momentum.
    Momentum,
    /// Whether SGD's steps have Nesterov's form.
    Nesterov,
    /// The share of the training labels that are wrong, in percent.
    WrongLabels,
}

impl Setting {
    /// Every setting, in the order of the table.
    pub const ALL: [Setting; 7] = [
        Setting::Seed,
        Setting::HiddenWidth,
        Setting::WeightDecay,
        Setting::Optimiser,
        Setting::Momentum,
        Setting::Nesterov,
        Setting::WrongLabels,
    ];

    /// The setting's row of the table.
    #[must_use]
    pub const fn spec(self) -> ParamSpec {
        let (narrowest, widest) = (Width::MIN.units() as u32, Width::MAX.units() as u32);
        match self {
            Setting::Seed => ParamSpec::new(
                "seed",
                "seed",
                Unit::Number,
                Domain::Count { min: 0, max: u32::MAX },
                1.0,
                "Draws the split, the first weights and the order of the batches: the same for all schedules.",
            )
            .slider(0.0, 100.0, Scale::Linear),
            Setting::HiddenWidth => ParamSpec::new(
                "hidden_width",
                "hidden width",
                Unit::Number,
                Domain::Count { min: narrowest, max: widest },
                Width::USUAL.units() as f64,
                "Units of the hidden layer, a multiple of 8: a wider model learns more and trains slower.",
            )
            .slider(narrowest as f64, widest as f64, Scale::Linear),
            Setting::WeightDecay => ParamSpec::new(
                "weight_decay",
                "weight decay",
                Unit::Number,
                Domain::Real { min: Bound::Closed(0.0), max: Bound::Free },
                WEIGHT_DECAY,
                "AdamW shrinks every weight by this times the learning rate at each step. SGD adds this times the weight to \
                 the gradient, by default 0.",
            )
            .slider(0.0, 0.5, Scale::Linear),
            Setting::Optimiser => ParamSpec::new(
                "optimiser",
                "optimiser",
                Unit::Choice,
                Domain::Choice(&["AdamW", "SGD"]),
                0.0,
                "What makes steps from gradients: AdamW scales each weight's step by its gradients so far, SGD does not.",
            ),
            Setting::Momentum => ParamSpec::new(
                "sgd_momentum",
                "momentum",
                Unit::Number,
                Domain::Real { min: Bound::Closed(0.0), max: Bound::Open(1.0) },
                0.9,
                "Share of SGD's last direction that its next step keeps. 1cycle changes it during the run.",
            )
            .slider(0.0, 0.99, Scale::Linear),
            Setting::Nesterov => ParamSpec::new(
                "nesterov",
                "Nesterov",
                Unit::Choice,
                Domain::Choice(&["off", "on"]),
                0.0,
                "Whether SGD's step looks ahead along its momentum, which must then be above 0.",
            ),
            Setting::WrongLabels => ParamSpec::new(
                "wrong_labels",
                "wrong labels %",
                Unit::Number,
                Domain::Count { min: 0, max: WrongLabels::MOST.percent() },
                0.0,
                "Share of the training labels that are replaced by another class, in percent; validation labels stay true.",
            )
            .slider(0.0, WrongLabels::MOST.percent() as f64, Scale::Linear),
        }
    }

    /// The distance between neighbouring legal values. `None` for a setting that skips no whole numbers.
    #[must_use]
    pub const fn step(self) -> Option<u32> {
        match self {
            Setting::HiddenWidth => Some(Width::STEP),
            Setting::Seed
            | Setting::WeightDecay
            | Setting::Optimiser
            | Setting::Momentum
            | Setting::Nesterov
            | Setting::WrongLabels => None,
        }
    }

    /// Checks whether `value` is legal. This is the only validator.
    ///
    /// # Errors
    /// Names the setting, the value and the reason.
    pub fn check(self, value: f64) -> Result<(), JobError> {
        if let Some(reason) = self.spec().domain.refuse(value) {
            return Err(JobError::Setting { setting: self, value, reason });
        }
        match self {
            Setting::HiddenWidth => Width::new(value as u32).map(|_| ()).map_err(JobError::Width),
            Setting::Seed
            | Setting::WeightDecay
            | Setting::Optimiser
            | Setting::Momentum
            | Setting::Nesterov
            | Setting::WrongLabels => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_default_and_slider_end_is_legal() {
        for setting in Setting::ALL {
            let spec = setting.spec();
            for value in [spec.default, spec.slider.low, spec.slider.high] {
                setting.check(value).unwrap();
            }
        }
    }

    #[test]
    fn a_refusal_names_its_setting() {
        for (setting, value) in [
            (Setting::Seed, -1.0),
            (Setting::Seed, 0.5),
            (Setting::HiddenWidth, 12.0),
            (Setting::HiddenWidth, 1e9),
            (Setting::WeightDecay, f64::NAN),
            (Setting::WeightDecay, -0.1),
            (Setting::Optimiser, 2.0),
            (Setting::Momentum, 1.0),
            (Setting::Momentum, -0.1),
            (Setting::Nesterov, 0.5),
            (Setting::WrongLabels, 51.0),
        ] {
            let text = setting.check(value).unwrap_err().to_string();
            assert!(text.contains(setting.spec().id), "{text}");
        }
    }
}
