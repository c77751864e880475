#![no_std]
#![forbid(unsafe_code)]
//! Reference learning-rate schedules.

mod error;
mod param;
mod real;
mod schedule;
mod settings;

pub use error::{ParamError, Reason};
pub use param::{Bound, Domain, Param, Scale, Slider, Spec, Unit};
pub use real::Real;
pub use schedule::cosine::{CosineAnnealingLr, PastEnd};
pub use schedule::exponential::ExponentialLr;
pub use schedule::one_cycle::{AnnealStrategy, Length, OneCycle, OneCycleLr};
pub use schedule::plateau::{
    Mode, NanPolicy, Observed, Plateau, PlateauState, ReduceLrOnPlateau, ThresholdMode,
};
pub use settings::{Kind, Settings};
