//! The chart of outcomes: accuracies or losses on the validation set. A line is the median of many seeds before the band of their
//! middle half, or the run of the race until they are trained.

use leptos::html::Button;
use leptos::prelude::*;

use crate::app::state::App;
use crate::chart::lines::Curve;
use crate::panels::charts::board::Board;
use crate::panels::charts::menu::{Extras, Menu};
use crate::panels::charts::plot::{Content, Plot};
use crate::panels::charts::stories::Stories;
use crate::panels::charts::{Scale, shown};
use etalon_explorer::chart::axis::Axis;
use etalon_explorer::chart::band::areas;
use etalon_explorer::chart::ghost;
use etalon_explorer::chart::middle::{self, Middle};
use etalon_explorer::chart::say::Say;
use etalon_explorer::chart::series::{self, Point, pieces, seen, value_at};
use etalon_explorer::number::{loss, percent};
use etalon_explorer::panels::csv;
use etalon_explorer::race::config::Config;
use etalon_explorer::race::history::Entry;
use etalon_explorer::race::run::Run;
use etalon_explorer::race::seeds::ManySeeds;
use etalon_explorer::race::slot::{Line, PerLine};
use etalon_train::task::Measure;

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

/// Many seeds of a line: those of its settings, or the last ones before them.
#[derive(Debug, Clone, PartialEq)]
struct Seen {
    measure: Measure,
    /// The name of the line. Another schedule takes nothing over.
    name: String,
    middle: Middle,
    is_stale: bool,
}

impl Seen {
    /// The seeds of the present settings.
    fn fresh(&self) -> Option<&Middle> {
        (!self.is_stale).then_some(&self.middle)
    }
}

/// What is seen of many seeds. What belongs to earlier settings is stale at once, and goes when there is something newer.
fn seen_of(app: App, measure: Memo<Measure>, away: Memo<bool>, line: Line) -> Memo<Option<Seen>> {
    Memo::new(move |before: Option<&Option<Seen>>| {
        let measure = measure.get();
        // Under every rate nothing is drawn.
        if away.get() || !app.lines.get().contains(&line) {
            return None;
        }
        let name = app.name(line);
        app.seeds.with(|seeds| match seeds.courses(line) {
            Some(courses) => {
                Some(Seen { measure, name, middle: Middle::of(&courses, measure), is_stale: false })
            }
            None if seeds.seeds() <= 1 => None,
            None => {
                let before = before?.as_ref().filter(|seen| seen.measure == measure && seen.name == name)?;
                Some(Seen { is_stale: true, ..before.clone() })
            }
        })
    })
}

