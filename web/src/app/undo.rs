//! Undo and redo: the last settings are remembered until the tab is closed. The browser's Back leaves a preset.

use etalon_explorer::address::{self as link, Link};
use etalon_explorer::flags::Flags;
use etalon_explorer::race::config::Config;
use etalon_explorer::race::trail::Trail;
use etalon_explorer::view::View;
use leptos::ev;
use leptos::prelude::*;
use web_sys::{EventTarget, HtmlInputElement, HtmlTextAreaElement};

use crate::app::state::{App, SETTLED};
use crate::io::later::Later;
use crate::io::screen;
use wasm_bindgen::JsCast;

/// The trail that this tab remembers.
#[must_use]
pub fn remembered() -> Trail {
    screen::recall(screen::TRAIL).map(|text| Trail::read(&text)).unwrap_or_default()
}

/// From now on remembers settings that stand still for a moment, and listens to Ctrl-Z and to the browser's Back.
pub fn keep(app: App) {
    let timer = Later::default();
    Effect::new(move || {
        app.config.track();

        timer.start(SETTLED, move || settle(app));
    });
    // The page listens as long as it lives.
    drop(window_event_listener(ev::keydown, move |event| {
        let asked = (event.ctrl_key() || event.meta_key()) && !event.alt_key();
        if !asked || event.target().is_some_and(|target| takes_text(&target)) {
            return;
        }
        match (event.key().as_str(), event.shift_key()) {
            ("z" | "Z", false) => undo(app),
            ("z" | "Z", true) | ("y" | "Y", _) => redo(app),
            _ => return,
        }
        event.prevent_default();
    }));
    drop(window_event_listener(ev::popstate, move |_| {
        if let Some(query) = app.gone_to() {
            let (opened, _) = link::read(&query);
            app.keep_present();
            app.show(opened.config, opened.view);
        }
    }));
}

/// Goes back to the settings before the present ones.
pub fn undo(app: App) {
    settle(app);
    go(app, |trail| trail.back().map(str::to_owned));
}

/// Takes an undo back.
pub fn redo(app: App) {
    go(app, |trail| trail.forward().map(str::to_owned));
}

fn go(app: App, step: impl FnOnce(&mut Trail) -> Option<String>) {
    let mut trail = app.trail.get_untracked();
    let query = step(&mut trail);
    if query.is_some_and(|query| app.adopt(link::read(&query).0.config)) {
        remember(app, trail);
    }
}

/// Adds the present settings to the trail.
fn settle(app: App) {
    let mut trail = app.trail.get_untracked();
    trail.settle(&query(app.config.get_untracked()));
    if trail != app.trail.get_untracked() {
        remember(app, trail);
    }
}

fn remember(app: App, trail: Trail) {
    screen::keep(screen::TRAIL, &trail.text());
    app.trail.set(trail);
}

fn query(config: Config) -> String {
    link::write(&Link { config, view: View::default(), flags: Flags::default() })
}

/// Whether `target` is a field for text, which has an undo of its own.
fn takes_text(target: &EventTarget) -> bool {
    let is_text = |input: &HtmlInputElement| input.type_() == "text";
    target.dyn_ref::<HtmlInputElement>().is_some_and(is_text)
        || target.dyn_ref::<HtmlTextAreaElement>().is_some()
}
