//! The other parameters of a schedule. The panel lies over the cards, so that the charts stay in sight.

use etalon::Kind;
use leptos::html::{Button, Div};
use leptos::prelude::*;

use crate::model::entrant::Entrant;
use crate::ui::field::Field;
use crate::ui::state::App;
use crate::ui::swatch::Swatch;

/// The panel of the schedule that is open, if one is.
#[component]
pub fn Panel(app: App, open: RwSignal<Option<Kind>>) -> impl IntoView {
    move || open.get().map(|kind| view! { <Open app kind open /> })
}

#[component]
fn Open(app: App, kind: Kind, open: RwSignal<Option<Kind>>) -> impl IntoView {
    let entrant = Entrant::Schedule(kind);
    let done = NodeRef::<Button>::new();
    let panel = NodeRef::<Div>::new();
    Effect::new(move || {
        if let Some(button) = done.get() {
            drop(button.focus());
        }
    });
    let fields = kind
        .params()
        .iter()
        .map(|param| {
            view! {
                <div class="explained">
                    <Field app param=*param place="more-" />
                    <p class="help">{param.spec().help}</p>
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
            aria-label=format!("Parameters of {}", entrant.name())
            node_ref=panel
            on:keydown=escape
        >
            <header>
                <Swatch entrant />
                <h2>{entrant.name()}</h2>
                <button class="button" node_ref=done on:click=move |_| open.set(None)>"Done"</button>
            </header>
            {fields}
        </div>
    }
}
