//! The crew without a browser: every test plays the page and its workers.

use std::collections::BTreeMap;

use etalon_train::engine::{EngineInfo, EngineKind};
use etalon_train::report::{Course, Divergence, Metrics, Outcome};
use etalon_train::start::Fingerprint;

use super::*;
use crate::messages::Speed;

mod recover;

/// Trainings are letters here.
type Letters = Crew<char>;

fn info() -> EngineInfo {
    EngineInfo { kind: EngineKind::Cpu, name: "test".to_owned() }
}

pub(super) fn report(complete: bool) -> Report {
    let metrics = Metrics { train_loss: vec![1.0], ..Metrics::default() };
    Report { metrics, millis: 1.0, complete, engine: EngineKind::Cpu, fingerprint: Fingerprint(7) }
}

fn outcome(accuracy: f32) -> Outcome {
    Outcome {
        best_accuracy: Some(accuracy),
        final_accuracy: Some(accuracy),
        final_loss: None,
        divergence: Some(Divergence { step: 3 }),
    }
}

/// A crew with the effects that were not looked at yet.
struct Scene {
    crew: Letters,
    effects: Vec<Effect<char>>,
}

impl Scene {
    fn new(workers: usize) -> Self {
        Self { crew: Crew::new(workers), effects: Vec::new() }
    }

    fn train(&mut self, line: usize, job: char, interrupt: bool) -> RequestId {
        self.train_on(Device::Cpu, line, job, interrupt)
    }

    fn train_on(&mut self, device: Device, line: usize, job: char, interrupt: bool) -> RequestId {
        let (request, effects) = self.crew.train(line, job, device, interrupt);
        self.effects.extend(effects);
        request
    }

    fn ask(&mut self, ask: Ask<char>, device: Device) -> RequestId {
        let (request, effects) = self.crew.ask(ask, device);
        self.effects.extend(effects);
        request
    }

    fn cancel(&mut self, request: RequestId) {
        self.effects.extend(self.crew.cancel(request));
    }

    fn say(&mut self, worker: WorkerId, message: ToPage) {
        self.effects.extend(self.crew.receive(worker, message));
    }

    fn lose(&mut self, worker: WorkerId) {
        self.effects.extend(self.crew.lost(worker));
    }

    /// Brings up every worker that was started.
    fn start(&mut self) -> Vec<WorkerId> {
        let spawned: Vec<WorkerId> = self.take(|effect| match effect {
            Effect::Spawn(id, _) => Some(*id),
            _ => None,
        });
        for id in &spawned {
            self.say(*id, ToPage::Listening);
            self.say(*id, ToPage::Ready(info()));
        }
        let begun = self.take(|effect| matches!(effect, Effect::Post(_, ToWorker::Begin)).then_some(()));
        let ready = self.take(|effect| matches!(effect, Effect::Race(RaceEvent::Ready(..))).then_some(()));
        assert_eq!((begun.len(), ready.len()), (spawned.len(), spawned.len()));
        spawned
    }

    /// The orders that were sent.
    fn orders(&mut self) -> Vec<(WorkerId, Order<char>)> {
        self.take(|effect| match effect {
            Effect::Post(id, ToWorker::Do(order)) => Some((*id, order.clone())),
            _ => None,
        })
    }

    fn cancelled(&mut self) -> Vec<(WorkerId, Ticket)> {
        self.take(|effect| match effect {
            Effect::Post(id, ToWorker::Cancel(ticket)) => Some((*id, *ticket)),
            _ => None,
        })
    }

    fn replies(&mut self, request: RequestId) -> Vec<Reply> {
        self.take(|effect| match effect {
            Effect::Reply(id, reply) if *id == request => Some(reply.clone()),
            _ => None,
        })
    }

    fn race(&mut self) -> Vec<RaceEvent> {
        self.take(|effect| match effect {
            Effect::Race(event) => Some(event.clone()),
            _ => None,
        })
    }

    /// Runs that were reported: line, whether complete, whether the latest.
    fn runs(&mut self) -> Vec<(usize, bool, bool)> {
        let run = |event: RaceEvent| match event {
            RaceEvent::Run { line, report, latest, .. } => Some((line, report.complete, latest)),
            _ => None,
        };
        self.race().into_iter().filter_map(run).collect()
    }

