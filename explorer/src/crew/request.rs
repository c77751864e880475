//! What a panel asks of the crew, divided into parcels that a worker takes one at a time.

use std::collections::VecDeque;

use crate::crew::order::{Device, Purpose, Work};

/// The number of a request. It is never used twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RequestId(pub(super) u32);

/// What a panel can ask beside the race.
#[derive(Debug, Clone, PartialEq)]
pub enum Ask<J> {
    /// How does each of these trainings end?
    Outcomes(Vec<J>),
    /// How does each of these trainings go? The answer holds every step.
    Runs(Vec<J>),
    /// What does the model of this training learn?
    Inspect(J),
    /// How fast are these trainings, each share on a worker of its own, all shares at the same time?
    Measure(Vec<Vec<J>>),
    /// Does the engine agree with the CPU's?
    Compare,
    /// How does each of these trainings go, round by round? It waits until nothing else is asked.
    Courses(Vec<J>),
}

/// A request under way.
#[derive(Debug)]
pub(super) struct Request<J> {
    pub(super) id: RequestId,
    pub(super) purpose: Purpose,
    pub(super) device: Device,
    /// What no worker has yet, in the order in which it is given out.
    pub(super) parcels: VecDeque<Parcel<J>>,
    /// Whether all parcels are given out at the same time.
    pub(super) together: bool,
}

/// Work for one worker, and the places of its answers in the request.
#[derive(Debug, PartialEq)]
pub(super) struct Parcel<J> {
    pub(super) work: Work<J>,
    pub(super) places: Vec<usize>,
}

/// The most trainings in a parcel for a processor: few enough that the workers end at about the same time.
const MOST_IN_PARCEL: usize = 8;

impl<J: Clone> Request<J> {
    pub(super) fn new(id: RequestId, ask: Ask<J>, device: Device, workers: usize) -> Self {
        let (purpose, together, parcels) = match ask {
            Ask::Outcomes(jobs) => (Purpose::Question, false, divide(jobs, Work::Sweep, device, workers)),
            Ask::Runs(jobs) => (Purpose::Question, false, divide(jobs, Work::Train, device, workers)),
            Ask::Inspect(job) => (Purpose::Inspect, false, one(Work::Inspect(job))),
            Ask::Measure(shares) => {
                let parcel = |(at, share)| Parcel { work: Work::Measure(share), places: vec![at] };
                (Purpose::Measure, true, shares.into_iter().enumerate().map(parcel).collect())
            }
            Ask::Compare => (Purpose::Measure, false, one(Work::Compare)),
            Ask::Courses(jobs) => (Purpose::Background, false, divide(jobs, Work::Courses, device, workers)),
        };
        Self { id, purpose, device, parcels, together }
    }

    /// Whether another engine can do it as well.
    pub(super) fn suits_any_engine(&self) -> bool {
        match self.purpose {
            Purpose::Race | Purpose::Question | Purpose::Inspect | Purpose::Background => true,
            Purpose::Measure => false,
        }
    }

    /// Divides what is left for another device.
    pub(super) fn move_to(&mut self, device: Device, workers: usize) {
        self.device = device;
        for Parcel { work, places } in core::mem::take(&mut self.parcels) {
            let parcels = match work {
                Work::Train(jobs) => divide(jobs, Work::Train, device, workers),
                Work::Sweep(jobs) => divide(jobs, Work::Sweep, device, workers),
                Work::Courses(jobs) => divide(jobs, Work::Courses, device, workers),
                work @ (Work::Inspect(_) | Work::Measure(_) | Work::Compare) => one(work),
            };
            self.parcels.extend(parcels.into_iter().map(|mut parcel| {
                parcel.places.iter_mut().for_each(|at| *at = places.get(*at).copied().unwrap_or(*at));
                parcel
            }));
        }
    }
}

