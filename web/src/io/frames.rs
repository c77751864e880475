//! Frames of the screen: drawing at most once in each, and animating from one to the next.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;

use leptos::prelude::{request_animation_frame, set_timeout};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;

/// The time since the page was opened, in milliseconds.
#[must_use]
pub fn now() -> f64 {
    web_sys::window().and_then(|window| window.performance()).map_or(0.0, |performance| performance.now())
}

/// A drawing that is done at most once a frame, however often it is requested.
#[derive(Clone)]
pub struct Redraw {
    draw: Rc<dyn Fn()>,
    asked: Rc<Cell<bool>>,
}

impl core::fmt::Debug for Redraw {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Redraw").field("asked", &self.asked.get()).finish_non_exhaustive()
    }
}

impl Redraw {
    /// Draws with `draw`.
    pub fn new(draw: impl Fn() + 'static) -> Self {
        Self { draw: Rc::new(draw), asked: Rc::default() }
    }

    /// Draws before the next frame is shown.
    pub fn ask(&self) {
        if self.asked.replace(true) {
            return;
        }
        let this = self.clone();
        request_animation_frame(move || {
            this.asked.set(false);
            (this.draw)();
        });
    }
}

/// Sets a mark on the browser's timeline.
pub fn mark(name: &str) {
    if let Some(performance) = web_sys::window().and_then(|window| window.performance()) {
        // A browser that takes no mark measures nothing.
        drop(performance.mark(name));
    }
}

/// Calls `done` after everything requested so far is on the screen.
pub fn after_paint(done: impl FnOnce() + 'static) {
    request_animation_frame(move || set_timeout(done, Duration::ZERO));
}

/// Calls `frame` with the milliseconds since the last frame until it answers `false`.
pub fn animate(mut frame: impl FnMut(f64) -> bool + 'static) {
    let mut before = now();
    let again = Rc::new(RefCell::new(None::<Closure<dyn FnMut()>>));
    let next = Rc::clone(&again);
    let ask = |closure: &Closure<dyn FnMut()>| {
        web_sys::window()
            .is_some_and(|window| window.request_animation_frame(closure.as_ref().unchecked_ref()).is_ok())
    };
    *again.borrow_mut() = Some(Closure::new(move || {
        let time = now();
        let goes_on = frame(time - before);
        before = time;
        let asked = goes_on && next.borrow().as_ref().is_some_and(ask);
        if !asked {
            // Nobody calls this closure again; it frees itself after this call.
            let finished = next.take();
            wasm_bindgen_futures::spawn_local(async move { drop(finished) });
        }
    }));
    if let Some(closure) = again.borrow().as_ref() {
        ask(closure);
    }
}
