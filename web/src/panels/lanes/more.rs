//! All controls of a card. The panel lies over the cards, so that the charts stay in sight.

use etalon_explorer::race::control::{Control, Owner};
use etalon_explorer::race::row::Row;
use etalon_explorer::race::run_settings;
use leptos::html::{Button, Div};
use leptos::prelude::*;

use crate::app::state::App;
use crate::panels::lanes::card::name_of;
use crate::parts::field::Field;
use crate::parts::swatch::Swatch;
use crate::parts::traps::{Traps, TrapsOf};

/// The panel of the card that is open, if one is.
#[component]
pub fn Panel(app: App, traps: Traps, open: RwSignal<Option<Owner>>) -> impl IntoView {
    view! { {move || open.get().map(|owner| view! { <Open app owner traps open /> }.into_any())} }
}

/// The controls of a card, the main ones first.
fn controls(app: App, owner: Owner) -> Vec<Control> {
    match owner {
        Owner::Run => run_settings::ROWS.iter().map(|row| Control::run(Row::new(row))).collect(),
        Owner::Lane(slot) => app.config.with_untracked(|config| {
            let rows = config.lane(slot).map(|lane| lane.rows().collect::<Vec<_>>()).unwrap_or_default();
            rows.into_iter().map(|row| Control::lane(slot, row)).collect()
        }),
    }
}

#[component]
fn Open(app: App, owner: Owner, traps: Traps, open: RwSignal<Option<Owner>>) -> impl IntoView {
    let line = owner.line();
    let done = NodeRef::<Button>::new();
    let panel = NodeRef::<Div>::new();
    Effect::new(move || {
        if let Some(button) = done.get() {
            drop(button.focus());
        }
    });
    // A lane that was emptied in the meantime has no controls.
    Effect::new(move || {
        if !app.lines.get().contains(&line) {
            open.set(None);
        }
    });
    let fields = controls(app, owner)
        .into_iter()
        .map(|control| {
            view! {
                <div class="explained">
                    <Field app control place="more-" />
                    <TrapsOf app traps control />
                </div>
            }
        })
        .collect_view();
    let escape = move |event: leptos::ev::KeyboardEvent| {
        if event.key() == "Escape" {
            event.stop_propagation();
            open.set(None);
        }
    };
    view! {
        <div
            class=format!("panel {line}")
            role="dialog"
            aria-label=move || format!("Parameters of {}", name_of(app, owner))
            node_ref=panel
            on:keydown=escape
        >
            <header>
                <Swatch line />
                <h2>{move || name_of(app, owner)}</h2>
                <button class="button" node_ref=done on:click=move |_| open.set(None)>"Done"</button>
            </header>
            {fields}
        </div>
    }
}
