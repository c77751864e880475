//! A worker of the browser, with the functions that listen to it.

use etalon_explorer::crew::Device;
use etalon_explorer::messages::{ToPage, ToWorker};
use js_sys::Array;
use wasm_bindgen::prelude::{Closure, wasm_bindgen};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{ErrorEvent, MessageEvent, Worker, WorkerOptions, WorkerType};

use crate::io::bytes::{pack, unpack};
use crate::worker;
use etalon_explorer::flags::Fault;

#[wasm_bindgen]
extern "C" {
    type ImportMeta;

    /// What this program's script knows of itself.
    #[wasm_bindgen(thread_local_v2, js_namespace = import, js_name = meta)]
    static META: ImportMeta;

    #[wasm_bindgen(method, getter)]
    fn url(this: &ImportMeta) -> JsValue;
}

/// What comes from a worker.
pub(super) enum Heard {
    /// A message, or the reason why it cannot be read.
    Message(Result<ToPage, String>),
    /// The worker failed.
    Error,
}

/// The functions that listen to a worker. They live as long as it does.
type Listeners = (Closure<dyn FnMut(MessageEvent)>, Closure<dyn FnMut(ErrorEvent)>);

/// A worker. Dropping it ends it.
pub(super) struct Hand {
    worker: Worker,
    listeners: Option<Listeners>,
}

impl Hand {
    /// Starts a worker with the page's own program.
    ///
    /// # Errors
    /// The browser starts none.
    pub(super) fn start(
        device: Device,
        fault: Option<Fault>,
        listen: impl Fn(Heard) + Clone + 'static,
    ) -> Result<Self, JsValue> {
        // The script's name is not hashed. With the build's mark a cache cannot answer with the script of another build.
        let mut script = concat!("./worker.js?v=", env!("ETALON_BUILD")).to_owned();
        // The browser's interface to the GPU brings the fault about.
        if let (Some(fault), Device::Gpu) = (fault, device) {
            script.push_str("&fault=");
            script.push_str(fault.id());
        }
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        options.set_name(worker::name(device));
        let worker = Worker::new_with_options(&script, &options)?;
        let failing = listen.clone();
        let message = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            listen(Heard::Message(unpack(&event.data())));
        });
        let error = Closure::<dyn FnMut(ErrorEvent)>::new(move |event: ErrorEvent| {
            event.prevent_default();
            failing(Heard::Error);
        });
        worker.set_onmessage(Some(message.as_ref().unchecked_ref()));
        worker.set_onerror(Some(error.as_ref().unchecked_ref()));
        let hand = Self { worker, listeners: Some((message, error)) };
        let program = META.with(ImportMeta::url);
        hand.worker.post_message(&Array::of2(&program, &wasm_bindgen::module()))?;
        Ok(hand)
    }

    /// Posts a message.
    ///
    /// # Errors
    /// The reason why it cannot be posted.
    pub(super) fn post(&self, message: &ToWorker) -> Result<(), String> {
        let (value, handed_over) = pack(message).map_err(|why| why.to_string())?;
        let posted = self.worker.post_message_with_transfer(&value, &handed_over);
        posted.map_err(|_| "a worker takes no messages".to_owned())
    }

    /// Ends the worker without a message to it, as a failure would.
    pub(super) fn kill(&self) {
        self.worker.terminate();
    }
}

impl Drop for Hand {
    fn drop(&mut self) {
        self.worker.set_onmessage(None);
        self.worker.set_onerror(None);
        self.worker.terminate();
        // One of them may be running now. It is freed after it has returned.
        let listeners = self.listeners.take();
        wasm_bindgen_futures::spawn_local(async move { drop(listeners) });
    }
}
