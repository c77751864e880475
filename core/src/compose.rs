//! Schedules made of schedules, without allocation: each wraps by value and is again a [`Schedule`](crate::Schedule).

pub(crate) mod clamp;
pub(crate) mod cut_on_plateau;
pub(crate) mod hold;
pub(crate) mod sequence;
pub(crate) mod warm_up;
