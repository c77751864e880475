//! Looks into models: a worker of its own trains what is asked for once more, and tells what was learned.

use crate::io::pool::{Event, Pool, Setup, Task};
use etalon_explorer::race::config::Config;
use etalon_explorer::race::slot::Line;
use etalon_explorer::flags::EngineChoice;
use etalon_explorer::learned::Learned;

/// What the page hears.
#[derive(Debug)]
pub enum Found {
    /// What the model of an line has learned, with the settings last asked for.
    Learned(Line, Box<Learned>),
    /// There will be no answers any more.
    Failed(String),
}

/// A worker on the CPU, started with the first question, replaced if it dies. Dropping this ends it.
#[derive(Debug, Clone)]
pub struct Inspector(Pool);

impl Inspector {
    /// Answers go to `hear`.
    pub fn new(hear: impl Fn(Found) + 'static) -> Self {
        let setup = Setup { task: Task::Inspect, engine: EngineChoice::Cpu, workers: 1, fault: None };
        Self(Pool::new(setup, move |event| match event {
            Event::Learned { request, learned, latest: true } => {
                hear(Found::Learned(request.line, learned));
            }
            Event::Failed(why) => hear(Found::Failed(why)),
            // A model that is out of date, or nothing to look at.
            Event::Learned { .. } | Event::Ready { .. } | Event::Progress { .. } | Event::Replaced => {}
        }))
    }

    /// What does the model of `line` learn with `config`? Of several questions about one line the last one is answered.
    pub fn want(&self, line: Line, config: Config) {
        self.0.want(line, config, true);
    }
}
