//! The charts, with one time axis and one cursor: learning rates, accuracies or losses, and momentum on request. Every rate has an
//! axis of its own.

pub mod aim;
pub mod board;
pub mod chart;
pub mod data;
pub mod dock;
pub mod every_rate;
pub mod gestures;
pub mod menu;
pub mod momentum;
pub mod outcome;
pub mod own_rates;
pub mod pen;
pub mod plot;
pub mod rates;
pub mod readout;
pub mod speed;
pub mod stories;

use etalon_train::job::Job;
use leptos::html::Section;
use leptos::prelude::*;

use crate::app::every_rate::EveryRates;
use crate::app::state::App;
use crate::io::sight::in_sight;
use crate::panels::charts::aim::AimLine;
use crate::panels::charts::board::Board;
use crate::panels::charts::every_rate::EveryRateChart;
use crate::panels::charts::momentum::MomentumChart;
use crate::panels::charts::outcome::OutcomeChart;
use crate::panels::charts::own_rates::OwnRates;
use crate::panels::charts::rates::RateChart;
use crate::panels::charts::readout::Lines;
use crate::panels::charts::stories::Stories;
use etalon_explorer::chart::series::{self, until_its_end};
use etalon_explorer::race::slot::{Line, PerLine};

/// The data of the charts, and what they share.
#[derive(Debug, Clone, Copy)]
pub struct Charts {
    board: Board,
    stories: Stories,
    jobs: PerLine<Memo<Option<Job>>>,
    rates: Lines,
    alive: Lines,
    every: EveryRates,
    /// The element of the chart of every rate, once somebody has asked for it.
    every_home: NodeRef<Section>,
}

impl Charts {
    /// The charts of the page.
    pub fn new(app: App, every: EveryRates) -> Self {
        let board = Board::new(app);
        let jobs = PerLine::from_fn(|line| {
            Memo::new(move |before: Option<&Option<Job>>| {
                // While the values make no job, the last job is shown.
                app.present.job.get(line).get().ok().or(before.cloned().flatten())
            })
        });
        let rates = PerLine::from_fn(|line| {
            let job = *jobs.get(line);
            Memo::new(move |_| {
                job.get().map(|job| series::rates(&job, app.rates_run(line).as_deref())).unwrap_or_default()
            })
        });
        let alive = PerLine::from_fn(|line| {
            Memo::new(move |_| rates.get(line).with(|points| until_its_end(points, board.divergence(line))))
        });
        let every_home = NodeRef::new();
        let seen = in_sight(every_home);
        every.while_seen(Signal::derive(move || app.view.get().every_rate && seen.get()));
        Self { board, stories: Stories::new(app), jobs, rates, alive, every, every_home }
    }
}

/// Learning rates, and momentum on request. Above them stands a lesson's aim, and which lanes have a rate of their own.
#[component]
pub fn Settings(charts: Charts) -> impl IntoView {
    let Charts { board, stories, jobs, rates, alive, every, .. } = charts;
    let momentum = Memo::new(move |_| board.app.view.get().momentum);
    view! {
        {board.app.flags.teaching.aim.map(|aim| view! { <AimLine app=board.app aim /> }.into_any())}
        <OwnRates app=board.app every />
        <RateChart board rates alive stories />
        <Show when=move || momentum.get()>
            <MomentumChart board jobs />
        </Show>
    }
}

/// Accuracies or losses over the time, or every rate.
#[component]
pub fn Outcomes(charts: Charts) -> impl IntoView {
    let Charts { board, stories, every, every_home, .. } = charts;
    // The chart of every rate is made when somebody first asks for it, and kept from then on.
    let made = Memo::new(move |before: Option<&bool>| {
        board.app.view.get().every_rate || before.copied().unwrap_or(false)
    });
    view! {
        <OutcomeChart board stories />
        <Show when=move || made.get()>
            <EveryRateChart board every home=every_home />
        </Show>
    }
}

/// All lines that are not hidden. If all are hidden, all lines.
pub fn shown(board: Board) -> Memo<Vec<Line>> {
    Memo::new(move |_| {
        let (view, lines) = (board.app.view.get(), board.app.lines.get());
        lines.into_iter().filter(|line| view.shows(*line)).collect()
    })
}

/// Linear or log.
#[component]
pub fn Scale(
    log: Signal<bool>,
    set: impl Fn(bool) + Copy + Send + Sync + 'static,
    name: &'static str,
) -> impl IntoView {
    view! {
        <Either choices=[("linear", false), ("log", true)] now=log set name />
    }
}

/// A pair of buttons that selects one of two values.
#[component]
pub fn Either<T: Copy + PartialEq + Send + Sync + 'static>(
    choices: [(&'static str, T); 2],
    now: Signal<T>,
    set: impl Fn(T) + Copy + Send + Sync + 'static,
    name: &'static str,
) -> impl IntoView {
    let choice = move |(label, value): (&'static str, T)| {
        view! {
            <button
                class="tab small"
                aria-pressed=move || (now.get() == value).to_string()
                on:click=move |_| set(value)
            >
                {label}
            </button>
        }
    };
    view! {
        <div class="tabs scale" role="group" aria-label=name>
            {choices.map(choice).collect_view()}
        </div>
    }
}
