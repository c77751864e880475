//! The menu of a chart behind one small button: time axis, zoom, more curves, files, the data as a table.

use leptos::prelude::*;

use crate::chart::figure::Figure;
use crate::io::{download, screen};
use crate::panels::charts::board::Board;
use crate::panels::charts::plot::Content;
use crate::panels::charts::stories::Stories;
use crate::panels::charts::{Either, Scale};
use crate::parts::fold::Fold;
use crate::parts::on_paper::OnPaper;
use etalon_explorer::panels::csv::file_name;
use etalon_explorer::view::Unit;

/// The entries that only some charts have.
#[derive(Debug, Clone, Copy)]
pub enum Extras {
    /// Nothing more.
    None,
    /// How accuracies are spaced, where accuracies are shown.
    Accuracies(Memo<bool>),
    /// Momentum, and the plateau with another patience.
    Rates(Stories),
}

/// The menu of a chart over time.
#[component]
pub fn Menu(board: Board, content: Content, table: RwSignal<bool>, extras: Extras) -> impl IntoView {
    let saved = Saved {
        name: content.name,
        figure: Callback::new(move |()| content.figure(board)),
        csv: content.csv,
    };
    let entries = move || {
        view! {
            <Time board />
            <Zoom board />
            {match extras {
                Extras::None => ().into_any(),
                Extras::Accuracies(shown) => view! { <Accuracies board shown /> }.into_any(),
                Extras::Rates(stories) => view! { <More board stories /> }.into_any(),
            }}
        }
        .into_any()
    };
    view! { <Popup board saved table entries /> }
}

/// How accuracies are spaced, while they are `shown`.
#[component]
fn Accuracies(board: Board, shown: Memo<bool>) -> impl IntoView {
    let view = board.app.view;
    let log = Signal::derive(move || view.get().accuracies_log);
    let set = move |log| view.update(|view| view.accuracies_log = log);
    view! {
        <Show when=move || shown.get()>
            <div class="option">
                <span>"axis"</span>
                <Scale log set name="Accuracy axis" />
            </div>
        </Show>
    }
}

/// What a chart is saved as.
#[derive(Debug, Clone, Copy)]
pub struct Saved {
    /// The chart's name.
    pub name: Signal<&'static str>,
    /// The chart as a picture.
    pub figure: Callback<(), Figure>,
    /// Its whole data.
    pub csv: Callback<(), String>,
}

/// The button and its menu: first the `entries` of the chart, then its files and its table.
#[component]
pub fn Popup(
    board: Board,
    saved: Saved,
    table: RwSignal<bool>,
    entries: impl Fn() -> AnyView + Send + Sync + 'static,
) -> impl IntoView {
    let fold = Fold::folded();
    let Fold { open, home, button } = fold;
    let name = saved.name;
    view! {
        <div class="menu" node_ref=home on:keydown=move |event| fold.press(&event) on:focusout=move |event| fold.leave(&event)>
            <button
                class="tab small dots"
                node_ref=button
                aria-label=move || format!("More for the chart {}", name.get())
                aria-expanded=move || open.get().to_string()
                on:click=move |_| fold.turn()
            >
                "⋯"
            </button>
            <Show when=move || open.get()>
                <div class="options" role="group" tabindex="-1" aria-label=move || format!("Chart {}", name.get())>
                    {entries()}
                    <Files board saved />
                    <button
                        class="link"
                        aria-pressed=move || table.get().to_string()
                        on:click=move |_| {
                            table.update(|shown| *shown = !*shown);
                            fold.close();
                        }
                    >
                        {move || if table.get() { "Hide data table" } else { "Show data table" }}
                    </button>
                </div>
            </Show>
        </div>
        <OnPaper make=move |()| saved.figure.run(()).svg(&screen::paper_palette()) />
    }
}

#[component]
fn Time(board: Board) -> impl IntoView {
    let view = board.app.view;
    let unit = Signal::derive(move || view.get().unit);
    let log = Signal::derive(move || view.get().time_log);
    view! {
        <div class="option">
            <span>"time"</span>
            <Either
                choices=[("epochs", Unit::Epochs), ("steps", Unit::Steps)]
                now=unit
                set=move |unit| view.update(|view| view.unit = unit)
                name="What the time axis counts"
            />
            <Scale log set=move |log| view.update(|view| view.time_log = log) name="Time axis" />
        </div>
    }
}

#[component]
fn Zoom(board: Board) -> impl IntoView {
    let button = move |text: &'static str, name: &'static str, act: fn(&Board) -> bool| {
        view! {
            <button
                class="button step"
                aria-label=name
                on:click=move |_| {
                    act(&board);
                }
            >
                {text}
            </button>
        }
    };
    view! {
        <div class="option">
            <span>"zoom"</span>
            {button("−", "Zoom out", |board| board.zoom_at_cursor(1.5))}
            {button("+", "Zoom in", |board| board.zoom_at_cursor(1.0 / 1.5))}
            {button("all", "Show all of the time", Board::reset)}
        </div>
        <p class="help">"Ctrl + wheel, pinch, or + − 0 on the chart. Drag or Shift + arrows move it."</p>
    }
}

#[component]
fn More(board: Board, stories: Stories) -> impl IntoView {
    let view = board.app.view;
    let replay = move |event| {
        // A text that is no number of epochs shows no cuts.
        let patience = event_target_value(&event).trim().parse().ok();
        view.update(|view| view.replay = patience);
    };
    let answer = move || {
        if view.get().replay.is_none() {
            return "Marks where another patience would have cut, with the metric of this run.".to_owned();
        }
        let would = |(name, epochs): (String, Vec<u32>)| {
            let epochs: Vec<String> = epochs.iter().map(ToString::to_string).collect();
            match epochs.as_slice() {
                [] => format!("{name} would never have cut."),
                [one] => format!("{name} would have cut after epoch {one}."),
                _ => format!("{name} would have cut after epochs {}.", epochs.join(", ")),
            }
        };
        stories.would().into_iter().map(would).collect::<Vec<_>>().join(" ")
    };
    view! {
        <div class="option">
            <span>"more"</span>
            <button
                class="chip"
                aria-pressed=move || view.get().momentum.to_string()
                on:click=move |_| view.update(|view| view.momentum = !view.momentum)
            >
                "momentum β₁"
            </button>
        </div>
        <div class="option">
            <label for="replay">"rule on a metric, if patience were"</label>
            <input
                type="text"
                inputmode="numeric"
                class="number"
                autocomplete="off"
                id="replay"
                prop:value=move || view.get().replay.map_or_else(String::new, |patience| patience.to_string())
                on:input=replay
            />
        </div>
        <p class="help" role="status">{answer}</p>
    }
}

#[component]
fn Files(board: Board, saved: Saved) -> impl IntoView {
    let name = move |kind| {
        let config = board.app.config.get_untracked();
        file_name(saved.name.get_untracked(), config.epochs(), config.seed(), kind)
    };
    let png = move |_| download::png(&name("png"), &saved.figure.run(()), &board.palette.get_untracked());
    let svg = move |_| {
        let text = saved.figure.run(()).svg(&board.palette.get_untracked());
        download::text(&name("svg"), "image/svg+xml", &text);
    };
    let csv = move |_| download::text(&name("csv"), "text/csv", &saved.csv.run(()));
    view! {
        <div class="option">
            <span>"save"</span>
            <button class="button step" aria-label="Save as PNG" on:click=png>"PNG"</button>
            <button class="button step" aria-label="Save as SVG" on:click=svg>"SVG"</button>
            <button class="button step" aria-label="Save as CSV" on:click=csv>"CSV"</button>
        </div>
    }
}
