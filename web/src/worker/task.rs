//! An order at work in a worker: its place among the other orders, and its engine.

use std::rc::Rc;

use etalon_explorer::crew::desk::{Dropped, Next, Place};
use etalon_explorer::crew::{Purpose, Report, Reported, Ticket, Work};
use etalon_explorer::learned::learn;
use etalon_explorer::messages::{Answer, Speed, ToPage};
use etalon_train::engine::{Engine, EngineError, EngineInfo, EngineKind};
use etalon_train::job::Job;
use etalon_train::report::{Course, Metrics, Outcome};
use etalon_train::session::Session;

use crate::io::turns::breathe;
use crate::worker::machine::Machine;
use crate::worker::{Line, now};

/// Milliseconds between two reports of an order.
const REPORT_EVERY: f64 = 100.0;
/// Milliseconds between two answers to a question. Each one is drawn, and drawing takes the processors from the trainings.
const ANSWER_EVERY: f64 = 250.0;
/// The length of a measurement in milliseconds.
const MEASURED: f64 = 250.0;

/// Why an order ends before it is done.
pub enum Stop {
    /// Nobody waits for it any more.
    Dropped,
    /// It failed, for this reason.
    Failed(String),
}

impl From<Dropped> for Stop {
    fn from(_: Dropped) -> Self {
        Stop::Dropped
    }
}

impl From<EngineError> for Stop {
    fn from(why: EngineError) -> Self {
        Stop::Failed(why.to_string())
    }
}

/// An order at work.
pub struct Task {
    place: Place<Machine>,
    ticket: Ticket,
    purpose: Purpose,
    line: Rc<Line>,
}

/// The engine of an order, while it has one. Dropping this gives it back.
struct Lease<'a> {
    place: &'a Place<Machine>,
    engine: Option<Machine>,
}

impl Lease<'_> {
    /// The engine. If the order has none, it waits until no more urgent order is at work.
    async fn engine(&mut self) -> Result<&mut Machine, Dropped> {
        let engine = match self.engine.take() {
            Some(engine) => engine,
            None => self.place.engine().await?,
        };
        Ok(self.engine.insert(engine))
    }

    fn give_back(&mut self) {
        if let Some(engine) = self.engine.take() {
            self.place.give_back(engine);
        }
    }
}

impl Drop for Lease<'_> {
    fn drop(&mut self) {
        self.give_back();
    }
}

impl Task {
    /// An order with this place among the others. It answers over `line`.
    pub fn new(place: Place<Machine>, ticket: Ticket, purpose: Purpose, line: Rc<Line>) -> Self {
        Self { place, ticket, purpose, line }
    }

    /// Does the work.
    pub async fn work(&self, work: &Work<Job>) -> Result<(), Stop> {
        match work {
            Work::Train(jobs) => self.train(jobs).await,
            Work::Sweep(jobs) => self.sweep(jobs, Outcome::of, Answer::Outcomes).await,
            Work::Courses(jobs) => self.sweep(jobs, Course::of, Answer::Courses).await,
            Work::Inspect(job) => self.inspect(job).await,
            Work::Measure(jobs) => self.measure(jobs).await,
            Work::Compare => self.compare().await,
        }
    }

    /// Trains everything and reports the complete runs. In the race it also reports partial runs.
    async fn train(&self, jobs: &[Job]) -> Result<(), Stop> {
        let mut lease = self.lease();
        let mut first = 0;
        while let Some(chunk) = chunk(&mut lease, jobs, first).await? {
            let mut fingerprints = None;
            let mut reported = vec![Reported::default(); chunk.len()];
            let mut last = now();
            let report = |session: &Session<&mut Machine>, engine: EngineKind, millis: f64| {
                let complete = session.is_finished();
                let so_far = self.purpose == Purpose::Race && now() - last > REPORT_EVERY;
                if !complete && !so_far {
                    return;
                }
                last = now();
                let fingerprint = |job: &Job| job.start().fingerprint(job.rounds());
                let fingerprints: &Vec<_> =
                    fingerprints.get_or_insert_with(|| chunk.iter().map(fingerprint).collect());
                let runs = reported.iter_mut().zip(session.metrics()).zip(fingerprints);
                let reports = runs.map(|((reported, metrics), &fingerprint)| {
                    let metrics = reported.part(metrics);
                    Report { metrics, millis, complete, engine, fingerprint }
                });
                self.answer(Answer::Runs((first as u32..).zip(reports).collect()));
            };
            self.run(&mut lease, chunk, report).await?;
            first += chunk.len();
        }
        Ok(())
    }

