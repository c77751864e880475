//! What each of the five models has learned, as of the play head: its filters, its answers to ten digits, whom it takes for whom.

mod knowledge;
mod model;
mod picture;

use leptos::html::Section;

use crate::html::*;
use crate::io::{screen, sight};
use crate::model::config::STEPS;
use crate::model::entrant::Entrant;
use crate::model::number::read;
use crate::signals::{Memo, memo, signal};
use crate::ui::list::CollectList as _;
use crate::ui::state::App;
use etalon_explorer::learned::{Learned, limit};
use knowledge::knowledge;
use model::Model;

/// The section below the charts.
#[component]
pub fn LearnedSection(app: App) -> impl IntoView {
    let section = NodeRef::<Section>::new();
    let known = knowledge(app, sight::in_sight(section));
    let palette = screen::palette();
    let limit = memo(move || {
        let all = Entrant::ALL.map(|entrant| known.get(entrant).learned.get());
        limit(all.iter().flatten().map(|learned| -> &Learned { learned }))
    });
    // All shown means all of each training, even of one that is of another length than the controls say.
    let epoch = memo(move || {
        let at = app.playback.get().at;
        if at >= app.total() { u32::MAX } else { (at / f64::from(STEPS)).floor() as u32 }
    });
    let wide = screen::is_wide();
    let pointed = signal(None::<usize>);
    let models = Entrant::ALL
        .into_iter()
        .map(|entrant| view! { <Model entrant known=*known.get(entrant) epoch limit palette pointed wide /> })
        .collect_list();
    view! {
        <section class="learned" aria-labelledby="learned" node_ref=section>
            <header>
                <div class="about-learned">
                    <h2 id="learned">"What each model has learned"</h2>
                    <p>
                        "A tile is one hidden unit: how much it heeds each of the 8×8 pixels. All five start from the same weights, so the same place is the same unit. Faint tiles have learned little."
                    </p>
                </div>
                <Watch app />
                <Legend limit />
            </header>
            <div class="models">{models}</div>
        </section>
    }
}

/// What the colours of the tiles mean.
#[component]
fn Legend(limit: Memo<f32>) -> impl IntoView {
    view! {
        <p class="legend">
            <span>{move || format!("ink silences it −{}", limit.get())}</span>
            <span class="ramp" aria-hidden="true"></span>
            <span>{move || format!("+{} ink excites it", limit.get())}</span>
        </p>
    }
}

/// Moves the play head from here, where the player is out of sight.
#[component]
fn Watch(app: App) -> impl IntoView {
    let playing = memo(move || app.playback.get().playing);
    let epochs = memo(move || app.config.get().epochs());
    let epoch = memo(move || (app.playback.get().at / f64::from(STEPS)).floor());
    let toggle = move |_| {
        let total = f64::from(app.config.get_untracked().steps());
        app.playback.update(|now| *now = if now.playing { now.pause() } else { now.play(total) });
    };
    let turn = move |event| {
        if let Some(epoch) = read(&event_target_value(&event)) {
            app.playback.update(|now| {
                *now = now.pause();
                now.at = epoch * f64::from(STEPS);
            });
        }
    };
    view! {
        <div class="watch" role="group" aria-label="Watch the models learn">
            <button class="button" on:click=toggle>
                {move || if playing.get() { "❚❚ Hold" } else { "▶ Watch" }}
            </button>
            <input
                type="range"
                aria-label="Epoch shown"
                min="0"
                max=move || epochs.get().to_string()
                step="1"
                prop:value=move || epoch.get().to_string()
                style:--share=move || format!("{:.4}", epoch.get() / f64::from(epochs.get()))
                aria-valuetext=move || format!("epoch {} of {}", epoch.get(), epochs.get())
                on:input=turn
            />
            <output aria-hidden="true">{move || format!("epoch {} / {}", epoch.get(), epochs.get())}</output>
        </div>
    }
}