impl<J> Parcel<J> {
    /// Without the trainings that are done. `None` if nothing is left.
    pub(super) fn without(self, done: &[bool]) -> Option<Self> {
        let left = |at: usize| !done.get(at).copied().unwrap_or(false);
        let keep = |jobs: Vec<J>| -> Vec<J> {
            jobs.into_iter().enumerate().filter(|(at, _)| left(*at)).map(|(_, job)| job).collect()
        };
        let work = match self.work {
            Work::Train(jobs) => Work::Train(keep(jobs)),
            Work::Sweep(jobs) => Work::Sweep(keep(jobs)),
            Work::Courses(jobs) => Work::Courses(keep(jobs)),
            work @ (Work::Inspect(_) | Work::Measure(_) | Work::Compare) => work,
        };
        let at = self.places.into_iter().enumerate();
        let places: Vec<usize> = at.filter(|(at, _)| left(*at)).map(|(_, place)| place).collect();
        (!places.is_empty()).then_some(Self { work, places })
    }
}

fn one<J>(work: Work<J>) -> VecDeque<Parcel<J>> {
    VecDeque::from([Parcel { work, places: vec![0] }])
}

/// Divides jobs into parcels that become smaller towards the end, so that the workers finish at about the same time. A GPU
/// takes all jobs at once.
fn divide<J>(
    jobs: Vec<J>,
    work: fn(Vec<J>) -> Work<J>,
    device: Device,
    workers: usize,
) -> VecDeque<Parcel<J>> {
    let mut parcels = VecDeque::new();
    let mut jobs = jobs.into_iter();
    let mut at = 0;
    while jobs.len() > 0 {
        let size = match device {
            Device::Cpu => (jobs.len() / (2 * workers.max(1))).clamp(1, MOST_IN_PARCEL),
            Device::Gpu => jobs.len(),
        };
        let some: Vec<J> = jobs.by_ref().take(size).collect();
        let places = (at..at + some.len()).collect();
        at += some.len();
        parcels.push_back(Parcel { work: work(some), places });
    }
    parcels
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places<J>(request: &Request<J>) -> Vec<Vec<usize>> {
        request.parcels.iter().map(|parcel| parcel.places.clone()).collect()
    }

    #[test]
    fn parcels_hold_every_training_once_and_shrink() {
        for (jobs, workers) in [(1, 2), (7, 2), (80, 2), (520, 8), (3, 16)] {
            let request = Request::new(RequestId(1), Ask::Outcomes(vec!['j'; jobs]), Device::Cpu, workers);
            let parcels = places(&request);
            assert_eq!(parcels.concat(), (0..jobs).collect::<Vec<_>>());
            assert!(parcels.windows(2).all(|pair| pair[0].len() >= pair[1].len()), "{parcels:?}");
            assert!(parcels.last().is_some_and(|last| last.len() == 1) && parcels[0].len() <= MOST_IN_PARCEL);
        }
        let gpu = Request::new(RequestId(1), Ask::Outcomes(vec!['j'; 520]), Device::Gpu, 1);
        assert_eq!(places(&gpu).len(), 1);
        let nothing = Request::new(RequestId(1), Ask::<char>::Outcomes(Vec::new()), Device::Cpu, 2);
        assert!(nothing.parcels.is_empty());
    }

    #[test]
    fn what_is_left_of_a_parcel_keeps_its_places() {
        let parcel = Parcel { work: Work::Sweep(vec!['a', 'b', 'c']), places: vec![4, 5, 6] };
        let left = parcel.without(&[true, false, true]).unwrap();
        assert_eq!(left, Parcel { work: Work::Sweep(vec!['b']), places: vec![5] });
        assert_eq!(left.without(&[true]), None);
    }

    #[test]
    fn what_moves_to_the_processors_keeps_its_places() {
        let mut request =
            Request::new(RequestId(1), Ask::Runs(('a'..='t').collect::<Vec<_>>()), Device::Gpu, 1);
        let parcel = request.parcels.pop_front().unwrap();
        let done: Vec<bool> = (0..20).map(|at| at % 2 == 0).collect();
        request.parcels.extend(parcel.without(&done));
        request.move_to(Device::Cpu, 2);
        assert_eq!(places(&request).concat(), (0..20).filter(|at| at % 2 == 1).collect::<Vec<_>>());
        assert!(request.parcels.len() > 2);
    }
}
