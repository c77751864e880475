//! The chart of the learning rates.

use leptos::prelude::*;

use crate::chart::lines::Curve;
use crate::panels::charts::board::Board;
use crate::panels::charts::menu::{Extras, Menu};
use crate::panels::charts::plot::{Content, Plot};
use crate::panels::charts::readout::Lines;
use crate::panels::charts::stories::Stories;
use crate::panels::charts::{Scale, shown};
use etalon_explorer::chart::ahead::ahead;
use etalon_explorer::chart::axis::Axis;
use etalon_explorer::chart::ghost;
use etalon_explorer::chart::say::Say;
use etalon_explorer::chart::series::{pieces, seen, value_at};
use etalon_explorer::number::rate;
use etalon_explorer::panels::csv::PerStep;
use etalon_explorer::race::config::Config;
use etalon_explorer::race::curve::Point;
use etalon_explorer::race::draw::Sheet;
use etalon_explorer::race::history::Entry;
use etalon_explorer::race::slot::{Line, PerLine};

/// Learning rates over time. `alive` ends where a run diverged.
#[component]
pub fn RateChart(board: Board, rates: Lines, alive: Lines, stories: Stories) -> impl IntoView {
    let app = board.app;
    let log = Memo::new(move |_| app.view.get().rates_log);
    let shown = shown(board);
    let still = RwSignal::new(None::<Axis>);
    let y = Memo::new(move |_| {
        if let Some(still) = still.get() {
            return still;
        }
        let sight = board.sight.get();
        let mut lowest = f64::INFINITY;
        // Rates that were never used, because their run had diverged, do not set the axis. A line that is being drawn is seen as a whole.
        let peak = |line: Line| {
            let of = if is_drawn(board, line) { rates } else { alive };
            of.get(line).with(|line| {
                lowest = seen(line, sight).filter(|lr| *lr > 0.0).fold(lowest, f64::min);
                seen(line, sight).fold(0.0, f64::max)
            })
        };
        let peaks = shown.get().into_iter().map(peak).collect();
        Axis::your_rates(Axis::top_of(peaks), lowest, log.get(), app.view.get().yours)
    });
    let ghosts = Memo::new(move |_| {
        let of = |entry: &Entry| PerLine::from_fn(|line| ghost::rates(entry, line));
        app.history.with(|history| history.ghost().map(of))
    });
    let lines = Memo::new(move |_| {
        let (x, y, head, config) = (board.x.get(), y.get(), board.head.get(), app.config.get());
        let one = |line: Line| {
            let ended = board.divergence(line);
            let until = ended.map_or(head, |ended| ended.min(head));
            rates.get(line).with(|values| {
                let mut curve = Curve::of(&config, line, pieces(values, &x, &y, until));
                // Future rates are known, unless they depend on a metric.
                if app.rates_run(line).is_none() {
                    let over = ended.is_some_and(|ended| ended < head) && !is_drawn(board, line);
                    curve.ahead = ahead(values, &x, &y, &curve.pieces, over);
                }
                curve.above(values, &x, &y, until);
                curve.diverged = ended.filter(|ended| *ended < head).and_then(|ended| {
                    let place = (x.position(ended), y.position(value_at(values, ended)?).clamp(0.0, 1.0));
                    (0.0..=1.0).contains(&place.0).then_some(place)
                });
                curve.handles = handles(board, &config, line, &x, &y);
                curve.ghosts = ghosts.with(|ghosts| {
                    ghosts.as_ref().map(|ghosts| pieces(ghosts.get(line), &x, &y, x.high)).unwrap_or_default()
                });
                // Rates that come from a run are as old as that run.
                curve.old = app.is_old(line) && app.rates_run(line).is_some();
                curve.flashes = app.flash.rates.get(line).get();
                // The mark of a cut is at the rate before the cut.
                stories.mark(&mut curve, |at| value_at(values, at - 1e-6), &x, &y, until);
                curve
            })
        };
        shown.get().into_iter().map(one).collect::<Vec<_>>()
    });
    let set_log = move |log: bool| app.view.update(|view| view.rates_log = log);
    let content = Content {
        id: "rate-chart",
        name: Signal::derive(|| "Learning rate"),
        whose: board.own_seed(),
        values: alive,
        y,
        lines,
        say: Signal::derive(move || Say::gauged(app.view.get().yours.rates(), rate)),
        first: 0,
        csv: Callback::new(move |()| board.per_step(PerStep::Rate)),
        stories: Some(stories),
        still: Some(still),
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
            menu=move |table| view! { <Menu board content table extras=Extras::Rates(stories) /> }.into_any()
        />
    }
}

/// Whether the points of `line` are being edited.
fn is_drawn(board: Board, line: Line) -> bool {
    board.app.drawing.get().is_some_and(|slot| line == Line::Lane(slot))
}

/// The points of a lane while they are edited.
fn handles(board: Board, config: &Config, line: Line, x: &Axis, y: &Axis) -> Vec<(f64, f64)> {
    let slot = board.app.drawing.get().filter(|slot| line == Line::Lane(*slot));
    let lane = slot.and_then(|slot| Some((Sheet::of(config, slot), *config.lane(slot)?.curve()?)));
    let Some((sheet, curve)) = lane else { return Vec::new() };
    let place = |point: &Point| {
        let (epoch, rate) = sheet.place(*point);
        (x.position(epoch), y.position(rate).clamp(0.0, 1.0))
    };
    curve.points().iter().map(place).filter(|place| (0.0..=1.0).contains(&place.0)).collect()
}
