//! The charts over one time axis with one cursor: learning rates, accuracies or losses, and momentum where it is asked for.

use etalon_train::job::Job;

use crate::html::*;
use crate::model::entrant::{Entrant, PerEntrant};
use crate::model::series::{self, lived};
use crate::signals::{Memo, Signal, memo, memo_from};
use crate::ui::chart_board::Board;
use crate::ui::chart_momentum::MomentumChart;
use crate::ui::chart_outcome::OutcomeChart;
use crate::ui::chart_plateau::Plateau;
use crate::ui::chart_rates::RateChart;
use crate::ui::list::CollectList as _;
use crate::ui::readout::Lines;
use crate::ui::shown::Shown;
use crate::ui::state::App;

/// What the charts show, and what they share.
#[derive(Debug, Clone, Copy)]
pub struct Charts {
    board: Board,
    plateau: Plateau,
    jobs: PerEntrant<Memo<Option<Job>>>,
    rates: Lines,
    alive: Lines,
}

impl Charts {
    /// The charts of the page.
    pub fn new(app: App) -> Self {
        let board = Board::new(app);
        let jobs = PerEntrant::from_fn(|entrant| {
            memo_from(move |before: Option<&Option<Job>>| {
                // While the values make no job, the last one that did is shown.
                app.config.get().job(entrant).ok().or(before.cloned().flatten())
            })
        });
        let rates = PerEntrant::from_fn(|entrant| {
            let job = *jobs.get(entrant);
            memo(move || {
                job.get()
                    .map(|job| series::rates(&job, app.rates_run(entrant).as_deref()))
                    .unwrap_or_default()
            })
        });
        let alive = PerEntrant::from_fn(|entrant| {
            memo(move || rates.get(entrant).with(|line| lived(line, board.divergence(entrant))))
        });
        Self { board, plateau: Plateau::new(app), jobs, rates, alive }
    }
}

/// Learning rates, and momentum where it is asked for.
#[component]
pub fn Settings(charts: Charts) -> impl IntoView {
    let Charts { board, plateau, jobs, rates, alive } = charts;
    let momentum = memo(move || board.app.view.get().momentum);
    view! {
        <RateChart board rates alive plateau />
        <Shown when=momentum>
            <MomentumChart board jobs />
        </Shown>
    }
}

/// Accuracies or losses.
#[component]
pub fn Outcomes(charts: Charts) -> impl IntoView {
    let Charts { board, plateau, .. } = charts;
    view! { <OutcomeChart board plateau /> }
}

/// All lines that are not hidden, or all where all are.
pub fn shown(board: Board) -> Memo<Vec<Entrant>> {
    memo(move || {
        let view = board.app.view.get();
        Entrant::ALL.into_iter().filter(|entrant| view.shows(*entrant)).collect()
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

/// One of two, as a pair of buttons.
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
            {choices.map(choice).collect_list()}
        </div>
    }
}
