//! The landscape of a lane: how it ends over two of its parameters, cell by cell. A click goes there.

mod desk;
mod draw;
mod figure;
mod files;
mod form;
mod ghost;
mod map;

use std::time::Duration;

use etalon_explorer::panels::landscape::shade::{Scale, legend};
use leptos::html::Section;
use leptos::prelude::*;

use self::desk::{Desk, train};
use self::files::Files;
use self::form::Form;
use self::ghost::Pictures;
use self::map::Map;
use crate::app::state::App;
use crate::io::later::later;
use crate::io::sight;
use crate::io::turns::turns;
use crate::panels::Panel;

/// The panel.
pub const PANEL: Panel =
    Panel::new(include_str!("landscape/style.css"), |app| view! { <LandscapeSection app /> }.into_any());

/// The pause after the last change before the stage is announced.
const ANNOUNCE_LATER: Duration = Duration::from_millis(900);

/// The section below the charts.
#[component]
pub fn LandscapeSection(app: App) -> impl IntoView {
    let section = NodeRef::<Section>::new();
    let seen = sight::in_sight(section);
    let desk = Desk::new(app, seen);
    train(desk, seen);
    desk::retain(desk);
    ghost::follow(desk);
    let stage = Memo::new(move |_| desk.stage());
    let aloud = later(stage.into(), ANNOUNCE_LATER);
    let said = move || match desk.cursor.get() {
        Some(at) => desk.words(at),
        None => "Point at a cell to read it. A click, or Enter, goes there.".to_owned(),
    };
    let turn = turns(2);
    let part = |number: usize, make: fn(Desk) -> AnyView| {
        let is_due = Memo::new(move |_| turn.get() >= number);
        move || is_due.get().then(|| make(desk))
    };
    view! {
        <section class="landscape" aria-labelledby="landscape" node_ref=section>
            <header>
                <h2 id="landscape">"Landscape"</h2>
                <p>
                    "One lane over two of its parameters. Every cell is trained from the same starts as all others; its colour \
                     shows how far its median is behind that of the leading cell."
                </p>
            </header>
            {part(1, |desk| view! { <Form desk /> }.into_any())}
            <div class="land-columns" class:absent=move || desk.choice.get().is_none()>
                {part(2, |desk| view! { <Map desk /> }.into_any())}
                <div class="land-side">
                    <p class="land-stage">{move || stage.get()}</p>
                    <p class="land-said">{said}</p>
                    <Pictures desk />
                    <Legend app />
                </div>
            </div>
            <Files desk />
            <p class="visually-hidden" id="land-keys">
                "Arrow keys move from cell to cell, Enter sets its values, Escape leaves the map."
            </p>
            <p class="visually-hidden" aria-live="polite">{move || aloud.get()}</p>
            <p class="visually-hidden" aria-live="polite">{move || desk.spoken.get()}</p>
        </section>
    }
}

/// What hatchings and lines mean. It is HTML in one piece, which weighs less than the same as elements.
const KEYS: &str = "<span><i class=\"land-hatch diverged\"></i>diverged</span><span><i class=\"land-hatch\"></i>cannot be trained</span>\
    <span><i class=\"land-line\"></i>not shown to be worse than the leading cell</span>\
    <span><b aria-hidden=\"true\">✛</b>present settings; drag</span>";

/// What the colours and the hatchings mean.
#[component]
fn Legend(app: App) -> impl IntoView {
    let measure = Memo::new(move |_| app.config.with(|config| config.task().measure));
    view! {
        <div class="land-legend">
            <p>{move || Scale::of(measure.get()).heading}</p>
            <svg class="land-ramp" aria-hidden="true" inner_html=move || legend(Scale::of(measure.get()))></svg>
            <p class="visually-hidden">"Bright cells are close to the leading one, dark ones far behind."</p>
            <p class="land-keys" inner_html=KEYS></p>
        </div>
    }
}
