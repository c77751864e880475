//! Messages between page and worker as JavaScript values: a list of a tag and one buffer or text, buffers handed over, not
//! copied.

use etalon_train::engine::EngineKind;
use js_sys::{Array, Float64Array};
use wasm_bindgen::{JsCast, JsValue};

use crate::model::run::Run;
use crate::model::url::{EngineChoice, Fault};
use crate::model::wire::{Request, Ticket, pack_requests, pack_run, unpack_requests, unpack_run};

/// From page to worker.
#[derive(Debug, Clone, PartialEq)]
pub enum ToWorker {
    /// Bring up this engine; the first message.
    Begin {
        /// Which engine; never `Auto`.
        engine: EngineChoice,
        /// A failure to bring about.
        fault: Option<Fault>,
    },
    /// Train these, together where the engine can.
    Train(Vec<Request>),
    /// Drop these.
    Cancel(Vec<Ticket>),
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
    /// The engine is of no use any more.
    Failed(String),
}

const KINDS: [EngineKind; 3] = [EngineKind::Cpu, EngineKind::Gpu, EngineKind::SoftwareGpu];

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
            ToWorker::Begin { engine, fault } => {
                let gpu = f64::from(u8::from(*engine == EngineChoice::Gpu));
                let fault = Fault::ALL.iter().position(|(_, known)| Some(*known) == *fault);
                (0, numbers(&[gpu, fault.map_or(-1.0, |at| at as f64)]))
            }
            ToWorker::Train(requests) => (1, numbers(&pack_requests(requests))),
            ToWorker::Cancel(tickets) => {
                (2, numbers(&tickets.iter().map(|ticket| f64::from(*ticket)).collect::<Vec<_>>()))
            }
        };
        Array::of2(&JsValue::from(tag), &body).into()
    }

    /// From a posted value; `None` where it is not ours.
    #[must_use]
    pub fn from_js(value: &JsValue) -> Option<Self> {
        let parts: &Array = value.dyn_ref()?;
        let body = list(&parts.get(1))?;
        match parts.get(0).as_f64()? as u32 {
            0 => {
                let [gpu, fault] = body[..] else { return None };
                let engine = if gpu != 0.0 { EngineChoice::Gpu } else { EngineChoice::Cpu };
                let fault = (fault >= 0.0).then(|| Fault::ALL.get(fault as usize)).flatten();
                Some(ToWorker::Begin { engine, fault: fault.map(|(_, fault)| *fault) })
            }
            1 => unpack_requests(&body).map(ToWorker::Train),
            2 => Some(ToWorker::Cancel(body.into_iter().map(|ticket| ticket as Ticket).collect())),
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
        };
        (value.into(), handed)
    }

    /// From a posted value; `None` where it is not ours.
    #[must_use]
    pub fn from_js(value: &JsValue) -> Option<Self> {
        let parts: &Array = value.dyn_ref()?;
        match parts.get(0).as_f64()? as u32 {
            0 => Some(ToPage::Listening),
            1 => {
                let kind = parts.get(1).as_f64()? as u32;
                let kind = KINDS.into_iter().find(|known| *known as u32 == kind)?;
                Some(ToPage::Ready { kind, name: parts.get(2).as_string()? })
            }
            2 => {
                unpack_run(&list(&parts.get(1))?).map(|(ticket, run)| ToPage::Progress(ticket, Box::new(run)))
            }
            3 => Some(ToPage::Dropped(parts.get(1).as_f64()? as Ticket)),
            4 => Some(ToPage::Failed(parts.get(1).as_string()?)),
            _ => None,
        }
    }
}
