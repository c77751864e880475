//! The race: which schedules run, with which settings, and what is known of their runs.

pub mod row;
pub mod slot;

pub mod run_settings;
pub mod warm_up;

pub mod config;
pub mod control;
pub mod lane;
pub mod opening;
pub mod refusal;
pub mod seat;

pub mod changes;
pub mod preset;

pub mod replay;
pub mod run;
pub mod trap;
