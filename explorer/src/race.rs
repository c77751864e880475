//! The race: which schedules run, with which settings, and what is known of their runs.

pub mod row;
pub mod slot;

pub mod run_settings;
pub mod warm_up;

pub mod changes;
pub mod config;
pub mod control;
pub mod jobs;
pub mod lane;
pub mod opening;
pub mod preset;
pub mod refusal;
pub mod seat;
pub mod slide;

pub mod fairness;
pub mod history;
pub mod ranking;
pub mod run;
pub mod trap;
