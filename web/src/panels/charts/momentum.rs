//! The chart of momentum, AdamW's first beta. It is flat unless a schedule cycles it, so it is shown only on request.

use etalon_train::job::Job;
use leptos::prelude::*;

use crate::chart::lines::Curve;
use crate::panels::charts::board::Board;
use crate::panels::charts::menu::{Extras, Menu};
use crate::panels::charts::plot::{Content, Plot};
use crate::panels::charts::shown;
use etalon_explorer::chart::axis::Axis;
use etalon_explorer::chart::say::Say;
use etalon_explorer::chart::series::{self, pieces, seen, until_its_end};
use etalon_explorer::panels::csv::PerStep;
use etalon_explorer::race::slot::{Line, PerLine};

/// Momentum over the time.
#[component]
pub fn MomentumChart(board: Board, jobs: PerLine<Memo<Option<Job>>>) -> impl IntoView {
    let shown = shown(board);
    let values = PerLine::from_fn(|line| {
        let job = *jobs.get(line);
        Memo::new(move |_| {
            let points = job.get().map(|job| series::momenta(&job)).unwrap_or_default();
            until_its_end(&points, board.divergence(line))
        })
    });
    let y = Memo::new(move |_| {
        let sight = board.sight.get();
        let (mut lowest, mut highest) = (f64::INFINITY, 0.0f64);
        for line in shown.get() {
            values.get(line).with(|line| {
                lowest = seen(line, sight).fold(lowest, f64::min);
                highest = seen(line, sight).fold(highest, f64::max);
            });
        }
        Axis::momenta(lowest, highest)
    });
    let lines = Memo::new(move |_| {
        let (x, y, head) = (board.x.get(), y.get(), board.head.get());
        let config = board.app.config.get();
        let one = |line: Line| {
            values.get(line).with(|values| Curve {
                ahead: pieces(values, &x, &y, x.high),
                ..Curve::of(&config, line, pieces(values, &x, &y, head))
            })
        };
        shown.get().into_iter().map(one).collect::<Vec<_>>()
    });
    let content = Content {
        id: "momentum-chart",
        name: Signal::derive(|| "Momentum"),
        whose: board.own_seed(),
        values,
        y,
        lines,
        say: Signal::derive(|| Say::new(beta)),
        first: 0,
        csv: Callback::new(move |()| board.per_step(PerStep::Momentum)),
        stories: None,
        still: None,
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
