//! The crew: which worker does what, in which order, and what is done again after a loss. A state machine without a browser:
//! what happens goes in, effects come out, and the page carries them out.
//!
//! The lines of the race come first, and of each line the latest training. Questions, looks into models and measurements fill
//! the rest of the time. A worker holds at most one order of each purpose, and in it the less urgent ones wait ([`desk`]), so no
//! worker is ended to make room.

mod answer;
mod assign;
pub mod desk;
mod order;
mod recover;
mod report;
mod request;
#[cfg(test)]
mod tests;
mod worker;

use std::collections::BTreeMap;

use etalon_train::engine::EngineInfo;

pub use self::order::{Device, Order, Purpose, Ticket, Work};
pub use self::report::{Report, Reported};
use self::request::Request;
pub use self::request::{Ask, RequestId};
pub use self::worker::WorkerId;
use self::worker::{Owner, Worker};
use crate::messages::{Answer, ToPage, ToWorker};

/// Something to be carried out.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect<J> {
    /// Start a worker. Where that fails, call [`Crew::lost`].
    Spawn(WorkerId, Device),
    /// Send a worker this. Where that fails, call [`Crew::lost`].
    Post(WorkerId, ToWorker<J>),
    /// End a worker.
    End(WorkerId),
    /// Say this to whoever follows the race.
    Race(RaceEvent),
    /// Say this to whoever made the request.
    Reply(RequestId, Reply),
}

/// What happens in the race, and to the crew.
#[derive(Debug, Clone, PartialEq)]
pub enum RaceEvent {
    /// An engine came up.
    Ready(Device, EngineInfo),
    /// A run, so far or complete.
    Run {
        /// Of which line.
        line: usize,
        /// Which request it answers.
        request: RequestId,
        /// The run.
        report: Report,
        /// Whether no newer training of that line was asked for.
        latest: bool,
    },
    /// A worker was lost. Another one does its orders again.
    Replaced(Device),
    /// The GPU cannot be used, for this reason. Its orders were given to the CPU.
    FellBack(String),
    /// Trainings of the race were given up. The text is the reason.
    Failed(String),
}

/// An answer to a request.
#[derive(Debug, Clone, PartialEq)]
pub enum Reply {
    /// A part of the answer. Trainings have their places in the request's list, and runs are complete.
    Part(Answer<usize>),
    /// Everything is answered.
    Done,
    /// There will be no more answers, for this reason.
    Failed(String),
}

/// The workers and everything that is asked of them. `J` is a training.
#[derive(Debug)]
pub struct Crew<J> {
    /// Workers for the CPU at most.
    most_workers: usize,
    now: f64,
    workers: Vec<Worker<J>>,
    lines: BTreeMap<usize, Line<J>>,
    /// The most urgent first, then the oldest.
    requests: Vec<Request<J>>,
    /// Workers lost in a row, without an answer between: on the CPU, on the GPU.
    losses: (u32, u32),
    /// Whether questions wait.
    is_held: bool,
    last_number: u32,
    effects: Vec<Effect<J>>,
}

/// A line of the race.
#[derive(Debug)]
struct Line<J> {
    latest: RequestId,
    waiting: Option<Waiting<J>>,
}

/// A training that no worker has yet.
#[derive(Debug)]
struct Waiting<J> {
    request: RequestId,
    job: J,
    device: Device,
    /// The first request of this line since it was last given to a worker: the line that has waited longest is next.
    since: RequestId,
}

impl<J: Clone> Crew<J> {
    /// No worker yet. They are started when there is work, up to `most_workers` for the CPU and one for the GPU.
    #[must_use]
    pub fn new(most_workers: usize) -> Self {
        Self {
            most_workers: most_workers.max(1),
            now: 0.0,
            workers: Vec::new(),
            lines: BTreeMap::new(),
            requests: Vec::new(),
            losses: (0, 0),
            is_held: false,
            last_number: 0,
            effects: Vec::new(),
        }
    }

    /// Sets the clock, in milliseconds.
    pub fn set_clock(&mut self, now: f64) {
        self.now = now;
    }

    /// Requests a training of `job` for `line`. With `interrupt` the line's current training is dropped. Otherwise that
    /// training ends first, so that a short training is seen even while the slider moves.
    pub fn train(
        &mut self,
        line: usize,
        job: J,
        device: Device,
        interrupt: bool,
    ) -> (RequestId, Vec<Effect<J>>) {
        let request = RequestId(self.number());
        let since = self.lines.get(&line).and_then(|line| line.waiting.as_ref()).map_or(request, |w| w.since);
        let waiting = Some(Waiting { request, job, device, since });
        self.lines.insert(line, Line { latest: request, waiting });
        if interrupt {
            self.interrupt(line);
        }
        self.assign();
        (request, self.take_effects())
    }

    /// Asks for something beside the race. It is answered with [`Effect::Reply`], the last time with [`Reply::Done`] or
    /// [`Reply::Failed`].
    pub fn ask(&mut self, ask: Ask<J>, device: Device) -> (RequestId, Vec<Effect<J>>) {
        let request = Request::new(RequestId(self.number()), ask, device, self.most_workers);
        let id = request.id;
        if request.parcels.is_empty() {
            self.effects.push(Effect::Reply(id, Reply::Failed("nothing was asked for".to_owned())));
        } else {
            self.insert(request);
            self.assign();
        }
        (id, self.take_effects())
    }

