//! All controls of a group. The panel lies over the cards, so that the charts stay in sight.

use leptos::html::{Button, Div};
use leptos::prelude::*;

use etalon_explorer::race::control::Owner;
use crate::parts::field::Field;
use crate::app::state::App;
use crate::parts::swatch::Swatch;
use crate::parts::traps::{Traps, TrapsOf};

/// The panel of the group that is open, if one is.
#[component]
pub fn Panel(app: App, traps: Traps, open: RwSignal<Option<Group>>) -> impl IntoView {
    view! { {move || open.get().map(|group| view! { <Open app group traps open /> }.into_any())} }
}

#[component]
fn Open(app: App, group: Group, traps: Traps, open: RwSignal<Option<Group>>) -> impl IntoView {
    let line = group.line();
    let done = NodeRef::<Button>::new();
    let panel = NodeRef::<Div>::new();
    Effect::new(move || {
        if let Some(button) = done.get() {
            drop(button.focus());
        }
    });
    let fields = group
        .controls()
        .into_iter()
        .map(|control| {
            view! {
                <div class="explained">
                    <Field app control place="more-" />
                    <TrapsOf app traps group control />
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
            class=format!("panel c-{}", line.id())
            role="dialog"
            aria-label=format!("Parameters of {}", group.name())
            node_ref=panel
            on:keydown=escape
        >
            <header>
                <Swatch line />
                <h2>{group.name()}</h2>
                <button class="button" node_ref=done on:click=move |_| open.set(None)>"Done"</button>
            </header>
            {fields}
        </div>
    }
}
