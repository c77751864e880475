//! Messages between page and worker as JavaScript values: a list of a tag and one buffer or text, buffers handed over, not
//! copied.

use etalon_train::engine::EngineKind;
use etalon_train::report::Outcome;
use js_sys::{Array, Float32Array, Float64Array};
use wasm_bindgen::{JsCast, JsValue};

use crate::model::learned::{self, Learned};
use crate::model::run::Run;
use crate::model::tune;
use crate::model::wire::{Request, Ticket, pack_requests, pack_run, unpack_requests, unpack_run};

/// From page to worker.
#[derive(Debug, Clone, PartialEq)]
pub enum ToWorker {
    /// Bring up the engine; the first message.
    Begin,
    /// Train these, together where the engine can.
    Train(Vec<Request>),
    /// Drop these.
    Cancel(Vec<Ticket>),
    /// Train these for a while, and tell how fast that goes.
    Measure(Vec<Request>),
    /// Compare the engine with the CPU's.
    Compare,
    /// Train these, one after the other, and tell what each has learned.
    Inspect(Vec<Request>),
    /// Train these and tell how each ended.
    Tune(Vec<Request>),
}

/// From worker to page.
#[derive(Debug, Clone, PartialEq)]
pub enum ToPage {
    /// The script runs and listens.
    Listening,
    /// The engine is up.
    Ready {
        /// What kind.
        kind: EngineKind,
        /// Its name.
        name: String,
    },
    /// A run, so far or complete.
    Progress(Ticket, Box<Run>),
    /// A dropped request.
    Dropped(Ticket),
    /// How fast the requests to be measured were trained.
    Measured {
        /// What kind of engine.
        kind: EngineKind,
        /// Its name.
        name: String,
        /// Steps a second, of all requests together.
        speed: f64,
    },
    /// How the engine compares with the CPU's, as JSON.
    Compared(String),
    /// The engine is of no use any more.
    Failed(String),
    /// Still at work on something that says nothing yet.
    Busy,
    /// What a request's model has learned.
    Learned(Ticket, Box<Learned>),
    /// How the requests of a tuning ended.
    Tuned(Vec<(Ticket, Outcome)>),
}

const KINDS: [EngineKind; 3] = [EngineKind::Cpu, EngineKind::Gpu, EngineKind::SoftwareGpu];

fn kind(parts: &Array) -> Option<EngineKind> {
    let kind = parts.get(1).as_f64()? as u32;
    KINDS.into_iter().find(|known| *known as u32 == kind)
}

fn numbers(values: &[f64]) -> JsValue {
    Float64Array::from(values).into()
}

fn list(value: &JsValue) -> Option<Vec<f64>> {
    value.dyn_ref::<Float64Array>().map(Float64Array::to_vec)
}

impl ToWorker {
    /// As a value to post.
    #[must_use]
    pub fn to_js(&self) -> JsValue {
        let (tag, body) = match self {
            ToWorker::Begin => (0, numbers(&[])),
            ToWorker::Train(requests) => (1, numbers(&pack_requests(requests))),
            ToWorker::Cancel(tickets) => {
                (2, numbers(&tickets.iter().map(|ticket| f64::from(*ticket)).collect::<Vec<_>>()))
            }
            ToWorker::Measure(requests) => (3, numbers(&pack_requests(requests))),
            ToWorker::Compare => (4, numbers(&[])),
            ToWorker::Inspect(requests) => (5, numbers(&pack_requests(requests))),
            ToWorker::Tune(requests) => (6, numbers(&pack_requests(requests))),
        };
        Array::of2(&JsValue::from(tag), &body).into()
    }

    /// From a posted value; `None` where it is not ours.
    #[must_use]
    pub fn from_js(value: &JsValue) -> Option<Self> {
        let parts: &Array = value.dyn_ref()?;
        let body = list(&parts.get(1))?;
        match parts.get(0).as_f64()? as u32 {
            0 => Some(ToWorker::Begin),
            1 => unpack_requests(&body).map(ToWorker::Train),
            2 => Some(ToWorker::Cancel(body.into_iter().map(|ticket| ticket as Ticket).collect())),
            3 => unpack_requests(&body).map(ToWorker::Measure),
            4 => Some(ToWorker::Compare),
            5 => unpack_requests(&body).map(ToWorker::Inspect),
            6 => unpack_requests(&body).map(ToWorker::Tune),
            _ => None,
        }
    }
}

impl ToPage {
    /// As a value to post, and what of it is handed over.
    #[must_use]
    pub fn to_js(&self) -> (JsValue, Array) {
        let handed = Array::new();
        let value = match self {
            ToPage::Listening => Array::of1(&JsValue::from(0)),
            ToPage::Ready { kind, name } => {
                Array::of3(&JsValue::from(1), &JsValue::from(*kind as u32), &JsValue::from(name))
            }
            ToPage::Progress(ticket, run) => {
                let body = Float64Array::from(&pack_run(*ticket, run)[..]);
                handed.push(&body.buffer());
                Array::of2(&JsValue::from(2), &body)
            }
            ToPage::Dropped(ticket) => Array::of2(&JsValue::from(3), &JsValue::from(*ticket)),
            ToPage::Failed(why) => Array::of2(&JsValue::from(4), &JsValue::from(why)),
            ToPage::Measured { kind, name, speed } => Array::of4(
                &JsValue::from(5),
                &JsValue::from(*kind as u32),
                &JsValue::from(name),
                &JsValue::from(*speed),
            ),
            ToPage::Compared(json) => Array::of2(&JsValue::from(6), &JsValue::from(json)),
            ToPage::Busy => Array::of1(&JsValue::from(7)),
            ToPage::Learned(ticket, learned) => {
                let body = Float32Array::from(&learned::pack(learned)[..]);
                handed.push(&body.buffer());
                Array::of3(&JsValue::from(8), &JsValue::from(*ticket), &body)
            }
            ToPage::Tuned(outcomes) => Array::of2(&JsValue::from(9), &numbers(&tune::pack(outcomes))),
        };
        (value.into(), handed)
    }

    /// From a posted value; `None` where it is not ours.
    #[must_use]
    pub fn from_js(value: &JsValue) -> Option<Self> {
        let parts: &Array = value.dyn_ref()?;
        match parts.get(0).as_f64()? as u32 {
            0 => Some(ToPage::Listening),
            1 => Some(ToPage::Ready { kind: kind(parts)?, name: parts.get(2).as_string()? }),
            2 => {
                unpack_run(&list(&parts.get(1))?).map(|(ticket, run)| ToPage::Progress(ticket, Box::new(run)))
            }
            3 => Some(ToPage::Dropped(parts.get(1).as_f64()? as Ticket)),
            4 => Some(ToPage::Failed(parts.get(1).as_string()?)),
            5 => Some(ToPage::Measured {
                kind: kind(parts)?,
                name: parts.get(2).as_string()?,
                speed: parts.get(3).as_f64()?,
            }),
            6 => Some(ToPage::Compared(parts.get(1).as_string()?)),
            7 => Some(ToPage::Busy),
            8 => {
                let ticket = parts.get(1).as_f64()? as Ticket;
                let body = parts.get(2).dyn_ref::<Float32Array>()?.to_vec();
                learned::unpack(&body).map(|learned| ToPage::Learned(ticket, Box::new(learned)))
            }
            9 => tune::unpack(&list(&parts.get(1))?).map(ToPage::Tuned),
            _ => None,
        }
    }
}
