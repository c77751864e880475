//! The settings whose programs are run: the textbook's, and one for every place where the frameworks differ.

use etalon_web::model::config::{Config, Refusal};
use etalon_web::model::kind::Kind;
use etalon_web::model::param::Param;
use etalon_web::model::presets::Preset;

/// Settings, as changes to what the page opens with.
#[derive(Debug)]
pub struct Case {
    /// Name of its files.
    pub name: &'static str,
    /// The schedule that is exported.
    pub kind: Kind,
    /// What differs from the opening.
    pub changes: &'static [(Param, f64)],
    /// The plateau's metrics, an epoch each; none for the ones that stand in the programs.
    pub metrics: &'static [f64],
}

impl Case {
    /// The settings.
    pub fn config(&self) -> Result<Config, Refusal> {
        self.changes
            .iter()
            .try_fold(Preset::Opening.config(), |config, (param, value)| config.turned(*param, *value))
    }
}

const fn case(name: &'static str, kind: Kind, changes: &'static [(Param, f64)]) -> Case {
    Case { name, kind, changes, metrics: &[] }
}

const fn plateau(name: &'static str, changes: &'static [(Param, f64)], metrics: &'static [f64]) -> Case {
    Case { name, kind: Kind::ReduceOnPlateau, changes, metrics }
}

use Kind::{CosineAnnealing as Cosine, Exponential, OneCycle};
use Param::{
    AnnealStrategy, BaseMomentum, Cooldown, CycleMomentum, DivFactor, Epochs, Eps, EtaMin, Factor,
    FinalDivFactor, Gamma, Lr, MaxLr, MaxMomentum, MinLr, Mode, NanPolicy, PastEnd, Patience, PctStart, TMax,
    ThreePhase, Threshold, ThresholdMode, TotalSteps,
};

/// A loss that falls, stalls, falls by a hair, stalls again.
const STALLS: &[f64] = &[
    1.0, 0.9, 0.8, 0.8, 0.79999, 0.79993, 0.79985, 0.8, 0.7, 0.7, 0.7, 0.7, 0.7, 0.6, 0.6, 0.6, 0.6, 0.6,
    0.6, 0.6,
];
/// A metric below zero, where a share of the best points the other way.
const NEGATIVE: &[f64] = &[
    -1.0, -1.00005, -1.0002, -1.0, -0.99995, -0.9999, -0.5, -2.0, -2.0001, -2.0, -2.0, -1.9999, -2.1, -2.1,
    -2.1, -2.1, -2.1, -2.1, -2.1, -2.1,
];
/// A metric that is now and then no number.
const GAPS: &[f64] = &[
    f64::NAN,
    1.0,
    0.9,
    f64::NAN,
    f64::NAN,
    f64::NAN,
    0.8,
    0.9,
    f64::NAN,
    0.9,
    0.9,
    0.9,
    0.7,
    0.7,
    0.7,
    f64::NAN,
    0.7,
    0.7,
    0.7,
    0.7,
];
/// One that begins beyond all bounds.
const INFINITE: &[f64] = &[
    f64::INFINITY,
    f64::INFINITY,
    f64::INFINITY,
    f64::INFINITY,
    1.0,
    1.0,
    1.0,
    1.0,
    1.0,
    1.0,
    0.5,
    0.5,
    0.5,
    0.5,
    0.5,
    0.5,
    0.5,
    0.5,
    0.5,
    0.5,
];

