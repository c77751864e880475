//! The chart of every rate: median and middle half of each lane over two decades of base rates. Its marker is the slider of the base
//! rate.

use leptos::html::{Canvas, Div, Section};
use leptos::prelude::*;

use crate::app::asking::Stage;
use crate::app::every_rate::EveryRates;
use crate::app::state::{App, Speaker};
use crate::chart::cursor::Cursor;
use crate::chart::figure::Figure;
use crate::chart::frame::{Frame, LEFT};
use crate::chart::lines::{Curve, Mark};
use crate::io::screen;
use crate::panels::charts::board::Board;
use crate::panels::charts::chart::{Layers, draw_layers};
use crate::panels::charts::menu::{Popup, Saved};
use crate::panels::charts::outcome::Tabs;
use crate::panels::charts::readout::Legend;
use crate::panels::charts::{Either, shown};
use etalon_explorer::chart::axis::Axis;
use etalon_explorer::chart::band::areas;
use etalon_explorer::chart::beyond::Edge;
use etalon_explorer::chart::say::Say;
use etalon_explorer::chart::series::pieces;
use etalon_explorer::number::{exact, rate};
use etalon_explorer::panels::rates::picture::height_at;
use etalon_explorer::panels::rates::words::accuracy;
use etalon_explorer::panels::rates::{Rates, SEEDS, Span, moved, present};
use etalon_explorer::panels::theory;
use etalon_explorer::race::control::Control;
use etalon_explorer::race::run_settings::LR;
use etalon_explorer::race::slot::{Line, PerLine};
use etalon_explorer::view::RatesBy;

/// The name of the chart.
const NAME: &str = "Every rate";

