#![doc = include_str!("../README.md")]
//! Learning-rate schedules. The [`guide`] has more: coming from PyTorch, inside a framework, on a microcontroller, and how exact the
//! rates are.
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

#[cfg(feature = "alloc")]
extern crate alloc;

// The modules stand in reading order.
mod catalog;
mod settings;

mod schedule;

mod compose;
mod values;

mod error;
mod fingerprint;
mod snapshot;

mod math;

pub mod param;

pub use catalog::{AnySchedule, Built, Kind, KindSpec, NoSuchKind, Stepped};
pub use compose::clamp::Clamp;
pub use compose::cut_on_plateau::{CutOnPlateau, CutState};
pub use compose::from_fn::{FromFn, from_fn};
pub use compose::hold::Hold;
pub use compose::sequence::Sequence;
pub use compose::warm_up::WarmUp;
pub use error::{ParamError, Reason};
pub use fingerprint::Fingerprint;
pub use math::real::Real;
pub use schedule::*;
pub use settings::{SetError, Settings};
pub use snapshot::{Snapshot, StateError};
pub use values::{Rates, Values};

/// A schedule for a `const` or a `static`, checked at compile time. A refused setting is a compile error that names the setting. Its
/// range is in the documentation of the constructor, and `new` called at run time says the reason.
///
/// ```
/// use etalon::{CosineAnnealingLr, Schedule, WarmUp, checked};
///
/// /// Lies in flash: it takes no memory and no time to start.
/// static PLAN: WarmUp<CosineAnnealingLr<f32>> =
///     checked!(checked!(CosineAnnealingLr::<f32>::new(0.1, 90, 0.0)).warm_up(10, 0.1));
/// assert_eq!(PLAN.lr(10), 0.1);
/// ```
///
/// ```compile_fail
/// # use etalon::{CosineAnnealingLr, checked};
/// static PLAN: CosineAnnealingLr<f32> = checked!(CosineAnnealingLr::<f32>::new(0.1, 0, 0.0)); // t_max
/// ```
#[macro_export]
macro_rules! checked {
    ($built:expr) => {
        const {
            match $built {
                Ok(schedule) => schedule,
                Err(error) => ::core::panic!("{}", error.param),
            }
        }
    };
}

/// Guides: coming from PyTorch, inside a framework, on a microcontroller, and how exact the rates are.
pub mod guide {
    #[doc = include_str!("../guide/pytorch.md")]
    pub mod pytorch {}
    #[doc = include_str!("../guide/frameworks.md")]
    pub mod frameworks {}
    #[doc = include_str!("../guide/firmware.md")]
    pub mod firmware {}
    #[doc = include_str!("../guide/exactness.md")]
    pub mod exactness {}
}
