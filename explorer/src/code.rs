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
use crate::race::yours::Yours;

/// A program that follows the schedule of `line` in `framework`. It runs as it stands and prints what it steps with: a line for
/// each epoch, or for each batch where the schedule is stepped by batches.
#[must_use]
pub fn export(config: &Config, line: Line, framework: Framework) -> String {
    writer::write(Seat::new(config, line), framework)
}

/// The same in the units of the visitor's run.
#[must_use]
pub fn export_for(config: &Config, line: Line, framework: Framework, yours: Yours) -> String {
    yours.seen(config, line, |seat| writer::write(*seat, framework))
}

#[cfg(test)]
mod tests;
