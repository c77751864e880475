//! Code out and in: every schedule as a complete program for each framework, and code read back into settings.

pub mod log;
pub mod program;
pub mod reader;
pub mod signature;
