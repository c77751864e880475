//! What a worker answers: booked under its order, and passed on to what asked for it.

use crate::crew::order::{Ticket, Work};
use crate::crew::report::{self, Report};
use crate::crew::request::RequestId;
use crate::crew::worker::{Entry, Held, Owner, WorkerId};
use crate::crew::{Crew, Effect, RaceEvent, Reply};
use crate::messages::Answer;

/// An answer with what it belongs to.
enum Booked {
    Race(Vec<(Entry, Report)>),
    Request(RequestId, Reply),
}

impl<J: Clone> Crew<J> {
    pub(super) fn answer(&mut self, id: WorkerId, ticket: Ticket, answer: Answer) {
        let booked = self.worker(id).and_then(|worker| worker.find(ticket)?.book(answer));
        match booked {
            None => self.break_off(id, "a worker answered what it was not asked"),
            Some(Booked::Race(runs)) => {
                for (Entry { line, request, .. }, report) in runs {
                    let latest = self.lines.get(&line).is_some_and(|line| line.latest == request);
                    self.effects.push(Effect::Race(RaceEvent::Run { line, request, report, latest }));
                }
                self.made_progress(id);
            }
            Some(Booked::Request(request, reply)) => {
                if self.requests.iter().any(|known| known.id == request) {
                    self.effects.push(Effect::Reply(request, reply));
                }
                self.made_progress(id);
            }
        }
    }

    /// An order is over: done, or dropped on request.
    pub(super) fn end(&mut self, id: WorkerId, ticket: Ticket) {
        self.made_progress(id);
        let Some(held) = self.worker(id).and_then(|worker| worker.release(ticket)) else { return };
        if held.entries().any(|(_, entry)| !entry.superseded) {
            self.effects.push(Effect::Race(RaceEvent::Failed("a worker ended early".to_owned())));
        }
        if let Some((request, rest)) = held.into_parcel() {
            if rest.is_some() {
                self.fail_request(request, "a worker ended early");
            }
            self.settle(request);
        }
    }

    /// An order cannot be done.
    pub(super) fn fail(&mut self, id: WorkerId, ticket: Ticket, why: &str) {
        self.made_progress(id);
        if let Some(held) = self.worker(id).and_then(|worker| worker.release(ticket)) {
            self.give_up_order(held, why);
        }
    }

    pub(super) fn give_up_order(&mut self, held: Held<J>, why: &str) {
        match held.owner {
            Owner::Race(_) => self.effects.push(Effect::Race(RaceEvent::Failed(why.to_owned()))),
            Owner::Request(request, _) => self.fail_request(request, why),
        }
    }

    pub(super) fn fail_request(&mut self, request: RequestId, why: &str) {
        if self.requests.iter().any(|known| known.id == request) {
            self.effects.push(Effect::Reply(request, Reply::Failed(why.to_owned())));
            self.forget(request);
        }
    }

    /// Whether `request` is answered in full: then it is over.
    pub(super) fn settle(&mut self, request: RequestId) {
        let waits = |known: &super::Request<J>| known.id == request && known.parcels.is_empty();
        let held = self.workers.iter().flat_map(|worker| &worker.held).any(|held| held.is_of(request));
        if !held && self.requests.iter().any(waits) {
            self.requests.retain(|known| known.id != request);
            self.effects.push(Effect::Reply(request, Reply::Done));
        }
    }

    fn made_progress(&mut self, id: WorkerId) {
        if let Some(device) = self.worker(id).map(|worker| worker.device) {
            *self.losses_of(device) = 0;
        }
    }
}

impl<J> Held<J> {
    /// Books an answer. `None` where the order has no place for it.
    fn book(&mut self, answer: Answer) -> Option<Booked> {
        match (answer, &self.work) {
            (Answer::Runs(runs), Work::Train(_)) => {
                let runs = runs.into_iter().map(|(at, report)| self.add_up(at as usize, report));
                let runs: Vec<(usize, Report)> = runs.collect::<Option<_>>()?;
                match &self.owner {
                    Owner::Race(entries) => {
                        let of_line = |(at, report)| Some((*entries.get::<usize>(at)?, report));
                        Some(Booked::Race(runs.into_iter().map(of_line).collect::<Option<_>>()?))
                    }
                    Owner::Request(request, places) => {
                        let placed = |(at, report)| Some((*places.get::<usize>(at)?, report));
                        let whole = runs.into_iter().filter(|(_, report)| report.complete);
                        Some(Booked::Request(
                            *request,
                            Reply::Part(Answer::Runs(whole.map(placed).collect::<Option<_>>()?)),
                        ))
                    }
                }
            }
            (Answer::Outcomes(outcomes), Work::Sweep(_)) => {
                let places =
                    outcomes.into_iter().map(|(at, outcome)| Some((self.place(at as usize)?, outcome)));
                let places = places.collect::<Option<_>>()?;
                Some(Booked::Request(self.request()?, Reply::Part(Answer::Outcomes(places))))
            }
            (Answer::Courses(courses), Work::Courses(_)) => {
                let places = courses.into_iter().map(|(at, course)| Some((self.place(at as usize)?, course)));
                let places = places.collect::<Option<_>>()?;
                Some(Booked::Request(self.request()?, Reply::Part(Answer::Courses(places))))
            }
            (Answer::Learned(learned), Work::Inspect(_)) => self.reply(Answer::Learned(learned)),
            (Answer::Speed(speed), Work::Measure(_)) => self.reply(Answer::Speed(speed)),
            (Answer::Compared(json), Work::Compare) => self.reply(Answer::Compared(json)),
            (
                Answer::Runs(_)
                | Answer::Outcomes(_)
                | Answer::Learned(_)
                | Answer::Speed(_)
                | Answer::Compared(_)
                | Answer::Courses(_),
                _,
            ) => None,
        }
    }

    /// The only answer of an order.
    fn reply(&mut self, answer: Answer<usize>) -> Option<Booked> {
        self.place(0)?;
        Some(Booked::Request(self.request()?, Reply::Part(answer)))
    }

    fn request(&self) -> Option<RequestId> {
        match self.owner {
            Owner::Request(id, _) => Some(id),
            Owner::Race(_) => None,
        }
    }

    /// The place in its request of the training at `at`, which is done now.
    fn place(&mut self, at: usize) -> Option<usize> {
        *self.done.get_mut(at)? = true;
        match &self.owner {
            Owner::Request(_, places) => places.get(at).copied(),
            Owner::Race(_) => None,
        }
    }

    /// The run so far, from the part that is new.
    fn add_up(&mut self, at: usize, mut report: Report) -> Option<(usize, Report)> {
        let whole = self.runs.get_mut(at)?;
        report::add(whole, report.metrics);
        report.metrics = if report.complete { core::mem::take(whole) } else { whole.clone() };
        *self.done.get_mut(at)? |= report.complete;
        Some((at, report))
    }
}
