//! Who takes what: waiting trainings and parcels are given to workers, and workers are started where there are too few.

use crate::crew::order::{Device, Order, Purpose, Ticket, Work};
use crate::crew::request::{Parcel, RequestId};
use crate::crew::worker::{Entry, Held, Owner, Worker, WorkerId};
use crate::crew::{Crew, Effect};
use crate::messages::ToWorker;

impl<J: Clone> Crew<J> {
    /// Gives out what can be given out now.
    pub(super) fn assign(&mut self) {
        for device in [Device::Cpu, Device::Gpu] {
            self.assign_race(device);
            self.assign_requests(device);
            self.start_workers(device);
        }
    }

    fn assign_race(&mut self, device: Device) {
        loop {
            let open = self.open_lines(device);
            let Some(worker) = self.free(device, Purpose::Race).filter(|_| !open.is_empty()) else { return };
            let taken = match device {
                // One line at a time, so that results arrive line by line.
                Device::Cpu => 1,
                // All of them at once take hardly longer than one.
                Device::Gpu => open.len(),
            };
            let (mut entries, mut jobs) = (Vec::new(), Vec::new());
            for at in open.into_iter().take(taken) {
                if let Some(waiting) = self.lines.get_mut(&at).and_then(|line| line.waiting.take()) {
                    entries.push(Entry { line: at, request: waiting.request, superseded: false });
                    jobs.push(waiting.job);
                }
            }
            self.give(worker, Purpose::Race, Work::Train(jobs), Owner::Race(entries));
        }
    }

    /// The lines that can be trained now, the one that has waited longest first. A line of which a training is under way waits
    /// for it, so that its results arrive in the order of its requests.
    fn open_lines(&self, device: Device) -> Vec<usize> {
        let mut open: Vec<(RequestId, usize)> = self
            .lines
            .iter()
            .filter_map(|(at, line)| Some((line.waiting.as_ref().filter(|w| w.device == device)?.since, *at)))
            .filter(|(_, at)| !self.is_under_way(*at))
            .collect();
        open.sort_unstable();
        open.into_iter().map(|(_, at)| at).collect()
    }

    fn is_under_way(&self, line: usize) -> bool {
        let held = self.workers.iter().flat_map(|worker| &worker.held);
        held.flat_map(Held::entries).any(|(_, entry)| entry.line == line)
    }

    fn assign_requests(&mut self, device: Device) {
        if self.is_held {
            return;
        }
        for at in 0..self.requests.len() {
            while let Some((worker, parcel)) = self.next(at, device) {
                let request = &self.requests[at];
                let owner = Owner::Request(request.id, parcel.places);
                self.give(worker, request.purpose, parcel.work, owner);
            }
        }
    }

    /// The next parcel of a request, and the worker that takes it.
    fn next(&mut self, at: usize, device: Device) -> Option<(WorkerId, Parcel<J>)> {
        let request = self.requests.get(at).filter(|request| request.device == device)?;
        let (id, purpose) = (request.id, request.purpose);
        if request.together {
            let begun = self.workers.iter().flat_map(|worker| &worker.held).any(|held| held.is_of(id));
            let free = self.workers.iter().filter(|worker| worker.device == device && worker.takes(purpose));
            if !begun && free.count() < request.parcels.len().min(self.most(device)) {
                return None;
            }
        }
        let worker = self.free(device, purpose)?;
        Some((worker, self.requests.get_mut(at)?.parcels.pop_front()?))
    }

    /// The worker with the fewest orders that takes one of this purpose.
    fn free(&self, device: Device, purpose: Purpose) -> Option<WorkerId> {
        let free = self.workers.iter().filter(|worker| worker.device == device && worker.takes(purpose));
        free.min_by_key(|worker| worker.held.len()).map(|worker| worker.id)
    }

    fn give(&mut self, id: WorkerId, purpose: Purpose, work: Work<J>, owner: Owner) {
        let order = Order { ticket: Ticket(self.number()), purpose, work };
        let now = self.now;
        if let Some(worker) = self.worker(id) {
            worker.active = now;
            worker.held.push(Held::new(&order, owner));
            self.effects.push(Effect::Post(id, ToWorker::Do(order)));
        }
    }

    /// Starts as many workers as there are orders, given out or not, up to the limit.
    fn start_workers(&mut self, device: Device) {
        let waiting = match device {
            Device::Cpu => self.open_lines(device).len(),
            Device::Gpu => self.open_lines(device).len().min(1),
        };
        let requests = self.requests.iter().filter(|request| request.device == device);
        let parcels: usize = requests.filter(|_| !self.is_held).map(|request| request.parcels.len()).sum();
        let of_device = || self.workers.iter().filter(|worker| worker.device == device);
        let held: usize = of_device().map(|worker| worker.held.len()).sum();
        let wanted = (held + waiting + parcels).min(self.most(device));
        for _ in of_device().count()..wanted {
            let id = WorkerId(self.number());
            self.workers.push(Worker::new(id, device, self.now));
            self.effects.push(Effect::Spawn(id, device));
        }
    }
}
