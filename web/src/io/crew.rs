//! The crew of workers. It carries out what `etalon_explorer::crew` decides, and passes on the answers.

mod hand;

use core::fmt;
use std::cell::{Cell, RefCell};
use std::collections::{HashMap, VecDeque};
use std::rc::{Rc, Weak};
use std::time::Duration;

use etalon_explorer::crew::{
    Ask, Crew as Machine, Device, Effect, RaceEvent, Reply, Report, RequestId, WorkerId,
};
use etalon_explorer::learned::Learned;
use etalon_explorer::messages::{Answer, Speed, ToWorker};
use etalon_train::job::Job;
use etalon_train::report::{Course, Outcome};
use futures_channel::oneshot;
use leptos::prelude::{IntervalHandle, set_interval_with_handle};

use self::hand::{Hand, Heard};
use crate::io::frames::now;
use etalon_explorer::flags::Fault;

/// What is known of some trainings, with their places in the list that was asked for.
type Placed<T> = Vec<(usize, T)>;

/// The progress of a question.
#[derive(Debug, Clone, PartialEq)]
pub enum Progress<T> {
    /// Answers to some of its trainings, with their places in its list.
    Some(Vec<(usize, T)>),
    /// Everything is answered.
    Done,
    /// There will be no more answers, for this reason.
    Failed(String),
}

/// The workers of the page, which every panel shares. Dropping the last clone ends them.
#[derive(Clone)]
pub struct Crew(Rc<Inner>);

/// A question under way. Dropping it cancels it.
#[derive(Debug)]
pub struct Question {
    crew: Weak<Inner>,
    request: RequestId,
}

type Follower = Rc<dyn Fn(RaceEvent)>;
type Listener = Rc<RefCell<dyn FnMut(Reply)>>;

struct Inner {
    machine: RefCell<Machine<Job>>,
    hands: RefCell<HashMap<WorkerId, Hand>>,
    race: RefCell<Option<Follower>>,
    listeners: RefCell<HashMap<RequestId, Listener>>,
    fault: Option<Fault>,
    /// Whether the requested fault must still kill a worker.
    kill_due: Cell<bool>,
    watch: Cell<Option<IntervalHandle>>,
}

impl fmt::Debug for Crew {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Crew").field("workers", &self.0.machine.borrow().workers()).finish_non_exhaustive()
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        if let Some(watch) = self.watch.take() {
            watch.clear();
        }
    }
}

impl Drop for Question {
    fn drop(&mut self) {
        if let Some(crew) = self.crew.upgrade() {
            crew.listeners.borrow_mut().remove(&self.request);
            crew.step(|machine| machine.cancel(self.request));
        }
    }
}

impl Crew {
    /// A crew without workers. They start when there is work, at most `workers` of them for the CPU. `fault` is a failure to cause.
    #[must_use]
    pub fn new(workers: usize, fault: Option<Fault>) -> Self {
        let inner = Rc::new(Inner {
            machine: RefCell::new(Machine::new(workers)),
            hands: RefCell::default(),
            race: RefCell::default(),
            listeners: RefCell::default(),
            fault,
            kill_due: Cell::new(fault == Some(Fault::KillWorker)),
            watch: Cell::default(),
        });
        let weak = Rc::downgrade(&inner);
        let check = move || {
            if let Some(inner) = weak.upgrade() {
                inner.step(Machine::replace_silent);
            }
        };
        inner.watch.set(set_interval_with_handle(check, Duration::from_secs(1)).ok());
        Self(inner)
    }

    /// From now on calls `on` with every event of the race.
    pub fn follow(&self, on: impl Fn(RaceEvent) + 'static) {
        *self.0.race.borrow_mut() = Some(Rc::new(on));
    }

    /// Requests that line number `line` of the race trains `job`. See [`Machine::train`].
    pub fn train(&self, line: usize, job: Job, device: Device, interrupt: bool) -> RequestId {
        self.0.set_clock();
        let (request, effects) = self.0.machine.borrow_mut().train(line, job, device, interrupt);
        self.0.carry_out(effects);
        request
    }

