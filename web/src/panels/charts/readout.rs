//! The legend: the values of the lines at one moment, on buttons that hide a line or show it alone. Screen readers read the same
//! values.

use leptos::prelude::*;

use crate::app::state::App;
use crate::chart::cursor::Cursor;
use crate::chart::lines::Curve;
use crate::panels::charts::board::Board;
use crate::parts::swatch::Swatch;
use etalon_explorer::chart::axis::Axis;
use etalon_explorer::chart::say::Say;
use etalon_explorer::chart::series::{Point, value_while_alive};
use etalon_explorer::race::slot::{Line, PerLine};

/// The points of each line.
pub type Lines = PerLine<Memo<Vec<Point>>>;

/// The values at one moment. Each is on a button in its line's colour, and faded while its curve in the chart is.
#[component]
pub fn Legend(
    app: App,
    lines: Lines,
    curves: Memo<Vec<Curve>>,
    at: Signal<f64>,
    say: Signal<Say>,
) -> impl IntoView {
    let hidden = Memo::new(move |_| app.view.get().hidden);
    let entry = move |line: Line| {
        let old = Memo::new(move |_| {
            curves.with(|curves| curves.iter().any(|curve| curve.line == line && curve.old))
        });
        let points = *lines.get(line);
        let value = move || {
            let value = points.with(|points| value_while_alive(points, at.get()));
            value.map_or_else(|| "–".to_owned(), |value| say.get().of(value))
        };
        let isolate = move || app.view.update(|view| *view = view.isolated(line, &app.lines.get_untracked()));
        let toggle = move || app.view.update(|view| *view = view.toggled(line));
        let click = move |event: leptos::ev::MouseEvent| {
            if event.shift_key() { isolate() } else { toggle() }
        };
        let key = move |event: leptos::ev::KeyboardEvent| {
            if event.key() == "Enter" && event.shift_key() {
                event.prevent_default();
                isolate();
            }
        };
        view! {
            <button
                class=format!("entry {line}")
                class:old=move || old.get()
                title=move || format!("{}: a click hides or shows it, a double click shows it alone", app.name(line))
                aria-pressed=move || (!hidden.get().get(line)).to_string()
                on:click=click
                on:dblclick=move |_| isolate()
                on:keydown=key
            >
                <Swatch line width=14 />
                <span class="visually-hidden">{move || app.name(line)} " "</span>
                <span class="value">{value}</span>
            </button>
        }
    };
    let any = move || hidden.get() != PerLine::default();
    view! {
        <div class="legend" role="group" aria-label="Lines">
            {move || app.lines.get().into_iter().map(entry).collect_view()}
            <button
                class="entry all"
                class:absent=move || !any()
                aria-label="Show all lines"
                on:click=move |_| app.view.update(|view| view.hidden = PerLine::default())
            >
                "all"
            </button>
        </div>
    }
}

/// Announces the values of all visible lines at a moment, for visitors who cannot see them.
pub fn speak(
    board: Board,
    lines: Lines,
    say: Signal<Say>,
    note: Callback<f64, Option<String>>,
) -> Callback<f64> {
    Callback::new(move |at: f64| {
        let say = say.get_untracked();
        let (view, shown) = (board.app.view.get_untracked(), board.app.lines.get_untracked());
        let mut values: Vec<String> = lines
            .iter()
            .filter(|(line, _)| view.shows(*line) && shown.contains(line))
            .filter_map(|(line, points)| {
                let value = points.with_untracked(|points| value_while_alive(points, at))?;
                Some(format!("{} {}", board.app.short_name(line), say.of(value)))
            })
            .collect();
        values.extend(note.run(at));
        let moment = board.moment_name(at);
        board.app.spoken.set(format!("At {moment}: {}", values.join(", ")));
    })
}

/// The content of a chart's cursor layer.
pub fn cursor(board: Board, y: Memo<Axis>, lines: Lines) -> Memo<Cursor> {
    let (app, head, x) = (board.app, board.head, board.x);
    Memo::new(move |_| {
        let (x, y) = (x.get(), y.get());
        let inside = |share: &f64| (0.0..=1.0).contains(share);
        let at = app.cursor.get().filter(|at| inside(&x.position(*at)));
        let view = app.view.get();
        let dots = at.map_or_else(Vec::new, |at| {
            app.lines
                .get()
                .into_iter()
                .rev()
                .filter(|line| view.shows(*line))
                .filter_map(|line| {
                    let value = lines.get(line).with(|line| value_while_alive(line, at))?;
                    let point = (x.position(at), y.position(value));
                    inside(&point.1).then_some((line, point))
                })
                .collect()
        });
        let playing = head.get() < board.time.get().high;
        Cursor {
            at: at.map(|at| x.position(at)),
            moment: at.map(|at| board.moment_name(at)).unwrap_or_default(),
            head: Some(x.position(head.get())).filter(|place| playing && inside(place)),
            dots,
        }
    })
}
