//! Settings worth looking at, one click away.

use leptos::prelude::*;

use crate::model::presets::Preset;
use crate::ui::state::{App, Speaker};

/// A button for each preset.
#[component]
pub fn Presets(app: App) -> impl IntoView {
    let presets = Preset::ALL
        .into_iter()
        .map(|preset| {
            let config = preset.config();
            let pressed = move || (app.config.get() == config).to_string();
            let choose = move |_| {
                // The log axis goes with the settings that need it, and only with them.
                let before = app.config.get_untracked();
                let needed = Preset::ALL.iter().any(|old| old.wants_log_rates() && old.config() == before);
                if preset.wants_log_rates() || needed {
                    app.view.update(|view| view.rates_log = preset.wants_log_rates());
                }
                app.config.set(config);
                app.say(Speaker::Preset, preset.lesson());
            };
            view! {
                <button class="chip" aria-pressed=pressed title=preset.lesson() on:click=choose>
                    {preset.name()}
                </button>
            }
        })
        .collect_view();
    view! {
        <div class="presets" role="group" aria-label="Presets">
            {presets}
        </div>
    }
}