    /// From now on workers do nothing but the race.
    pub fn hold(&self) {
        self.0.step(Machine::hold);
    }

    /// Questions go on.
    pub fn release(&self) {
        self.0.step(Machine::release);
    }

    /// Asks how these trainings end.
    #[must_use]
    pub fn sweep(
        &self,
        jobs: Vec<Job>,
        device: Device,
        on: impl FnMut(Progress<Outcome>) + 'static,
    ) -> Question {
        self.ask_each(Ask::Outcomes(jobs), device, outcomes, on)
    }

    /// Asks how these trainings go, round by round. It waits until nothing else is asked.
    #[must_use]
    pub fn courses(
        &self,
        jobs: Vec<Job>,
        device: Device,
        on: impl FnMut(Progress<Course>) + 'static,
    ) -> Question {
        self.ask_each(Ask::Courses(jobs), device, courses, on)
    }

    /// Asks for every step of these trainings.
    #[must_use]
    pub fn runs(
        &self,
        jobs: Vec<Job>,
        device: Device,
        on: impl FnMut(Progress<Report>) + 'static,
    ) -> Question {
        self.ask_each(Ask::Runs(jobs), device, runs, on)
    }

    /// Asks what the model of this training learns.
    #[must_use]
    pub fn inspect(&self, job: Job, mut on: impl FnMut(Result<Learned, String>) + 'static) -> Question {
        self.ask(Ask::Inspect(job), Device::Cpu, move |reply| match reply {
            Reply::Part(answer) => {
                if let Answer::Learned(learned) = answer {
                    on(Ok(*learned));
                }
            }
            Reply::Failed(why) => on(Err(why)),
            Reply::Done => {}
        })
    }

    /// Measures these trainings, each share on a worker of its own.
    ///
    /// # Errors
    /// The reason why there is no answer, in words.
    pub async fn measure(&self, shares: Vec<Vec<Job>>, device: Device) -> Result<Vec<Speed>, String> {
        let speed = |answer| if let Answer::Speed(speed) = answer { Some(speed) } else { None };
        Ok(self.answers(Ask::Measure(shares), device).await?.into_iter().filter_map(speed).collect())
    }

    /// Compares the GPU with the CPU. The result is JSON.
    ///
    /// # Errors
    /// The reason why there is no answer, in words.
    pub async fn compare(&self) -> Result<String, String> {
        let json = |answer| if let Answer::Compared(json) = answer { Some(json) } else { None };
        let answers = self.answers(Ask::Compare, Device::Gpu).await?;
        answers.into_iter().find_map(json).ok_or_else(|| "the engines were not compared".to_owned())
    }

    /// Whether no request waits or is at work.
    #[must_use]
    pub fn is_at_rest(&self) -> bool {
        self.0.machine.borrow().is_at_rest()
    }

    /// Asks something of each of some trainings. `of` takes what is asked out of an answer.
    fn ask_each<T: 'static>(
        &self,
        ask: Ask<Job>,
        device: Device,
        of: fn(Answer<usize>) -> Option<Placed<T>>,
        mut on: impl FnMut(Progress<T>) + 'static,
    ) -> Question {
        self.ask(ask, device, move |reply| match reply {
            Reply::Part(answer) => {
                if let Some(some) = of(answer) {
                    on(Progress::Some(some));
                }
            }
            Reply::Done => on(Progress::Done),
            Reply::Failed(why) => on(Progress::Failed(why)),
        })
    }

    fn ask(&self, ask: Ask<Job>, device: Device, on: impl FnMut(Reply) + 'static) -> Question {
        self.0.set_clock();
        let (request, effects) = self.0.machine.borrow_mut().ask(ask, device);
        self.0.listeners.borrow_mut().insert(request, Rc::new(RefCell::new(on)));
        self.0.carry_out(effects);
        Question { crew: Rc::downgrade(&self.0), request }
    }

    /// All answers to a request.
    async fn answers(&self, ask: Ask<Job>, device: Device) -> Result<Vec<Answer<usize>>, String> {
        let (answer, answered) = oneshot::channel();
        let (mut answer, mut parts) = (Some(answer), Vec::new());
        let question = self.ask(ask, device, move |reply| {
            let all = match reply {
                Reply::Part(part) => return parts.push(part),
                Reply::Done => Ok(core::mem::take(&mut parts)),
                Reply::Failed(why) => Err(why),
            };
            if let Some(answer) = answer.take() {
                // The receiver lives as long as this question.
                drop(answer.send(all));
            }
        });
        let all = answered.await.unwrap_or_else(|_| Err("the workers were ended".to_owned()));
        drop(question);
        all
    }
}

