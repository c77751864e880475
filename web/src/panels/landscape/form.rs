//! The choice of a lane and of two of its parameters, and the button that trains.

use etalon_explorer::panels::landscape::{Choice, rows};
use etalon_explorer::race::row::Row;
use etalon_explorer::race::slot::{Line, Slot};
use leptos::prelude::*;

use super::desk::{Deed, Desk};
use crate::parts::swatch::Swatch;

/// Which lane and which parameters, and the button.
#[component]
pub fn Form(desk: Desk) -> impl IntoView {
    let app = desk.app;
    // The menus are made again when the lineup changes, and not whenever a slider moves.
    let lineup = Memo::new(move |_| {
        app.config.with(|config| config.lines().map(|line| config.name(line)).collect::<Vec<_>>().join(","))
    });
    let lanes = move || {
        lineup.track();
        let options = app.config.with_untracked(|config| {
            config.lanes().map(|(slot, _)| (slot, config.name(Line::Lane(slot)))).collect::<Vec<_>>()
        });
        let is_chosen = move |slot| desk.choice.get().is_some_and(|choice| choice.slot == slot);
        options
            .into_iter()
            .map(|(slot, name)| {
                view! { <option value=slot.number().to_string() selected=is_chosen(slot)>{name}</option> }
            })
            .collect_view()
    };
    let choose_lane = move |event| {
        let slot = event_target_value(&event).parse().ok().and_then(Slot::numbered);
        let config = app.config.get_untracked();
        desk.choose(slot.and_then(|slot| Choice::usual(&config, slot)));
    };
    let axis = move |label: &'static str, of: fn(&Choice) -> Row, with: fn(Choice, Row) -> Choice| {
        let options = move || {
            let Some(choice) = desk.choice.get() else { return ().into_any() };
            lineup.track();
            let all = app.config.with_untracked(|config| rows(config, choice.slot));
            all.into_iter()
                .map(|row| view! { <option value=row.id selected=row == of(&choice)>{row.label}</option> })
                .collect_view()
                .into_any()
        };
        let choose = move |event| {
            let Some(choice) = desk.choice.get_untracked() else { return };
            let id = event_target_value(&event);
            let all = app.config.with_untracked(|config| rows(config, choice.slot));
            if let Some(row) = all.into_iter().find(|row| row.id == id) {
                desk.choose(Some(with(choice, row)));
            }
        };
        view! {
            <label class="land-axis">
                <span>{label}</span>
                <select on:change=choose>{options}</select>
            </label>
        }
    };
    let swatch = move || desk.choice.get().map(|choice| view! { <Swatch line=Line::Lane(choice.slot) /> });
    let class = move || {
        desk.choice
            .get()
            .map_or_else(|| "land-form".to_owned(), |choice| format!("land-form {}", Line::Lane(choice.slot)))
    };
    let press = move |_| match untrack(|| desk.deed()) {
        Deed::Compute => desk.compute(),
        Deed::Pause => desk.wanted.set(false),
        Deed::GoOn => desk.wanted.set(true),
        Deed::Nothing => {}
    };
    view! {
        <div class=class>
            <label class="land-axis">
                {swatch}
                <span class="visually-hidden">"Lane of the landscape"</span>
                <select on:change=choose_lane>{lanes}</select>
            </label>
            {axis("upwards", |choice| choice.y, Choice::upwards)}
            {axis("across", |choice| choice.x, Choice::across)}
            <button
                class="button primary"
                aria-disabled=move || (desk.deed() == Deed::Nothing).to_string()
                on:click=press
            >
                {move || match desk.deed() {
                    Deed::Compute => "Compute",
                    Deed::Pause => "Pause",
                    Deed::GoOn => "Go on",
                    Deed::Nothing => "Computed",
                }}
            </button>
        </div>
    }
}
