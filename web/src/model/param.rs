//! The page's flat list of controls of its address format v=1: each is a row of one of the crate's kinds, and two are the page's own.

use etalon::param::{Domain, ParamSpec, Scale, Unit};
use etalon::{ConstantLr, Kind, ParamError, WarmUp};

/// A control of a schedule, under PyTorch's name. Kinds share the base rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Param {
    /// Base rate η₀, where a schedule starts.
    Lr,
    /// Exponential: factor per step.
    Gamma,
    /// Cosine: steps from the base rate to the floor.
    TMax,
    /// Cosine: the floor.
    EtaMin,
    /// Cosine: what happens after `t_max`.
    PastEnd,
    /// Plateau: whether the metric should fall or rise.
    Mode,
    /// Plateau: what a cut multiplies the rate by.
    Factor,
    /// Plateau: how many bad observations in a row are tolerated.
    Patience,
    /// Plateau: how much better counts as better.
    Threshold,
    /// Plateau: whether the threshold is a share or an amount.
    ThresholdMode,
    /// Plateau: observations after a cut during which none counts as bad.
    Cooldown,
    /// Plateau: the rate that no cut goes below.
    MinLr,
    /// Plateau: cuts not larger than this are not made.
    Eps,
    /// Plateau: what a NaN metric means.
    NanPolicy,
    /// 1cycle: the peak.
    MaxLr,
    /// 1cycle: length of the cycle in steps.
    TotalSteps,
    /// 1cycle: length of the cycle in epochs, with `steps_per_epoch`.
    Epochs,
    /// 1cycle: steps in each of its epochs.
    StepsPerEpoch,
    /// 1cycle: share of the cycle spent rising.
    PctStart,
    /// 1cycle: shape of the phases.
    AnnealStrategy,
    /// 1cycle: whether momentum moves against the rate.
    CycleMomentum,
    /// 1cycle: momentum at the peak rate.
    BaseMomentum,
    /// 1cycle: momentum at the start and at the end.
    MaxMomentum,
    /// 1cycle: the start is `max_lr / div_factor`.
    DivFactor,
    /// 1cycle: the end is the start divided by this.
    FinalDivFactor,
    /// 1cycle: fall back to the start symmetrically, then to the end.
    ThreePhase,
    /// Warm-up: its length.
    WarmupSteps,
    /// Warm-up: share of the full rate at its first step.
    StartFactor,
}

const WARM_UP: &[ParamSpec] = WarmUp::<ConstantLr<f64>>::PARAMS;

/// The training's length, which a 1cycle of the page follows.
const EPOCHS: ParamSpec = ParamSpec::new(
    "epochs",
    "epochs",
    Unit::Epochs,
    LENGTH,
    20.0,
    "Length of the cycle in epochs; total_steps is epochs × steps_per_epoch.",
)
.slider(1.0, 100.0, Scale::Linear);
/// The batches of an epoch.
const STEPS_PER_EPOCH: ParamSpec =
    ParamSpec::new("steps_per_epoch", "steps_per_epoch", Unit::Steps, LENGTH, 45.0, "Batches in an epoch.")
        .slider(1.0, 1000.0, Scale::Log);
const LENGTH: Domain = Domain::Count { min: 1, max: u32::MAX };

impl Param {
    /// Every parameter, in the order of the table.
    pub const ALL: [Param; 28] = [
        Param::Lr,
        Param::Gamma,
        Param::TMax,
        Param::EtaMin,
        Param::PastEnd,
        Param::Mode,
        Param::Factor,
        Param::Patience,
        Param::Threshold,
        Param::ThresholdMode,
        Param::Cooldown,
        Param::MinLr,
        Param::Eps,
        Param::NanPolicy,
        Param::MaxLr,
        Param::TotalSteps,
        Param::Epochs,
        Param::StepsPerEpoch,
        Param::PctStart,
        Param::AnnealStrategy,
        Param::CycleMomentum,
        Param::BaseMomentum,
        Param::MaxMomentum,
        Param::DivFactor,
        Param::FinalDivFactor,
        Param::ThreePhase,
        Param::WarmupSteps,
        Param::StartFactor,
    ];

