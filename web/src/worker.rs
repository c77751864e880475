//! A worker: brings up one engine, trains what it is sent, reports after every tenth of a second and at the end, and listens
//! between any two epochs.

use std::cell::RefCell;
use std::collections::HashSet;

use etalon_train::cpu::CpuEngine;
use etalon_train::engine::{Engine, EngineError};
use etalon_train::session::Session;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{DedicatedWorkerGlobalScope, MessageChannel, MessageEvent};

use crate::io::wire::{ToPage, ToWorker};
use crate::model::run::Run;
use crate::model::wire::{Request, Ticket};

/// Milliseconds between two reports of a training under way.
const REPORT_EVERY: f64 = 100.0;

thread_local! {
    static STATE: RefCell<State> = RefCell::default();
}

#[derive(Default)]
struct State {
    engine: Option<CpuEngine>,
    dropped: HashSet<Ticket>,
}

/// Listens; the program of the worker's script.
pub fn run() {
    let scope = scope();
    let hear = Closure::<dyn FnMut(MessageEvent)>::new(|event: MessageEvent| {
        if let Some(message) = ToWorker::from_js(&event.data()) {
            hear(message);
        }
    });
    scope.set_onmessage(Some(hear.as_ref().unchecked_ref()));
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

fn hear(message: ToWorker) {
    match message {
        ToWorker::Begin { .. } => {
            let engine = CpuEngine::new();
            let info = engine.info();
            STATE.with_borrow_mut(|state| state.engine = Some(engine));
            tell(&ToPage::Ready { kind: info.kind, name: plain_name(&info.name) });
        }
        ToWorker::Train(requests) => spawn_local(async move {
            if let Err(error) = train(&requests).await {
                tell(&ToPage::Failed(error.to_string()));
            }
        }),
        ToWorker::Cancel(tickets) => STATE.with_borrow_mut(|state| state.dropped.extend(tickets)),
    }
}

/// An engine's name for people.
fn plain_name(name: &str) -> String {
    if name.starts_with("WasmSimd128") { "WebAssembly SIMD".to_owned() } else { name.to_owned() }
}

async fn train(requests: &[Request]) -> Result<(), EngineError> {
    let Some(engine) = STATE.with_borrow_mut(|state| state.engine.take()) else {
        return Err(EngineError::Misused("it is busy or was never brought up"));
    };
    let jobs: Vec<_> =
        requests.iter().filter_map(|request| request.config.job(request.entrant).ok()).collect();
    if jobs.len() != requests.len() {
        return Err(EngineError::Misused("a request that cannot be trained"));
    }
    let begun = now();
    let fingerprints: Vec<_> = jobs.iter().map(|job| job.start().fingerprint(job.epochs())).collect();
    let kind = engine.info().kind;
    let mut session = Session::begin(engine, &jobs)?;
    let mut reported = now();
    loop {
        let goes_on = session.advance().await?;
        let runs = || requests.iter().zip(&fingerprints).zip(session.metrics());
        let report = |complete: bool| {
            for ((request, fingerprint), metrics) in runs() {
                let run = Run {
                    entrant: request.entrant,
                    config: request.config,
                    metrics: metrics.clone(),
                    millis: now() - begun,
                    complete,
                    engine: kind,
                    fingerprint: *fingerprint,
                };
                tell(&ToPage::Progress(request.ticket, Box::new(run)));
            }
        };
        if !goes_on {
            report(true);
            break;
        }
        breathe().await;
        let dropped = STATE.with_borrow(|state| requests.iter().all(|r| state.dropped.contains(&r.ticket)));
        if dropped {
            for request in requests {
                tell(&ToPage::Dropped(request.ticket));
            }
            break;
        }
        if now() - reported > REPORT_EVERY {
            report(false);
            reported = now();
        }
    }
    STATE.with_borrow_mut(|state| {
        state.dropped.clear();
        state.engine = Some(session.into_engine());
    });
    Ok(())
}

/// Lets waiting messages in: a message to oneself comes after them, and is not slowed down as timers are.
async fn breathe() {
    let Ok(channel) = MessageChannel::new() else { return };
    let promise = js_sys::Promise::new(&mut |resolve, _| {
        channel.port1().set_onmessage(Some(&resolve));
    });
    if channel.port2().post_message(&JsValue::NULL).is_ok() {
        // The promise is never rejected.
        drop(JsFuture::from(promise).await);
    }
    channel.port1().close();
}
