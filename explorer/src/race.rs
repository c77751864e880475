//! The race: which schedules run, with which settings, and what is known of their runs.

pub mod row;
pub mod slot;

pub mod tasks;

pub mod run_settings;
pub mod warm_up;

pub mod control;
pub mod curve;
pub mod lane;
pub mod refusal;
pub mod slide;
pub mod typed;

pub mod config;

pub mod jobs;
pub mod seat;
pub mod yours;

pub mod changes;
pub mod cool_down;
pub mod draw;
pub mod opening;
pub mod preset;

pub mod run;

pub mod fairness;
pub mod history;
pub mod progress;
pub mod ranking;
pub mod replay;
pub mod seeds;
pub mod trail;
pub mod trap;