/// Accuracies or losses over the time.
#[component]
pub fn OutcomeChart(board: Board, stories: Stories) -> impl IntoView {
    let app = board.app;
    let measure = Memo::new(move |_| app.view.get().measure);
    let log = Memo::new(move |_| app.view.get().losses_log);
    let accuracies = Memo::new(move |_| measure.get() == Measure::Accuracy);
    let away = Memo::new(move |_| app.view.get().every_rate);
    let shown = shown(board);
    let seen_of = PerLine::from_fn(|line| seen_of(app, measure, away, line));
    let own = PerLine::from_fn(|line| {
        Memo::new(move |_| {
            let run = app.run(line).filter(|_| !away.get());
            run.map(|run| of_run(measure.get(), &run)).unwrap_or_default()
        })
    });
    let measured = PerLine::from_fn(|line| {
        Memo::new(move |_| {
            let median = seen_of.get(line).with(|seen| Some(seen.as_ref()?.fresh()?.median.clone()));
            median.unwrap_or_else(|| own.get(line).get())
        })
    });
    let y = Memo::new(move |_| {
        let (mut lowest, mut highest) = (f64::INFINITY, 0.0f64);
        for line in shown.get() {
            measured.get(line).with(|line| {
                for value in seen(line, board.sight.get()) {
                    (lowest, highest) = (lowest.min(value), highest.max(value));
                }
            });
            // What belongs to earlier settings does not move the axis.
            let of_half = seen_of.get(line).with(|seen| seen.as_ref()?.fresh()?.ends(board.sight.get()));
            if let Some((low, high)) = of_half {
                (lowest, highest) = (lowest.min(low), highest.max(high));
            }
        }
        let samples = app.config.with(|config| config.task().split.validation);
        let zoomed = board.is_zoomed();
        match measure.get() {
            Measure::Accuracy if app.view.get().accuracies_log => Axis::accuracies(lowest, highest, samples),
            Measure::Accuracy => Axis::accuracies_between(lowest, if zoomed { highest } else { 1.0 }),
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
        let with_own = app.view.get().own_seed;
        let one = |line: Line| {
            let seen = seen_of.get(line).get();
            let fresh = seen.as_ref().and_then(Seen::fresh);
            let ended = fresh.map_or_else(|| board.divergence(line), |middle| middle.ended);
            let ended = ended.filter(|ended| *ended < head);
            measured.get(line).with(|values| {
                let mut curve = Curve::of(&config, line, pieces(values, &x, &y, head));
                // The chart is not blank before the play head has reached the first epoch.
                if head < x.high {
                    curve.ahead = pieces(values, &x, &y, x.high);
                }
                // A diverged run ends at the worst value.
                let worst = match measure {
                    Measure::Accuracy => 0.0,
                    Measure::Loss => 1.0,
                };
                let end = ended.map(|ended| (x.position(ended), worst));
                curve.diverged = end.filter(|place| (0.0..=1.0).contains(&place.0));
                curve.beyond(values, &x, &y, head);
                ghosts.with(|ghosts| {
                    if let Some(ghost) = ghosts.as_ref().map(|ghosts| ghosts.get(line)) {
                        curve.ghosts = pieces(ghost, &x, &y, x.high);
                        curve.beyond(ghost, &x, &y, x.high);
                    }
                });
                let bands = |seen: &Seen| areas(&seen.middle.half_until(head), &x, &y);
                match &seen {
                    Some(seen) if seen.is_stale => curve.faded = bands(seen),
                    Some(seen) => {
                        curve.bands = bands(seen);
                        if with_own {
                            own.get(line).with(|own| {
                                curve.own = pieces(own, &x, &y, head);
                                curve.beyond(own, &x, &y, head);
                            });
                        }
                    }
                    None => {}
                }
                curve.old = fresh.is_none() && app.is_old(line);
                curve.flashes = app.flash.outcomes.get(line).get();
                stories.mark(&mut curve, |at| value_at(values, at), &x, &y, ended.unwrap_or(head));
                curve
            })
        };
        shown.get().into_iter().map(one).collect::<Vec<_>>()
    });
    let say = Signal::derive(move || match measure.get() {
        Measure::Accuracy => Say::new(percent),
        Measure::Loss => Say::new(loss),
    });
    let whose = Signal::derive(move || {
        let lines = shown.get();
        let fresh =
            |line: &&Line| seen_of.get(**line).with(|seen| seen.as_ref().is_some_and(|seen| !seen.is_stale));
        let known = lines.iter().filter(fresh).count();
        let own = app.config.with(Config::seed);
        middle::words(known, lines.len(), app.seeds.with(ManySeeds::seeds), own)
    });
    let content = Content {
        id: "outcome-chart",
        name: Signal::derive(move || match measure.get() {
            Measure::Accuracy => "Validation accuracy",
            Measure::Loss => "Loss",
        }),
        whose,
        values: measured,
        y,
        lines,
        say,
        first: 1,
        csv: Callback::new(move |()| board.with_runs(csv::per_epoch)),
        stories: Some(stories),
        still: None,
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
                    // The text is replaced as a whole. A browser counts changed text as a layout shift.
                    <p
                        class="whose"
                        class:above=move || measure.get() == Measure::Loss
                        inner_html=move || whose.get()
                    ></p>
                    <Show when=move || measure.get() == Measure::Loss>
                        <Scale log=Signal::from(log) set=set_log name="Loss axis" />
                    </Show>
                }
                    .into_any()
            }
            menu=move |table| view! { <Menu board content table extras=Extras::Accuracies(accuracies) /> }.into_any()
        />
    }
}
