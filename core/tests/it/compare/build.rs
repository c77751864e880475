//! Makes our schedule from the arguments of a recorded run.

use etalon::{
    AnnealStrategy, CosineAnnealingLr, ExponentialLr, Length, Mode, OneCycle, OneCycleLr, Param, Plateau,
    ReduceLrOnPlateau, ThresholdMode,
};

use super::vectors::{Case, Refusal};

/// Our schedule.
#[derive(Debug, Clone)]
pub enum Ours {
    Exponential(ExponentialLr<f64>),
    Cosine { schedule: CosineAnnealingLr<f64>, t_max: u32, eta_min: f64 },
    Plateau(ReduceLrOnPlateau<f64>),
    OneCycle(Box<(OneCycleLr<f64>, OneCycle<f64>)>),
}

impl Ours {
    /// The schedule of `case`, or why there is none.
    pub fn build(case: &Case) -> Result<Ours, Refusal> {
        match case.family.as_str() {
            "ExponentialLR" => {
                let gamma = case.params.real("gamma").ok_or(Refusal::Missing(Param::Gamma))?;
                Ok(Ours::Exponential(ExponentialLr::new(case.opt_lr, gamma)?))
            }
            "CosineAnnealingLR" => {
                let t_max = case.params.count("T_max", Param::TMax)?.ok_or(Refusal::Missing(Param::TMax))?;
                let eta_min = case.params.real("eta_min").unwrap_or(0.0);
                let schedule = CosineAnnealingLr::new(case.opt_lr, t_max, eta_min)?;
                Ok(Ours::Cosine { schedule, t_max, eta_min })
            }
            "ReduceLROnPlateau" => Ok(Ours::Plateau(ReduceLrOnPlateau::new(case.opt_lr, plateau(case)?)?)),
            _ => {
                let settings = one_cycle(case)?;
                Ok(Ours::OneCycle(Box::new((OneCycleLr::new(settings)?, settings))))
            }
        }
    }
}

fn plateau(case: &Case) -> Result<Plateau<f64>, Refusal> {
    let params = &case.params;
    let default = Plateau::<f64>::default();
    Ok(Plateau {
        mode: match params.choice("mode", Param::Mode)? {
            Some(1) => Mode::Max,
            _ => Mode::Min,
        },
        factor: params.real("factor").unwrap_or(default.factor),
        patience: params.count("patience", Param::Patience)?.unwrap_or(default.patience),
        threshold: params.real("threshold").unwrap_or(default.threshold),
        threshold_mode: match params.choice("threshold_mode", Param::ThresholdMode)? {
            Some(1) => ThresholdMode::Abs,
            _ => ThresholdMode::Rel,
        },
        cooldown: params.count("cooldown", Param::Cooldown)?.unwrap_or(default.cooldown),
        min_lr: params.real("min_lr").unwrap_or(default.min_lr),
        eps: params.real("eps").unwrap_or(default.eps),
        nan_policy: default.nan_policy,
    })
}

fn one_cycle(case: &Case) -> Result<OneCycle<f64>, Refusal> {
    let params = &case.params;
    let max_lr = params.real("max_lr").ok_or(Refusal::Missing(Param::MaxLr))?;
    let total_steps = params.count("total_steps", Param::TotalSteps)?;
    let epochs = params.count("epochs", Param::Epochs)?;
    let steps_per_epoch = params.count("steps_per_epoch", Param::StepsPerEpoch)?;
    let length = match (total_steps, epochs, steps_per_epoch) {
        // As in PyTorch, `total_steps` wins where all are given; our own `Length` cannot hold all.
        (Some(steps), _, _) => Length::Steps(steps),
        (None, Some(epochs), Some(steps_per_epoch)) => Length::Epochs { epochs, steps_per_epoch },
        (None, ..) => return Err(Refusal::Missing(Param::TotalSteps)),
    };
    let default = OneCycle::steps(max_lr, 1);
    let (base, max) = default.momentum.unwrap_or_default();
    let momentum = (params.real("base_momentum").unwrap_or(base), params.real("max_momentum").unwrap_or(max));
    let cycle_momentum = params.choice("cycle_momentum", Param::CycleMomentum)? != Some(0);
    Ok(OneCycle {
        max_lr,
        length,
        pct_start: params.real("pct_start").unwrap_or(default.pct_start),
        anneal_strategy: match params.choice("anneal_strategy", Param::AnnealStrategy)? {
            Some(1) => AnnealStrategy::Linear,
            _ => AnnealStrategy::Cos,
        },
        momentum: cycle_momentum.then_some(momentum),
        div_factor: params.real("div_factor").unwrap_or(default.div_factor),
        final_div_factor: params.real("final_div_factor").unwrap_or(default.final_div_factor),
        three_phase: params.choice("three_phase", Param::ThreePhase)? == Some(1),
    })
}
