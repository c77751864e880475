//! What each model has learned at the play head: its filters, its answers to ten digits, its confusion matrix.

mod knowledge;
mod model;
mod picture;
mod spelt;

use etalon_train::task::Measure;
use leptos::html::Section;
use leptos::prelude::*;

use crate::io::{screen, sight};
use etalon_explorer::race::config::ROUND;
use etalon_explorer::learned::{Learned, limit};
use etalon_explorer::number::read;
use crate::app::state::App;
use crate::panels::Panel;
use knowledge::knowledge;
use model::Model;

/// The panel.
pub const PANEL: Panel =
    Panel { style: include_str!("learned/style.css"), view: |app| view! { <LearnedSection app /> }.into_any() };

/// The section below the charts.
#[component]
pub fn LearnedSection(app: App) -> impl IntoView {
    let section = NodeRef::<Section>::new();
    let known = knowledge(app, sight::in_sight(section));
    let palette = screen::palette();
    let limit = Memo::new(move |_| {
        let all: Vec<_> = app.lines.get().into_iter().map(|line| known.get(line).learned.get()).collect();
        limit(all.iter().flatten().map(|learned| -> &Learned { learned }))
    });
    // "All" means the whole of each training, even if its length differs from the controls'.
    let epoch = Memo::new(move |_| {
        let at = app.playback.get().at;
        if at >= app.total() { u32::MAX } else { (at / f64::from(ROUND)).floor() as u32 }
    });
    let spells = Memo::new(move |_| app.config.with(|config| config.task().measure == Measure::Loss));
    let about = move || if spells.get() {
        "Each model makes up names, letter by letter, always from the same draws: what differs is what the model has learned. The table shows which letters it expects."
    } else {
        "A tile is one hidden unit: its weight for each of the 8×8 pixels. All models start from the same weights, so the same place is the same unit. Faint tiles have learned little."
    };
    let wide = screen::is_wide();
    let pointed = RwSignal::new(None::<usize>);
    let model = move |line| view! { <Model app line known=*known.get(line) epoch limit palette pointed wide /> };
    view! {
        <section class="learned" aria-labelledby="learned" node_ref=section>
            <header>
                <div class="about-learned">
                    <h2 id="learned">"What each model has learned"</h2>
                    <p>{about}</p>
                </div>
                <Watch app />
                {move || (!spells.get()).then(|| view! { <Legend limit /> }.into_any())}
            </header>
            <div class="models">
                <For each=move || app.lines.get() key=|line| *line children=model />
            </div>
        </section>
    }
}

/// The meaning of the tiles' colours.
#[component]
fn Legend(limit: Memo<f32>) -> impl IntoView {
    view! {
        <p class="legend">
            <span>{move || format!("−{}: ink lowers the activation", limit.get())}</span>
            <span class="ramp" aria-hidden="true"></span>
            <span>{move || format!("+{}: ink raises it", limit.get())}</span>
        </p>
    }
}

/// Buttons that move the play head, because the player is out of sight here.
#[component]
fn Watch(app: App) -> impl IntoView {
    let playing = Memo::new(move |_| app.playback.get().playing);
    let epochs = Memo::new(move |_| app.config.get().epochs());
    let epoch = Memo::new(move |_| (app.playback.get().at / f64::from(ROUND)).floor());
    let toggle = move |_| {
        let total = f64::from(app.config.get_untracked().steps());
        app.playback.update(|now| *now = if now.playing { now.pause() } else { now.play(total) });
    };
    let turn = move |event| {
        if let Some(epoch) = read(&event_target_value(&event)) {
            app.playback.update(|now| {
                *now = now.pause();
                now.at = epoch * f64::from(ROUND);
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
