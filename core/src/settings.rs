//! The dynamic form: a kind of schedule and a value for every parameter, for sliders, URLs and stored files.

use crate::error::ParamError;
use crate::param::Param;
use crate::schedule::cosine::{CosineAnnealingLr, PastEnd};
use crate::schedule::exponential::ExponentialLr;
use crate::schedule::one_cycle::{AnnealStrategy, Length, OneCycle, OneCycleLr};
use crate::schedule::plateau::{Mode, NanPolicy, Plateau, ReduceLrOnPlateau, ThresholdMode};

/// The kinds of schedule there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Kind {
    /// [`ExponentialLr`].
    Exponential,
    /// [`CosineAnnealingLr`].
    CosineAnnealing,
    /// [`ReduceLrOnPlateau`].
    ReduceOnPlateau,
    /// [`OneCycleLr`].
    OneCycle,
}

impl Kind {
    /// Every kind, in the order in which they are shown.
    pub const ALL: [Kind; 4] =
        [Kind::Exponential, Kind::CosineAnnealing, Kind::ReduceOnPlateau, Kind::OneCycle];

    /// Stable name.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Kind::Exponential => "exponential",
            Kind::CosineAnnealing => "cosine",
            Kind::ReduceOnPlateau => "plateau",
            Kind::OneCycle => "one_cycle",
        }
    }

    /// The parameters it uses, the main one first.
    #[must_use]
    pub const fn params(self) -> &'static [Param] {
        match self {
            Kind::Exponential => &[Param::Gamma, Param::Lr],
            Kind::CosineAnnealing => &[Param::TMax, Param::EtaMin, Param::PastEnd, Param::Lr],
            Kind::ReduceOnPlateau => &[
                Param::Patience,
                Param::Factor,
                Param::Mode,
                Param::Threshold,
                Param::ThresholdMode,
                Param::Cooldown,
                Param::MinLr,
                Param::Eps,
                Param::NanPolicy,
                Param::Lr,
            ],
            Kind::OneCycle => &[
                Param::PctStart,
                Param::MaxLr,
                Param::TotalSteps,
                Param::AnnealStrategy,
                Param::ThreePhase,
                Param::DivFactor,
                Param::FinalDivFactor,
                Param::CycleMomentum,
                Param::BaseMomentum,
                Param::MaxMomentum,
            ],
        }
    }
}

/// A legal value for every parameter; [`Settings::set`] refuses any other.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Settings {
    values: [f64; Param::ALL.len()],
}

impl Default for Settings {
    fn default() -> Self {
        Self { values: Param::ALL.map(|param| param.spec().default) }
    }
}

impl Settings {
    /// The value of `param`.
    #[must_use]
    pub fn get(&self, param: Param) -> f64 {
        self.values.get(param as usize).copied().unwrap_or_default()
    }

    /// Sets `param`, or says why not and changes nothing.
    ///
    /// # Errors
    /// A value outside the parameter's domain.
    pub fn set(&mut self, param: Param, value: f64) -> Result<(), ParamError> {
        param.check(value)?;
        if let Some(slot) = self.values.get_mut(param as usize) {
            *slot = value;
        }
        Ok(())
    }

    /// The exponential schedule that these settings describe.
    ///
    /// # Errors
    /// None that a single value can cause; see [`ExponentialLr::new`].
    pub fn exponential(&self) -> Result<ExponentialLr<f64>, ParamError> {
        ExponentialLr::new(self.get(Param::Lr), self.get(Param::Gamma))
    }

    /// The cosine schedule that these settings describe.
    ///
    /// # Errors
    /// See [`CosineAnnealingLr::new`].
    pub fn cosine(&self) -> Result<CosineAnnealingLr<f64>, ParamError> {
        let past_end = if self.on(Param::PastEnd) { PastEnd::Hold } else { PastEnd::Rise };
        let schedule =
            CosineAnnealingLr::new(self.get(Param::Lr), self.count(Param::TMax), self.get(Param::EtaMin))?;
        Ok(schedule.past_end(past_end))
    }

    /// The plateau rule that these settings describe.
    ///
    /// # Errors
    /// See [`ReduceLrOnPlateau::new`].
    pub fn plateau(&self) -> Result<ReduceLrOnPlateau<f64>, ParamError> {
        ReduceLrOnPlateau::new(
            self.get(Param::Lr),
            Plateau {
                mode: if self.on(Param::Mode) { Mode::Max } else { Mode::Min },
                factor: self.get(Param::Factor),
                patience: self.count(Param::Patience),
                threshold: self.get(Param::Threshold),
                threshold_mode: match self.count(Param::ThresholdMode) {
                    0 => ThresholdMode::Rel,
                    1 => ThresholdMode::Abs,
                    _ => ThresholdMode::RelSigned,
                },
                cooldown: self.count(Param::Cooldown),
                min_lr: self.get(Param::MinLr),
                eps: self.get(Param::Eps),
                nan_policy: match self.count(Param::NanPolicy) {
                    0 => NanPolicy::Bad,
                    1 => NanPolicy::Ignore,
                    _ => NanPolicy::Report,
                },
            },
        )
    }

    /// The 1cycle schedule that these settings describe, `total_steps` long.
    ///
    /// # Errors
    /// See [`OneCycleLr::new`].
    pub fn one_cycle(&self) -> Result<OneCycleLr<f64>, ParamError> {
        let momentum = (self.get(Param::BaseMomentum), self.get(Param::MaxMomentum));
        OneCycleLr::new(OneCycle {
            max_lr: self.get(Param::MaxLr),
            length: Length::Steps(self.count(Param::TotalSteps)),
            pct_start: self.get(Param::PctStart),
            anneal_strategy: if self.on(Param::AnnealStrategy) {
                AnnealStrategy::Linear
            } else {
                AnnealStrategy::Cos
            },
            momentum: self.on(Param::CycleMomentum).then_some(momentum),
            div_factor: self.get(Param::DivFactor),
            final_div_factor: self.get(Param::FinalDivFactor),
            three_phase: self.on(Param::ThreePhase),
        })
    }

    fn count(&self, param: Param) -> u32 {
        self.get(param) as u32
    }

    fn on(&self, param: Param) -> bool {
        self.get(param) != 0.0
    }
}
