//! Measures this device: steps per second of each engine, for few and for many trainings at once.

use etalon_explorer::choice::{Figure, Measured, failure};
use etalon_explorer::crew::Device;
use etalon_explorer::messages::Speed;
use etalon_train::job::Job;

use crate::io::crew::Crew;

/// The number of processors, as the browser gives it.
#[must_use]
pub fn processors() -> usize {
    let number = web_sys::window().map_or(1.0, |window| window.navigator().hardware_concurrency());
    (number as usize).max(1)
}

/// Measures each engine at each of these numbers of trainings. They are taken from `jobs` in turn.
pub async fn device(crew: &Crew, jobs: &[Job], counts: &[usize]) -> Measured {
    let mut measured = Measured { processors: processors(), ..Measured::default() };
    for replicas in counts {
        // The workers run at the same time, as in the page. There is one for each training, and at most one for each processor.
        let workers = (*replicas).min(measured.processors);
        let shares = shares(jobs, *replicas, workers);
        // A failed measurement leaves no figures. The CPU still trains.
        let speeds = crew.measure(shares, Device::Cpu).await.unwrap_or_default();
        measured.figures.extend(figure(speeds, *replicas));
    }
    for replicas in counts {
        match crew.measure(shares(jobs, *replicas, 1), Device::Gpu).await {
            Ok(speeds) => measured.figures.extend(figure(speeds, *replicas)),
            Err(why) => {
                measured.no_gpu = Some(why);
                break;
            }
        }
    }
    measured
}

/// `replicas` trainings divided among `workers`.
fn shares(jobs: &[Job], replicas: usize, workers: usize) -> Vec<Vec<Job>> {
    let mut all = jobs.iter().cycle().take(replicas);
    let size = |at| replicas / workers + usize::from(at < replicas % workers);
    (0..workers).map(|at| all.by_ref().take(size(at)).cloned().collect()).collect()
}

/// The sum of the speeds of the shares.
fn figure(speeds: Vec<Speed>, replicas: usize) -> Option<Figure> {
    let workers = speeds.len();
    let speed = speeds.iter().map(|speed| speed.steps_per_second).sum();
    let engine = speeds.into_iter().next()?.engine;
    Some(Figure { kind: engine.kind, name: engine.name, replicas, workers, speed })
}

/// The comparison of the GPU with the CPU, as JSON.
pub async fn compare(crew: &Crew) -> String {
    crew.compare().await.unwrap_or_else(|why| failure(&why))
}

#[cfg(test)]
mod tests {
    use etalon::{Kind, Settings};
    use etalon_train::policy::Policy;
    use etalon_train::shape::Width;
    use etalon_train::task::digits::DIGITS;

    use super::*;

    #[test]
    fn shares_hold_every_training_once() {
        let policy = Policy::of(&Settings::suggested(Kind::ALL[0])).unwrap();
        let job = |seed| Job::new(&DIGITS, policy.clone(), seed, 1, Width::USUAL).unwrap();
        let jobs = [job(1), job(2), job(3)];
        for (replicas, workers) in [(1, 1), (5, 2), (64, 7), (6, 6)] {
            let shares = shares(&jobs, replicas, workers);
            assert!(shares.iter().all(|share| share.len().abs_diff(replicas / workers) <= 1));
            let seeds: Vec<u64> = shares.iter().flatten().map(Job::seed).collect();
            assert_eq!(seeds, [1, 2, 3].into_iter().cycle().take(replicas).collect::<Vec<_>>());
        }
    }
}
