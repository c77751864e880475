//! Presets. Each is a link that can be copied or opened in a tab. A plain click applies it in place.

use etalon_explorer::address::{self, Link};
use etalon_explorer::flags::parts::{Part, Section};
use etalon_explorer::race::preset::{self, FEW, Preset};
use etalon_explorer::view::View;
use leptos::prelude::*;

use crate::app::state::{App, Speaker};

/// A few presets, and a link to all of them.
#[component]
pub fn Presets(app: App) -> impl IntoView {
    let few = FEW.map(|preset| view! { <PresetLink app preset class="chip" /> }).collect_view();
    // An embedded page has no list of them, and a link may leave the list out.
    let is_listed = !app.flags.embed && app.flags.teaching.parts.shows(Part::Panel(Section::Explain));
    let all = is_listed.then(|| {
        view! { <a class="chip" href="#presets" title="All presets, with what there is to see">"all …"</a> }.into_any()
    });
    view! {
        <div class="presets" role="group" aria-label="Presets">
            {few}
            {all}
        </div>
    }
}

/// What a visitor with a run of their own has to know of the lessons.
const OF_NETWORK: &str = "The numbers of the lessons are those of the small network.";

/// Every preset with its lesson.
#[component]
pub fn PresetList(app: App) -> impl IntoView {
    let item = |preset: Preset| {
        view! {
            <li>
                <PresetLink app preset class="preset" />
                <span>{preset.lesson()}</span>
            </li>
        }
    };
    view! {
        <Show when=move || app.view.get().yours.is_entered()>
            <p class="hint">{OF_NETWORK}</p>
        </Show>
        <ul class="preset-list">{preset::all().map(item).collect_view()}</ul>
    }
}

/// `view` with the axes and lines that `preset` shows.
fn viewed(preset: Preset, view: View) -> View {
    View { hidden: preset.hidden(), rates_log: preset.rates_log(), ..view }
}

/// The query that leads to `preset`.
fn query(app: App, preset: Preset) -> String {
    let (config, view) = (preset.config(), viewed(preset, View::default()));
    let link = Link { config, view, flags: app.flags.kept() };
    let query = address::write(&link);
    // The opening has an empty query, and a link needs a target.
    if query.is_empty() { "?".to_owned() } else { query }
}

#[component]
fn PresetLink(app: App, preset: Preset, class: &'static str) -> impl IntoView {
    let config = preset.config();
    let current = move || {
        let here = app.config.get() == config && app.view.get().hidden == preset.hidden();
        here.then_some("true")
    };
    let choose = move |event: leptos::ev::MouseEvent| {
        // With a modifier key the visitor asks for another tab or window.
        if event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key() {
            return;
        }
        event.prevent_default();
        if app.visit(config, viewed(preset, app.view.get_untracked())) {
            let lesson = preset.lesson();
            let is_entered = app.view.get_untracked().yours.is_entered();
            app.say(
                Speaker::Preset,
                &if is_entered { format!("{lesson} {OF_NETWORK}") } else { lesson.to_owned() },
            );
        }
    };
    view! {
        <a class=class href=query(app, preset) aria-current=current title=preset.lesson() on:click=choose>
            {preset.name()}
        </a>
    }
}
