//! The messages between page and workers, and their bytes.

use core::fmt;

use etalon_train::engine::EngineInfo;
use etalon_train::job::Job;
use etalon_train::report::{Course, Outcome};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::crew::{Order, Report, Ticket};
use crate::learned::Learned;

/// From page to worker.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum ToWorker<J = Job> {
    /// Bring up the engine. This is the first message.
    Begin,
    /// Do this, while more urgent orders leave time for it.
    Do(Order<J>),
    /// Drop this order.
    Cancel(Ticket),
    /// From now on questions wait, or go on.
    Hold(bool),
}

/// From worker to page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum ToPage {
    /// The program runs and listens.
    Listening,
    /// The engine is up.
    Ready(EngineInfo),
    /// Still at work, and nothing to report yet.
    Busy,
    /// A part of the answer to an order.
    Answer(Ticket, Answer),
    /// An order is over, done or dropped.
    Ended(Ticket),
    /// An order cannot be done, for this reason.
    Failed(Ticket, String),
    /// The engine cannot be used any more, for this reason.
    Broken(String),
}

/// An answer to an order, or a part of it. Numbers are places in the order's list of trainings.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Answer<P = u32> {
    /// Runs, so far or complete, without what was reported of them before.
    Runs(Vec<(P, Report)>),
    /// How some of the trainings ended.
    Outcomes(Vec<(P, Outcome)>),
    /// What a model has learned.
    Learned(Box<Learned>),
    /// How fast the trainings went.
    Speed(Speed),
    /// How the engine compares with the CPU's, as JSON.
    Compared(String),
    /// How some of the trainings went.
    Courses(Vec<(P, Course)>),
}

/// How fast an engine trained.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Speed {
    /// The engine.
    pub engine: EngineInfo,
    /// Steps per second, of all trainings together.
    pub steps_per_second: f64,
}

/// Bytes that are no message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreadable(String);

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a message cannot be read: {}", self.0)
    }
}

impl core::error::Error for Unreadable {}

/// The bytes of a message.
///
/// # Errors
/// A message that has no bytes. No message of this file is such a one.
pub fn write<M: Serialize>(message: &M) -> Result<Vec<u8>, Unreadable> {
    postcard::to_allocvec(message).map_err(|why| Unreadable(why.to_string()))
}

/// The message with these bytes.
///
/// # Errors
/// Bytes that are no message, end early or go on after its end.
pub fn read<M: DeserializeOwned>(bytes: &[u8]) -> Result<M, Unreadable> {
    match postcard::take_from_bytes(bytes) {
        Ok((message, [])) => Ok(message),
        Ok((_, rest)) => Err(Unreadable(format!("{} bytes after its end", rest.len()))),
        Err(why) => Err(Unreadable(why.to_string())),
    }
}

#[cfg(test)]
mod tests {
    use etalon::Kind;
    use etalon_train::engine::EngineKind;
    use etalon_train::optimiser::Rate;
    use etalon_train::report::{Divergence, Metrics};
    use etalon_train::start::Fingerprint;

    use super::*;
    use crate::crew::{Purpose, Work};
    use crate::learned::tests::{job, learned};

    fn all_jobs() -> Vec<Job> {
        Kind::ALL.iter().map(|kind| job(*kind, 2)).collect()
    }

    fn to_worker() -> Vec<ToWorker> {
        let jobs = all_jobs();
        let work = [
            (Purpose::Race, Work::Train(jobs.clone())),
            (Purpose::Question, Work::Sweep(jobs.clone())),
            (Purpose::Inspect, Work::Inspect(jobs[1].clone())),
            (Purpose::Background, Work::Courses(jobs.clone())),
            (Purpose::Measure, Work::Measure(jobs)),
            (Purpose::Measure, Work::Compare),
        ];
        let orders = (7..)
            .zip(work)
            .map(|(at, (purpose, work))| ToWorker::Do(Order { ticket: Ticket(at), purpose, work }));
        let others = [ToWorker::Begin, ToWorker::Cancel(Ticket(u32::MAX)), ToWorker::Hold(true)];
        others.into_iter().chain(orders).collect()
    }