/// The chart of every rate. `home` is its element.
#[component]
pub fn EveryRateChart(board: Board, every: EveryRates, home: NodeRef<Section>) -> impl IntoView {
    let app = board.app;
    let EveryRates { span, found, stage, .. } = every;
    let by = Memo::new(move |_| app.view.get().rates_by);
    let visible = shown(board);
    let with = move |read: &dyn Fn(&Rates) -> Vec<Curve>| found.with(|found| found.as_ref().map(read));
    let x = Memo::new(move |_| {
        let span = span.get();
        let yours = app.view.get().yours;
        let empty = || Axis::base_rates(span.low(), span.high(), yours);
        found.with(|found| found.as_ref().map_or_else(empty, |rates| rates.x(yours)))
    });
    let y = Memo::new(move |_| {
        let (lines, by) = (visible.get(), by.get());
        found.with(|found| {
            found.as_ref().map_or_else(|| Axis::accuracies_between(0.9, 1.0), |rates| rates.y(&lines, by))
        })
    });
    let lines = Memo::new(move |_| {
        let (x, y, by, lines) = (x.get(), y.get(), by.get(), visible.get());
        let config = app.config.get();
        let one = |rates: &Rates, line: Line| {
            let medians = rates.medians(line, by);
            let mut curve = Curve::of(&config, line, pieces(&medians, &x, &y, x.high));
            curve.bands = areas(&rates.middle_halves(line, by), &x, &y);
            curve.diverged = rates.diverges_at(line).map(|rate| (x.position(rate), 0.0));
            let leading = rates.leading(line).and_then(|rate| {
                let height = y.position(medians.iter().find(|point| point.0 == rate)?.1);
                // A leading median that is off the chart has a mark on the edge.
                let mark = match Edge::passed_by(height) {
                    Some(edge) => (Mark::Beyond(edge), (x.position(rate), edge.height())),
                    None => (Mark::Leading, (x.position(rate), height)),
                };
                Some(mark)
            });
            curve.marks.extend(leading);
            curve
        };
        with(&|rates| lines.iter().map(|line| one(rates, *line)).collect()).unwrap_or_default()
    });
    // A dot on each line shows the rate at which the lane runs.
    let cursor = Memo::new(move |_| {
        let (x, config) = (x.get(), app.config.get());
        let dot = |curve: &Curve| {
            let at = x.position(present(&config, curve.line));
            Some((curve.line, (at, height_at(&curve.pieces, at)?)))
        };
        let base = config.value(Control::run(LR));
        Cursor {
            at: Some(x.position(base)).filter(|at| (0.0..=1.0).contains(at)),
            head: None,
            moment: rate(app.view.get().yours.rate(base)),
            dots: lines.with(|lines| lines.iter().rev().filter_map(dot).collect()),
        }
    });
    let values = PerLine::from_fn(|line| {
        Memo::new(move |_| {
            let rate = app.config.with(|config| present(config, line));
            let near = found.with(|found| found.as_ref().and_then(|rates| rates.near(line, rate)));
            near.map(|median| vec![(0.0, median)]).unwrap_or_default()
        })
    });
    let say = Signal::derive(move || {
        found.with(|found| found.as_ref().map_or(Say::new(accuracy), |rates| Say::new(rates.say())))
    });
    let container = NodeRef::<Div>::new();
    let canvases = [NodeRef::<Canvas>::new(), NodeRef::<Canvas>::new(), NodeRef::<Canvas>::new()];
    let frame = screen::frame_of(container);
    draw_layers(canvases, frame, Layers { palette: board.palette, x, y, lines, cursor });
    let sentence = Memo::new(move |_| {
        let config = app.config.get();
        let yours = app.view.get().yours;
        found.with(|found| found.as_ref().map(|rates| rates.sentence(&config, yours))).unwrap_or_default()
    });
    let ranges = Memo::new(move |_| {
        let config = app.config.get();
        let complete = |rates: &&Rates| rates.is_complete();
        let yours = app.view.get().yours;
        found.with(|found| found.as_ref().filter(complete).map(|rates| rates.ranges(&config, yours)))
    });
    let rows = move || {
        let config = app.config.get();
        let yours = app.view.get().yours;
        found.with(|found| found.as_ref().map(|rates| rates.table(&config, yours))).unwrap_or_default()
    };
    let table = RwSignal::new(false);
    let saved = Saved {
        name: Signal::derive(|| NAME),
        figure: Callback::new(move |()| Figure {
            title: NAME.to_owned(),
            subtitle: format!("Etalon · median and middle half of {SEEDS} seeds"),
            x: x.get_untracked(),
            y: y.get_untracked(),
            curves: lines.get_untracked(),
        }),
        csv: Callback::new(move |()| {
            let name = |line| board.column(line);
            let yours = app.view.get_untracked().yours;
            found
                .with_untracked(|found| found.as_ref().map(|rates| rates.csv(name, yours)))
                .unwrap_or_default()
        }),
    };
    let set_by = move |by: RatesBy| app.view.update(|view| view.rates_by = by);
    view! {
        <section class="plot every-rate" aria-label=NAME node_ref=home hidden=move || !app.view.get().every_rate>
            <header>
                <Tabs board every_rate=true />
                <Legend app lines=values curves=lines at=Signal::derive(|| 0.0) say />
                <Either
                    choices=[("measure", RatesBy::Measure), ("distance", RatesBy::Distance)]
                    now=by.into()
                    set=set_by
                    name="What the height shows"
                />
                <Popup board saved table entries=|| ().into_any() />
            </header>
            <div class="chart" id="every-rate-chart" node_ref=container aria-details="every-rate-table">
                {canvases.map(|canvas| view! { <canvas node_ref=canvas></canvas> }).collect_view()}
                <Marker app span frame />
            </div>
            <Good app found x frame />
            <Foot app found stage sentence />
            <p class="visually-hidden" aria-live="polite">{move || ranges.get().map(|ranges| format!("{} {ranges}.", sentence.get()))}</p>
            <div
                id="every-rate-table"
                class=move || if table.get() { "data" } else { "visually-hidden" }
                role="region"
                tabindex=move || table.get().then_some("0")
                aria-label="Data of Every rate"
            >
                <button class="button step" class:absent=move || !table.get() on:click=move |_| table.set(false)>"Close"</button>
                // The rows hold only numbers and names of the program.
                <table inner_html=move || format!("<caption>Median and middle half of {SEEDS} seeds at each base rate</caption>{}", rows())></table>
            </div>
        </section>
    }
}

/// The slider of the base rate. It lies over the plot, and its thumb is on the axis at the foot of the line that marks the base rate.
#[component]
fn Marker(app: App, span: Memo<Span>, frame: Signal<Frame>) -> impl IntoView {
    let now = Memo::new(move |_| app.config.get().value(Control::run(LR)));
    let slide = move |event| {
        let place = event_target_value(&event).parse().unwrap_or(0.0);
        let rate = span.get_untracked().rate(place, app.view.get_untracked().yours);
        let changes = app.config.with_untracked(|config| moved(config, rate));
        if let Ok(moved) = app.config.get_untracked().with_changes(&changes) {
            app.hush(Speaker::Preset);
            app.move_to(moved);
        }
    };
    view! {
        <input
            type="range"
            class="marker"
            min="0"
            max=Span::LAST.to_string()
            step="1"
            aria-label="Base rate of all lanes, on the chart"
            aria-valuetext=move || exact(app.view.get().yours.rate(now.get()))
            prop:value=move || span.get().place(now.get()).to_string()
            style:left=move || format!("{}px", LEFT - THUMB / 2.0)
            style:width=move || format!("{}px", frame.get().plot_width() + THUMB)
            on:input=slide
        />
    }
}

