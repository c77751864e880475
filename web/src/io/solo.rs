//! A worker for one question, or for one after the other: it is started, brought up, asked, and ended.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;

use js_sys::{Array, Promise};
use leptos::prelude::set_timeout_with_handle;
use wasm_bindgen::prelude::{Closure, wasm_bindgen};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{ErrorEvent, MessageEvent, Worker, WorkerOptions, WorkerType};

use crate::io::wire::{ToPage, ToWorker};
use etalon_explorer::flags::{EngineChoice, Fault};
use crate::worker;

#[wasm_bindgen]
extern "C" {
    type ImportMeta;

    /// What this program's script knows of itself.
    #[wasm_bindgen(thread_local_v2, js_namespace = import, js_name = meta)]
    static META: ImportMeta;

    #[wasm_bindgen(method, getter)]
    fn url(this: &ImportMeta) -> JsValue;
}

/// Starts a worker with the page's own program. A fault is for the GPU's browser interface to bring about.
///
/// # Errors
/// Where the browser starts none.
pub fn start(engine: EngineChoice, fault: Option<Fault>) -> Result<Worker, JsValue> {
    // The script's name is not hashed: the build's mark keeps a cache from answering with another build's.
    let mut script = concat!("./worker.js?v=", env!("ETALON_BUILD")).to_owned();
    if let Some(fault) = fault.filter(|_| engine == EngineChoice::Gpu) {
        script.push_str("&fault=");
        script.push_str(fault.id());
    }
    let options = WorkerOptions::new();
    options.set_type(WorkerType::Module);
    options.set_name(worker::name(engine));
    let started = Worker::new_with_options(&script, &options)?;
    let program = META.with(ImportMeta::url);
    started.post_message(&Array::of2(&program, &wasm_bindgen::module()))?;
    Ok(started)
}

/// How long an answer may take: a shader may have to be compiled first, and be emulated then.
const PATIENCE: Duration = Duration::from_secs(120);

/// Brings up a worker with `engine`, asks it `question` and returns its answer.
///
/// # Errors
/// Why there is none, in words.
pub async fn ask(engine: EngineChoice, fault: Option<Fault>, question: ToWorker) -> Result<ToPage, String> {
    Solo::open(engine, fault)?.ask(&question).await
}

/// A worker that answers one question at a time. Dropping it ends it.
#[derive(Debug)]
pub struct Solo {
    worker: Worker,
    /// Whether it is up.
    ready: Cell<bool>,
}

impl Drop for Solo {
    fn drop(&mut self) {
        self.worker.terminate();
    }
}

impl Solo {
    /// Starts a worker with `engine`; it is brought up with the first question.
    ///
    /// # Errors
    /// Where no workers can be started.
    pub fn open(engine: EngineChoice, fault: Option<Fault>) -> Result<Self, String> {
        let worker = start(engine, fault).map_err(|_| "workers cannot be started here".to_owned())?;
        Ok(Self { worker, ready: Cell::new(false) })
    }

    /// Asks `question` and returns the answer.
    ///
    /// # Errors
    /// Why there is none, in words.
    pub async fn ask(&self, question: &ToWorker) -> Result<ToPage, String> {
        match answer(&self.worker, question, self.ready.get()).await? {
            ToPage::Failed(why) => Err(why),
            answer => {
                self.ready.set(true);
                Ok(answer)
            }
        }
    }
}

/// The answer of a worker that is `ready`, or is brought up first.
async fn answer(worker: &Worker, question: &ToWorker, ready: bool) -> Result<ToPage, String> {
    let (mut hears, mut fails, mut patience) = (None, None, None);
    let posting = worker.clone();
    let promise = Promise::new(&mut |resolve, reject| {
        let posting = posting.clone();
        let question = question.clone();
        let hear = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            // A worker that is gone cannot be told; the time limit speaks then.
            let post = |message: &ToWorker| drop(posting.post_message(&message.to_js()));
            match ToPage::from_js(&event.data()) {
                Some(ToPage::Listening) => post(&ToWorker::Begin),
                Some(ToPage::Ready { .. }) => post(&question),
                Some(_) => drop(resolve.call1(&JsValue::NULL, &event.data())),
                None => {}
            }
        });
        worker.set_onmessage(Some(hear.as_ref().unchecked_ref()));
        hears = Some(hear);
        let refuse = reject.clone();
        let fail = Closure::<dyn FnMut(ErrorEvent)>::new(move |event: ErrorEvent| {
            event.prevent_default();
            drop(refuse.call1(&JsValue::NULL, &JsValue::from("the worker failed")));
        });
        worker.set_onerror(Some(fail.as_ref().unchecked_ref()));
        fails = Some(fail);
        let late = Rc::new(RefCell::new(Some(reject)));
        let give_up = move || {
            if let Some(reject) = late.take() {
                drop(reject.call1(&JsValue::NULL, &JsValue::from("no answer in time")));
            }
        };
        patience = set_timeout_with_handle(give_up, PATIENCE).ok();
    });
    if ready {
        worker.post_message(&question.to_js()).map_err(|_| "the worker cannot be asked".to_owned())?;
    }
    let answer = JsFuture::from(promise).await;
    worker.set_onmessage(None);
    worker.set_onerror(None);
    drop((hears, fails));
    if let Some(patience) = patience {
        patience.clear();
    }
    let answer = answer.map_err(|why| why.as_string().unwrap_or_else(|| "the worker failed".to_owned()))?;
    ToPage::from_js(&answer).ok_or_else(|| "the worker answered in an unknown way".to_owned())
}