    /// Takes out the effects of which `pick` makes something.
    fn take<T>(&mut self, pick: impl Fn(&Effect<char>) -> Option<T>) -> Vec<T> {
        let picked = self.effects.iter().filter_map(&pick).collect();
        self.effects.retain(|effect| pick(effect).is_none());
        picked
    }

    /// Completes every training of an order of the race.
    fn finish(&mut self, worker: WorkerId, order: &Order<char>) {
        let runs = (0..jobs(order).len() as u32).map(|at| (at, report(true))).collect();
        self.say(worker, ToPage::Answer(order.ticket, Answer::Runs(runs)));
        self.say(worker, ToPage::Ended(order.ticket));
    }

    /// Answers every training of an order of a question, with `of` the outcome of a letter.
    fn outcomes(&mut self, worker: WorkerId, order: &Order<char>, of: impl Fn(char) -> f32) {
        let outcomes = (0..).zip(jobs(order)).map(|(at, job)| (at, outcome(of(job)))).collect();
        self.say(worker, ToPage::Answer(order.ticket, Answer::Outcomes(outcomes)));
        self.say(worker, ToPage::Ended(order.ticket));
    }
}

fn jobs(order: &Order<char>) -> Vec<char> {
    match &order.work {
        Work::Train(jobs) | Work::Sweep(jobs) | Work::Courses(jobs) | Work::Measure(jobs) => jobs.clone(),
        Work::Inspect(job) => vec![*job],
        Work::Compare => Vec::new(),
    }
}

#[test]
fn no_more_workers_are_started_than_allowed_and_than_needed() {
    let mut scene = Scene::new(2);
    for line in 0..5 {
        scene.train(line, 'a', false);
    }
    assert_eq!((scene.start().len(), scene.crew.workers()), (2, 2));
    let mut one = Scene::new(8);
    one.train(0, 'a', false);
    one.train(0, 'b', false);
    assert_eq!(one.crew.workers(), 1);
    one.ask(Ask::Outcomes("abc".chars().collect()), Device::Cpu);
    assert_eq!(one.crew.workers(), 4, "three parcels and a line");
}

#[test]
fn the_latest_training_of_a_line_wins_and_the_others_are_skipped() {
    let mut scene = Scene::new(1);
    scene.train(0, 'a', false);
    let worker = scene.start()[0];
    let (_, first) = scene.orders().remove(0);
    for job in "bcd".chars() {
        scene.train(0, job, false);
    }
    assert_eq!((scene.orders().len(), scene.cancelled().len()), (0, 0));
    scene.finish(worker, &first);
    assert_eq!(scene.runs(), [(0, true, false)], "it is shown, and a newer one is under way");
    let (_, second) = scene.orders().remove(0);
    assert_eq!(jobs(&second), ['d']);
    scene.finish(worker, &second);
    assert_eq!(scene.runs(), [(0, true, true)]);
    assert!(scene.crew.is_at_rest());
}

#[test]
fn no_line_waits_for_ever_behind_another() {
    let mut scene = Scene::new(1);
    for line in 0..3 {
        scene.train(line, 'a', false);
    }
    let worker = scene.start()[0];
    let mut trained = Vec::new();
    for _ in 0..6 {
        let (_, order) = scene.orders().remove(0);
        // All lines move on while one is trained.
        for line in 0..3 {
            scene.train(line, 'b', false);
        }
        scene.finish(worker, &order);
        trained.extend(scene.runs().into_iter().map(|(line, ..)| line));
    }
    assert_eq!(trained, [0, 1, 2, 0, 1, 2]);
}

