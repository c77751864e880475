//! The race: which schedules run, with which settings, and what is known of their runs.

pub mod row;
pub mod slot;

pub mod run_settings;
pub mod warm_up;

pub mod lane;
pub mod control;
pub mod slide;
pub mod refusal;
pub mod config;
pub mod jobs;
pub mod opening;
pub mod seat;

pub mod run;
pub mod ranking;
pub mod fairness;
pub mod trap;