    /// Nobody waits for the answers to `request` any more.
    pub fn cancel(&mut self, request: RequestId) -> Vec<Effect<J>> {
        self.forget(request);
        self.assign();
        self.take_effects()
    }

    /// A control is being moved: from now on workers do nothing but the race.
    pub fn hold(&mut self) -> Vec<Effect<J>> {
        self.set_hold(true)
    }

    /// No control is being moved any more: questions go on.
    pub fn release(&mut self) -> Vec<Effect<J>> {
        let now = self.now;
        // Whoever was held had nothing to say.
        self.workers.iter_mut().for_each(|worker| worker.active = now);
        self.set_hold(false)
    }

    fn set_hold(&mut self, hold: bool) -> Vec<Effect<J>> {
        if self.is_held != hold {
            self.is_held = hold;
            let ready = self.workers.iter().filter(|worker| worker.ready).map(|worker| worker.id);
            self.effects.extend(ready.map(|id| Effect::Post(id, ToWorker::Hold(hold))));
            self.assign();
        }
        self.take_effects()
    }

    /// A worker sent this.
    pub fn receive(&mut self, id: WorkerId, message: ToPage) -> Vec<Effect<J>> {
        let now = self.now;
        if let Some(worker) = self.worker(id) {
            worker.active = now;
            match message {
                ToPage::Listening => self.effects.push(Effect::Post(id, ToWorker::Begin)),
                ToPage::Ready(info) => {
                    worker.ready = true;
                    let device = worker.device;
                    self.effects.push(Effect::Race(RaceEvent::Ready(device, info)));
                }
                ToPage::Busy => {}
                ToPage::Answer(ticket, answer) => self.answer(id, ticket, answer),
                ToPage::Ended(ticket) => self.end(id, ticket),
                ToPage::Failed(ticket, why) => self.fail(id, ticket, &why),
                ToPage::Broken(why) => self.break_off(id, &why),
            }
            self.assign();
        }
        self.take_effects()
    }

    /// A worker sent something that cannot be read, or cannot be sent its orders.
    pub fn broken(&mut self, id: WorkerId, why: &str) -> Vec<Effect<J>> {
        self.break_off(id, why);
        self.assign();
        self.take_effects()
    }

    /// A worker died or could not be started. Another one takes its place and its orders.
    pub fn lost(&mut self, id: WorkerId) -> Vec<Effect<J>> {
        self.replace(id);
        self.assign();
        self.take_effects()
    }

    /// Replaces the workers that should have said something long ago.
    pub fn replace_silent(&mut self) -> Vec<Effect<J>> {
        let silent = self.workers.iter().filter(|worker| worker.is_silent(self.now, self.is_held));
        let silent: Vec<WorkerId> = silent.map(|worker| worker.id).collect();
        silent.into_iter().for_each(|id| self.replace(id));
        self.assign();
        self.take_effects()
    }

    /// Whether nothing is asked for or under way.
    #[must_use]
    pub fn is_at_rest(&self) -> bool {
        self.requests.is_empty()
            && self.lines.values().all(|line| line.waiting.is_none())
            && self.workers.iter().all(|worker| worker.held.is_empty())
    }

    /// Workers alive.
    #[must_use]
    pub fn workers(&self) -> usize {
        self.workers.len()
    }

    fn number(&mut self) -> u32 {
        self.last_number += 1;
        self.last_number
    }

    fn take_effects(&mut self) -> Vec<Effect<J>> {
        core::mem::take(&mut self.effects)
    }

    fn worker(&mut self, id: WorkerId) -> Option<&mut Worker<J>> {
        self.workers.iter_mut().find(|worker| worker.id == id)
    }

    fn most(&self, device: Device) -> usize {
        match device {
            Device::Cpu => self.most_workers,
            Device::Gpu => 1,
        }
    }

    fn insert(&mut self, request: Request<J>) {
        let at = self.requests.partition_point(|other| other.purpose <= request.purpose);
        self.requests.insert(at, request);
    }

    /// Drops a request, and what workers hold of it.
    fn forget(&mut self, request: RequestId) {
        let known = self.requests.len();
        self.requests.retain(|other| other.id != request);
        if self.requests.len() == known {
            return;
        }
        for worker in &self.workers {
            let held = worker.held.iter().filter(|held| held.is_of(request)).map(|held| held.ticket);
            self.effects.extend(held.map(|ticket| Effect::Post(worker.id, ToWorker::Cancel(ticket))));
        }
    }

    /// Drops the training of `line` that is under way. An order with several lines goes on until none of them is wanted.
    fn interrupt(&mut self, line: usize) {
        for worker in &mut self.workers {
            for held in &mut worker.held {
                let before = held.entries().any(|(_, entry)| !entry.superseded);
                if let Owner::Race(entries) = &mut held.owner {
                    entries.iter_mut().filter(|entry| entry.line == line).for_each(|e| e.superseded = true);
                }
                if before && held.entries().all(|(_, entry)| entry.superseded) {
                    self.effects.push(Effect::Post(worker.id, ToWorker::Cancel(held.ticket)));
                }
            }
        }
    }
}