    /// The control's row of its table.
    #[must_use]
    pub const fn spec(self) -> ParamSpec {
        *match self {
            Param::Lr => const { &row(Kind::Exponential.params(), "lr") },
            Param::Gamma => const { &row(Kind::Exponential.params(), "gamma") },
            Param::TMax => const { &row(Kind::CosineAnnealing.params(), "t_max") },
            Param::EtaMin => const { &row(Kind::CosineAnnealing.params(), "eta_min") },
            Param::PastEnd => const { &row(Kind::CosineAnnealing.params(), "past_end") },
            Param::Mode => const { &row(Kind::ReduceOnPlateau.params(), "mode") },
            Param::Factor => const { &row(Kind::ReduceOnPlateau.params(), "factor") },
            Param::Patience => const { &row(Kind::ReduceOnPlateau.params(), "patience") },
            Param::Threshold => const { &row(Kind::ReduceOnPlateau.params(), "threshold") },
            Param::ThresholdMode => const { &row(Kind::ReduceOnPlateau.params(), "threshold_mode") },
            Param::Cooldown => const { &row(Kind::ReduceOnPlateau.params(), "cooldown") },
            Param::MinLr => const { &row(Kind::ReduceOnPlateau.params(), "min_lr") },
            Param::Eps => const { &row(Kind::ReduceOnPlateau.params(), "eps") },
            Param::NanPolicy => const { &row(Kind::ReduceOnPlateau.params(), "nan_policy") },
            Param::MaxLr => const { &row(Kind::OneCycle.params(), "max_lr") },
            Param::TotalSteps => const { &row(Kind::OneCycle.params(), "total_steps") },
            Param::Epochs => &EPOCHS,
            Param::StepsPerEpoch => &STEPS_PER_EPOCH,
            Param::PctStart => const { &row(Kind::OneCycle.params(), "pct_start") },
            Param::AnnealStrategy => const { &row(Kind::OneCycle.params(), "anneal_strategy") },
            Param::CycleMomentum => const { &row(Kind::OneCycle.params(), "cycle_momentum") },
            Param::BaseMomentum => const { &row(Kind::OneCycle.params(), "base_momentum") },
            Param::MaxMomentum => const { &row(Kind::OneCycle.params(), "max_momentum") },
            Param::DivFactor => const { &row(Kind::OneCycle.params(), "div_factor") },
            Param::FinalDivFactor => const { &row(Kind::OneCycle.params(), "final_div_factor") },
            Param::ThreePhase => const { &row(Kind::OneCycle.params(), "three_phase") },
            Param::WarmupSteps => const { &row(WARM_UP, "warmup_steps") },
            Param::StartFactor => const { &row(WARM_UP, "start_factor") },
        }
    }

    /// The control with this `id`.
    #[must_use]
    pub fn from_id(id: &str) -> Option<Param> {
        Param::ALL.into_iter().find(|param| param.spec().id == id)
    }

    /// Whether `value` is legal.
    ///
    /// # Errors
    /// Names the control, the value and the reason.
    pub const fn check(self, value: f64) -> Result<(), ParamError> {
        self.spec().check(value)
    }
}

/// The row with this `id`; called at compile time only, where a missing row stops the build.
const fn row(rows: &[ParamSpec], id: &str) -> ParamSpec {
    let mut rest = rows;
    while let [row, others @ ..] = rest {
        if are_same(row.id.as_bytes(), id.as_bytes()) {
            return *row;
        }
        rest = others;
    }
    panic!("the crate has no row of this name");
}

const fn are_same(a: &[u8], b: &[u8]) -> bool {
    match (a, b) {
        ([], []) => true,
        ([first, a @ ..], [second, b @ ..]) => *first == *second && are_same(a, b),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_leads_to_one_control() {
        for param in Param::ALL {
            assert_eq!(Param::from_id(param.spec().id), Some(param));
        }
    }

    #[test]
    fn every_default_and_slider_end_is_legal() {
        for param in Param::ALL {
            let spec = param.spec();
            param.check(spec.default).unwrap();
            if !matches!(spec.domain, Domain::Choice(_)) {
                param.check(spec.slider.low).unwrap();
                param.check(spec.slider.high).unwrap();
            }
        }
    }

    #[test]
    fn the_shared_rate_is_the_same_row_in_each_kind() {
        for kind in [Kind::Exponential, Kind::CosineAnnealing, Kind::ReduceOnPlateau] {
            assert_eq!(kind.param("lr"), Some(&Param::Lr.spec()));
        }
    }
}
