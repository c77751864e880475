//! One chart: three canvases, a cursor for pointer and keyboard, gestures that zoom and pan, and a table of the same numbers.

use std::time::Duration;

use leptos::ev::PointerEvent;
use leptos::html::{Canvas, Div};
use leptos::prelude::*;

use crate::chart::cursor::Cursor;
use crate::chart::frame::Frame;
use crate::chart::lines::Curve;
use crate::chart::palette::Palette;
use crate::chart::{axes, canvas, cursor, lines};
use crate::io::frames::Redraw;
use crate::io::later::later_when;
use crate::io::screen;
use crate::panels::charts::board::Board;
use crate::panels::charts::gestures::Gestures;
use crate::panels::charts::pen::Pen;
use etalon_explorer::chart::axis::Axis;
use etalon_explorer::race::config::ROUND;
use etalon_explorer::view::Unit;

/// The content of a chart.
#[derive(Debug, Clone, Copy)]
pub struct Shown {
    /// Its name.
    pub name: Signal<&'static str>,
    /// Values.
    pub y: Memo<Axis>,
    /// Lines.
    pub lines: Memo<Vec<Curve>>,
    /// Cursor, play head and dots.
    pub cursor: Memo<Cursor>,
    /// Rows of its table, as HTML.
    pub table: Memo<String>,
}

/// How long after the last change the table is written again. Nobody reads it while a slider moves.
const TABLE_LATER: Duration = Duration::from_millis(200);

/// The chart `id`. `speak` announces the values at a moment to visitors who move by keyboard. `note` is the event at the cursor. With `still`,
/// the points of a lane can be dragged on it.
#[component]
pub fn Chart(
    board: Board,
    id: &'static str,
    shown: Shown,
    speak: Callback<f64>,
    note: Signal<Option<String>>,
    still: Option<RwSignal<Option<Axis>>>,
) -> impl IntoView {
    let container = NodeRef::<Div>::new();
    let layers = [NodeRef::<Canvas>::new(), NodeRef::<Canvas>::new(), NodeRef::<Canvas>::new()];
    let frame = screen::frame_of(container);
    let Shown { y, lines, cursor, .. } = shown;
    draw_layers(layers, frame, Layers { palette: board.palette, x: board.x, y, lines, cursor });
    let app = board.app;
    // The effect tracks the inputs of the rows, not the rows. The rows are written once, when nothing moves any more.
    let changed = move || {
        app.config.track();
        app.view.track();
        app.seeds.track();
        app.runs.iter().for_each(|(_, run)| run.track());
    };
    let table = later_when(changed, move || shown.table.get_untracked(), TABLE_LATER);
    let gestures = Gestures::new(board, frame, container);
    let pen = still.map(|still| Pen::new(board, frame, container, shown.y, still));
    let with_pen = move |does: fn(&Pen, &PointerEvent) -> bool, event: &PointerEvent| {
        pen.is_some_and(|pen| does(&pen, event))
    };
    let draws = Memo::new(move |_| pen.is_some() && board.app.drawing.get().is_some());
    let keys = move |event: leptos::ev::KeyboardEvent| {
        if press(board, &event.key(), event.shift_key(), speak) {
            event.prevent_default();
        }
    };
    let table_id = format!("{id}-table");
    let flashes = Memo::new(move |_| shown.lines.with(|lines| lines.iter().any(|curve| curve.flashes)));
    let zoomed = move || board.is_zoomed().to_string();
    view! {
        <div
            class="chart"
            id=id
            role="img"
            tabindex="0"
            aria-label=move || shown.name.get()
            aria-details=table_id.clone()
            data-zoomed=zoomed
            data-flashes=move || flashes.get().to_string()
            node_ref=container
            class:drawn=move || draws.get()
            on:pointermove=move |event| {
                if !with_pen(Pen::moved, &event) {
                    gestures.moved(&event);
                }
            }
            on:pointerdown=move |event| {
                if !with_pen(Pen::down, &event) {
                    gestures.down(&event);
                }
            }
            on:pointerup=move |event| {
                if !with_pen(Pen::up, &event) {
                    gestures.up(&event);
                }
            }
            on:pointercancel=move |event| {
                if !with_pen(Pen::up, &event) {
                    gestures.up(&event);
                }
            }
            on:pointerleave=move |event| gestures.left(&event)
            on:wheel=move |event| gestures.wheel(&event)
            on:blur=move |_| board.app.cursor.set(None)
            on:keydown=keys
        >
            {layers.map(|layer| view! { <canvas node_ref=layer></canvas> }).collect_view()}
            {move || {
                note.get().map(|note| {
                    let right = board.cursor_share().is_some_and(|share| share > 0.5);
                    view! { <p class="note" class:before=right style:left=move || place(board, frame)>{note}</p> }.into_any()
                })
            }}
        </div>
        <div class="visually-hidden" id=table_id>
            // The rows hold only numbers and names of the program.
            <table inner_html=move || format!("<caption>{}</caption>{}", shown.name.get(), table.get())></table>
        </div>
    }
}

