//! What one rate costs on a microcontroller: instructions and stack, ours beside a formula written by hand with `libm`.
#![no_std]

pub mod clock;
pub mod cost;
pub mod plan;
