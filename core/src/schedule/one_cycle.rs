//! The 1cycle policy.

use crate::error::ParamError;
use crate::param::Param;
use crate::real::Real;

/// How a 1cycle's length is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Length {
    /// `total_steps`.
    Steps(u32),
    /// `epochs` × `steps_per_epoch`.
    Epochs {
        /// Epochs.
        epochs: u32,
        /// Batches in each.
        steps_per_epoch: u32,
    },
}

/// The shape of a 1cycle's phases.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum AnnealStrategy {
    /// Half a cosine.
    #[default]
    Cos,
    /// A straight line.
    Linear,
}

/// The settings of a [`OneCycleLr`], with PyTorch's names and defaults; any value may be written here, `new` checks them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OneCycle<F> {
    /// The peak rate.
    pub max_lr: F,
    /// The length of the cycle.
    pub length: Length,
    /// Share of the cycle spent rising.
    pub pct_start: f64,
    /// Shape of the phases.
    pub anneal_strategy: AnnealStrategy,
    /// `(base_momentum, max_momentum)`, or `None` to leave momentum alone (`cycle_momentum = False`).
    pub momentum: Option<(F, F)>,
    /// The first rate is `max_lr / div_factor`.
    pub div_factor: f64,
    /// The last rate is the first / `final_div_factor`.
    pub final_div_factor: f64,
    /// Three phases instead of two.
    pub three_phase: bool,
}

impl<F: Real> OneCycle<F> {
    /// PyTorch's defaults for a cycle of `total_steps`.
    #[must_use]
    pub fn steps(max_lr: F, total_steps: u32) -> Self {
        Self {
            max_lr,
            length: Length::Steps(total_steps),
            pct_start: Param::PctStart.spec().default,
            anneal_strategy: AnnealStrategy::Cos,
            momentum: Some((
                F::from_f64(Param::BaseMomentum.spec().default),
                F::from_f64(Param::MaxMomentum.spec().default),
            )),
            div_factor: Param::DivFactor.spec().default,
            final_div_factor: Param::FinalDivFactor.spec().default,
            three_phase: false,
        }
    }

    /// PyTorch's defaults for a cycle of `epochs` × `steps_per_epoch`.
    #[must_use]
    pub fn epochs(max_lr: F, epochs: u32, steps_per_epoch: u32) -> Self {
        Self { length: Length::Epochs { epochs, steps_per_epoch }, ..Self::steps(max_lr, 1) }
    }
}

/// Up to `max_lr`, then far below the start; momentum moves against it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OneCycleLr<F> {
    settings: OneCycle<F>,
    total_steps: u32,
}

impl<F: Real> OneCycleLr<F> {
    /// Checks the settings.
    ///
    /// # Errors
    /// Names the first setting outside its domain.
    pub fn new(settings: OneCycle<F>) -> Result<Self, ParamError> {
        let total_steps = match settings.length {
            Length::Steps(n) => n,
            Length::Epochs { epochs, steps_per_epoch } => epochs * steps_per_epoch,
        };
        Param::MaxLr.check(settings.max_lr.to_f64())?;
        Param::TotalSteps.check(f64::from(total_steps))?;
        Param::PctStart.check(settings.pct_start)?;
        Param::DivFactor.check(settings.div_factor)?;
        Param::FinalDivFactor.check(settings.final_div_factor)?;
        Ok(Self { settings, total_steps })
    }

    /// The length of the cycle.
    #[must_use]
    pub fn total_steps(&self) -> u32 {
        self.total_steps
    }

    /// The step nearest to the peak.
    #[must_use]
    pub fn peak_step(&self) -> u32 {
        libm::fmax(self.settings.pct_start * f64::from(self.total_steps) - 1.0, 0.0) as u32
    }

    /// The rate at `step`; from `total_steps - 1` on the last one.
    #[must_use]
    pub fn lr(&self, step: u32) -> F {
        let s = &self.settings;
        let max = s.max_lr.to_f64();
        let initial = max / s.div_factor;
        let min = initial / s.final_div_factor;
        F::from_f64(self.phase(step, initial, max, if s.three_phase { initial } else { min }, min))
    }

    /// The momentum (or beta1) at `step`, or `None` where momentum is not cycled.
    #[must_use]
    pub fn momentum(&self, step: u32) -> Option<F> {
        let (base, max) = self.settings.momentum?;
        let (base, max) = (base.to_f64(), max.to_f64());
        Some(F::from_f64(self.phase(step, max, base, max, max)))
    }

    fn phase(&self, step: u32, a: f64, b: f64, c: f64, d: f64) -> f64 {
        let n = f64::from(self.total_steps);
        let t = f64::from(step.min(self.total_steps - 1));
        let e1 = self.settings.pct_start * n - 1.0;
        let e2 = 2.0 * self.settings.pct_start * n - 2.0;
        let ramp = |from: f64, to: f64, start: f64, end: f64| {
            let p = if end > start { (t - start) / (end - start) } else { 1.0 };
            match self.settings.anneal_strategy {
                AnnealStrategy::Cos => to + (from - to) / 2.0 * (1.0 + libm::cos(core::f64::consts::PI * p)),
                AnnealStrategy::Linear => (to - from) * p + from,
            }
        };
        if t <= e1 {
            ramp(a, b, 0.0, e1)
        } else if !self.settings.three_phase {
            ramp(b, c, e1, n - 1.0)
        } else if t <= e2 {
            ramp(b, c, e1, e2)
        } else {
            ramp(c, d, e2, n - 1.0)
        }
    }
}