    fn to_page() -> Vec<ToPage> {
        let engine = EngineInfo { kind: EngineKind::SoftwareGpu, name: "Ω \"adapter\"".to_owned() };
        let rate = Rate { momentum: 0.85, ..Rate::adamw(0.1 + 0.2) };
        let metrics = Metrics {
            train_loss: vec![2.5, f32::INFINITY],
            rates: vec![rate; 2],
            val_loss: vec![0.1],
            val_accuracy: vec![0.25],
            divergence: Some(Divergence { step: 1 }),
        };
        let report = Report {
            metrics: metrics.clone(),
            millis: 12.5,
            complete: true,
            engine: EngineKind::Gpu,
            fingerprint: Fingerprint(u32::MAX - 5),
        };
        let speed = Speed { engine: engine.clone(), steps_per_second: 1e5 };
        let answers = [
            Answer::Runs(vec![(0, report.clone()), (4, Report { metrics: Metrics::default(), ..report })]),
            Answer::Outcomes(vec![(63, Outcome::of(&metrics)), (64, Outcome::of(&Metrics::default()))]),
            Answer::Learned(Box::new(learned(&job(Kind::ALL[0], 1)))),
            Answer::Speed(speed),
            Answer::Compared("{}".to_owned()),
            Answer::Courses(vec![(7, Course::of(&metrics))]),
        ];
        let others = [
            ToPage::Listening,
            ToPage::Ready(engine),
            ToPage::Busy,
            ToPage::Ended(Ticket(3)),
            ToPage::Failed(Ticket(3), "why".to_owned()),
            ToPage::Broken(String::new()),
        ];
        others.into_iter().chain(answers.map(|answer| ToPage::Answer(Ticket(9), answer))).collect()
    }

    #[test]
    fn every_message_comes_back() {
        for message in to_worker() {
            assert_eq!(read::<ToWorker>(&write(&message).unwrap()).unwrap(), message);
        }
        for message in to_page() {
            assert_eq!(read::<ToPage>(&write(&message).unwrap()).unwrap(), message);
        }
    }

    #[test]
    fn bytes_that_end_early_or_go_on_are_refused() {
        let messages = to_worker().into_iter().map(|message| write(&message).unwrap());
        for bytes in messages {
            for end in 0..bytes.len() {
                assert!(read::<ToWorker>(&bytes[..end]).is_err());
            }
            let more = [&bytes[..], &[0]].concat();
            assert_eq!(
                read::<ToWorker>(&more).unwrap_err().to_string(),
                "a message cannot be read: 1 bytes after its end"
            );
        }
        for message in to_page() {
            let bytes = write(&message).unwrap();
            for end in (0..bytes.len()).step_by(97) {
                assert!(read::<ToPage>(&bytes[..end]).is_err());
            }
        }
    }

    #[test]
    fn a_job_that_cannot_be_is_refused_on_the_way() {
        let good = write(&ToWorker::Do(Order {
            ticket: Ticket(1),
            purpose: Purpose::Race,
            work: Work::Train(vec![job(Kind::ALL[0], 2)]),
        }))
        .unwrap();
        assert!(read::<ToWorker>(&good).is_ok());
        let (mut read_back, mut refused) = (0, 0);
        for at in 0..good.len() {
            for flip in [0x01, 0x20, 0x80, 0xFF] {
                let mut bytes = good.clone();
                bytes[at] ^= flip;
                match read::<ToWorker>(&bytes) {
                    Ok(ToWorker::Do(Order { work: Work::Train(jobs), .. })) => {
                        // What is read is a job like any other.
                        assert!(jobs.iter().all(|job| (1..=Job::MAX_ROUNDS).contains(&job.rounds())));
                        read_back += 1;
                    }
                    Ok(_) => read_back += 1,
                    Err(why) => {
                        assert!(why.to_string().starts_with("a message cannot be read: "));
                        refused += 1;
                    }
                }
            }
        }
        assert!(read_back > 0 && refused > read_back, "{read_back} read, {refused} refused");
    }

    #[test]
    fn lengths_that_lie_do_not_take_memory() {
        // A sweep that claims 2^32 − 1 trainings.
        let liar = [1, 1, 1, 1, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F];
        assert!(read::<ToWorker>(&liar).is_err());
        assert!(read::<ToPage>(&[]).is_err());
    }
}
