//! What is done again after a worker or the GPU is lost, and when that is given up.

use crate::crew::order::{Device, Work};
use crate::crew::worker::{Held, Owner, Worker, WorkerId};
use crate::crew::{Crew, Effect, RaceEvent, Waiting};

/// Losses in a row, without an answer between, after which nothing is started any more until something new is asked for.
const MOST_LOSSES: u32 = 6;

const NOT_STARTED: &str = "workers cannot be started here";

impl<J: Clone> Crew<J> {
    /// A worker is lost: its orders wait again.
    pub(super) fn replace(&mut self, id: WorkerId) {
        let Some(worker) = self.dismiss(id) else { return };
        let device = worker.device;
        worker.held.into_iter().for_each(|held| self.put_back(held, device));
        self.effects.push(Effect::Race(RaceEvent::Replaced(device)));
        *self.losses_of(device) += 1;
        if *self.losses_of(device) > MOST_LOSSES {
            match device {
                Device::Cpu => self.give_up(),
                Device::Gpu => self.fall_back(NOT_STARTED),
            }
        }
    }

    /// A worker cannot go on. Another one for the CPU would fail in the same way; what was for the GPU goes to the CPU.
    pub(super) fn break_off(&mut self, id: WorkerId, why: &str) {
        let Some(worker) = self.dismiss(id) else { return };
        match worker.device {
            Device::Cpu if worker.held.is_empty() => {
                self.effects.push(Effect::Race(RaceEvent::Failed(why.to_owned())));
            }
            Device::Cpu => worker.held.into_iter().for_each(|held| self.give_up_order(held, why)),
            Device::Gpu => {
                worker.held.into_iter().for_each(|held| self.put_back(held, Device::Gpu));
                self.fall_back(why);
            }
        }
    }

    pub(super) fn losses_of(&mut self, device: Device) -> &mut u32 {
        match device {
            Device::Cpu => &mut self.losses.0,
            Device::Gpu => &mut self.losses.1,
        }
    }

    fn dismiss(&mut self, id: WorkerId) -> Option<Worker<J>> {
        let at = self.workers.iter().position(|worker| worker.id == id)?;
        self.effects.push(Effect::End(id));
        Some(self.workers.swap_remove(at))
    }

    /// What is left of an order waits again, except for trainings that newer ones have replaced.
    fn put_back(&mut self, held: Held<J>, device: Device) {
        match &held.owner {
            Owner::Race(_) => {
                let jobs = match &held.work {
                    Work::Train(jobs) => jobs.as_slice(),
                    Work::Sweep(_)
                    | Work::Courses(_)
                    | Work::Inspect(_)
                    | Work::Measure(_)
                    | Work::Compare => &[],
                };
                for (at, entry) in held.entries() {
                    let Some(line) = self.lines.get_mut(&entry.line) else { continue };
                    if let Some(job) = jobs.get(at)
                        && line.latest == entry.request
                    {
                        let (request, job) = (entry.request, job.clone());
                        line.waiting = Some(Waiting { request, job, device, since: request });
                    }
                }
            }
            Owner::Request(..) => {
                let Some((id, rest)) = held.into_parcel() else { return };
                let request = self.requests.iter_mut().find(|request| request.id == id);
                if let (Some(request), Some(rest)) = (request, rest) {
                    request.parcels.push_front(rest);
                }
                self.settle(id);
            }
        }
    }

    /// No worker can be started for the CPU: nothing waits for one any more.
    fn give_up(&mut self) {
        for line in self.lines.values_mut() {
            line.waiting = line.waiting.take().filter(|waiting| waiting.device == Device::Gpu);
        }
        self.effects.push(Effect::Race(RaceEvent::Failed(NOT_STARTED.to_owned())));
        let requests = self.requests.iter().filter(|request| request.device == Device::Cpu);
        let hopeless: Vec<_> = requests.map(|request| request.id).collect();
        hopeless.into_iter().for_each(|request| self.fail_request(request, NOT_STARTED));
    }

    /// What was for the GPU is done by the CPU, as far as that makes sense.
    fn fall_back(&mut self, why: &str) {
        let mut moved = false;
        for waiting in self.lines.values_mut().filter_map(|line| line.waiting.as_mut()) {
            moved |= waiting.device == Device::Gpu;
            waiting.device = Device::Cpu;
        }
        let mut hopeless = Vec::new();
        for request in self.requests.iter_mut().filter(|request| request.device == Device::Gpu) {
            if request.suits_any_engine() {
                request.move_to(Device::Cpu, self.most_workers);
                moved = true;
            } else {
                hopeless.push(request.id);
            }
        }
        hopeless.into_iter().for_each(|request| self.fail_request(request, why));
        if moved {
            self.effects.push(Effect::Race(RaceEvent::FellBack(why.to_owned())));
        }
    }
}
