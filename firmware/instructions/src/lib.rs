//! The cost of one rate on a microcontroller: instructions and stack, for our schedules and for formulas written by hand with
//! `libm`.
#![no_std]

pub mod clock;
pub mod cost;
pub mod plan;
