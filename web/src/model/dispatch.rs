//! Who trains what: a few workers, one waiting request for each entrant, the latest request wins. A machine without hands:
//! events go in, actions come out, and `io::pool` carries them out.

use crate::model::config::Config;
use crate::model::entrant::{Entrant, PerEntrant};
use crate::model::wire::{Request, Ticket};

/// A worker's name, never used twice.
pub type WorkerId = u32;

/// Something to be carried out.
#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    /// Start a worker; answer with [`Dispatch::ready`] or [`Dispatch::died`].
    Spawn(WorkerId),
    /// Give a worker these to train.
    Send(WorkerId, Vec<Request>),
    /// Tell a worker to drop these.
    Cancel(WorkerId, Vec<Ticket>),
    /// Workers die as fast as they are started: give up and say so.
    GiveUp,
}

/// The state of all workers and requests.
#[derive(Debug)]
pub struct Dispatch {
    workers: Vec<(WorkerId, Slot)>,
    waiting: PerEntrant<Option<Request>>,
    latest: PerEntrant<Ticket>,
    most_workers: usize,
    /// Whether a worker takes all waiting requests at once, as a GPU does, or one.
    takes_all: bool,
    next_ticket: Ticket,
    next_worker: WorkerId,
    deaths: u32,
}

#[derive(Debug)]
enum Slot {
    Starting,
    Idle,
    Busy(Vec<Request>),
}

/// Deaths in a row, without a result between, after which nothing is started any more.
const MOST_DEATHS: u32 = 6;

impl Dispatch {
    /// Nothing runs yet.
    #[must_use]
    pub fn new(most_workers: usize, takes_all: bool) -> Self {
        Self {
            workers: Vec::new(),
            waiting: PerEntrant::default(),
            latest: PerEntrant::default(),
            most_workers: most_workers.max(1),
            takes_all,
            next_ticket: 1,
            next_worker: 1,
            deaths: 0,
        }
    }

    /// `entrant` shall train with `config` now. Where `interrupt` is set, a training of it under way is dropped; otherwise
    /// it ends first, so that a short training is seen even while the finger moves.
    pub fn want(&mut self, entrant: Entrant, config: Config, interrupt: bool) -> Vec<Action> {
        let ticket = self.next_ticket;
        self.next_ticket = self.next_ticket.wrapping_add(1).max(1);
        *self.latest.get_mut(entrant) = ticket;
        *self.waiting.get_mut(entrant) = Some(Request { ticket, entrant, config });
        let mut actions = Vec::new();
        if interrupt {
            for (id, slot) in &self.workers {
                let Slot::Busy(requests) = slot else { continue };
                let old: Vec<Ticket> =
                    requests.iter().filter(|request| request.entrant == entrant).map(|r| r.ticket).collect();
                if !old.is_empty() {
                    actions.push(Action::Cancel(*id, old));
                }
            }
        }
        actions.extend(self.assign());
        actions
    }

    /// A worker can be given work.
    pub fn ready(&mut self, id: WorkerId) -> Vec<Action> {
        if let Some(slot) = self.slot(id) {
            *slot = Slot::Idle;
        }
        self.assign()
    }

    /// A worker is through with a request, done or dropped.
    pub fn finished(&mut self, id: WorkerId, ticket: Ticket) -> Vec<Action> {
        self.deaths = 0;
        if let Some(slot) = self.slot(id)
            && let Slot::Busy(requests) = slot
        {
            requests.retain(|request| request.ticket != ticket);
            if requests.is_empty() {
                *slot = Slot::Idle;
            }
        }
        self.assign()
    }

    /// A worker is no more: another takes its place and its requests, except those that newer ones have replaced.
    pub fn died(&mut self, id: WorkerId) -> Vec<Action> {
        let Some(at) = self.workers.iter().position(|(worker, _)| *worker == id) else { return Vec::new() };
        let (_, slot) = self.workers.swap_remove(at);
        if let Slot::Busy(requests) = slot {
            for request in requests {
                if *self.latest.get(request.entrant) == request.ticket {
                    *self.waiting.get_mut(request.entrant) = Some(request);
                }
            }
        }
        self.deaths += 1;
        if self.deaths > MOST_DEATHS {
            return vec![Action::GiveUp];
        }
        self.assign()
    }

