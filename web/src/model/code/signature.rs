//! PyTorch's constructors: names, order and meaning of their arguments; written by the exporter, read by the importer.

use crate::model::kind::Kind;
use crate::model::param::Param;

/// What an argument stands for on the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meaning {
    /// A parameter of the table.
    Param(Param),
    /// Nothing that the page has; `usual` is the value that changes nothing.
    Nothing {
        /// Its default, as Python writes it.
        usual: &'static str,
        /// Why it is left out.
        why: &'static str,
    },
}

/// An argument after the optimizer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Argument {
    /// PyTorch's name.
    pub name: &'static str,
    /// What it stands for.
    pub meaning: Meaning,
    /// Whether PyTorch insists on it.
    pub required: bool,
}

const fn required(name: &'static str, param: Param) -> Argument {
    Argument { name, meaning: Meaning::Param(param), required: true }
}

const fn optional(param: Param) -> Argument {
    Argument { name: param.spec().id, meaning: Meaning::Param(param), required: false }
}

const LAST_EPOCH: Argument = Argument {
    name: "last_epoch",
    meaning: Meaning::Nothing { usual: "-1", why: "every training here starts at step 0" },
    required: false,
};

const VERBOSE: Argument = Argument {
    name: "verbose",
    meaning: Meaning::Nothing { usual: "", why: "it only printed, and PyTorch has dropped it" },
    required: false,
};

/// The class of `kind`.
pub const fn class(kind: Kind) -> &'static str {
    match kind {
        Kind::Exponential => "ExponentialLR",
        Kind::CosineAnnealing => "CosineAnnealingLR",
        Kind::ReduceOnPlateau => "ReduceLROnPlateau",
        Kind::OneCycle => "OneCycleLR",
    }
}

/// Its arguments after the optimizer, in PyTorch's order.
pub const fn arguments(kind: Kind) -> &'static [Argument] {
    match kind {
        Kind::Exponential => const { &[required("gamma", Param::Gamma), LAST_EPOCH, VERBOSE] },
        Kind::CosineAnnealing => {
            const { &[required("T_max", Param::TMax), optional(Param::EtaMin), LAST_EPOCH, VERBOSE] }
        }
        Kind::ReduceOnPlateau => {
            const {
                &[
                    optional(Param::Mode),
                    optional(Param::Factor),
                    optional(Param::Patience),
                    optional(Param::Threshold),
                    optional(Param::ThresholdMode),
                    optional(Param::Cooldown),
                    optional(Param::MinLr),
                    optional(Param::Eps),
                    VERBOSE,
                ]
            }
        }
        Kind::OneCycle => {
            const {
                &[
                    required("max_lr", Param::MaxLr),
                    optional(Param::TotalSteps),
                    optional(Param::Epochs),
                    optional(Param::StepsPerEpoch),
                    optional(Param::PctStart),
                    optional(Param::AnnealStrategy),
                    optional(Param::CycleMomentum),
                    optional(Param::BaseMomentum),
                    optional(Param::MaxMomentum),
                    optional(Param::DivFactor),
                    optional(Param::FinalDivFactor),
                    optional(Param::ThreePhase),
                    LAST_EPOCH,
                    VERBOSE,
                ]
            }
        }
    }
}

/// Settings of `kind` that PyTorch's constructor has no argument for, with what PyTorch does.
pub const fn beyond(kind: Kind) -> &'static [(Param, f64)] {
    match kind {
        Kind::CosineAnnealing => &[(Param::PastEnd, 0.0)],
        Kind::ReduceOnPlateau => &[(Param::NanPolicy, 0.0)],
        Kind::Exponential | Kind::OneCycle => &[],
    }
}

/// An optimizer of PyTorch: what its constructor says of the rate and of weight decay.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Optimizer {
    /// Its class.
    pub name: &'static str,
    /// The rate where none is given.
    pub lr: f64,
    /// Arguments after the parameters, in PyTorch's order, as far as they can be meant by position.
    pub order: &'static [&'static str],
    /// AdamW's decay where none is given; the others have another kind of decay, which the page has not.
    pub weight_decay: Option<f64>,
}

const ADAM: &[&str] = &["lr", "betas", "eps", "weight_decay", "amsgrad"];

/// The optimizers whose rate is understood.
#[rustfmt::skip]
pub const OPTIMIZERS: &[Optimizer] = &[
    Optimizer { name: "AdamW", lr: 1e-3, order: ADAM, weight_decay: Some(0.01) },
    Optimizer { name: "Adam", lr: 1e-3, order: ADAM, weight_decay: None },
    Optimizer { name: "NAdam", lr: 2e-3, order: &["lr", "betas", "eps", "weight_decay"], weight_decay: None },
    Optimizer { name: "RAdam", lr: 1e-3, order: &["lr", "betas", "eps", "weight_decay"], weight_decay: None },
    Optimizer { name: "SGD", lr: 1e-3, order: &["lr", "momentum", "dampening", "weight_decay", "nesterov"], weight_decay: None },
    Optimizer { name: "RMSprop", lr: 1e-2, order: &["lr", "alpha", "eps", "weight_decay", "momentum"], weight_decay: None },
    Optimizer { name: "Adagrad", lr: 1e-2, order: &["lr", "lr_decay", "weight_decay"], weight_decay: None },
];

/// PyTorch's other schedulers, which the page has not.
pub const OTHERS: &[&str] = &[
    "LambdaLR",
    "MultiplicativeLR",
    "StepLR",
    "MultiStepLR",
    "ConstantLR",
    "LinearLR",
    "PolynomialLR",
    "CyclicLR",
    "CosineAnnealingWarmRestarts",
    "SequentialLR",
    "ChainedScheduler",
    "SWALR",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_parameter_of_a_schedule_can_be_said_or_is_listed_as_beyond() {
        for kind in Kind::ALL {
            for param in kind.params() {
                let said = arguments(kind).iter().any(|argument| argument.meaning == Meaning::Param(*param));
                let listed = beyond(kind).iter().any(|(known, _)| known == param);
                assert!(said || listed || *param == Param::Lr, "{kind:?} {param:?}");
            }
        }
    }
}
