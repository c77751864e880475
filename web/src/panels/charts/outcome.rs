//! The chart of outcomes: accuracies or losses on the validation set.

use leptos::html::Button;
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

/// The buttons that select what the lower chart shows. Both of its charts have them, and the focus goes along when a button shows the
/// other chart.
#[component]
pub fn Tabs(board: Board, every_rate: bool) -> impl IntoView {
    let app = board.app;
    let now = Memo::new(move |_| app.view.with(|view| (!view.every_rate).then_some(view.measure)));
    let tab = move |which: Option<Measure>, name: &'static str| {
        let button = NodeRef::<Button>::new();
        let is_here = which.is_none() == every_rate;
        let choose = move |_| {
            board.replaced.set_value(!is_here);
            app.view.update(|view| {
                view.every_rate = which.is_none();
                view.measure = which.unwrap_or(view.measure);
            });
        };
        Effect::new(move || {
            let chosen = now.get() == which;
            if let Some(button) = button.get().filter(|_| chosen && is_here && board.replaced.get_value()) {
                board.replaced.set_value(false);
                // If the button cannot take the focus, nothing is lost.
                drop(button.focus());
            }
        });
        view! {
            <button
                class="tab"
                node_ref=button
                aria-pressed=move || (now.get() == which).to_string()
                on:click=choose
            >
                {name}
            </button>
        }
    };
    view! {
        <div class="tabs" role="group" aria-label="What is shown">
            {tab(Some(Measure::Accuracy), "Validation accuracy")}
            {tab(Some(Measure::Loss), "Loss")}
            {tab(None, "Every rate")}
        </div>
    }
}

/// Accuracies or losses over the time.
#[component]
pub fn OutcomeChart(board: Board, stories: Stories) -> impl IntoView {
    let app = board.app;
    let measure = Memo::new(move |_| app.view.get().measure);
    let log = Memo::new(move |_| app.view.get().losses_log);
    let away = Memo::new(move |_| app.view.get().every_rate);
    let shown = shown(board);
    let measured = PerLine::from_fn(|line| {
        Memo::new(move |_| {
            // Under every rate nothing is drawn.
            let run = app.run(line).filter(|_| !away.get());
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
    let set_log = move |log: bool| app.view.update(|view| view.losses_log = log);
    view! {
        <Plot
            board
            content
            away
            heading=move || {
                view! { <Tabs board every_rate=false /> }.into_any()
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
