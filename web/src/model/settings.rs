//! A legal value for each control of a schedule, and the schedules that they describe.

use etalon::{
    AnnealStrategy, CosineAnnealingLr, ExponentialLr, Mode, NanPolicy, OneCycle, OneCycleLr, ParamError,
    PastEnd, Plateau, ReduceLrOnPlateau, ThresholdMode,
};

use crate::model::param::Param;

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
    /// None that a single value can cause; see [`ExponentialLr`].
    pub fn exponential(&self) -> Result<ExponentialLr<f64>, ParamError> {
        ExponentialLr::<f64>::new(self.get(Param::Lr), self.get(Param::Gamma))
    }

    /// The cosine schedule that these settings describe.
    ///
    /// # Errors
    /// See [`CosineAnnealingLr`].
    pub fn cosine(&self) -> Result<CosineAnnealingLr<f64>, ParamError> {
        let past_end = if self.on(Param::PastEnd) { PastEnd::Hold } else { PastEnd::Rise };
        let schedule = CosineAnnealingLr::<f64>::new(
            self.get(Param::Lr),
            self.count(Param::TMax),
            self.get(Param::EtaMin),
        )?;
        Ok(schedule.with_past_end(past_end))
    }

    /// The plateau rule that these settings describe.
    ///
    /// # Errors
    /// See [`ReduceLrOnPlateau`].
    pub fn plateau(&self) -> Result<ReduceLrOnPlateau<f64>, ParamError> {
        ReduceLrOnPlateau::<f64>::new(
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
    /// See [`OneCycleLr`].
    pub fn one_cycle(&self) -> Result<OneCycleLr<f64>, ParamError> {
        OneCycleLr::<f64>::new(OneCycle {
            max_lr: self.get(Param::MaxLr),
            total_steps: self.count(Param::TotalSteps),
            pct_start: self.get(Param::PctStart),
            anneal_strategy: if self.on(Param::AnnealStrategy) {
                AnnealStrategy::Linear
            } else {
                AnnealStrategy::Cos
            },
            cycle_momentum: self.on(Param::CycleMomentum),
            base_momentum: self.get(Param::BaseMomentum),
            max_momentum: self.get(Param::MaxMomentum),
            div_factor: self.get(Param::DivFactor),
            final_div_factor: self.get(Param::FinalDivFactor),
            three_phase: self.on(Param::ThreePhase),
        })
    }

    /// These settings as those of one of the crate's kinds.
    ///
    /// # Errors
    /// None that a legal value can cause.
    pub fn of_kind(&self, kind: etalon::Kind) -> Result<etalon::Settings, ParamError> {
        let mut own = etalon::Settings::suggested(kind);
        for param in kind.params().iter().filter_map(|row| Param::from_id(row.id)) {
            let value = self.get(param);
            param.check(value)?;
            // The kind has this row, and the value is legal.
            let _ = own.set(param.spec().id, value);
        }
        Ok(own)
    }

    fn count(&self, param: Param) -> u32 {
        self.get(param) as u32
    }

    fn on(&self, param: Param) -> bool {
        self.get(param) != 0.0
    }
}