/// Width of the marker's thumb in CSS pixels, as in the style sheet.
const THUMB: f64 = 24.0;

/// The range of good rates of each lane, under the axis.
#[component]
fn Good(app: App, found: RwSignal<Option<Rates>>, x: Memo<Axis>, frame: Signal<Frame>) -> impl IntoView {
    // Where theory sees the lane's own leading rate, from that of the constant one.
    let predicted = move |line: Line| {
        let constant = found
            .with(|found| found.as_ref().filter(|rates| rates.is_complete())?.leading(Line::Reference))?;
        let run = app.rates_run(line);
        app.config.with(|config| theory::predicted(config, line, run.as_deref(), constant))
    };
    let place = move |line: Line| {
        let share = predicted(line).map_or(-1.0, |rate| x.get().position(rate));
        format!("{:.2}", share * frame.get().plot_width())
    };
    let spoken = move || {
        let one = |line| {
            Some(format!("{} {}", app.short_name(line), rate(app.view.get().yours.rate(predicted(line)?))))
        };
        let all: Vec<String> = app.lines.get().into_iter().filter_map(one).collect();
        if all.is_empty() {
            String::new()
        } else {
            format!("Base rates that theory predicts: {}.", all.join(", "))
        }
    };
    let bar = move |(row, line): (usize, Line)| {
        let ends = Memo::new(move |_| {
            let x = x.get();
            let good = found.with(|found| found.as_ref().and_then(|rates| rates.good(line)));
            good.map(|(low, high)| (x.position(low), x.position(high)))
        });
        let end = move |pick: fn((f64, f64)) -> f64, beyond: f64| {
            let share = ends.get().map_or(-1.0, pick);
            format!("{:.2}", share * frame.get().plot_width() + beyond)
        };
        let dash: Vec<String> = line.dash().iter().map(ToString::to_string).collect();
        let y = row as f64 * ROW + ROW / 2.0;
        view! {
            <line
                class=line.to_string()
                x1=move || end(|ends| ends.0, -2.0)
                x2=move || end(|ends| ends.1, 2.0)
                y1=y
                y2=y
                stroke-dasharray=dash.join(" ")
            />
            <line
                class="predicted"
                x1=move || place(line)
                x2=move || place(line)
                y1=y - ROW / 2.0
                y2=y + ROW / 2.0
            >
                <title>"The peak that theory predicts; see Theory beside reality"</title>
            </line>
        }
    };
    let height = move || app.lines.get().len() as f64 * ROW;
    view! {
        <div class="good" title="Good rates: not shown to be worse than the leading median" aria-hidden="true">
            <span>"good"</span>
            <svg width=move || frame.get().plot_width() height=height>
                {move || app.lines.get().into_iter().enumerate().map(bar).collect_view()}
            </svg>
        </div>
        <p class="visually-hidden">{spoken}</p>
    }
}

/// Height of a bar with its gap, in CSS pixels.
const ROW: f64 = 5.0;

/// The button that gives each lane its own rate, the progress and the result.
#[component]
fn Foot(
    app: App,
    found: RwSignal<Option<Rates>>,
    stage: RwSignal<Stage>,
    sentence: Memo<String>,
) -> impl IntoView {
    let complete = Memo::new(move |_| found.with(|found| found.as_ref().is_some_and(Rates::is_complete)));
    let count = Memo::new(move |_| {
        found.with(|found| found.as_ref().map_or((0, 1), |rates| (rates.done, rates.jobs)))
    });
    let take = move |_| {
        let config = app.config.get_untracked();
        let applied = found.with_untracked(|found| found.as_ref().map(|rates| rates.applied(&config)));
        if let Some(applied) = applied.filter(|_| complete.get_untracked()) {
            app.keep_present();
            app.adopt(applied);
        }
    };
    let said = move || match stage.get() {
        Stage::Failed(why) => format!("Not every rate can be tried: {why}."),
        Stage::Growing | Stage::Complete => sentence.get(),
    };
    view! {
        <footer class="rates-foot">
            <Show
                when=move || complete.get()
                fallback=move || {
                    view! {
                        <progress aria-label="Trainings done" max=move || count.get().1.to_string() value=move || count.get().0.to_string()></progress>
                        <span class="counted">{move || { let (done, all) = count.get(); format!("{done} of {all} trainings") }}</span>
                    }
                }
            >
                <button class="button" on:click=take>"Each lane at its own leading rate"</button>
            </Show>
            <p title=said>{said}</p>
        </footer>
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_style_has_the_same_thumb() {
        let thumb = format!("::-webkit-slider-thumb {{\n  width: {}px;", super::THUMB);
        assert!(include_str!("style.css").contains(&thumb));
    }
}
