//! A worker as the crew knows it: what it is, and the orders that it holds.

use etalon_train::report::Metrics;

use crate::crew::order::{Device, Order, Purpose, Ticket, Work};
use crate::crew::request::{Parcel, RequestId};

/// The number of a worker. It is never used twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct WorkerId(pub(super) u32);

#[derive(Debug)]
pub(super) struct Worker<J> {
    pub(super) id: WorkerId,
    pub(super) device: Device,
    /// Whether its engine is up.
    pub(super) ready: bool,
    /// The time of its last message, or of its last order.
    pub(super) active: f64,
    /// The orders that it holds, at most one of each purpose.
    pub(super) held: Vec<Held<J>>,
}

/// An order that a worker holds.
#[derive(Debug)]
pub(super) struct Held<J> {
    pub(super) ticket: Ticket,
    pub(super) purpose: Purpose,
    pub(super) work: Work<J>,
    pub(super) owner: Owner,
    /// Which of its trainings are done.
    pub(super) done: Vec<bool>,
    /// The runs so far, of those that are reported in parts.
    pub(super) runs: Vec<Metrics>,
}

/// What asked for an order.
#[derive(Debug)]
pub(super) enum Owner {
    /// Lines of the race.
    Race(Vec<Entry>),
    /// A request, with the places of the answers in it.
    Request(RequestId, Vec<usize>),
}

/// A training of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) line: usize,
    pub(super) request: RequestId,
    /// Whether nobody waits for it any more.
    pub(super) superseded: bool,
}

/// Milliseconds after which a silent worker counts as dead. A CPU worker at work says something ten times a second.
const SILENCE_CPU: f64 = 5_000.0;
/// A GPU's first answer may wait until its shader is compiled.
const SILENCE_GPU: f64 = 30_000.0;
/// An emulated GPU says nothing while it is measured or compared.
const SILENCE_MEASURED: f64 = 120_000.0;

impl<J> Worker<J> {
    pub(super) fn new(id: WorkerId, device: Device, now: f64) -> Self {
        Self { id, device, ready: false, active: now, held: Vec::new() }
    }

    /// Whether it can be given an order of this purpose.
    pub(super) fn takes(&self, purpose: Purpose) -> bool {
        self.ready && self.held.iter().all(|held| held.purpose != purpose)
    }

    /// Whether it should have said something long ago. While questions wait, only the race has something to say.
    pub(super) fn is_silent(&self, now: f64, is_held: bool) -> bool {
        let measured = self.held.iter().any(|held| held.purpose == Purpose::Measure);
        let limit = match self.device {
            Device::Cpu => SILENCE_CPU,
            Device::Gpu if measured => SILENCE_MEASURED,
            Device::Gpu => SILENCE_GPU,
        };
        let speaks = |held: &Held<J>| !is_held || held.purpose == Purpose::Race;
        (!self.ready || self.held.iter().any(speaks)) && now - self.active > limit
    }

    pub(super) fn find(&mut self, ticket: Ticket) -> Option<&mut Held<J>> {
        self.held.iter_mut().find(|held| held.ticket == ticket)
    }

    pub(super) fn release(&mut self, ticket: Ticket) -> Option<Held<J>> {
        let at = self.held.iter().position(|held| held.ticket == ticket)?;
        Some(self.held.swap_remove(at))
    }
}

impl<J: Clone> Held<J> {
    pub(super) fn new(order: &Order<J>, owner: Owner) -> Self {
        let Order { ticket, purpose, work } = order.clone();
        let places = match &owner {
            Owner::Race(entries) => entries.len(),
            Owner::Request(_, places) => places.len(),
        };
        Self {
            ticket,
            purpose,
            work,
            owner,
            done: vec![false; places],
            runs: vec![Metrics::default(); places],
        }
    }
}

impl<J> Held<J> {
    /// The trainings of lines that are not done, where it is a race's.
    pub(super) fn entries(&self) -> impl Iterator<Item = (usize, Entry)> {
        let entries = match &self.owner {
            Owner::Race(entries) => entries.as_slice(),
            Owner::Request(..) => &[],
        };
        let open = |at: &usize| !self.done.get(*at).copied().unwrap_or(true);
        entries.iter().copied().enumerate().filter(move |(at, _)| open(at))
    }

    /// Whether it belongs to `request`.
    pub(super) fn is_of(&self, request: RequestId) -> bool {
        match self.owner {
            Owner::Request(id, _) => id == request,
            Owner::Race(_) => false,
        }
    }

    /// What is left of a parcel.
    pub(super) fn into_parcel(self) -> Option<(RequestId, Option<Parcel<J>>)> {
        match self.owner {
            Owner::Request(id, places) => Some((id, Parcel { work: self.work, places }.without(&self.done))),
            Owner::Race(_) => None,
        }
    }
}
