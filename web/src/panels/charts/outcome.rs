//! The chart of outcomes: accuracies or losses on the validation set.

use leptos::prelude::*;

use crate::chart::lines::Curve;
use crate::panels::charts::board::Board;
use crate::panels::charts::menu::{Extras, Menu};
use crate::panels::charts::plot::{Content, Plot};
use crate::panels::charts::stories::Stories;
use crate::panels::charts::{Scale, shown};
use etalon_explorer::chart::axis::Axis;
use etalon_explorer::chart::ghost;
use etalon_explorer::chart::series::{self, Point, pieces, seen, value_at};
use etalon_explorer::number::{loss, percent};
use etalon_explorer::panels::csv;
use etalon_explorer::race::history::Entry;
use etalon_explorer::race::run::Run;
use etalon_explorer::race::slot::{Line, PerLine};
use etalon_explorer::view::Measure;

fn of_run(measure: Measure, run: &Run) -> Vec<Point> {
    match measure {
        Measure::Accuracy => series::accuracies(run),
        Measure::Loss => series::losses(run),
    }
}

/// Accuracies or losses over the time.
#[component]
pub fn OutcomeChart(board: Board, stories: Stories) -> impl IntoView {
    let app = board.app;
    let measure = Memo::new(move |_| app.view.get().measure);
    let log = Memo::new(move |_| app.view.get().losses_log);
    let shown = shown(board);
    let measured = PerLine::from_fn(|line| {
        Memo::new(move |_| {
            let run = app.run(line);
            run.map(|run| of_run(measure.get(), &run)).unwrap_or_default()
        })
    });
    let y = Memo::new(move |_| {
        let sight = board.sight.get();
        let lines: Vec<Vec<Point>> = shown.get().into_iter().map(|line| measured.get(line).get()).collect();
        let values = || lines.iter().flat_map(|line| seen(line, sight));
        let (lowest, highest) = (values().fold(f64::INFINITY, f64::min), values().fold(0.0, f64::max));
        match measure.get() {
            Measure::Accuracy if board.is_zoomed() => Axis::accuracies_between(lowest, highest),
            Measure::Accuracy => {
                let last = lines.iter().filter_map(|line| line.last()).map(|last| last.1 as f32);
                Axis::accuracies(&last.collect::<Vec<_>>())
            }
            Measure::Loss => Axis::losses(lowest, highest, log.get()),
        }
    });
    let ghosts = Memo::new(move |_| {
        let of = |entry: &Entry| PerLine::from_fn(|line| ghost::outcomes(entry, line, measure.get()));
        app.history.with(|history| history.ghost().map(of))
    });
    let lines = Memo::new(move |_| {
        let (x, y, head, measure) = (board.x.get(), y.get(), board.head.get(), measure.get());
        let config = app.config.get();
        let one = |line: Line| {
            let ended = board.divergence(line).filter(|ended| *ended < head);
            measured.get(line).with(|values| {
                let mut curve = Curve::of(&config, line, pieces(values, &x, &y, head));
                // A diverged run ends at the worst value.
                let worst = match measure {
                    Measure::Accuracy => 0.0,
                    Measure::Loss => 1.0,
                };
                let end = ended.map(|ended| (x.position(ended), worst));
                curve.diverged = end.filter(|place| (0.0..=1.0).contains(&place.0));
                curve.ghosts = ghosts.with(|ghosts| {
                    ghosts.as_ref().map(|ghosts| pieces(ghosts.get(line), &x, &y, x.high)).unwrap_or_default()
                });
                stories.mark(&mut curve, |at| value_at(values, at), &x, &y, ended.unwrap_or(head));
                curve
            })
        };
        shown.get().into_iter().map(one).collect::<Vec<_>>()
    });
    let say = Signal::derive(move || match measure.get() {
        Measure::Accuracy => percent as fn(f64) -> String,
        Measure::Loss => loss as fn(f64) -> String,
    });
    let content = Content {
        id: "outcome-chart",
        name: Signal::derive(move || match measure.get() {
            Measure::Accuracy => "Validation accuracy",
            Measure::Loss => "Loss",
        }),
        values: measured,
        y,
        lines,
        say,
        first: 1,
        csv: Callback::new(move |()| board.with_runs(csv::per_epoch)),
        stories: Some(stories),
        notes: false,
    };
    let tab = move |which: Measure, name: &'static str| {
        view! {
            <button
                class="tab"
                aria-pressed=move || (measure.get() == which).to_string()
                on:click=move |_| app.view.update(|view| view.measure = which)
            >
                {name}
            </button>
        }
    };
    let set_log = move |log: bool| app.view.update(|view| view.losses_log = log);
    view! {
        <Plot
            board
            content
            heading=move || {
                view! {
                    <div class="tabs" role="group" aria-label="What is shown">
                        {tab(Measure::Accuracy, "Validation accuracy")}
                        {tab(Measure::Loss, "Loss")}
                    </div>
                }
                    .into_any()
            }
            aside=move || {
                view! {
                    <Show when=move || measure.get() == Measure::Loss>
                        <Scale log=Signal::from(log) set=set_log name="Loss axis" />
                    </Show>
                }
                    .into_any()
            }
            menu=move |table| view! { <Menu board content table extras=Extras::None /> }.into_any()
        />
    }
}
