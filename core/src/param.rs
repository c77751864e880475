//! The one table of parameters: constructors, error texts, sliders, URL, exporters and tests read it.

pub(crate) mod domain;
pub(crate) mod slider;

use crate::error::{ParamError, Reason};
use domain::{Bound, Domain};
use slider::{Scale, Slider};

/// A parameter of a schedule, under PyTorch's name.
///
/// ```
/// use etalon::Param;
///
/// assert_eq!(Param::from_id("t_max"), Some(Param::TMax));
/// assert!(Param::Gamma.check(0.9).is_ok());
/// assert!(Param::Gamma.check(f64::NAN).is_err());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
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

/// What is known of a parameter.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spec {
    /// Stable name: URL key, export key, error text.
    pub id: &'static str,
    /// Short caption for people.
    pub label: &'static str,
    /// What the number counts.
    pub unit: Unit,
    /// Hard limits: what the mathematics allows.
    pub domain: Domain,
    /// Pleasant limits for a slider, inside the domain.
    pub slider: Slider,
    /// PyTorch's default, or a usual value where PyTorch has none.
    pub default: f64,
    /// One sentence of help.
    pub help: &'static str,
}

/// What a parameter's number counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// A learning rate.
    Rate,
    /// A pure number.
    Number,
    /// Calls of the schedule: batches or epochs, as the caller steps it.
    Steps,
    /// Passes over the data.
    Epochs,
    /// Observed metrics.
    Observations,
    /// One of a list.
    Choice,
}

const RATE: Domain = Domain::Real { min: Bound::Closed(0.0), max: Bound::Free };
const UNIT_INTERVAL: Domain = Domain::Real { min: Bound::Closed(0.0), max: Bound::Closed(1.0) };
const DIVISOR: Domain = Domain::Real { min: Bound::Open(0.0), max: Bound::Free };
const LENGTH: Domain = Domain::Count { min: 1, max: u32::MAX };
const COUNT: Domain = Domain::Count { min: 0, max: u32::MAX };
const SWITCH: Domain = Domain::Choice(&["false", "true"]);
const NO_SLIDER: Slider = slider(0.0, 1.0, Scale::Linear);