/// Every case.
#[rustfmt::skip]
pub const CASES: &[Case] = &[
    case("exponential_textbook", Exponential, &[]),
    case("exponential_grows", Exponential, &[(Gamma, 1.25), (Lr, 1.5)]),
    case("exponential_zero", Exponential, &[(Gamma, 0.0)]),
    case("exponential_slow", Exponential, &[(Gamma, 0.9999), (Lr, 1.0), (Epochs, 40.0)]),
    case("cosine_textbook", Cosine, &[(Lr, 1e-2), (EtaMin, 1e-3)]),
    case("cosine_flat", Cosine, &[(Lr, 1e-3), (EtaMin, 1e-3)]),
    case("cosine_rises_again", Cosine, &[(TMax, 5.0)]),
    case("cosine_rises_again_from_eta_min", Cosine, &[(TMax, 7.0), (EtaMin, 2e-3)]),
    case("cosine_one_epoch", Cosine, &[(TMax, 1.0), (EtaMin, 2e-3)]),
    case("cosine_holds", Cosine, &[(TMax, 6.0), (EtaMin, 1e-4), (PastEnd, 1.0)]),
    case("cosine_longer_than_the_run", Cosine, &[(TMax, 1000.0)]),
    case("cosine_endless", Cosine, &[(TMax, 4_294_967_295.0)]),
    case("cosine_upwards", Cosine, &[(EtaMin, 0.05)]),
    case("cosine_from_zero", Cosine, &[(Lr, 0.0), (EtaMin, 0.05), (TMax, 12.0)]),
    case("cosine_from_zero_holds", Cosine, &[(Lr, 0.0), (EtaMin, 0.05), (TMax, 12.0), (PastEnd, 1.0)]),
    plateau("plateau_textbook", &[], &[]),
    plateau("plateau_loss", &[(Mode, 0.0)], STALLS),
    plateau("plateau_loss_cooldown", &[(Mode, 0.0), (Cooldown, 2.0), (Patience, 1.0)], STALLS),
    plateau("plateau_impatient", &[(Mode, 0.0), (Patience, 0.0), (Factor, 0.5)], STALLS),
    plateau("plateau_amount", &[(Mode, 0.0), (ThresholdMode, 1.0), (Factor, 0.5)], STALLS),
    plateau("plateau_amount_cooldown", &[(Mode, 0.0), (ThresholdMode, 1.0), (Factor, 0.5), (Cooldown, 1.0), (Patience, 1.0)], STALLS),
    plateau("plateau_amount_rises", &[(ThresholdMode, 1.0), (Patience, 1.0)], NEGATIVE),
    plateau("plateau_share_of_negatives", &[(Patience, 1.0), (Factor, 0.5)], NEGATIVE),
    plateau("plateau_loss_share_of_negatives", &[(Mode, 0.0), (Patience, 1.0), (Factor, 0.5)], NEGATIVE),
    plateau("plateau_signed", &[(ThresholdMode, 2.0), (Patience, 1.0), (Factor, 0.5)], NEGATIVE),
    plateau("plateau_loss_signed", &[(Mode, 0.0), (ThresholdMode, 2.0), (Patience, 1.0), (Factor, 0.5)], NEGATIVE),
    plateau("plateau_loss_signed_infinite", &[(Mode, 0.0), (ThresholdMode, 2.0), (Patience, 1.0), (Factor, 0.5)], INFINITE),
    plateau("plateau_infinite", &[(Mode, 0.0), (Patience, 1.0), (Factor, 0.5)], INFINITE),
    plateau("plateau_floor", &[(Mode, 0.0), (Patience, 0.0), (Factor, 0.5), (MinLr, 3e-3)], STALLS),
    plateau("plateau_amount_floor", &[(Mode, 0.0), (ThresholdMode, 1.0), (Patience, 0.0), (Factor, 0.5), (MinLr, 3e-3)], STALLS),
    plateau("plateau_floor_above", &[(Mode, 0.0), (Patience, 0.0), (MinLr, 0.02)], STALLS),
    plateau("plateau_eps", &[(Mode, 0.0), (Patience, 0.0), (Factor, 0.5), (Eps, 1e-3)], STALLS),
    plateau("plateau_eps_floor", &[(Mode, 0.0), (Patience, 0.0), (Factor, 0.5), (MinLr, 4.5e-3), (Eps, 1e-3)], STALLS),
    plateau("plateau_strict", &[(Mode, 0.0), (Threshold, 0.0), (Factor, 0.5)], STALLS),
    plateau("plateau_to_zero", &[(Mode, 0.0), (Factor, 0.0)], STALLS),
    plateau("plateau_nan_bad", &[(Mode, 0.0), (Patience, 1.0), (Factor, 0.5)], GAPS),
    plateau("plateau_nan_bad_rises", &[(Patience, 1.0), (Factor, 0.5)], GAPS),
    plateau("plateau_nan_ignored", &[(Mode, 0.0), (Patience, 1.0), (Factor, 0.5), (NanPolicy, 1.0)], GAPS),
    plateau("plateau_nan_reported", &[(Mode, 0.0), (Patience, 1.0), (Factor, 0.5), (NanPolicy, 2.0)], GAPS),
    plateau("plateau_nan_ignored_rises", &[(Patience, 1.0), (Factor, 0.5), (NanPolicy, 1.0)], GAPS),
    case("cycle_textbook", OneCycle, &[]),
    case("cycle_linear", OneCycle, &[(AnnealStrategy, 1.0), (Epochs, 4.0)]),
    case("cycle_three_phases", OneCycle, &[(ThreePhase, 1.0), (Epochs, 4.0), (FinalDivFactor, 100.0), (MaxLr, 0.03)]),
    case("cycle_three_phases_linear", OneCycle, &[(ThreePhase, 1.0), (AnnealStrategy, 1.0), (Epochs, 4.0), (PctStart, 0.45)]),
    case("cycle_three_phases_late", OneCycle, &[(ThreePhase, 1.0), (Epochs, 4.0), (PctStart, 0.6)]),
    case("cycle_between_steps", OneCycle, &[(TotalSteps, 107.0), (PctStart, 0.37), (Epochs, 3.0)]),
    case("cycle_shorter_than_the_run", OneCycle, &[(Epochs, 3.0), (TotalSteps, 100.0)]),
    case("cycle_longer_than_the_run", OneCycle, &[(Epochs, 3.0), (TotalSteps, 1000.0)]),
    case("cycle_falls_only", OneCycle, &[(Epochs, 3.0), (PctStart, 0.0)]),
    case("cycle_rises_only", OneCycle, &[(Epochs, 3.0), (PctStart, 1.0)]),
    case("cycle_peak_at_the_start", OneCycle, &[(Epochs, 2.0), (TotalSteps, 40.0), (PctStart, 0.025)]),
    case("cycle_without_momentum", OneCycle, &[(Epochs, 3.0), (CycleMomentum, 0.0)]),
    case("cycle_other_momenta", OneCycle, &[(Epochs, 3.0), (BaseMomentum, 0.7), (MaxMomentum, 0.9), (DivFactor, 10.0)]),
    case("cycle_single_step", OneCycle, &[(Epochs, 1.0), (TotalSteps, 1.0)]),
];
