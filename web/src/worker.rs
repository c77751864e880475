//! A worker: brings up its engine, trains what it is sent, reports ten times a second and at the end, and listens between any
//! two epochs. On request it tells what a model has learned instead.

mod machine;

use core::ops::ControlFlow;
use std::cell::RefCell;
use std::collections::HashSet;
use std::rc::Rc;

use etalon_train::engine::{Engine, EngineError, EngineInfo};
use etalon_train::job::Job;
use etalon_train::report::Outcome;
use etalon_train::session::Session;
use etalon_train::sweep::{SweepError, sweep};
use etalon_train::task::ROUND;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen_futures::spawn_local;
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

use crate::io::turns::breathe;
use crate::io::wire::{ToPage, ToWorker};
use crate::model::flags::EngineChoice;
use crate::model::learned::learn;
use crate::model::run::Run;
use crate::model::wire::{Request, Ticket};
use crate::worker::machine::Machine;

/// What the page names a worker with this engine.
#[must_use]
pub fn name(engine: EngineChoice) -> &'static str {
    if engine == EngineChoice::Gpu { "gpu" } else { "cpu" }
}

/// Milliseconds between two reports of a training under way.
const REPORT_EVERY: f64 = 100.0;
/// Milliseconds that a speed is measured for.
const MEASURED: f64 = 250.0;

struct State {
    engine: Option<Machine>,
    dropped: HashSet<Ticket>,
}

type Shared = Rc<RefCell<State>>;

/// Listens as long as the worker lives; trains on the engine that the page named it after.
pub fn serve() {
    let state = Rc::new(RefCell::new(State { engine: None, dropped: HashSet::new() }));
    let hear = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        if let Some(message) = ToWorker::from_js(&event.data()) {
            hear(&state, message);
        }
    });
    scope().set_onmessage(Some(hear.as_ref().unchecked_ref()));
    // The worker listens as long as it lives.
    hear.forget();
    tell(&ToPage::Listening);
}

fn scope() -> DedicatedWorkerGlobalScope {
    js_sys::global().unchecked_into()
}

fn tell(message: &ToPage) {
    let (value, handed) = message.to_js();
    // A page that is gone hears nothing; so is this worker, then.
    drop(scope().post_message_with_transfer(&value, &handed));
}

fn now() -> f64 {
    scope().performance().map_or(0.0, |performance| performance.now())
}

fn hear(state: &Shared, message: ToWorker) {
    if let ToWorker::Cancel(tickets) = message {
        state.borrow_mut().dropped.extend(tickets);
        return;
    }
    let state = Rc::clone(state);
    spawn_local(async move {
        if let Err(why) = work(&state, message).await {
            tell(&ToPage::Failed(why));
        }
    });
}

async fn work(state: &Shared, message: ToWorker) -> Result<(), String> {
    if message == ToWorker::Begin {
        let gpu = scope().name() == name(EngineChoice::Gpu);
        let engine = if gpu { EngineChoice::Gpu } else { EngineChoice::Cpu };
        let engine = Machine::open(engine).await.map_err(|error| error.to_string())?;
        let EngineInfo { kind, name } = engine.info();
        state.borrow_mut().engine = Some(engine);
        tell(&ToPage::Ready { kind, name });
        return Ok(());
    }
    let taken = state.borrow_mut().engine.take();
    let Some(mut engine) = taken else {
        return Err("a worker was asked for two things at once".to_owned());
    };
    match message {
        ToWorker::Begin | ToWorker::Cancel(_) => {}
        ToWorker::Train(requests) => train(state, &mut engine, &requests).await.map_err(|e| e.to_string())?,
        ToWorker::Measure(requests) => {
            let speed = measure(&mut engine, &requests).await.map_err(|error| error.to_string())?;
            let EngineInfo { kind, name } = engine.info();
            tell(&ToPage::Measured { kind, name, speed });
        }
        ToWorker::Inspect(requests) => {
            inspect(state, &mut engine, &requests).await.map_err(|error| error.to_string())?;
        }
        ToWorker::Tune(requests) => {
            let tuned = tune(&mut engine, &requests).await.map_err(|error| error.to_string())?;
            tell(&ToPage::Tuned(tuned));
        }
        ToWorker::Compare => tell(&ToPage::Compared(engine.compare().await?)),
    }
    state.borrow_mut().engine = Some(engine);
    Ok(())
}

