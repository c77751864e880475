//! The two charts over one time axis with one cursor: learning rates, and accuracies or losses.

use std::sync::Arc;

use etalon_train::job::Job;
use leptos::prelude::*;

use crate::chart::lines::Line;
use crate::io::screen;
use crate::model::axis::Axis;
use crate::model::config::STEPS;
use crate::model::entrant::{Entrant, PerEntrant};
use crate::model::number::{loss, percent, rate};
use crate::model::run::Run;
use crate::model::series::{self, Point, lived, pieces, value_at};
use crate::model::table;
use crate::model::view::Measure;
use crate::ui::chart::{Chart, Shown};
use crate::ui::readout::{Lines, Readout, cursor, moment, speak};
use crate::ui::state::App;

/// The two charts.
#[component]
pub fn Charts(app: App) -> impl IntoView {
    let palette = screen::palette();
    let epochs = Memo::new(move |_| app.config.get().epochs());
    let x = Memo::new(move |_| Axis::epochs(epochs.get()));
    let last = Signal::derive(move || f64::from(epochs.get()));
    let head = Memo::new(move |_| app.playback.get().at / f64::from(STEPS));
    let jobs = PerEntrant::from_fn(|entrant| {
        Memo::new(move |before: Option<&Option<Job>>| {
            // While the values make no job, the last one that did is shown.
            app.config.get().job(entrant).ok().or(before.copied().flatten())
        })
    });
    let rates = PerEntrant::from_fn(|entrant| {
        let job = *jobs.get(entrant);
        Memo::new(move |_| {
            job.get().map(|job| series::rates(&job, app.rates_run(entrant).as_deref())).unwrap_or_default()
        })
    });
    let measured = PerEntrant::from_fn(|entrant| {
        Memo::new(move |_| {
            let run = app.run(entrant);
            run.map(|run| of_run(app.view.get().measure, &run)).unwrap_or_default()
        })
    });
    let alive = PerEntrant::from_fn(|entrant| {
        Memo::new(move |_| rates.get(entrant).with(|line| lived(line, divergence(app, entrant))))
    });
    view! {
        <div class="plots">
            <RateChart app rates alive x head last palette />
            <MeasureChart app measured x head last palette />
        </div>
    }
}

fn of_run(measure: Measure, run: &Run) -> Vec<Point> {
    match measure {
        Measure::Accuracy => series::accuracies(run),
        Measure::Loss => series::losses(run),
    }
}

/// Where the run of `entrant` diverged, in epochs.
fn divergence(app: App, entrant: Entrant) -> Option<f64> {
    app.run(entrant).and_then(|run: Arc<Run>| run.divergence()).map(|step| f64::from(step) / f64::from(STEPS))
}

#[component]
fn RateChart(
    app: App,
    rates: Lines,
    alive: Lines,
    x: Memo<Axis>,
    head: Memo<f64>,
    last: Signal<f64>,
    palette: Signal<crate::chart::palette::Palette>,
) -> impl IntoView {
    let log = Memo::new(move |_| app.view.get().rates_log);
    let y = Memo::new(move |_| {
        let mut lowest = f64::INFINITY;
        let peak = |(_, line): (Entrant, &Memo<Vec<Point>>)| {
            line.with(|line| {
                lowest = line.iter().map(|point| point.1).filter(|lr| *lr > 0.0).fold(lowest, f64::min);
                line.iter().map(|point| point.1).fold(0.0, f64::max)
            })
        };
        let peaks = rates.iter().map(peak).collect();
        Axis::rates(Axis::top_of(peaks), lowest, log.get())
    });
    let lines = Memo::new(move |_| {
        let (x, y, head) = (x.get(), y.get(), head.get());
        let one = |entrant: Entrant| {
            let ended = divergence(app, entrant);
            let until = ended.map_or(head, |ended| ended.min(head));
            rates.get(entrant).with(|line| Line {
                // What comes is known, except to the plateau.
                ahead: if app.rates_run(entrant).is_none() {
                    pieces(line, &x, &y, x.high)
                } else {
                    Vec::new()
                },
                diverged: ended.filter(|ended| *ended < head).and_then(|ended| {
                    Some((x.position(ended), y.position(value_at(line, ended)?).clamp(0.0, 1.0)))
                }),
                ..Line::of(entrant, pieces(line, &x, &y, until))
            })
        };
        Entrant::ALL.map(one).to_vec()
    });
    let shown = Shown {
        name: Signal::derive(|| "Learning rate"),
        x,
        y,
        lines,
        cursor: cursor(app, head, x, y, alive),
        table: Memo::new(move |_| {
            table::rows(&PerEntrant::from_fn(|entrant| alive.get(entrant).get()), 0, last.get() as u32, rate)
        }),
    };
    let set_log = move |log: bool| app.view.update(|view| view.rates_log = log);
    view! {
        <section class="plot" aria-labelledby="rate-name">
            <header>
                <h2 id="rate-name">"Learning rate"</h2>
                <Readout lines=alive at=moment(app, head) say=Signal::derive(|| rate as fn(f64) -> String) />
                <Scale log=Signal::from(log) set=set_log name="Learning rate axis" />
            </header>
            <Chart
                id="rate-chart"
                shown
                palette
                pointed=app.cursor
                epochs=last
                speak=speak(app, alive, Signal::derive(|| rate as fn(f64) -> String))
            />
        </section>
    }
}