    /// Whether `ticket` is the latest request of `entrant`.
    #[must_use]
    pub fn is_latest(&self, entrant: Entrant, ticket: Ticket) -> bool {
        *self.latest.get(entrant) == ticket
    }

    /// The request with this ticket, while a worker has it.
    #[must_use]
    pub fn request(&self, ticket: Ticket) -> Option<Request> {
        let given = self.workers.iter().filter_map(|(_, slot)| match slot {
            Slot::Busy(requests) => Some(requests),
            Slot::Starting | Slot::Idle => None,
        });
        given.flatten().find(|request| request.ticket == ticket).copied()
    }

    /// Whether nothing is asked for or under way.
    #[must_use]
    pub fn at_rest(&self) -> bool {
        self.waiting.iter().all(|(_, waiting)| waiting.is_none())
            && self.workers.iter().all(|(_, slot)| !matches!(slot, Slot::Busy(_)))
    }

    /// Whether a worker has work or is being started.
    #[must_use]
    pub fn is_busy(&self, id: WorkerId) -> bool {
        self.workers.iter().any(|(worker, slot)| *worker == id && !matches!(slot, Slot::Idle))
    }

    /// Workers alive.
    #[must_use]
    pub fn workers(&self) -> usize {
        self.workers.len()
    }

    fn slot(&mut self, id: WorkerId) -> Option<&mut Slot> {
        self.workers.iter_mut().find(|(worker, _)| *worker == id).map(|(_, slot)| slot)
    }

    /// Entrants under way now: their next request waits, so that results come in the order of requests.
    fn under_way(&self, entrant: Entrant) -> bool {
        self.workers.iter().any(|(_, slot)| match slot {
            Slot::Busy(requests) => requests.iter().any(|request| request.entrant == entrant),
            Slot::Starting | Slot::Idle => false,
        })
    }

