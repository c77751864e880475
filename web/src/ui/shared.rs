//! What all five runs share: base rate, epochs, seed; and settings worth looking at.

use etalon::Param;
use leptos::prelude::*;

use crate::model::config::{Config, MAX_SEED, Refusal};
use crate::model::entrant::Entrant;
use crate::model::presets::Preset;
use crate::ui::field::{Field, Number};
use crate::ui::state::{App, Speaker};
use crate::ui::swatch::Swatch;

/// The card of what is shared.
#[component]
pub fn Shared(app: App) -> impl IntoView {
    let seed = Memo::new(move |_| app.config.get().seed() as f64);
    let fingerprint = Memo::new(move |_| app.run(Entrant::Constant).map(|run| run.fingerprint));
    let same_start = move || match fingerprint.get() {
        Some(print) => format!("same start and batches · {print}"),
        None => "same start and batches".to_owned(),
    };
    let presets = Preset::ALL
        .into_iter()
        .map(|preset| {
            let config: Config = preset.config();
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
    let next_seed = move |_| {
        let next = if seed.get_untracked() >= MAX_SEED as f64 { 0.0 } else { seed.get_untracked() + 1.0 };
        // One more than a seed, or 0, is a seed.
        drop(app.set_seed(next));
    };
    view! {
        <section class="card c-constant" aria-labelledby="name-shared">
            <header>
                <Swatch entrant=Entrant::Constant />
                <h2 id="name-shared">"All five"</h2>
                <p class="fact" title="Hash of split, first weights and batch order">{same_start}</p>
            </header>
            <Field app param=Param::Lr />
            <Field app param=Param::Epochs />
            <div class="field seed">
                <label for="next-seed">"seed"</label>
                <button class="button" id="next-seed" aria-label="Next seed: other weights and batches" on:click=next_seed>
                    "next seed"
                </button>
                <Number
                    name="seed"
                    key="seed"
                    value=seed
                    nudge=|_| 1.0
                    set=move |value| app.set_seed(value)
                    fail=move |refusal: Refusal| app.refuse(Speaker::Seed, &refusal)
                />
            </div>
            <div class="presets" role="group" aria-label="Presets">
                {presets}
            </div>
        </section>
    }
}
