//! Reference learning-rate schedules: the module list in reading order; the front page is the README.
#![no_std]
#![forbid(unsafe_code)]
#![deny(missing_docs)]
#![cfg_attr(
    not(test),
    deny(
        clippy::indexing_slicing,
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::unreachable,
        clippy::arithmetic_side_effects,
        clippy::std_instead_of_core
    )
)]
#![doc = include_str!("../README.md")]

mod compose;
mod error;
mod math;
mod param;
mod schedule;
mod settings;
mod snapshot;
mod values;

pub use compose::clamp::Clamp;
pub use compose::cut_on_plateau::CutOnPlateau;
pub use compose::hold::Hold;
pub use compose::sequence::Sequence;
pub use compose::warm_up::WarmUp;
pub use error::{ParamError, Reason, Refused};
pub use math::real::Real;
pub use param::domain::{Bound, Domain};
pub use param::slider::{Scale, Slider};
pub use param::{Param, Spec, Unit};
pub use schedule::Schedule;
pub use schedule::constant::ConstantLr;
pub use schedule::cosine::{CosineAnnealingLr, PastEnd};
pub use schedule::exponential::ExponentialLr;
pub use schedule::one_cycle::{AnnealStrategy, Length, OneCycle, OneCycleLr};
pub use schedule::plateau::{
    Mode, NanPolicy, Observed, Plateau, PlateauState, ReduceLrOnPlateau, ThresholdMode,
};
pub use settings::{Kind, Settings};
pub use snapshot::{Snapshot, StateError};
pub use values::Values;

/// Guides: what differs from PyTorch, how a framework uses the crate, how firmware does.
pub mod guide {
    #[doc = include_str!("../guide/pytorch.md")]
    pub mod pytorch {}
    #[doc = include_str!("../guide/frameworks.md")]
    pub mod frameworks {}
    #[doc = include_str!("../guide/firmware.md")]
    pub mod firmware {}
}
