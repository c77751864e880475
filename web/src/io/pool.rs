//! The workers: carries out what `model::dispatch` decides and tells it what happened.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::{Rc, Weak};
use std::time::Duration;

use etalon_train::engine::EngineKind;
use leptos::prelude::{IntervalHandle, set_interval_with_handle};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{ErrorEvent, MessageEvent, Worker};

use crate::io::frames::now;
use crate::io::solo;
use crate::io::wire::{ToPage, ToWorker};
use etalon_explorer::race::config::Config;
use crate::model::dispatch::{Action, Dispatch, WorkerId};
use etalon_explorer::race::slot::Line;
use etalon_explorer::flags::{EngineChoice, Fault};
use etalon_explorer::learned::Learned;
use etalon_explorer::race::run::Run;
use crate::model::wire::Request;

/// What the page hears from its workers.
#[derive(Debug)]
pub enum Event {
    /// An engine came up.
    Ready {
        /// What kind.
        kind: EngineKind,
        /// Its name.
        name: String,
    },
    /// A run, so far or complete. `latest` where no newer request of that line waits.
    Progress {
        /// The run.
        run: Box<Run>,
        /// Whether it answers the latest request.
        latest: bool,
    },
    /// What a model has learned. `latest` where no newer request of that line waits.
    Learned {
        /// Of whom, with which settings.
        request: Box<Request>,
        /// What.
        learned: Box<Learned>,
        /// Whether it answers the latest request.
        latest: bool,
    },
    /// A worker was lost and replaced.
    Replaced,
    /// The engine failed for good.
    Failed(String),
}

/// What a pool's workers do with a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Task {
    /// Train, and report the run.
    Train,
    /// Train, and tell what was learned.
    Inspect,
}

/// How a pool is set up.
#[derive(Debug, Clone, Copy)]
pub struct Setup {
    /// What it is for.
    pub task: Task,
    /// CPU or GPU.
    pub engine: EngineChoice,
    /// Workers at most.
    pub workers: usize,
    /// A failure to bring about.
    pub fault: Option<Fault>,
}

/// Workers that train. Dropping the last clone ends them.
#[derive(Clone)]
pub struct Pool(Rc<RefCell<Inner>>);

impl core::fmt::Debug for Pool {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_tuple("Pool").field(&self.0.borrow().setup).finish()
    }
}

struct Inner {
    setup: Setup,
    dispatch: Dispatch,
    hands: HashMap<WorkerId, Hand>,
    hear: Rc<dyn Fn(Event)>,
    /// Whether the fault that kills a worker is still to come.
    kill_due: bool,
    watch: Option<IntervalHandle>,
}

/// A worker with what listens to it.
struct Hand {
    worker: Worker,
    busy: bool,
    heard: f64,
    _message: Closure<dyn FnMut(MessageEvent)>,
    _error: Closure<dyn FnMut(ErrorEvent)>,
}

/// A CPU worker reports ten times a second; one silent for so long, in milliseconds, is dead.
const SILENCE_CPU: f64 = 5_000.0;
/// A GPU's first answer may wait for its shader to be compiled.
const SILENCE_GPU: f64 = 30_000.0;

impl Drop for Inner {
    fn drop(&mut self) {
        if let Some(watch) = self.watch.take() {
            watch.clear();
        }
        for hand in self.hands.values() {
            hand.worker.terminate();
        }
    }
}

impl Pool {
    /// No worker yet: they are started when there is work.
    pub fn new(setup: Setup, hear: impl Fn(Event) + 'static) -> Self {
        let gpu = setup.engine == EngineChoice::Gpu;
        let workers = if gpu { 1 } else { setup.workers };
        let inner = Rc::new(RefCell::new(Inner {
            setup,
            dispatch: Dispatch::new(workers, gpu),
            hands: HashMap::new(),
            hear: Rc::new(hear),
            kill_due: setup.fault == Some(Fault::KillWorker),
            watch: None,
        }));
        let weak = Rc::downgrade(&inner);
        let watch = set_interval_with_handle(move || check_silence(&weak), Duration::from_secs(1)).ok();
        inner.borrow_mut().watch = watch;
        Self(inner)
    }

    /// `line` shall train with `config`; see [`Dispatch::want`].
    pub fn want(&self, line: Line, config: Config, interrupt: bool) {
        let actions = self.0.borrow_mut().dispatch.want(line, config, interrupt);
        carry_out(&self.0, actions);
    }

    /// Whether nothing is asked for or under way.
    #[must_use]
    pub fn at_rest(&self) -> bool {
        self.0.borrow().dispatch.at_rest()
    }

    /// Workers alive.
    #[must_use]
    pub fn workers(&self) -> usize {
        self.0.borrow().dispatch.workers()
    }
}

fn carry_out(inner: &Rc<RefCell<Inner>>, actions: Vec<Action>) {
    for action in actions {
        match action {
            Action::Spawn(id) => spawn(inner, id),
            Action::Send(id, requests) => send(inner, id, requests),
            Action::Cancel(id, tickets) => post(inner, id, &ToWorker::Cancel(tickets)),
            Action::GiveUp => tell(inner, Event::Failed("workers cannot be started here".to_owned())),
        }
    }
}

fn tell(inner: &Rc<RefCell<Inner>>, event: Event) {
    let hear = Rc::clone(&inner.borrow().hear);
    hear(event);
}