#[test]
fn an_interrupted_training_is_cancelled_and_a_group_only_when_no_line_wants_it() {
    let mut scene = Scene::new(1);
    scene.train(0, 'a', false);
    let worker = scene.start()[0];
    let (_, first) = scene.orders().remove(0);
    scene.train(0, 'b', true);
    assert_eq!(scene.cancelled(), [(worker, first.ticket)]);
    scene.train(0, 'c', true);
    assert_eq!(scene.cancelled(), [], "once is enough");
    scene.say(worker, ToPage::Ended(first.ticket));
    assert_eq!(jobs(&scene.orders()[0].1), ['c']);
    assert_eq!(scene.race(), []);

    let mut group = Scene::new(1);
    for line in 0..2 {
        group.train_on(Device::Gpu, line, 'a', false);
    }
    let gpu = group.start()[0];
    let (_, both) = group.orders().remove(0);
    assert_eq!(jobs(&both), ['a', 'a'], "a GPU takes all that waits");
    group.train_on(Device::Gpu, 0, 'b', true);
    assert_eq!(group.cancelled(), []);
    group.train_on(Device::Gpu, 1, 'b', true);
    assert_eq!(group.cancelled(), [(gpu, both.ticket)]);
}

#[test]
fn parts_of_a_long_run_are_added_up() {
    let mut scene = Scene::new(1);
    scene.train(4, 'a', false);
    let worker = scene.start()[0];
    let (_, order) = scene.orders().remove(0);
    for complete in [false, false, true] {
        scene.say(worker, ToPage::Answer(order.ticket, Answer::Runs(vec![(0, report(complete))])));
    }
    let losses: Vec<usize> = scene
        .race()
        .into_iter()
        .filter_map(|event| match event {
            RaceEvent::Run { line: 4, report, .. } => Some(report.metrics.train_loss.len()),
            _ => None,
        })
        .collect();
    assert_eq!(losses, [1, 2, 3]);
}

#[test]
fn a_question_is_answered_once_for_each_training_whatever_the_number_of_workers() {
    let asked: Vec<char> = ('a'..='z').collect();
    for workers in [1, 2, 5, 40] {
        let mut scene = Scene::new(workers);
        let question = scene.ask(Ask::Outcomes(asked.clone()), Device::Cpu);
        scene.start();
        let mut answers = BTreeMap::new();
        let mut ended = false;
        while !ended {
            for (worker, order) in scene.orders() {
                scene.outcomes(worker, &order, |job| job as u32 as f32);
            }
            for reply in scene.replies(question) {
                match reply {
                    Reply::Part(Answer::Outcomes(some)) => {
                        for (at, outcome) in some {
                            assert_eq!(answers.insert(at, outcome.final_accuracy), None);
                        }
                    }
                    reply => ended = reply == Reply::Done,
                }
            }
        }
        let expected = asked.iter().map(|job| Some(*job as u32 as f32)).enumerate().collect();
        assert_eq!(answers, expected, "{workers} workers");
        assert!(scene.crew.is_at_rest());
    }
}

#[test]
fn a_worker_holds_one_order_of_each_purpose() {
    let mut scene = Scene::new(1);
    let question = scene.ask(Ask::Outcomes(vec!['q'; 40]), Device::Cpu);
    scene.ask(Ask::Inspect('i'), Device::Cpu);
    scene.ask(Ask::Measure(vec![vec!['m']]), Device::Cpu);
    let worker = scene.start()[0];
    let of = |orders: &[(WorkerId, Order<char>)]| {
        orders.iter().map(|(_, order)| order.purpose).collect::<Vec<_>>()
    };
    let orders = scene.orders();
    assert_eq!(of(&orders), [Purpose::Question, Purpose::Inspect, Purpose::Measure]);
    scene.train(0, 'a', false);
    assert_eq!(of(&scene.orders()), [Purpose::Race], "a line does not wait for a question");
    scene.outcomes(worker, &orders[0].1, |_| 0.5);
    assert_eq!(of(&scene.orders()), [Purpose::Question], "its next parcel");
    assert_eq!(scene.replies(question).len(), 1);
}

#[test]
fn a_cancelled_question_is_answered_no_more_and_makes_room() {
    let mut scene = Scene::new(1);
    let question = scene.ask(Ask::Outcomes(vec!['q'; 40]), Device::Cpu);
    let worker = scene.start()[0];
    let (_, order) = scene.orders().remove(0);
    scene.cancel(question);
    assert_eq!(scene.cancelled(), [(worker, order.ticket)]);
    let next = scene.ask(Ask::Runs(vec!['r']), Device::Cpu);
    assert_eq!(scene.orders(), [], "the worker has not let go yet");
    scene.say(worker, ToPage::Answer(order.ticket, Answer::Outcomes(vec![(0, outcome(1.0))])));
    scene.say(worker, ToPage::Ended(order.ticket));
    assert_eq!(scene.replies(question), []);
    let (_, order) = scene.orders().remove(0);
    scene.finish(worker, &order);
    assert_eq!(scene.replies(next), [Reply::Part(Answer::Runs(vec![(0, report(true))])), Reply::Done]);
    scene.cancel(next);
    assert_eq!(scene.effects, []);
}

