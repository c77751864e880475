//! What unfolds over the page from a button. It folds on Escape, and when the focus or a pointer goes elsewhere.

use leptos::ev::{FocusEvent, KeyboardEvent, pointerdown};
use leptos::html::{Button, Div};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{EventTarget, Node};

/// A button and what it unfolds, in one element.
#[derive(Debug, Clone, Copy)]
pub struct Fold {
    /// Whether it is unfolded.
    pub open: RwSignal<bool>,
    /// The element with both.
    pub home: NodeRef<Div>,
    /// The button.
    pub button: NodeRef<Button>,
}

impl Fold {
    /// It is folded, and follows the pointer as long as its owner lives.
    #[must_use]
    pub fn folded() -> Self {
        let fold = Self { open: RwSignal::new(false), home: NodeRef::new(), button: NodeRef::new() };
        let listener = window_event_listener(pointerdown, move |event| fold.left_for(event.target()));
        on_cleanup(move || listener.remove());
        fold
    }

    /// Unfolds, or folds.
    pub fn turn(self) {
        self.open.update(|open| *open = !*open);
    }

    /// Folds. The button has the focus then.
    pub fn close(self) {
        self.open.set(false);
        if let Some(button) = self.button.get_untracked() {
            // If the button cannot take the focus, nothing is lost.
            drop(button.focus());
        }
    }

    /// Takes a key that is pressed inside.
    pub fn press(self, event: &KeyboardEvent) {
        if event.key() == "Escape" && self.open.get_untracked() {
            event.stop_propagation();
            self.close();
        }
    }

    /// Takes note that the focus leaves an element inside.
    pub fn leave(self, event: &FocusEvent) {
        self.left_for(event.related_target());
    }

    fn left_for(self, target: Option<EventTarget>) {
        let target = target.and_then(|target| target.dyn_into::<Node>().ok());
        let inside = self.home.get_untracked().is_some_and(|home| home.contains(target.as_ref()));
        if target.is_some() && !inside && self.open.get_untracked() {
            self.open.set(false);
        }
    }
}