    /// Trains everything and reports what `take` makes of each training at its end.
    async fn sweep<T>(
        &self,
        jobs: &[Job],
        take: fn(&Metrics) -> T,
        answer: fn(Vec<(u32, T)>) -> Answer,
    ) -> Result<(), Stop> {
        let mut lease = self.lease();
        let (mut first, mut last) = (0, now());
        let mut ended = Vec::new();
        while let Some(chunk) = chunk(&mut lease, jobs, first).await? {
            let end = |session: &Session<&mut Machine>, _, _| {
                if session.is_finished() {
                    ended.extend((first as u32..).zip(session.metrics().map(take)));
                }
            };
            self.run(&mut lease, chunk, end).await?;
            first += chunk.len();
            if first == jobs.len() || now() - last > ANSWER_EVERY {
                last = now();
                self.answer(answer(core::mem::take(&mut ended)));
            }
        }
        Ok(())
    }

    /// Trains and reports what the model has learned.
    async fn inspect(&self, job: &Job) -> Result<(), Stop> {
        let mut lease = self.lease();
        let learned = learn(lease.engine().await?, job, async || self.pause().await.is_ok()).await?;
        self.answer(Answer::Learned(Box::new(learned.ok_or(Dropped)?)));
        Ok(())
    }

    /// Reports the steps per second of all trainings together. The first round is not counted. Only the time of its own rounds
    /// counts, so more urgent orders do not change the figure.
    async fn measure(&self, jobs: &[Job]) -> Result<(), Stop> {
        let mut lease = self.lease();
        let machine = lease.engine().await?;
        let EngineInfo { kind, name } = machine.info();
        let steps = |session: &Session<&mut Machine>| {
            session.metrics().map(|metrics| metrics.train_loss.len()).sum::<usize>()
        };
        let (mut spent, mut made, mut warm) = (0.0, 0, false);
        while spent < MEASURED {
            let mut session = Session::begin(&mut *machine, jobs)?;
            while spent < MEASURED && !session.is_finished() {
                let (before, begun) = (steps(&session), now());
                session.advance().await?;
                if warm {
                    made += steps(&session) - before;
                    spent += now() - begun;
                }
                warm = true;
                self.pause().await?;
            }
        }
        let steps_per_second = made as f64 / spent * 1_000.0;
        self.answer(Answer::Speed(Speed { engine: EngineInfo { kind, name }, steps_per_second }));
        Ok(())
    }

    /// Reports how the engine compares with the CPU's.
    async fn compare(&self) -> Result<(), Stop> {
        let mut lease = self.lease();
        let compared = lease.engine().await?.compare().await.map_err(Stop::Failed)?;
        self.answer(Answer::Compared(compared));
        Ok(())
    }

    /// Trains jobs together to their end. Calls `each` after every round, with the time spent in milliseconds. If a more urgent
    /// order needs the engine, the training begins again after it.
    async fn run(
        &self,
        lease: &mut Lease<'_>,
        jobs: &[Job],
        mut each: impl FnMut(&Session<&mut Machine>, EngineKind, f64),
    ) -> Result<(), Stop> {
        loop {
            let machine = lease.engine().await?;
            let engine = machine.info().kind;
            let (mut spent, mut begun) = (0.0, now());
            let mut session = Session::begin(machine, jobs)?;
            let mut next = Next::GoOn;
            while next == Next::GoOn {
                session.advance().await?;
                spent += now() - begun;
                each(&session, engine, spent);
                if session.is_finished() {
                    return Ok(());
                }
                next = self.pause().await?;
                begun = now();
            }
            lease.give_back();
        }
    }

    /// A pause between two rounds. Messages arrive, and more urgent orders go first.
    async fn pause(&self) -> Result<Next, Dropped> {
        if self.line.is_silent_for(REPORT_EVERY) {
            self.line.say(&ToPage::Busy);
        }
        breathe().await;
        self.place.pause().await
    }

    fn lease(&self) -> Lease<'_> {
        Lease { place: &self.place, engine: None }
    }

    fn answer(&self, answer: Answer) {
        self.line.say(&ToPage::Answer(self.ticket, answer));
    }
}

/// The trainings from `first` on that the engine takes together. `None` after the last one.
async fn chunk<'a>(
    lease: &mut Lease<'_>,
    jobs: &'a [Job],
    first: usize,
) -> Result<Option<&'a [Job]>, Dropped> {
    let rest = jobs.get(first..).unwrap_or_default();
    let Some(model) = rest.first() else { return Ok(None) };
    let net = |job: &Job| (job.task().id, job.width());
    let most = lease.engine().await?.at_once(model.task(), model.width());
    let alike = rest.iter().take(most).take_while(|job| net(job) == net(model)).count();
    Ok(rest.get(..alike))
}