#[component]
fn MeasureChart(
    app: App,
    measured: Lines,
    x: Memo<Axis>,
    head: Memo<f64>,
    last: Signal<f64>,
    palette: Signal<crate::chart::palette::Palette>,
) -> impl IntoView {
    let measure = Memo::new(move |_| app.view.get().measure);
    let log = Memo::new(move |_| app.view.get().losses_log);
    let y = Memo::new(move |_| {
        let lines: Vec<Vec<Point>> = measured.iter().map(|(_, line)| line.get()).collect();
        match measure.get() {
            Measure::Accuracy => {
                let finals: Vec<f32> =
                    lines.iter().filter_map(|line| line.last()).map(|last| last.1 as f32).collect();
                Axis::accuracies(&finals)
            }
            Measure::Loss => {
                let values = || lines.iter().flatten().map(|point| point.1).filter(|value| value.is_finite());
                let lowest = values().fold(f64::INFINITY, f64::min);
                Axis::losses(lowest, values().fold(0.0, f64::max), log.get())
            }
        }
    });
    let lines = Memo::new(move |_| {
        let (x, y, head, measure) = (x.get(), y.get(), head.get(), measure.get());
        let one = |entrant: Entrant| {
            let ended = divergence(app, entrant).filter(|ended| *ended < head);
            measured.get(entrant).with(|line| Line {
                // A diverged run ends where things are worst, never where they are best.
                diverged: ended.map(|ended| {
                    let worst = match measure {
                        Measure::Accuracy => 0.0,
                        Measure::Loss => 1.0,
                    };
                    (x.position(ended), worst)
                }),
                ..Line::of(entrant, pieces(line, &x, &y, head))
            })
        };
        Entrant::ALL.map(one).to_vec()
    });
    let say = Signal::derive(move || match measure.get() {
        Measure::Accuracy => percent as fn(f64) -> String,
        Measure::Loss => loss as fn(f64) -> String,
    });
    let shown = Shown {
        name: Signal::derive(move || match measure.get() {
            Measure::Accuracy => "Validation accuracy",
            Measure::Loss => "Loss",
        }),
        x,
        y,
        lines,
        cursor: cursor(app, head, x, y, measured),
        table: Memo::new(move |_| {
            let lines = PerEntrant::from_fn(|entrant| measured.get(entrant).get());
            table::rows(&lines, 1, last.get() as u32, say.get())
        }),
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
        <section class="plot" aria-label="Outcome">
            <header>
                <div class="tabs" role="group" aria-label="What is shown">
                    {tab(Measure::Accuracy, "Validation accuracy")}
                    {tab(Measure::Loss, "Loss")}
                </div>
                <Readout lines=measured at=moment(app, head) say />
                <Show when=move || measure.get() == Measure::Loss>
                    <Scale log=Signal::from(log) set=set_log name="Loss axis" />
                </Show>
            </header>
            <Chart
                id="measure-chart"
                shown
                palette
                pointed=app.cursor
                epochs=last
                speak=speak(app, measured, say)
            />
        </section>
    }
}

/// Linear or log.
#[component]
fn Scale(log: Signal<bool>, set: impl Fn(bool) + Copy + Send + 'static, name: &'static str) -> impl IntoView {
    let choice = move |is_log: bool, label: &'static str| {
        view! {
            <button
                class="tab small"
                aria-pressed=move || (log.get() == is_log).to_string()
                on:click=move |_| set(is_log)
            >
                {label}
            </button>
        }
    };
    view! {
        <div class="tabs scale" role="group" aria-label=name>
            {choice(false, "linear")}
            {choice(true, "log")}
        </div>
    }
}
