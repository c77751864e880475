//! Code out and in: every schedule as a complete program for each framework, and code read back into settings.

pub mod program;
pub mod signature;
pub mod template;

pub mod framework;
pub mod literal;
pub mod moved;
pub mod writer;

pub mod reader;

pub mod apply;
pub mod log;

pub use framework::Framework;
pub use moved::moved;
pub use writer::metric::stand_in;
pub use writer::pytorch::MARK;

use crate::race::config::Config;
use crate::race::seat::Seat;
use crate::race::slot::Line;

/// A program that follows the schedule of `line` in `framework`. It runs as it stands and prints what it steps with: a line for
/// each epoch, or for each batch where the schedule is stepped by batches.
#[must_use]
pub fn export(config: &Config, line: Line, framework: Framework) -> String {
    writer::write(Seat::new(config, line), framework)
}

#[cfg(test)]
mod tests;