fn send(inner: &Rc<RefCell<Inner>>, id: WorkerId, requests: Vec<Request>) {
    if let Some(hand) = inner.borrow_mut().hands.get_mut(&id) {
        hand.busy = true;
        hand.heard = now();
    }
    let task = inner.borrow().setup.task;
    let message = match task {
        Task::Train => ToWorker::Train(requests),
        Task::Inspect => ToWorker::Inspect(requests),
    };
    post(inner, id, &message);
    let mut inner = inner.borrow_mut();
    if core::mem::take(&mut inner.kill_due)
        && let Some(hand) = inner.hands.get(&id)
    {
        // The fault on request: the worker is gone, and nobody is told.
        hand.worker.terminate();
    }
}

fn post(inner: &Rc<RefCell<Inner>>, id: WorkerId, message: &ToWorker) {
    let posted = inner.borrow().hands.get(&id).map(|hand| hand.worker.post_message(&message.to_js()));
    if let Some(Err(_)) = posted {
        lose(inner, id);
    }
}

fn spawn(inner: &Rc<RefCell<Inner>>, id: WorkerId) {
    let Setup { engine, fault, .. } = inner.borrow().setup;
    let Ok(worker) = solo::start(engine, fault) else {
        lose(inner, id);
        return;
    };
    let weak = Rc::downgrade(inner);
    let message = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        if let (Some(inner), Some(message)) = (weak.upgrade(), ToPage::from_js(&event.data())) {
            hear(&inner, id, message);
        }
    });
    let weak = Rc::downgrade(inner);
    let error = Closure::<dyn FnMut(ErrorEvent)>::new(move |event: ErrorEvent| {
        event.prevent_default();
        if let Some(inner) = weak.upgrade() {
            lose(&inner, id);
        }
    });
    worker.set_onmessage(Some(message.as_ref().unchecked_ref()));
    worker.set_onerror(Some(error.as_ref().unchecked_ref()));
    let hand = Hand { worker, busy: true, heard: now(), _message: message, _error: error };
    inner.borrow_mut().hands.insert(id, hand);
}

fn hear(inner: &Rc<RefCell<Inner>>, id: WorkerId, message: ToPage) {
    if let Some(hand) = inner.borrow_mut().hands.get_mut(&id) {
        hand.heard = now();
    }
    match message {
        ToPage::Listening => post(inner, id, &ToWorker::Begin),
        ToPage::Ready { kind, name } => {
            settle(inner, id, |dispatch| dispatch.ready(id));
            tell(inner, Event::Ready { kind, name });
        }
        ToPage::Progress(ticket, run) => {
            let latest = inner.borrow().dispatch.is_latest(run.line, ticket);
            if run.complete {
                settle(inner, id, |dispatch| dispatch.finished(id, ticket));
            }
            tell(inner, Event::Progress { run, latest });
        }
        ToPage::Learned(ticket, learned) => {
            let request = inner.borrow().dispatch.request(ticket);
            settle(inner, id, |dispatch| dispatch.finished(id, ticket));
            if let Some(request) = request.map(Box::new) {
                let latest = inner.borrow().dispatch.is_latest(request.line, ticket);
                tell(inner, Event::Learned { request, learned, latest });
            }
        }
        ToPage::Busy => {}
        ToPage::Dropped(ticket) => settle(inner, id, |dispatch| dispatch.finished(id, ticket)),
        ToPage::Failed(why) => tell(inner, Event::Failed(why)),
        // Nothing of the kind is asked of a pool.
        ToPage::Measured { .. } | ToPage::Compared(_) | ToPage::Tuned(_) => {}
    }
}

/// Tells the dispatch what happened and carries out what follows.
fn settle(inner: &Rc<RefCell<Inner>>, id: WorkerId, happened: impl FnOnce(&mut Dispatch) -> Vec<Action>) {
    let actions = {
        let mut inner = inner.borrow_mut();
        let actions = happened(&mut inner.dispatch);
        let busy = inner.dispatch.is_busy(id);
        if let Some(hand) = inner.hands.get_mut(&id) {
            hand.busy = busy;
        }
        actions
    };
    carry_out(inner, actions);
}

fn lose(inner: &Rc<RefCell<Inner>>, id: WorkerId) {
    let hand = inner.borrow_mut().hands.remove(&id);
    if let Some(hand) = hand {
        hand.worker.terminate();
        // Its closure may be the one that is running: it is freed when that has returned.
        wasm_bindgen_futures::spawn_local(async move { drop(hand) });
    }
    tell(inner, Event::Replaced);
    let actions = inner.borrow_mut().dispatch.died(id);
    carry_out(inner, actions);
}

fn check_silence(weak: &Weak<RefCell<Inner>>) {
    let Some(inner) = weak.upgrade() else { return };
    let limit = if inner.borrow().setup.engine == EngineChoice::Gpu { SILENCE_GPU } else { SILENCE_CPU };
    let silent: Vec<WorkerId> = {
        let inner = inner.borrow();
        let silent = inner.hands.iter().filter(|(_, hand)| hand.busy && now() - hand.heard > limit);
        silent.map(|(id, _)| *id).collect()
    };
    for id in silent {
        lose(&inner, id);
    }
}