const fn slider(low: f64, high: f64, scale: Scale) -> Slider {
    Slider { low, high, scale }
}

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

    /// The parameter's row of the table.
    #[must_use]
    #[inline(always)]
    #[rustfmt::skip]
    pub const fn spec(self) -> Spec {
        use Scale::{Linear, Log, LogFromOne, ZeroThenLog};
        match self {
            Param::Lr => row("lr", "rate η₀", Unit::Rate, RATE, slider(1e-4, 1.0, Log), 0.01,
                "Base learning rate: where every schedule but 1cycle starts."),
            Param::Gamma => row("gamma", "γ", Unit::Number, Domain::Real { min: Bound::Closed(0.0), max: Bound::Free }, slider(0.5, 0.999, LogFromOne), 0.9,
                "The rate is multiplied by γ at every step; 1 keeps it, above 1 it grows."),
            Param::TMax => row("t_max", "T_max", Unit::Steps, LENGTH, slider(1.0, 100.0, Linear), 20.0,
                "Steps from the base rate down to eta_min."),
            Param::EtaMin => row("eta_min", "η_min", Unit::Rate, RATE, slider(0.0, 0.1, ZeroThenLog), 0.0,
                "The rate reached at T_max."),
            Param::PastEnd => row("past_end", "past T_max", Unit::Choice, Domain::Choice(&["rise", "hold"]), NO_SLIDER, 0.0,
                "After T_max: rise again as PyTorch does (period 2·T_max), or hold eta_min."),
            Param::Mode => row("mode", "mode", Unit::Choice, Domain::Choice(&["min", "max"]), NO_SLIDER, 0.0,
                "Whether the watched metric should fall (a loss) or rise (an accuracy)."),
            Param::Factor => row("factor", "factor", Unit::Number, Domain::Real { min: Bound::Closed(0.0), max: Bound::Open(1.0) }, slider(0.01, 0.9, Log), 0.1,
                "A cut multiplies the rate by this."),
            Param::Patience => row("patience", "patience", Unit::Observations, COUNT, slider(0.0, 20.0, Linear), 10.0,
                "Bad observations in a row that are tolerated: the next one cuts."),
            Param::Threshold => row("threshold", "threshold", Unit::Number, RATE, slider(1e-6, 0.1, Log), 1e-4,
                "How much better than the best an observation must be to count as better."),
            Param::ThresholdMode => row("threshold_mode", "threshold is", Unit::Choice, Domain::Choice(&["rel", "abs", "rel_signed"]), NO_SLIDER, 0.0,
                "Whether the threshold is a share of the best, an amount, or a share of its size that is right for negative metrics too."),
            Param::Cooldown => row("cooldown", "cooldown", Unit::Observations, COUNT, slider(0.0, 20.0, Linear), 0.0,
                "Observations after a cut during which none counts as bad."),
            Param::MinLr => row("min_lr", "min_lr", Unit::Rate, RATE, slider(0.0, 0.1, ZeroThenLog), 0.0,
                "No cut goes below this rate."),
            Param::Eps => row("eps", "eps", Unit::Rate, RATE, slider(1e-12, 1e-4, Log), 1e-8,
                "A cut that would change the rate by no more than this is not made."),
            Param::NanPolicy => row("nan_policy", "a NaN metric", Unit::Choice, Domain::Choice(&["bad", "ignore", "report"]), NO_SLIDER, 0.0,
                "Whether a NaN metric counts as bad (as in PyTorch), is ignored, or is reported and changes nothing."),
            Param::MaxLr => row("max_lr", "max_lr", Unit::Rate, RATE, slider(1e-4, 1.0, Log), 0.01,
                "The peak rate of the cycle."),
            Param::TotalSteps => row("total_steps", "total_steps", Unit::Steps, LENGTH, slider(45.0, 9000.0, Log), 900.0,
                "Length of the cycle: the last step is total_steps - 1."),
            Param::Epochs => row("epochs", "epochs", Unit::Epochs, LENGTH, slider(1.0, 100.0, Linear), 20.0,
                "Length of the cycle in epochs; total_steps is epochs × steps_per_epoch."),
            Param::StepsPerEpoch => row("steps_per_epoch", "steps_per_epoch", Unit::Steps, LENGTH, slider(1.0, 1000.0, Log), 45.0,
                "Batches in an epoch."),
            Param::PctStart => row("pct_start", "pct_start", Unit::Number, UNIT_INTERVAL, slider(0.05, 0.95, Linear), 0.3,
                "Share of the cycle spent rising to max_lr: a fraction, not a percentage."),
            Param::AnnealStrategy => row("anneal_strategy", "shape", Unit::Choice, Domain::Choice(&["cos", "linear"]), NO_SLIDER, 0.0,
                "Whether the phases are half cosines or straight lines."),
            Param::CycleMomentum => row("cycle_momentum", "cycle momentum", Unit::Choice, SWITCH, NO_SLIDER, 1.0,
                "Whether momentum (or beta1) moves against the rate."),
            Param::BaseMomentum => row("base_momentum", "base_momentum", Unit::Number, UNIT_INTERVAL, slider(0.5, 0.99, LogFromOne), 0.85,
                "Momentum at the peak rate."),
            Param::MaxMomentum => row("max_momentum", "max_momentum", Unit::Number, UNIT_INTERVAL, slider(0.5, 0.99, LogFromOne), 0.95,
                "Momentum at the start and at the end."),
            Param::DivFactor => row("div_factor", "div_factor", Unit::Number, DIVISOR, slider(1.0, 1000.0, Log), 25.0,
                "The first rate is max_lr / div_factor."),
            Param::FinalDivFactor => row("final_div_factor", "final_div_factor", Unit::Number, DIVISOR, slider(1.0, 1e6, Log), 1e4,
                "The last rate is the first rate / final_div_factor."),
            Param::ThreePhase => row("three_phase", "three phases", Unit::Choice, SWITCH, NO_SLIDER, 0.0,
                "Fall back to the first rate as long as the rise took, then on to the last."),
            Param::WarmupSteps => row("warmup_steps", "warm-up", Unit::Steps, COUNT, slider(0.0, 100.0, Linear), 0.0,
                "Steps of a linear rise before the schedule begins."),
            Param::StartFactor => row("start_factor", "start_factor", Unit::Number, UNIT_INTERVAL, slider(0.0, 1.0, Linear), 1.0 / 3.0,
                "Share of the full rate that a warm-up starts with."),
        }
    }

    /// The parameter with this `id`.
    #[must_use]
    pub fn from_id(id: &str) -> Option<Param> {
        Param::ALL.into_iter().find(|param| param.spec().id == id)
    }

    /// Whether `value` is legal; the only validator there is.
    ///
    /// # Errors
    /// Names the parameter, the value and the reason.
    #[inline(always)]
    pub const fn check(self, value: f64) -> Result<(), ParamError> {
        match self.spec().domain.refuse(value) {
            None => Ok(()),
            Some(reason) => Err(ParamError { param: self, value, reason }),
        }
    }

    /// The same for a whole number.
    ///
    /// # Errors
    /// As [`check`](Self::check).
    #[inline(always)]
    pub(crate) const fn check_count(self, value: u32) -> Result<(), ParamError> {
        let number = value as f64;
        let reason = match self.spec().domain {
            // Compared as integers: no float is made of a count that is legal.
            Domain::Count { min, .. } if value < min => Reason::TooSmall { min: min as f64 },
            Domain::Count { max, .. } if value > max => Reason::TooLarge { max: max as f64 },
            Domain::Count { .. } => return Ok(()),
            domain => match domain.refuse(number) {
                None => return Ok(()),
                Some(reason) => reason,
            },
        };
        Err(ParamError { param: self, value: number, reason })
    }
}

const fn row(
    id: &'static str,
    label: &'static str,
    unit: Unit,
    domain: Domain,
    slider: Slider,
    default: f64,
    help: &'static str,
) -> Spec {
    Spec { id, label, unit, domain, slider, default, help }
}

// A default or a slider end outside its domain does not compile.
const _: () = {
    let mut rest: &[Param] = &Param::ALL;
    while let [param, others @ ..] = rest {
        let spec = param.spec();
        assert!(spec.domain.refuse(spec.default).is_none(), "a default lies outside its domain");
        if !matches!(spec.domain, Domain::Choice(_)) {
            assert!(spec.domain.refuse(spec.slider.low).is_none(), "a slider starts outside its domain");
            assert!(spec.domain.refuse(spec.slider.high).is_none(), "a slider ends outside its domain");
        }
        rest = others;
    }
};
