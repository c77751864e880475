//! Settings worth looking at, each a link: it can be copied and opened in a tab, and a plain click applies it where it is.

use leptos::prelude::*;

use crate::model::presets::Preset;
use crate::app::state::{App, Speaker};

/// A few presets, and the way to all of them.
#[component]
pub fn Presets(app: App) -> impl IntoView {
    let few = Preset::FEW.map(|preset| view! { <PresetLink app preset class="chip" /> }).collect_view();
    // A part of somebody else's page has no list of them.
    let all = (!app.flags.embed).then(|| {
        view! { <a class="chip" href="#presets" title="All presets, with what there is to see">"all …"</a> }.into_any()
    });
    view! {
        <div class="presets" role="group" aria-label="Presets">
            {few}
            {all}
        </div>
    }
}

/// Every preset with its lesson.
#[component]
pub fn PresetList(app: App) -> impl IntoView {
    let items = Preset::ALL.map(|preset| {
        view! {
            <li>
                <PresetLink app preset class="preset" />
                <span>{preset.lesson()}</span>
            </li>
        }
    });
    view! { <ul class="preset-list">{items.collect_view()}</ul> }
}

#[component]
fn PresetLink(app: App, preset: Preset, class: &'static str) -> impl IntoView {
    let config = preset.config();
    let current = move || {
        let view = app.view.get();
        (app.config.get() == config && preset.view(view).hidden == view.hidden).then_some("true")
    };
    let choose = move |event: leptos::ev::MouseEvent| {
        // With a key held down the visitor wants a tab or a window of its own.
        if event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key() {
            return;
        }
        event.prevent_default();
        app.view.update(|view| *view = preset.view(*view));
        app.config.set(config);
        app.say(Speaker::Preset, preset.lesson());
    };
    view! {
        <a class=class href=preset.query() aria-current=current title=preset.lesson() on:click=choose>
            {preset.name()}
        </a>
    }
}
