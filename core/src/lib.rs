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
//! Reference learning-rate schedules.

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
pub use error::{ParamError, Reason};
pub use math::real::Real;
pub use param::{Bound, Domain, Param, Scale, Slider, Spec, Unit};
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