impl Inner {
    fn set_clock(&self) {
        self.machine.borrow_mut().set_clock(now());
    }

    /// Passes an event to the crew, and carries out the effects.
    fn step(self: &Rc<Self>, happens: impl FnOnce(&mut Machine<Job>) -> Vec<Effect<Job>>) {
        self.set_clock();
        let effects = happens(&mut self.machine.borrow_mut());
        self.carry_out(effects);
    }

    fn carry_out(self: &Rc<Self>, effects: Vec<Effect<Job>>) {
        let mut effects = VecDeque::from(effects);
        // A listener may make a request, so nothing stays borrowed while it runs.
        while let Some(effect) = effects.pop_front() {
            match effect {
                Effect::Spawn(id, device) => effects.extend(self.spawn(id, device)),
                Effect::Post(id, message) => effects.extend(self.post(id, &message)),
                Effect::End(id) => drop(self.hands.borrow_mut().remove(&id)),
                Effect::Race(event) => {
                    let race = self.race.borrow().clone();
                    if let Some(race) = race {
                        race(event);
                    }
                }
                Effect::Reply(request, reply) => self.reply(request, reply),
            }
        }
    }

    fn spawn(self: &Rc<Self>, id: WorkerId, device: Device) -> Vec<Effect<Job>> {
        let weak = Rc::downgrade(self);
        let listen = move |heard| {
            let Some(inner) = weak.upgrade() else { return };
            inner.step(|machine| match heard {
                Heard::Message(Ok(message)) => machine.receive(id, message),
                Heard::Message(Err(why)) => machine.broken(id, &why),
                Heard::Error => machine.lost(id),
            });
        };
        match Hand::start(device, self.fault, listen) {
            Ok(hand) => {
                self.hands.borrow_mut().insert(id, hand);
                Vec::new()
            }
            Err(_) => self.machine.borrow_mut().lost(id),
        }
    }

    fn post(&self, id: WorkerId, message: &ToWorker) -> Vec<Effect<Job>> {
        let hands = self.hands.borrow();
        let Some(hand) = hands.get(&id) else { return Vec::new() };
        if let Err(why) = hand.post(message) {
            return self.machine.borrow_mut().broken(id, &why);
        }
        let is_order = match message {
            ToWorker::Do(_) => true,
            ToWorker::Begin | ToWorker::Cancel(_) | ToWorker::Hold(_) => false,
        };
        if is_order && self.kill_due.take() {
            // The requested fault: the worker ends, and nobody reports it.
            hand.kill();
        }
        Vec::new()
    }

    fn reply(&self, request: RequestId, reply: Reply) {
        let over = match reply {
            Reply::Done | Reply::Failed(_) => true,
            Reply::Part(_) => false,
        };
        let mut listeners = self.listeners.borrow_mut();
        let listener = if over { listeners.remove(&request) } else { listeners.get(&request).cloned() };
        drop(listeners);
        if let Some(listener) = listener {
            (listener.borrow_mut())(reply);
        }
    }
}

fn outcomes(answer: Answer<usize>) -> Option<Placed<Outcome>> {
    if let Answer::Outcomes(some) = answer { Some(some) } else { None }
}

fn courses(answer: Answer<usize>) -> Option<Placed<Course>> {
    if let Answer::Courses(some) = answer { Some(some) } else { None }
}

fn runs(answer: Answer<usize>) -> Option<Placed<Report>> {
    if let Answer::Runs(some) = answer { Some(some) } else { None }
}
