//! The chart of momentum, AdamW's first beta: flat for all but 1cycle, and therefore shown only on request.

use etalon_train::job::Job;
use leptos::prelude::*;

use crate::chart::lines::Line;
use crate::model::axis::Axis;
use crate::model::csv::PerStep;
use crate::model::entrant::{Entrant, PerEntrant};
use crate::model::series::{self, lived, pieces, seen};
use crate::ui::chart_board::Board;
use crate::ui::chart_menu::{Extras, Menu};
use crate::ui::chart_plot::{Content, Plot};
use crate::ui::charts::shown;

/// Momentum over the time.
#[component]
pub fn MomentumChart(board: Board, jobs: PerEntrant<Memo<Option<Job>>>) -> impl IntoView {
    let shown = shown(board);
    let values = PerEntrant::from_fn(|entrant| {
        let job = *jobs.get(entrant);
        Memo::new(move |_| {
            let line = job.get().map(|job| series::momenta(&job)).unwrap_or_default();
            lived(&line, board.divergence(entrant))
        })
    });
    let y = Memo::new(move |_| {
        let sight = board.sight.get();
        let (mut lowest, mut highest) = (f64::INFINITY, 0.0f64);
        for entrant in shown.get() {
            values.get(entrant).with(|line| {
                lowest = seen(line, sight).fold(lowest, f64::min);
                highest = seen(line, sight).fold(highest, f64::max);
            });
        }
        Axis::momenta(lowest, highest)
    });
    let lines = Memo::new(move |_| {
        let (x, y, head) = (board.x.get(), y.get(), board.head.get());
        let one = |entrant: Entrant| {
            values.get(entrant).with(|values| Line {
                ahead: pieces(values, &x, &y, x.high),
                ..Line::of(entrant, pieces(values, &x, &y, head))
            })
        };
        shown.get().into_iter().map(one).collect::<Vec<_>>()
    });
    let content = Content {
        id: "momentum-chart",
        name: Signal::derive(|| "Momentum"),
        values,
        y,
        lines,
        say: Signal::derive(|| beta as fn(f64) -> String),
        first: 0,
        csv: Callback::new(move |()| board.per_step(PerStep::Momentum)),
        plateau: None,
        notes: false,
    };
    view! {
        <Plot
            board
            content
            heading=move || view! { <h2>"Momentum β₁"</h2> }.into_any()
            aside=move || ().into_any()
            menu=move |table| view! { <Menu board content table extras=Extras::None /> }.into_any()
        />
    }
}

fn beta(value: f64) -> String {
    format!("{value:.3}")
}