/// The place of the cursor, for the note beside it.
fn place(board: Board, frame: Signal<Frame>) -> String {
    let share = board.cursor_share().unwrap_or(0.0);
    format!("{:.1}px", frame.get().place((share, 0.0)).0)
}

/// Applies a key to a chart. The result is whether the key has a meaning.
fn press(board: Board, key: &str, shift: bool, speak: Callback<f64>) -> bool {
    let (first, last) = board.ends();
    let now = board.app.cursor.get_untracked();
    let stride = board.stride();
    let leap = match board.time.get_untracked().unit {
        Unit::Epochs => 10.0 * stride,
        Unit::Steps => f64::from(ROUND) * stride,
    };
    let next = match (key, shift) {
        ("ArrowLeft", true) => return board.pan(-0.15),
        ("ArrowRight", true) => return board.pan(0.15),
        ("+" | "=", _) => return board.zoom_at_cursor(1.0 / 1.5),
        ("-" | "_", _) => return board.zoom_at_cursor(1.5),
        ("0", _) => return board.reset(),
        ("ArrowLeft", false) => now.map_or(last, |at| at - stride),
        ("ArrowRight", false) => now.map_or(first, |at| at + stride),
        ("PageDown", _) => now.map_or(last, |at| at - leap),
        ("PageUp", _) => now.map_or(first, |at| at + leap),
        ("Home", _) => first,
        ("End", _) => last,
        ("Escape", _) => {
            board.app.cursor.set(None);
            return now.is_some();
        }
        _ => return false,
    };
    let next = board.stand(next);
    speak.run(next);
    true
}

/// What the three canvases of a chart show.
#[derive(Debug, Clone, Copy)]
pub struct Layers {
    /// The colours in force.
    pub palette: Signal<Palette>,
    /// The axis across.
    pub x: Memo<Axis>,
    /// Values.
    pub y: Memo<Axis>,
    /// Lines.
    pub lines: Memo<Vec<Curve>>,
    /// Cursor, play head and dots.
    pub cursor: Memo<Cursor>,
}

/// Draws each canvas again when it changes.
pub fn draw_layers(canvases: [NodeRef<Canvas>; 3], frame: Signal<Frame>, shown: Layers) {
    let palette = shown.palette;
    // If a chart cannot be drawn, the canvas stays empty. Its table has the same numbers.
    let paper = move |layer: NodeRef<Canvas>| {
        let frame = frame.get_untracked();
        let fitted = screen::fit(layer, &frame).filter(|_| frame.is_drawable())?;
        Some((canvas::clear(&fitted)?, frame, palette.get_untracked()))
    };
    let [below, middle, above] = canvases;
    let axes = Redraw::new(move || {
        let (x, y) = (shown.x.get_untracked(), shown.y.get_untracked());
        let _ = paper(below).and_then(|(paper, frame, palette)| axes::draw(&paper, &frame, &x, &y, &palette));
    });
    let lines = Redraw::new(move || {
        let draw = |lines: &Vec<Curve>| {
            paper(middle).and_then(|(paper, frame, palette)| lines::draw(&paper, &frame, lines, &palette))
        };
        let _ = shown.lines.with_untracked(draw);
    });
    let cursor = Redraw::new(move || {
        let (x, now) = (shown.x.get_untracked(), shown.cursor.get_untracked());
        let _ =
            paper(above).and_then(|(paper, frame, palette)| cursor::draw(&paper, &frame, &x, &now, &palette));
    });
    let screen_changed = move || {
        frame.track();
        palette.track();
    };
    Effect::new(move || {
        screen_changed();
        shown.x.track();
        shown.y.track();
        axes.ask();
    });
    Effect::new(move || {
        screen_changed();
        shown.lines.track();
        lines.ask();
    });
    Effect::new(move || {
        screen_changed();
        shown.cursor.track();
        cursor.ask();
    });
}
