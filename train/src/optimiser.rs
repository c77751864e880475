//! The optimisers, their constants, and what one step of them is made with.

use etalon::param::{Bound, Domain};
use serde::{Deserialize, Serialize};

use crate::job::JobError;
use crate::setting::Setting;

/// AdamW's first beta, unless the schedule cycles it.
pub const BETA1: f64 = 0.9;
/// AdamW's second beta.
pub const BETA2: f64 = 0.999;
/// AdamW's epsilon.
pub const EPS: f64 = 1e-8;
/// AdamW's decoupled weight decay, unless a job says otherwise: torch's default.
pub const WEIGHT_DECAY: f64 = 0.01;

/// What makes steps from gradients.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub enum Optimiser {
    /// `torch.optim.AdamW` with its defaults: betas 0.9 and 0.999, eps 1e-8, decoupled weight decay. A schedule that cycles the
    /// momentum moves the first beta.
    #[default]
    AdamW,
    /// `torch.optim.SGD`.
    Sgd(Sgd),
}

impl Optimiser {
    /// The optimiser that these values of [`Setting::Optimiser`], [`Setting::Momentum`] and [`Setting::Nesterov`] mean. AdamW does not
    /// use the last two.
    ///
    /// # Errors
    /// A value outside its domain; for SGD, see [`Sgd::new`].
    pub fn of_settings(optimiser: f64, momentum: f64, nesterov: f64) -> Result<Self, JobError> {
        Setting::Optimiser.check(optimiser)?;
        Setting::Momentum.check(momentum)?;
        Setting::Nesterov.check(nesterov)?;
        // The choices are AdamW and SGD, off and on.
        if optimiser == 0.0 {
            return Ok(Optimiser::AdamW);
        }
        Ok(Optimiser::Sgd(Sgd::new(momentum, nesterov == 1.0)?))
    }

    /// PyTorch's default weight decay: 0.01 for AdamW, 0 for SGD.
    #[must_use]
    pub const fn usual_weight_decay(self) -> f64 {
        match self {
            Optimiser::AdamW => WEIGHT_DECAY,
            Optimiser::Sgd(_) => 0.0,
        }
    }

    /// AdamW's first beta or SGD's momentum, unless a schedule cycles it.
    #[must_use]
    pub const fn momentum(self) -> f64 {
        match self {
            Optimiser::AdamW => BETA1,
            Optimiser::Sgd(sgd) => sgd.momentum,
        }
    }

    /// How it makes a step.
    #[must_use]
    pub const fn method(self) -> Method {
        match self {
            Optimiser::AdamW => Method::AdamW,
            Optimiser::Sgd(sgd) => Method::Sgd { nesterov: sgd.nesterov },
        }
    }
}

/// Stochastic gradient descent with a momentum.
///
/// - **Formula**: with the gradient g, the weight w, the weight decay λ and the momentum μ, g ← g + λ·w; b ← μ·b + g, from b = 0 on; then
///   w ← w − `lr`·b. Nesterov's form is w ← w − `lr`·(g + μ·b). The weight decay is coupled: it goes through the momentum.
/// - **Source**: `torch.optim.SGD` without dampening.
/// - **Parameters**: `momentum` is at least 0 and below 1. With Nesterov's form it is above 0, as torch demands. A schedule that cycles
///   the momentum, such as 1cycle, sets it at each step.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(into = "Wire", try_from = "Wire")]
pub struct Sgd {
    momentum: f64,
    nesterov: bool,
}

impl Sgd {
    /// With this momentum, in the plain form or in Nesterov's.
    ///
    /// # Errors
    /// A momentum that is not finite, below 0, or at least 1; a momentum of 0 in Nesterov's form.
    pub fn new(momentum: f64, nesterov: bool) -> Result<Self, JobError> {
        let min = if nesterov { Bound::Open(0.0) } else { Bound::Closed(0.0) };
        match (Domain::Real { min, max: Bound::Open(1.0) }).refuse(momentum) {
            Some(reason) => Err(JobError::Setting { setting: Setting::Momentum, value: momentum, reason }),
            None => Ok(Self { momentum, nesterov }),
        }
    }

    /// Share of the last step's direction that the next step retains.
    #[must_use]
    pub const fn momentum(self) -> f64 {
        self.momentum
    }

    /// Whether a step has Nesterov's form.
    #[must_use]
    pub const fn nesterov(self) -> bool {
        self.nesterov
    }
}

/// SGD as it is written.
#[derive(Debug, Serialize, Deserialize)]
struct Wire {
    momentum: f64,
    nesterov: bool,
}

impl From<Sgd> for Wire {
    fn from(Sgd { momentum, nesterov }: Sgd) -> Self {
        Self { momentum, nesterov }
    }
}

impl TryFrom<Wire> for Sgd {
    type Error = JobError;

    fn try_from(Wire { momentum, nesterov }: Wire) -> Result<Self, JobError> {
        Sgd::new(momentum, nesterov)
    }
}

/// How a step is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Method {
    /// By AdamW.
    AdamW,
    /// By SGD.
    Sgd {
        /// In Nesterov's form.
        nesterov: bool,
    },
}

/// What one optimiser step is made with.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Rate {
    /// Learning rate.
    pub lr: f64,
    /// AdamW's first beta, or SGD's momentum.
    pub momentum: f64,
    /// AdamW's decoupled weight decay, or SGD's coupled one.
    pub weight_decay: f64,
    /// How the step is made.
    pub method: Method,
}

impl Rate {
    /// A step of AdamW with its usual first beta and weight decay.
    #[must_use]
    pub const fn adamw(lr: f64) -> Self {
        Self { lr, momentum: BETA1, weight_decay: WEIGHT_DECAY, method: Method::AdamW }
    }
}
