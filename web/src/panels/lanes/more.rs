//! The other controls of a card. They unfold below its main ones, each with its help or its traps in full.

use etalon_explorer::race::control::{Control, Owner};
use etalon_explorer::race::row::Row;
use etalon_explorer::race::run_settings;
use leptos::html::Button;
use leptos::prelude::*;

use crate::app::state::App;
use crate::panels::lanes::card::{MAIN, name_of};
use crate::panels::lanes::points::Points;
use crate::parts::field::Field;
use crate::parts::traps::{Traps, TrapsOf};

/// The button that unfolds the other controls of a card. A card without other controls has none.
#[component]
pub fn More(app: App, owner: Owner, open: RwSignal<Option<Owner>>, button: NodeRef<Button>) -> impl IntoView {
    let is_open = Memo::new(move |_| open.get() == Some(owner));
    let shown = move || {
        view! {
            <button
                node_ref=button
                class="link"
                aria-label=move || format!("More parameters of {}", name_of(app, owner))
                aria-expanded=move || is_open.get().to_string()
                aria-controls=id(owner)
                on:click=move |_| open.set((!is_open.get_untracked()).then_some(owner))
            >
                "more"
            </button>
        }
        .into_any()
    };
    if controls(app, owner).1.is_empty() { ().into_any() } else { shown() }
}

/// The other controls of a card, while they are unfolded. Those of its main controls that are in a trap say so in full.
#[component]
pub fn Rest(
    app: App,
    traps: Traps,
    owner: Owner,
    open: RwSignal<Option<Owner>>,
    button: NodeRef<Button>,
) -> impl IntoView {
    let fold = move |event: leptos::ev::KeyboardEvent| {
        if event.key() == "Escape" {
            // The element with the focus goes away, so the button takes the focus.
            if let Some(button) = button.get_untracked() {
                drop(button.focus());
            }
            open.set(None);
        }
    };
    let unfolded = move || {
        let (main, rest) = controls(app, owner);
        let main = main.into_iter().map(|control| view! { <TrapsOf app traps control /> }).collect_view();
        let rest = rest
            .into_iter()
            .map(|control| {
                // SGD's own controls are shown for SGD alone.
                let used = Memo::new(move |_| {
                    control.owner != Owner::Run || app.config.with(|config| config.run().uses(control.row))
                });
                let shown = move || {
                    view! {
                        <div class="explained">
                            <Field app control />
                            <TrapsOf app traps control />
                        </div>
                    }
                    .into_any()
                };
                move || used.get().then(shown)
            })
            .collect_view();
        let points = match owner {
            Owner::Run => None,
            Owner::Lane(slot) => app
                .config
                .with_untracked(|config| config.lane(slot).is_some_and(|lane| lane.curve().is_some()))
                .then(|| view! { <Points app place=slot /> }.into_any()),
        };
        let formula = match owner {
            Owner::Run => None,
            Owner::Lane(_) => {
                Some(app.config.with_untracked(|config| config.page(owner.line())).formula.short)
            }
        };
        let formula = formula.map(|html| view! { <p class="formula" inner_html=html></p> });
        view! {
            <div
                class="unfolded"
                id=id(owner)
                role="group"
                aria-label=move || format!("More parameters of {}", name_of(app, owner))
                on:keydown=fold
            >
                {points}
                {formula}
                {main}
                {rest}
            </div>
        }
        .into_any()
    };
    move || (open.get() == Some(owner)).then(unfolded)
}

/// The element with the other controls of a card.
fn id(owner: Owner) -> String {
    format!("rest-{}", owner.line())
}

/// The controls of a card: those that it always shows, and the others.
fn controls(app: App, owner: Owner) -> (Vec<Control>, Vec<Control>) {
    let (all, main): (Vec<Control>, usize) = match owner {
        Owner::Run => (run_settings::ROWS.iter().map(|row| Control::run(Row::new(row))).collect(), MAIN),
        Owner::Lane(slot) => app.config.with_untracked(|config| {
            let rows = config.lane(slot).map(|lane| lane.rows().collect::<Vec<_>>()).unwrap_or_default();
            (rows.into_iter().map(|row| Control::lane(slot, row)).collect(), 1)
        }),
    };
    let mut main_ones = all;
    let rest = main_ones.split_off(main.min(main_ones.len()));
    (main_ones, rest)
}
