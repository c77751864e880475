//! What two models have learned at the play head, side by side: filters, answers to ten digits, confusion matrix. The section is closed
//! until somebody opens it, or until a link leads to it.

mod knowledge;
mod model;
mod picture;
mod spelt;

use etalon_explorer::race::tasks::{self, Shows};
use leptos::html::{Details, Section};
use leptos::prelude::*;

use crate::app::state::App;
use crate::io::{screen, sight};
use crate::panels::Panel;
use etalon_explorer::flags::parts::{Part, Section as Panels};
use etalon_explorer::learned::{Learned, limit};
use etalon_explorer::number::read;
use etalon_explorer::race::config::ROUND;
use etalon_explorer::race::slot::Line;
use knowledge::knowledge;
use model::Model;

/// The panel.
pub const PANEL: Panel =
    Panel::new(include_str!("learned/style.css"), |app| view! { <LearnedSection app /> }.into_any());

/// The id of the heading, which a link may lead to.
const ID: &str = "learned";

/// The section below the charts.
#[component]
pub fn LearnedSection(app: App) -> impl IntoView {
    let (section, fold) = (NodeRef::<Section>::new(), NodeRef::<Details>::new());
    let leads_here = || screen::fragment().as_deref() == Some(ID);
    let asked = app.flags.teaching.parts.only.has(Part::Panel(Panels::Learned)) || leads_here();
    let open = RwSignal::new(asked);
    let listener = window_event_listener(leptos::ev::hashchange, move |_| {
        if leads_here() {
            open.set(true);
        }
    });
    on_cleanup(move || listener.remove());
    // The first lane stands beside the constant rate until another one is chosen.
    let chosen = RwSignal::new(None::<Line>);
    let shown = Memo::new(move |_| {
        let lanes = lanes(app);
        let beside = chosen.get().filter(|line| lanes.contains(line)).or(lanes.first().copied());
        core::iter::once(Line::Reference).chain(beside).collect::<Vec<_>>()
    });
    let seen = sight::in_sight(section);
    let known = knowledge(app, Signal::derive(move || open.get() && seen.get()), shown);
    let palette = screen::palette();
    let limit = Memo::new(move |_| {
        let all: Vec<_> = shown.get().into_iter().map(|line| known.get(line).learned.get()).collect();
        limit(all.iter().flatten().map(|learned| -> &Learned { learned }))
    });
    // "All" means the whole of each training, even if its length differs from the controls'.
    let epoch = Memo::new(move |_| {
        let at = app.playback.get().at;
        if at >= app.total() { u32::MAX } else { (at / f64::from(ROUND)).floor() as u32 }
    });
    let shows = Memo::new(move |_| app.config.with(|config| tasks::page(config.task()).shows));
    let about = move || match shows.get() {
        Shows::Spelling => {
            "Each model makes up names, letter by letter, always with the same random numbers: the models differ only in what they \
         have learned. The table shows which letters it expects."
        }
        Shows::Pictures => {
            "A tile is one hidden unit: its weight for each of the 8×8 pixels. Both models start from the same weights, so the same place is the same unit. Faint tiles have learned little."
        }
    };
    let wide = screen::is_wide();
    let pointed = RwSignal::new(None::<usize>);
    let model =
        move |line| view! { <Model app line known=*known.get(line) epoch limit palette pointed wide /> };
    let unfolded = move || {
        view! {
            <header>
                <p class="about-learned">{about}</p>
                <Beside app shown chosen />
                <Watch app />
                {move || match shows.get() {
                    Shows::Pictures => Some(view! { <Legend limit /> }.into_any()),
                    Shows::Spelling => None,
                }}
            </header>
            <div class="models">
                <For each=move || shown.get() key=|line| *line children=model />
            </div>
        }
        .into_any()
    };
    let toggled = move |_| open.set(fold.get_untracked().is_some_and(|fold| fold.open()));
    // Opening what is open already makes nothing new.
    let opened = Memo::new(move |_| open.get());
    view! {
        <section class="learned" aria-labelledby=ID node_ref=section>
            <h2 id=ID>"What each model has learned"</h2>
            <details node_ref=fold prop:open=move || open.get() on:toggle=toggled>
                <summary>"Weights, answers and mistakes of two models side by side"</summary>
                {move || opened.get().then(unfolded)}
            </details>
        </section>
    }
}

/// The lines of the lineup without the constant rate.
fn lanes(app: App) -> Vec<Line> {
    app.lines.get().into_iter().filter(|line| *line != Line::Reference).collect()
}

/// The choice of the lane that stands beside the constant rate.
#[component]
fn Beside(app: App, shown: Memo<Vec<Line>>, chosen: RwSignal<Option<Line>>) -> impl IntoView {
    let choose = move |event| chosen.set(Line::from_id(&event_target_value(&event)));
    let option = move |line: Line| {
        let is_shown = move || shown.with(|shown| shown.contains(&line));
        view! { <option value=line.to_string() prop:selected=is_shown>{move || app.name(line)}</option> }
    };
    view! {
        <label class="beside">
            "Constant beside"
            <select on:change=choose>{move || lanes(app).into_iter().map(option).collect_view()}</select>
        </label>
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
