//! One chart: three canvases, a cursor for pointer and keyboard, and a table that says the same.

use std::time::Duration;

use leptos::html::{Canvas, Div};
use leptos::prelude::*;

use crate::chart::cursor::Cursor;
use crate::chart::frame::Frame;
use crate::chart::lines::Line;
use crate::chart::palette::Palette;
use crate::chart::{axes, canvas, cursor, lines};
use crate::io::frames::Redraw;
use crate::io::screen;
use crate::model::axis::Axis;

/// What a chart shows.
#[derive(Debug, Clone, Copy)]
pub struct Shown {
    /// Its name.
    pub name: Signal<&'static str>,
    /// Time.
    pub x: Memo<Axis>,
    /// Values.
    pub y: Memo<Axis>,
    /// Lines.
    pub lines: Memo<Vec<Line>>,
    /// Cursor, play head and dots.
    pub cursor: Memo<Cursor>,
    /// Rows of its table, as HTML.
    pub table: Memo<String>,
}

/// How long after the last change the table follows: nobody reads it while a slider moves.
const TABLE_LATER: Duration = Duration::from_millis(200);

/// The chart `id`. `pointed` is the time pointed at, in epochs, shared by all charts; `epochs` how many there are; `speak` says
/// what a moment holds to those who move there by keyboard.
#[component]
pub fn Chart(
    id: &'static str,
    shown: Shown,
    palette: Signal<Palette>,
    pointed: RwSignal<Option<f64>>,
    epochs: Signal<f64>,
    speak: Callback<f64>,
) -> impl IntoView {
    let container = NodeRef::<Div>::new();
    let layers = [NodeRef::<Canvas>::new(), NodeRef::<Canvas>::new(), NodeRef::<Canvas>::new()];
    let frame = screen::frame_of(container);
    draw_layers(layers, frame, palette, shown);
    let table = later(shown.table.into(), TABLE_LATER);
    let point = move |event: leptos::ev::PointerEvent| {
        let Some(element) = container.get_untracked() else { return };
        let x = f64::from(event.client_x()) - element.get_bounding_client_rect().left();
        pointed.set(frame.get_untracked().share(x).map(|share| (share * epochs.get_untracked()).round()));
    };
    let keys = move |event: leptos::ev::KeyboardEvent| {
        let last = epochs.get_untracked();
        let now = pointed.get_untracked();
        let next = match event.key().as_str() {
            "ArrowLeft" => Some(now.map_or(last, |at| at - 1.0)),
            "ArrowRight" => Some(now.map_or(0.0, |at| at + 1.0)),
            "PageDown" => Some(now.map_or(last, |at| at - 10.0)),
            "PageUp" => Some(now.map_or(0.0, |at| at + 10.0)),
            "Home" => Some(0.0),
            "End" => Some(last),
            "Escape" => None,
            _ => return,
        };
        event.prevent_default();
        let next = next.map(|at| at.clamp(0.0, last));
        pointed.set(next);
        if let Some(at) = next {
            speak.run(at);
        }
    };
    let table_id = format!("{id}-table");
    view! {
        <div
            class="chart"
            id=id
            role="img"
            tabindex="0"
            aria-label=shown.name
            aria-details=table_id.clone()
            node_ref=container
            on:pointermove=point
            on:pointerdown=point
            on:pointerleave=move |_| pointed.set(None)
            on:blur=move |_| pointed.set(None)
            on:keydown=keys
        >
            {layers.map(|layer| view! { <canvas node_ref=layer></canvas> }).collect_view()}
        </div>
        <div class="visually-hidden" id=table_id>
            // Numbers and names of ours, replaced as a whole.
            <table inner_html=move || format!("<caption>{}</caption>{}", shown.name.get(), table.get())></table>
        </div>
    }
}

fn draw_layers(layers: [NodeRef<Canvas>; 3], frame: Signal<Frame>, palette: Signal<Palette>, shown: Shown) {
    // A chart that cannot be drawn leaves an empty canvas; its table says the same.
    let paper = move |layer: NodeRef<Canvas>| {
        let frame = frame.get_untracked();
        let fitted = screen::fit(layer, &frame).filter(|_| frame.is_drawable())?;
        Some((canvas::clear(&fitted)?, frame, palette.get_untracked()))
    };
    let [below, middle, above] = layers;
    let axes = Redraw::new(move || {
        let (x, y) = (shown.x.get_untracked(), shown.y.get_untracked());
        let _ = paper(below).and_then(|(paper, frame, palette)| axes::draw(&paper, &frame, &x, &y, &palette));
    });
    let lines = Redraw::new(move || {
        let draw = |lines: &Vec<Line>| {
            paper(middle).and_then(|(paper, frame, palette)| lines::draw(&paper, &frame, lines, &palette))
        };
        let _ = shown.lines.with_untracked(draw);
    });
    let cursor = Redraw::new(move || {
        let now = shown.cursor.get_untracked();
        let _ = paper(above).and_then(|(paper, frame, palette)| cursor::draw(&paper, &frame, &now, &palette));
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

/// `value`, a moment after it has stopped changing.
pub fn later(value: Signal<String>, delay: Duration) -> Signal<String> {
    let settled = RwSignal::new(String::new());
    let pending = StoredValue::new(None::<TimeoutHandle>);
    Effect::new(move || {
        value.track();
        if let Some(pending) = pending.try_update_value(Option::take).flatten() {
            pending.clear();
        }
        let handle = set_timeout_with_handle(move || settled.set(value.get_untracked()), delay).ok();
        pending.set_value(handle);
    });
    settled.into()
}
