//! A worker: starts its engine and carries out the page's orders. Between two rounds it receives messages, and more urgent orders
//! go first.

mod machine;
mod task;

use core::cell::Cell;
use std::cell::OnceCell;
use std::rc::Rc;

use etalon_explorer::crew::desk::{Desk, Supply};
use etalon_explorer::crew::{Device, Order};
use etalon_explorer::messages::{ToPage, ToWorker};
use etalon_train::engine::Engine;
use etalon_train::job::Job;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, throw_str};
use wasm_bindgen_futures::spawn_local;
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

use crate::io::bytes::{pack, unpack};
use crate::worker::machine::Machine;
use crate::worker::task::{Stop, Task};

/// The name that the page gives a worker with this engine.
#[must_use]
pub fn name(device: Device) -> &'static str {
    match device {
        Device::Cpu => "cpu",
        Device::Gpu => "gpu",
    }
}

/// Sends messages to the page.
struct Line {
    /// The time of the last message.
    last: Cell<f64>,
}

impl Line {
    fn say(&self, message: &ToPage) {
        self.last.set(now());
        match pack(message) {
            // If the page is gone, nobody needs the message.
            Ok((value, handed_over)) => drop(scope().post_message_with_transfer(&value, &handed_over)),
            // The error reaches the page like any other failure of its worker.
            Err(why) => throw_str(&why.to_string()),
        }
    }

    fn is_silent_for(&self, millis: f64) -> bool {
        now() - self.last.get() > millis
    }
}

/// The state of a worker.
struct Worker {
    device: Device,
    line: Rc<Line>,
    /// Its orders. It is set once the engine has started.
    desk: OnceCell<Rc<Desk<Machine>>>,
}

/// Receives messages as long as the worker lives. The worker's name says which engine it uses.
pub fn serve() {
    let device = if scope().name() == name(Device::Gpu) { Device::Gpu } else { Device::Cpu };
    let line = Rc::new(Line { last: Cell::new(0.0) });
    let worker = Rc::new(Worker { device, line, desk: OnceCell::new() });
    let saying = Rc::clone(&worker.line);
    let listen =
        Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| match unpack(&event.data()) {
            Ok(message) => worker.receive(message),
            Err(why) => worker.line.say(&ToPage::Broken(why)),
        });
    scope().set_onmessage(Some(listen.as_ref().unchecked_ref()));
    listen.forget();
    saying.say(&ToPage::Listening);
}

fn scope() -> DedicatedWorkerGlobalScope {
    js_sys::global().unchecked_into()
}

fn now() -> f64 {
    scope().performance().map_or(0.0, |performance| performance.now())
}

impl Worker {
    fn receive(self: &Rc<Self>, message: ToWorker) {
        match (message, self.desk.get()) {
            (ToWorker::Begin, _) => {
                let this = Rc::clone(self);
                spawn_local(async move { this.begin().await });
            }
            (ToWorker::Do(order), Some(desk)) => {
                let (this, desk) = (Rc::clone(self), Rc::clone(desk));
                spawn_local(async move { this.serve(&desk, order).await });
            }
            (ToWorker::Cancel(ticket), Some(desk)) => desk.cancel(ticket),
            (ToWorker::Hold(hold), Some(desk)) => desk.hold(hold),
            (ToWorker::Do(_) | ToWorker::Cancel(_) | ToWorker::Hold(_), None) => {
                self.line.say(&ToPage::Broken("a worker was asked before its engine was up".to_owned()));
            }
        }
    }

    async fn begin(&self) {
        match Machine::open(self.device).await {
            Ok(machine) => {
                let info = machine.info();
                let supply = match self.device {
                    Device::Cpu => Supply::Each(Machine::cpu),
                    Device::Gpu => Supply::One(Some(machine)),
                };
                // The page sends this message once, so the cell is empty.
                drop(self.desk.set(Desk::new(supply)));
                self.line.say(&ToPage::Ready(info));
            }
            Err(why) => self.line.say(&ToPage::Broken(why.to_string())),
        }
    }

    async fn serve(&self, desk: &Rc<Desk<Machine>>, order: Order<Job>) {
        let Order { ticket, purpose, work } = order;
        let task = Task::new(desk.begin(ticket, purpose), ticket, purpose, Rc::clone(&self.line));
        let end = task.work(&work).await;
        drop(task);
        self.line.say(&match (end, self.device) {
            (Ok(()) | Err(Stop::Dropped), _) => ToPage::Ended(ticket),
            (Err(Stop::Failed(why)), Device::Cpu) => ToPage::Failed(ticket, why),
            // A GPU that fails once fails again.
            (Err(Stop::Failed(why)), Device::Gpu) => ToPage::Broken(why),
        });
    }
}
