//! The chart of the learning rates.

use leptos::prelude::*;

use crate::chart::lines::Line;
use crate::model::axis::Axis;
use crate::model::csv::PerStep;
use crate::model::entrant::{Entrant, PerEntrant};
use crate::model::ghost;
use crate::model::history::Entry;
use crate::model::number::rate;
use crate::model::plateau_story::PLATEAU;
use crate::model::series::{pieces, seen, value_at};
use crate::ui::chart_board::Board;
use crate::ui::chart_menu::{Extras, Menu};
use crate::ui::chart_plateau::Plateau;
use crate::ui::chart_plot::{Content, Plot};
use crate::ui::charts::{Scale, shown};
use crate::ui::readout::Lines;

/// Learning rates over the time; `alive` ends where a run diverged.
#[component]
pub fn RateChart(board: Board, rates: Lines, alive: Lines, plateau: Plateau) -> impl IntoView {
    let app = board.app;
    let log = Memo::new(move |_| app.view.get().rates_log);
    let shown = shown(board);
    let y = Memo::new(move |_| {
        let sight = board.sight.get();
        let mut lowest = f64::INFINITY;
        let peak = |entrant: Entrant| {
            rates.get(entrant).with(|line| {
                lowest = seen(line, sight).filter(|lr| *lr > 0.0).fold(lowest, f64::min);
                seen(line, sight).fold(0.0, f64::max)
            })
        };
        let peaks = shown.get().into_iter().map(peak).collect();
        Axis::rates(Axis::top_of(peaks), lowest, log.get())
    });
    let ghosts = Memo::new(move |_| {
        let of = |entry: &Entry| PerEntrant::from_fn(|entrant| ghost::rates(entry, entrant));
        app.history.with(|history| history.ghost().map(of))
    });
    let lines = Memo::new(move |_| {
        let (x, y, head) = (board.x.get(), y.get(), board.head.get());
        let one = |entrant: Entrant| {
            let ended = board.divergence(entrant);
            let until = ended.map_or(head, |ended| ended.min(head));
            rates.get(entrant).with(|values| {
                let mut line = Line::of(entrant, pieces(values, &x, &y, until));
                // What comes is known, except to the plateau.
                if app.rates_run(entrant).is_none() {
                    line.ahead = pieces(values, &x, &y, x.high);
                }
                line.diverged = ended.filter(|ended| *ended < head).and_then(|ended| {
                    let place = (x.position(ended), y.position(value_at(values, ended)?).clamp(0.0, 1.0));
                    (0.0..=1.0).contains(&place.0).then_some(place)
                });
                line.ghosts = ghosts.with(|ghosts| {
                    ghosts
                        .as_ref()
                        .map(|ghosts| pieces(ghosts.get(entrant), &x, &y, x.high))
                        .unwrap_or_default()
                });
                if entrant == PLATEAU {
                    // A cut is marked where it fell from.
                    plateau.mark(&mut line, |at| value_at(values, at - 1e-6), &x, &y, until);
                }
                line
            })
        };
        shown.get().into_iter().map(one).collect::<Vec<_>>()
    });
    let set_log = move |log: bool| app.view.update(|view| view.rates_log = log);
    let content = Content {
        id: "rate-chart",
        name: Signal::derive(|| "Learning rate"),
        values: alive,
        y,
        lines,
        say: Signal::derive(|| rate as fn(f64) -> String),
        first: 0,
        csv: Callback::new(move |()| board.per_step(PerStep::Rate)),
        plateau: Some(plateau),
        notes: true,
    };
    let moment = board.moment();
    view! {
        <Plot
            board
            content
            heading=move || view! { <h2>"Learning rate"</h2> }.into_any()
            aside=move || {
                view! {
                    <p class="moment">{move || format!("at {}", board.moment_name(moment.get()))}</p>
                    <Scale log=Signal::from(log) set=set_log name="Learning rate axis" />
                }
                    .into_any()
            }
            menu=move |table| view! { <Menu board content table extras=Extras::Rates(plateau) /> }.into_any()
        />
    }
}
