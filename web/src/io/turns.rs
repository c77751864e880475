//! Pauses in long work. The browser handles input, messages and frames in each pause.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;
use std::time::Duration;

use futures_channel::oneshot::{Receiver, Sender, channel};
use leptos::prelude::*;
use leptos::task::spawn_local_scoped;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{MessageChannel, MessagePort};

/// Messages to oneself. Whoever waits goes on when its message arrives.
struct Loop {
    port: MessagePort,
    waiting: Rc<RefCell<VecDeque<Sender<()>>>>,
}

thread_local! {
    /// One for every pause: a training pauses after each round, and to open a channel takes longer than to send a message. `None` in a
    /// browser without channels.
    static LOOP: Option<Loop> = Loop::open();
}

impl Loop {
    fn open() -> Option<Self> {
        let channel = MessageChannel::new().ok()?;
        let waiting = Rc::new(RefCell::new(VecDeque::<Sender<()>>::new()));
        let queue = Rc::clone(&waiting);
        let arrive = Closure::<dyn FnMut()>::new(move || {
            let next = queue.borrow_mut().pop_front();
            if let Some(next) = next {
                // Who has stopped waiting needs no message.
                let _ = next.send(());
            }
        });
        channel.port1().set_onmessage(Some(arrive.as_ref().unchecked_ref()));
        // The loop lives as long as the thread.
        arrive.forget();
        Some(Self { port: channel.port2(), waiting })
    }

    /// A message to oneself, if the browser takes it.
    fn send(&self) -> Option<Receiver<()>> {
        self.port.post_message(&JsValue::NULL).ok()?;
        let (arrived, arrival) = channel();
        self.waiting.borrow_mut().push_back(arrived);
        Some(arrival)
    }
}

/// Lets the browser handle waiting messages, input and frames. A message to oneself arrives after them, and unlike a timer it is
/// not delayed.
pub async fn breathe() {
    let arrival = LOOP.with(|own| own.as_ref()?.send());
    if let Some(arrival) = arrival {
        // The sender is dropped with the thread alone.
        let _ = arrival.await;
    }
}

/// The pause before each part of a large panel.
const PART: Duration = Duration::from_millis(20);

/// Counts the parts of a large panel that may be made: one more after each pause, up to `parts`. So no part keeps the browser from
/// handling input for long.
pub fn turns(parts: usize) -> ReadSignal<usize> {
    let (turn, set_turn) = signal(0);
    spawn_local_scoped(async move {
        for next in 1..=parts {
            rest(PART).await;
            // A panel that is gone needs no more parts.
            let _ = set_turn.try_set(next);
        }
    });
    turn
}

/// Waits for `time`.
pub async fn rest(time: Duration) {
    let promise = js_sys::Promise::new(&mut |resolve, _| {
        set_timeout(move || drop(resolve.call0(&JsValue::NULL)), time);
    });
    // The promise is never rejected.
    drop(JsFuture::from(promise).await);
}