#[test]
fn while_a_control_moves_questions_wait_and_nobody_is_lost() {
    let mut scene = Scene::new(1);
    let question = scene.ask(Ask::Courses(vec!['a', 'b']), Device::Cpu);
    let worker = scene.start()[0];
    let (_, order) = scene.orders().remove(0);
    let held = scene.crew.hold();
    assert_eq!(held, [Effect::Post(worker, ToWorker::Hold(true))]);
    assert_eq!(scene.crew.hold(), [], "once is enough");
    let course = Course { val_accuracy: vec![0.5], ..Course::default() };
    scene.say(worker, ToPage::Answer(order.ticket, Answer::Courses(vec![(0, course.clone())])));
    scene.say(worker, ToPage::Ended(order.ticket));
    assert_eq!(scene.replies(question), [Reply::Part(Answer::Courses(vec![(0, course)]))]);
    assert_eq!(scene.orders(), [], "the rest waits");
    scene.train(0, 'r', false);
    assert_eq!(jobs(&scene.orders()[0].1), ['r'], "the race does not");
    let released = scene.crew.release();
    assert_eq!(released[0], Effect::Post(worker, ToWorker::Hold(false)));
    scene.effects.extend(released);
    assert_eq!(jobs(&scene.orders()[0].1), ['b']);

    let mut quiet = Scene::new(1);
    quiet.ask(Ask::Courses(vec!['a']), Device::Cpu);
    quiet.start();
    quiet.crew.hold();
    quiet.crew.set_clock(60_000.0);
    assert_eq!(quiet.crew.replace_silent(), [], "a worker that waits says nothing");
    quiet.crew.release();
    assert_eq!(quiet.crew.replace_silent(), []);
    quiet.crew.set_clock(120_000.0);
    assert_ne!(quiet.crew.replace_silent(), [], "a worker that is silent at work is replaced");
}

#[test]
fn shares_are_measured_at_the_same_time() {
    let mut scene = Scene::new(2);
    scene.train(0, 'a', false);
    scene.start();
    scene.orders();
    let measure = scene.ask(Ask::Measure(vec![vec!['m'], vec!['n', 'o']]), Device::Cpu);
    assert_eq!(scene.orders(), [], "one worker is not enough");
    scene.start();
    let orders = scene.orders();
    assert_eq!(orders.iter().map(|(_, order)| jobs(order).len()).collect::<Vec<_>>(), [1, 2]);
    assert_ne!(orders[0].0, orders[1].0);
    for (worker, order) in &orders {
        let speed = Speed { engine: info(), steps_per_second: 9.0 };
        scene.say(*worker, ToPage::Answer(order.ticket, Answer::Speed(speed)));
        scene.say(*worker, ToPage::Ended(order.ticket));
    }
    assert_eq!(scene.replies(measure).len(), 3);
}

#[test]
fn a_question_for_the_gpu_is_one_order() {
    let mut scene = Scene::new(2);
    scene.ask(Ask::Outcomes(vec!['q'; 500]), Device::Gpu);
    assert_eq!(scene.effects.len(), 1, "one worker");
    scene.start();
    assert_eq!(jobs(&scene.orders()[0].1).len(), 500);
}

#[test]
fn nothing_asked_for_is_refused() {
    let mut scene = Scene::new(2);
    for ask in [Ask::Outcomes(Vec::new()), Ask::Runs(Vec::new()), Ask::Measure(Vec::new())] {
        let request = scene.ask(ask, Device::Cpu);
        assert_eq!(scene.replies(request), [Reply::Failed("nothing was asked for".to_owned())]);
    }
    assert_eq!((scene.crew.workers(), scene.crew.is_at_rest()), (0, true));
}
