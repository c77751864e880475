//! Explains every kind of schedule: what it does, its formula, a sentence to play with, when to choose it.

use etalon_explorer::kinds::KINDS;
use etalon_explorer::kinds::page::KindPage;
use etalon_explorer::panels::explain::{INTRODUCTION, beginning, first_try, rest, sentence};
use etalon_explorer::race::slot::{Line, Slot};
use leptos::html::{Article, Section};
use leptos::prelude::*;

use crate::app::state::App;
use crate::io::sight::in_sight;
use crate::panels::{Panel, Piece};
use crate::parts::presets::PresetList;
use crate::parts::sentence::Sentence;
use crate::parts::swatch::Swatch;

/// The panel.
pub const PANEL: Panel = Panel {
    style: include_str!("explain/style.css"),
    view: |app| view! { <ExplainSection app /> }.into_any(),
    pieces: |app| KINDS.iter().map(|page| lesson(app, page)).collect(),
};

/// The element with the lessons.
const LESSONS: &str = "lessons";

fn lesson(app: App, page: &'static KindPage) -> Piece {
    (LESSONS, Box::new(move || view! { <Explained app page /> }.into_any()))
}

/// The section on the schedules.
#[component]
pub fn ExplainSection(app: App) -> impl IntoView {
    // The sentence is about the first lane. The number of its parts depends on that lane's kind.
    let first = Memo::new(move |_| {
        app.config.with(|config| config.lanes().next().map(|(slot, lane)| (slot, lane.page().id())))
    });
    let home = NodeRef::<Section>::new();
    let seen = in_sight(home);
    view! {
        <section class="explain" aria-labelledby="explain" node_ref=home>
            <h2 id="explain">"What a schedule does"</h2>
            <div class="newcomers">
                <div inner_html=INTRODUCTION></div>
                {move || {
                    first.track();
                    view! { <Sentence app seen say=first_try /> }
                }}
            </div>
            <div class="lessons" id=LESSONS></div>
            <h3 id="presets">"Settings worth a look"</h3>
            <PresetList app />
        </section>
    }
}

#[component]
fn Explained(app: App, page: &'static KindPage) -> impl IntoView {
    let home = NodeRef::<Article>::new();
    let seen = in_sight(home);
    let id = format!("explain-{}", page.id());
    let labelled_by = id.clone();
    let slot = Memo::new(move |_| app.config.with(|config| config.first_of(page)));
    let class = move || slot.get().map(|slot| format!("lesson {}", Line::Lane(slot)));
    let here = move || match slot.get() {
        Some(slot) => played(app, seen, slot),
        None => view! { <Race app page /> }.into_any(),
    };
    view! {
        <article class=move || class().unwrap_or_else(|| "lesson".to_owned()) aria-labelledby=labelled_by node_ref=home>
            <header>
                {move || slot.get().map(|slot| view! { <Swatch line=Line::Lane(slot) /> })}
                <h3 id=id>{page.label()}</h3>
            </header>
            <div inner_html=beginning(page)></div>
            {here}
            <div class="rest" inner_html=rest(page)></div>
        </article>
    }
}

/// A sentence about the lane at `slot`.
fn played(app: App, seen: Signal<bool>, slot: Slot) -> AnyView {
    let line = Line::Lane(slot);
    view! { <Sentence app seen say=move |config, yours| sentence(config, line, yours) /> }.into_any()
}

/// A button that adds a kind to the lineup, if there is room and the kind is not in it.
#[component]
fn Race(app: App, page: &'static KindPage) -> impl IntoView {
    let vacancy = Memo::new(move |_| app.config.with(|config| config.vacancy()));
    let race = move |_| {
        if let Some(slot) = vacancy.get_untracked() {
            app.race(slot, Some(page));
        }
    };
    view! {
        <p class="sentence">
            <Show
                when=move || vacancy.get().is_some()
                fallback=|| "The lineup is full. To see this schedule, choose it in the heading of a card."
            >
                <button class="chip" on:click=race>"Add it to the lineup"</button>
            </Show>
        </p>
    }
}
