//! All controls of a group. The panel lies over the cards, so that the charts stay in sight.

use leptos::html::{Button, Div};
use leptos::prelude::*;

use crate::model::group::Group;
use crate::ui::field::Field;
use crate::ui::state::App;
use crate::ui::swatch::Swatch;
use crate::ui::traps::{Traps, TrapsOf};

/// The panel of the group that is open, if one is.
#[component]
pub fn Panel(app: App, traps: Traps, open: RwSignal<Option<Group>>) -> impl IntoView {
    view! { {move || open.get().map(|group| view! { <Open app group traps open /> }.into_any())} }
}

#[component]
fn Open(app: App, group: Group, traps: Traps, open: RwSignal<Option<Group>>) -> impl IntoView {
    let entrant = group.entrant();
    let done = NodeRef::<Button>::new();
    let panel = NodeRef::<Div>::new();
    Effect::new(move || {
        if let Some(button) = done.get() {
            drop(button.focus());
        }
    });
    let fields = group
        .knobs()
        .into_iter()
        .map(|knob| {
            view! {
                <div class="explained">
                    <Field app knob place="more-" />
                    <TrapsOf app traps group knob />
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
            class=format!("panel c-{}", entrant.id())
            role="dialog"
            aria-label=format!("Parameters of {}", group.name())
            node_ref=panel
            on:keydown=escape
        >
            <header>
                <Swatch entrant />
                <h2>{group.name()}</h2>
                <button class="button" node_ref=done on:click=move |_| open.set(None)>"Done"</button>
            </header>
            {fields}
        </div>
    }
}
