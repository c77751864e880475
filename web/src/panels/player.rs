//! The player: it shows the recorded runs slowly, and cools a lane down from the place that it has reached.

mod cool_down;

use leptos::prelude::*;

use crate::app::state::App;
use crate::panels::player::cool_down::CoolDown;
use etalon_explorer::chart::playback::SPEEDS;
use etalon_explorer::number::{grouped, read, time};
use etalon_explorer::race::config::ROUND;

/// Positions of the speed slider.
const POSITIONS: f64 = 100.0;

/// The player's buttons, counter and speed.
#[component]
pub fn Player(app: App) -> impl IntoView {
    let playing = Memo::new(move |_| app.playback.get().playing);
    let total = move || f64::from(app.config.get_untracked().steps());
    let toggle = move |_| {
        app.playback.update(|now| *now = if now.playing { now.pause() } else { now.play(total()) });
    };
    let label = move || {
        if playing.get() {
            "<span aria-hidden=\"true\">❚❚ </span>Pause"
        } else {
            "<span aria-hidden=\"true\">▶ </span>Play"
        }
    };
    let counter = Memo::new(move |_| {
        let epoch = app.playback.get().at.floor() as u32 / ROUND;
        format!("epoch {} / {}", epoch.min(app.trained_epochs()), app.config.get().epochs())
    });
    let detail = Memo::new(move |_| {
        let now = app.playback.get();
        if now.at < app.total() {
            return format!("step {}", grouped(app.view.get().yours.step(now.at.floor())));
        }
        let lines = app.lines.get();
        let runs: Vec<_> = lines.iter().filter_map(|line| app.run(*line)).collect();
        if app.late.get() || runs.len() < lines.len() || runs.iter().any(|run| !run.complete) {
            return "training …".to_owned();
        }
        let longest = runs.iter().map(|run| run.millis).fold(0.0, f64::max);
        format!("trained in {}", time(longest))
    });
    let (slowest, fastest) = SPEEDS;
    let value = move |at: f64| slowest * (fastest / slowest).powf(at / POSITIONS);
    let position = move || ((app.speed.get() / slowest).ln() / (fastest / slowest).ln() * POSITIONS).round();
    let turn = move |event| {
        if let Some(at) = read(&event_target_value(&event)) {
            app.speed.set(value(at));
        }
    };
    view! {
        <div class="player" role="group" aria-label="Player">
            // The text is replaced as a whole. A browser counts changed text as a layout shift.
            <button class="button primary" on:click=toggle inner_html=label></button>
            <button class="button" on:click=move |_| app.playback.update(|now| *now = now.step(total()))>
                "Step"
            </button>
            <button class="button" on:click=move |_| app.playback.update(|now| *now = now.restart())>
                "Restart"
            </button>
            <p class="counter">
                <span inner_html=move || counter.get()></span>
                <span class="detail" inner_html=move || detail.get()></span>
            </p>
            <CoolDown app />
            <label for="speed">"speed"</label>
            <input
                type="range"
                id="speed"
                min="0"
                max=POSITIONS.to_string()
                step="1"
                prop:value=move || position().to_string()
                style:--share=move || format!("{:.4}", position() / POSITIONS)
                aria-valuetext=move || format!("{:.0} steps per second", app.view.get().yours.step(app.speed.get()))
                on:input=turn
            />
        </div>
    }
}
