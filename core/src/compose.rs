//! Schedules made of other schedules, or of a function, without allocation. Each holds its parts by value and is itself a
//! [`Schedule`](crate::Schedule).

pub(crate) mod clamp;
pub(crate) mod cut_on_plateau;
pub(crate) mod from_fn;
pub(crate) mod hold;
pub(crate) mod sequence;
pub(crate) mod warm_up;
