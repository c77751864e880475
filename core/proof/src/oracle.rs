//! Decides whether a rate is right: exact values, the error budget, and the known behaviour of PyTorch.

pub mod build;
pub mod cases;
pub mod compare;
pub mod exact;
pub mod report;
pub mod tables;
pub mod ulp;
pub mod vectors;
pub mod words;

use etalon::Settings;
use exact::{Exact, ZERO};
use ulp::Type;

/// The oracle of a kind: everything that decides whether its rates are right.
#[derive(Debug)]
pub struct Spec {
    /// Every budget of the kind; none for a kind that follows PyTorch bit for bit.
    pub budgets: &'static [Budget],
    /// The budget of a rate under these settings.
    pub budget: fn(&Settings) -> Budget,
    /// The budget of the momentum, where the kind cycles it.
    pub momentum: Option<Budget>,
    /// The exact rate and momentum at a step.
    pub exact: fn(&Settings, u32) -> (Exact, Option<Exact>),
    /// Reads the settings of a case in `oracle/<kind>.txt` from the words after the types.
    pub read: fn(&[&str]) -> Settings,
    /// How the kind's values are compared with PyTorch's.
    pub torch: Torch,
    /// Errors of other libraries, for the table in the crate's guide.
    pub published: &'static [Published],
}

impl Spec {
    /// The oracle of a kind without exact values.
    pub const NONE: Self = Self {
        budgets: &[],
        budget: |_| Budget { what: "none", f32: 0.0, f64: 0.0 },
        momentum: None,
        exact: |_, _| (ZERO, None),
        read: |_| Settings::suggested(etalon::Kind::Constant),
        torch: Torch::LIKE_OURS,
        published: &[],
    };
}

/// The largest error allowed, in units of the last place of the type, over normal and subnormal results. Rounding alone makes
/// half a unit of it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Budget {
    /// The quantity whose error is measured.
    pub what: &'static str,
    /// The limit for `f32`.
    pub f32: f64,
    /// The limit for `f64`.
    pub f64: f64,
}

impl Budget {
    /// The largest error allowed in this type.
    #[must_use]
    pub const fn of(self, of: Type) -> f64 {
        match of {
            Type::F32 => self.f32,
            Type::F64 => self.f64,
        }
    }
}

/// The known behaviour of PyTorch.
#[derive(Debug, Clone, Copy)]
pub struct Torch {
    /// How near a rate must be to PyTorch's at a step.
    pub rule: fn(&Settings, u32) -> Rule,
    /// How near a momentum must be to PyTorch's at a step.
    pub momentum_rule: fn(&Settings, u32) -> Rule,
    /// The step from which on our schedule holds the last value. PyTorch's values are not compared from there on.
    pub held_from: fn(&Settings) -> Option<u32>,
    /// Arguments of PyTorch's class that are not parameters of the kind.
    pub more_arguments: &'static [&'static str],
    /// Recorded cases whose arguments our kind refuses, by design.
    pub refused: &'static [&'static str],
    /// Recorded cases that PyTorch refuses at construction and our kind accepts, by design.
    pub only_ours: &'static [&'static str],
    /// Recorded cases whose recursion drifts so far that the exact value decides.
    pub decided: &'static [&'static str],
}

impl Torch {
    /// A class that computes each value by itself and has the same parameter names as our kind.
    pub const LIKE_OURS: Self = Self {
        rule: |_, _| Rule::Relative { drift: 0.0 },
        momentum_rule: |_, _| Rule::Relative { drift: 0.0 },
        held_from: |_| None,
        more_arguments: &[],
        refused: &[],
        only_ours: &[],
        decided: &[],
    };
}

/// How near two values must be, and how far rounding can move PyTorch's recursion from the exact value.
///
/// Beyond `drift` the exact value may not decide, because then PyTorch has computed something else than we have.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Rule {
    /// A share of the value.
    Relative {
        /// A share of the value.
        drift: f64,
    },
    /// A share of the highest rate.
    OfPeak {
        /// The highest rate.
        peak: f64,
        /// A share of it.
        drift: f64,
    },
}

/// A run that was measured in two other libraries: the largest errors, in ULP of their own type.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Published {
    /// The run.
    pub what: &'static str,
    /// Our budget for the run.
    pub budget: Budget,
    /// The error of torch 2.15.0, with an `f64` rate.
    pub pytorch: &'static str,
    /// The error of optax 0.2.8 on jax 0.10.2, vmapped under jit, with an `f32` rate.
    pub optax: &'static str,
}
