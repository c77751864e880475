//! An order: the work that a worker is given, its purpose, and a ticket that the answers carry.

use serde::{Deserialize, Serialize};

/// The number of an order. It is never used twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Ticket(pub u32);

/// What an order is for. In a worker the orders of a less urgent purpose wait while one of a more urgent purpose is at work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Purpose {
    /// A line of the race: a visitor waits for it while a slider moves.
    Race,
    /// A question with many trainings.
    Question,
    /// What a model has learned.
    Inspect,
    /// How fast or how exact an engine is.
    Measure,
    /// What nobody asked for by hand: it fills the time in which nothing else is asked.
    Background,
}

/// What a worker trains on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Device {
    /// The processor. Each order has an engine of its own.
    Cpu,
    /// The graphics processor, or its emulation. There is one engine for all orders.
    Gpu,
}

/// The work of an order. `J` is a training: `etalon_train::job::Job` on the page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Work<J> {
    /// Train these together, and report their runs: so far where the purpose is the race, and whole.
    Train(Vec<J>),
    /// Train these, and report how each one ends.
    Sweep(Vec<J>),
    /// Train this, and report what its model has learned.
    Inspect(J),
    /// Train these together for a moment, and report the speed.
    Measure(Vec<J>),
    /// Compare the engine with the CPU's.
    Compare,
    /// Train these, and report the course of each one.
    Courses(Vec<J>),
}

/// An order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Order<J> {
    /// Its number.
    pub ticket: Ticket,
    /// What it is for.
    pub purpose: Purpose,
    /// What is to be done.
    pub work: Work<J>,
}