fn jobs(requests: &[Request]) -> Result<Vec<Job>, EngineError> {
    let jobs: Vec<_> =
        requests.iter().filter_map(|request| request.config.job(request.entrant).ok()).collect();
    if jobs.len() == requests.len() {
        Ok(jobs)
    } else {
        Err(EngineError::Misused("a request without a training"))
    }
}

async fn train(state: &Shared, engine: &mut Machine, requests: &[Request]) -> Result<(), EngineError> {
    let jobs = jobs(requests)?;
    let kind = engine.info().kind;
    let begun = now();
    let mut session = Session::begin(engine, &jobs)?;
    let mut reported = now();
    let mut spent = 0.0;
    let mut fingerprints = None;
    loop {
        let goes_on = session.advance().await?;
        if goes_on {
            spent = now() - begun;
        }
        let overdue = now() - reported > REPORT_EVERY;
        if !goes_on || overdue {
            reported = now();
            let fingerprint = |job: &Job| job.start().fingerprint(job.rounds());
            let fingerprints: &Vec<_> =
                fingerprints.get_or_insert_with(|| jobs.iter().map(fingerprint).collect());
            for ((request, fingerprint), metrics) in requests.iter().zip(fingerprints).zip(session.metrics())
            {
                let run = Run {
                    entrant: request.entrant,
                    config: request.config,
                    metrics: metrics.clone(),
                    millis: spent,
                    complete: !goes_on,
                    engine: kind,
                    fingerprint: *fingerprint,
                };
                tell(&ToPage::Progress(request.ticket, Box::new(run)));
            }
        }
        if !goes_on {
            break;
        }
        breathe().await;
        if requests.iter().all(|request| state.borrow().dropped.contains(&request.ticket)) {
            requests.iter().for_each(|request| tell(&ToPage::Dropped(request.ticket)));
            break;
        }
    }
    state.borrow_mut().dropped.clear();
    Ok(())
}

/// Trains the requests one after the other and tells what each model has learned, unless it is dropped meanwhile.
async fn inspect(state: &Shared, engine: &mut Machine, requests: &[Request]) -> Result<(), EngineError> {
    for (request, job) in requests.iter().zip(jobs(requests)?) {
        let mut reported = now();
        let learned = learn(&mut *engine, &job, async || {
            if now() - reported > REPORT_EVERY {
                reported = now();
                tell(&ToPage::Busy);
            }
            breathe().await;
            !state.borrow().dropped.contains(&request.ticket)
        });
        tell(&match learned.await? {
            Some(learned) => ToPage::Learned(request.ticket, Box::new(learned)),
            None => ToPage::Dropped(request.ticket),
        });
    }
    state.borrow_mut().dropped.clear();
    Ok(())
}

/// How each request ends.
async fn tune(engine: &mut Machine, requests: &[Request]) -> Result<Vec<(Ticket, Outcome)>, SweepError> {
    let outcomes = sweep(engine, &jobs(requests)?, |_| ControlFlow::Continue(())).await?;
    let ended = requests.iter().zip(outcomes);
    Ok(ended.filter_map(|(request, outcome)| Some((request.ticket, outcome?))).collect())
}

/// Steps a second of all requests together, after an epoch that warms up.
async fn measure(engine: &mut Machine, requests: &[Request]) -> Result<f64, EngineError> {
    let mut session = Session::begin(engine, &jobs(requests)?)?;
    session.advance().await?;
    let begun = now();
    let mut steps = 0.0;
    while now() - begun < MEASURED && session.advance().await? {
        steps += (ROUND * requests.len()) as f64;
    }
    Ok(steps / (now() - begun).max(0.1) * 1_000.0)
}