    fn assign(&mut self) -> Vec<Action> {
        let mut actions = Vec::new();
        for at in 0..self.workers.len() {
            if !matches!(self.workers[at].1, Slot::Idle) {
                continue;
            }
            let free: Vec<Entrant> = Entrant::ALL
                .into_iter()
                .filter(|entrant| self.waiting.get(*entrant).is_some() && !self.under_way(*entrant))
                .take(if self.takes_all { Entrant::COUNT } else { 1 })
                .collect();
            let requests: Vec<Request> =
                free.into_iter().filter_map(|entrant| self.waiting.get_mut(entrant).take()).collect();
            if requests.is_empty() {
                break;
            }
            self.workers[at].1 = Slot::Busy(requests.clone());
            actions.push(Action::Send(self.workers[at].0, requests));
        }
        let open =
            self.waiting.iter().filter(|(entrant, waiting)| waiting.is_some() && !self.under_way(*entrant));
        let wanted = if self.takes_all { open.count().min(1) } else { open.count() };
        let starting = self.workers.iter().filter(|(_, slot)| matches!(slot, Slot::Starting)).count();
        for _ in starting..wanted {
            if self.workers.len() >= self.most_workers {
                break;
            }
            self.workers.push((self.next_worker, Slot::Starting));
            actions.push(Action::Spawn(self.next_worker));
            self.next_worker += 1;
        }
        actions
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::kind::Kind;
    use crate::model::param::Param;
    use crate::model::presets::Preset;

    const EXPONENTIAL: Entrant = Entrant::Schedule(Kind::Exponential);

    fn config(gamma: f64) -> Config {
        Preset::Opening.config().with(Param::Gamma, gamma).unwrap()
    }

    fn sent(actions: &[Action]) -> Vec<(WorkerId, Vec<Request>)> {
        let each = actions.iter().filter_map(|action| match action {
            Action::Send(id, requests) => Some((*id, requests.clone())),
            Action::Spawn(_) | Action::Cancel(..) | Action::GiveUp => None,
        });
        each.collect()
    }

    #[test]
    fn no_more_workers_than_allowed_and_than_needed() {
        let mut dispatch = Dispatch::new(2, false);
        let spawned: usize =
            Entrant::ALL.into_iter().map(|entrant| dispatch.want(entrant, config(0.9), false).len()).sum();
        assert_eq!((spawned, dispatch.workers()), (2, 2));
        let mut one = Dispatch::new(8, false);
        one.want(EXPONENTIAL, config(0.9), false);
        one.want(EXPONENTIAL, config(0.8), false);
        assert_eq!(one.workers(), 1);
    }

    #[test]
    fn the_latest_request_wins_and_none_is_skipped_for_ever() {
        let mut dispatch = Dispatch::new(1, false);
        assert_eq!(dispatch.want(EXPONENTIAL, config(0.9), false), vec![Action::Spawn(1)]);
        let first = sent(&dispatch.ready(1))[0].1[0];
        for gamma in [0.8, 0.7, 0.6] {
            assert!(dispatch.want(EXPONENTIAL, config(gamma), false).is_empty());
        }
        assert!(!dispatch.is_latest(EXPONENTIAL, first.ticket));
        let second = sent(&dispatch.finished(1, first.ticket))[0].1[0];
        assert_eq!(second.config, config(0.6));
        assert!(dispatch.is_latest(EXPONENTIAL, second.ticket));
        assert_eq!(dispatch.request(second.ticket), Some(second));
        assert_eq!(dispatch.request(first.ticket), None);
        assert!(dispatch.finished(1, second.ticket).is_empty());
        assert!(dispatch.at_rest());
    }

    #[test]
    fn an_interrupted_training_is_cancelled_by_ticket() {
        let mut dispatch = Dispatch::new(1, false);
        dispatch.want(EXPONENTIAL, config(0.9), false);
        let first = sent(&dispatch.ready(1))[0].1[0];
        let actions = dispatch.want(EXPONENTIAL, config(0.8), true);
        assert_eq!(actions, vec![Action::Cancel(1, vec![first.ticket])]);
    }

    #[test]
    fn a_dead_worker_is_replaced_and_its_job_redone() {
        let mut dispatch = Dispatch::new(1, false);
        dispatch.want(EXPONENTIAL, config(0.9), false);
        let first = sent(&dispatch.ready(1))[0].1[0];
        assert_eq!(dispatch.died(1), vec![Action::Spawn(2)]);
        assert_eq!(sent(&dispatch.ready(2)), vec![(2, vec![first])]);
        assert!(dispatch.died(1).is_empty(), "a worker dies once");
    }

    #[test]
    fn a_dead_workers_job_yields_to_a_newer_one() {
        let mut dispatch = Dispatch::new(1, false);
        dispatch.want(EXPONENTIAL, config(0.9), false);
        dispatch.ready(1);
        dispatch.want(EXPONENTIAL, config(0.5), false);
        dispatch.died(1);
        assert_eq!(sent(&dispatch.ready(2))[0].1[0].config, config(0.5));
    }

    #[test]
    fn workers_that_only_die_are_given_up() {
        let mut dispatch = Dispatch::new(1, false);
        let mut actions = dispatch.want(EXPONENTIAL, config(0.9), false);
        for _ in 0..=MOST_DEATHS {
            let [Action::Spawn(id)] = actions[..] else { panic!("{actions:?}") };
            actions = dispatch.died(id);
        }
        assert_eq!(actions, vec![Action::GiveUp]);
    }

    #[test]
    fn a_gpu_takes_all_at_once() {
        let mut dispatch = Dispatch::new(1, true);
        for entrant in Entrant::ALL {
            dispatch.want(entrant, config(0.9), false);
        }
        assert_eq!(sent(&dispatch.ready(1))[0].1.len(), Entrant::COUNT);
    }
}
