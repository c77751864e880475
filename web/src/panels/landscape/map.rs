//! The map of a landscape: the cells on a canvas, the cross, and what a pointer or the keyboard does on it.

use etalon_explorer::panels::landscape::map::Sketch;
use etalon_explorer::panels::landscape::{At, Plan};
use leptos::ev::{KeyboardEvent, MouseEvent, PointerEvent};
use leptos::html::{Canvas, Div};
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::desk::Desk;
use super::draw::{BOTTOM, LEFT, Place, RIGHT, TOP, draw};
use crate::app::moving::made;
use crate::chart::canvas;
use crate::io::frames::Redraw;
use crate::io::screen;

/// Cells that Page Up and Page Down move.
const LEAP: usize = 4;

/// The map.
#[component]
pub fn Map(desk: Desk) -> impl IntoView {
    let container = NodeRef::<Div>::new();
    paint(desk, container, desk.canvas);
    let plot = NodeRef::<Div>::new();
    let hand = Hand { desk, plot, held: StoredValue::new(false), last: StoredValue::new(None) };
    let name = move || {
        desk.plan.with(|plan| {
            plan.as_ref()
                .map_or_else(String::new, |plan| format!("Map of {} over {}", plan.y.label(), plan.x.label()))
        })
    };
    let inset = format!("{TOP}px {RIGHT}px {BOTTOM}px {LEFT}px");
    view! {
        <div class="land-map" class:stale=move || desk.is_stale() node_ref=container>
            <canvas node_ref=desk.canvas></canvas>
            <div
                class="land-plot"
                role="application"
                tabindex="0"
                aria-label=name
                aria-describedby="land-keys"
                node_ref=plot
                style:inset=inset
                on:pointerdown=move |event| hand.down(&event)
                on:pointermove=move |event| hand.moved(&event)
                on:pointerup=move |_| hand.held.set_value(false)
                on:pointercancel=move |_| hand.held.set_value(false)
                on:pointerleave=move |_| desk.cursor.set(None)
                on:click=move |event| hand.click(&event)
                on:blur=move |_| desk.cursor.set(None)
                on:keydown=move |event| hand.key(&event)
            >
                <Cell desk />
                <Cross desk />
            </div>
        </div>
    }
}

/// Draws the sketch whenever it, the size or the theme changes.
fn paint(desk: Desk, container: NodeRef<Div>, canvas: NodeRef<Canvas>) {
    let (frame, palette) = (screen::frame_of(container), desk.palette);
    let redraw = Redraw::new(move || {
        let frame = frame.get_untracked();
        let fitted = screen::fit(canvas, &frame).filter(|_| frame.is_drawable());
        // If the map cannot be drawn, the canvas stays empty. The words and the table have the same numbers.
        let paper = fitted.and_then(|fitted| canvas::clear(&fitted));
        let place = Place::within(frame.width, frame.height, frame.density);
        desk.sketch.with_untracked(|sketch: &Option<Sketch>| {
            if let (Some(paper), Some(sketch)) = (paper, sketch) {
                draw(&paper, &place, sketch, &palette.get_untracked());
            }
        });
    });
    Effect::new(move || {
        frame.track();
        palette.track();
        desk.sketch.track();
        redraw.ask();
    });
}

/// The frame around the cell under the cursor.
#[component]
fn Cell(desk: Desk) -> impl IntoView {
    let size = move || desk.plan.with(|plan| plan.as_ref().map_or((1, 1), Plan::size));
    let at = move || desk.cursor.get().unwrap_or_default();
    view! {
        <div
            class="land-cell"
            class:absent=move || desk.cursor.get().is_none()
            style:left=move || percent(at().0 as f64, size().0)
            style:bottom=move || percent(at().1 as f64, size().1)
            style:width=move || percent(1.0, size().0)
            style:height=move || percent(1.0, size().1)
        ></div>
    }
}

/// The cross at the present settings. It is hidden where they are beyond the map.
#[component]
fn Cross(desk: Desk) -> impl IntoView {
    let place = made(desk.app, desk.seen, move || {
        let now = desk.app.config.get();
        desk.plan.with(|plan| {
            let plan = plan.as_ref()?;
            let ((x, y), (columns, rows)) = (plan.cross(&now), plan.size());
            Some((percent(x? + 0.5, columns), percent(y? + 0.5, rows)))
        })
    });
    let left = move || place.get().unwrap_or_default().0;
    let bottom = move || place.get().unwrap_or_default().1;
    view! {
        <div class="land-cross" class:absent=move || place.get().is_none() style:left=left style:bottom=bottom>
            <svg viewBox="-12 -12 24 24" width="24" height="24" aria-hidden="true">
                <path class="edge" d="M-10 0H10M0 -10V10" />
                <path d="M-10 0H10M0 -10V10" />
            </svg>
        </div>
    }
}

/// A number of cells as a share of all of them.
fn percent(cells: f64, of: usize) -> String {
    format!("{:.3}%", cells / of as f64 * 100.0)
}

/// What pointers and keys do.
#[derive(Debug, Clone, Copy)]
struct Hand {
    desk: Desk,
    plot: NodeRef<Div>,
    /// Whether the cross is dragged.
    held: StoredValue<bool>,
    /// The cell that was set last in this drag.
    last: StoredValue<Option<At>>,
}

impl Hand {
    /// The cell under a pointer, held to the map.
    fn at(&self, event: &MouseEvent) -> Option<At> {
        let (columns, rows) = self.desk.plan.with_untracked(|plan| plan.as_ref().map(Plan::size))?;
        let home = self.plot.get_untracked()?.get_bounding_client_rect();
        let across = (f64::from(event.client_x()) - home.left()) / home.width();
        let up = (home.bottom() - f64::from(event.client_y())) / home.height();
        let place = |share: f64, count: usize| ((share * count as f64).max(0.0) as usize).min(count - 1);
        Some((place(across, columns), place(up, rows)))
    }

    fn go(&self, at: At) {
        if self.last.get_value() != Some(at) {
            self.last.set_value(Some(at));
            self.desk.go(at);
        }
    }

    fn down(&self, event: &PointerEvent) {
        // A finger on the map may be about to scroll the page. A finger on the cross drags it.
        let on_cross = is_on_cross(event);
        if event.button() != 0 || (event.pointer_type() == "touch" && !on_cross) {
            return;
        }
        self.held.set_value(true);
        self.last.set_value(None);
        if let Some(plot) = self.plot.get_untracked() {
            // If the pointer cannot be captured, the drag stops at the map's edge.
            drop(plot.set_pointer_capture(event.pointer_id()));
        }
        if let Some(at) = self.at(event).filter(|_| !on_cross) {
            self.go(at);
        }
    }

    fn moved(&self, event: &PointerEvent) {
        let Some(at) = self.at(event) else { return };
        if self.desk.cursor.get_untracked() != Some(at) {
            self.desk.cursor.set(Some(at));
            if self.held.get_value() {
                self.go(at);
            }
        }
    }

    /// A tap, or the end of a press, which has set the cell already.
    fn click(&self, event: &MouseEvent) {
        if let Some(at) = self.at(event).filter(|_| !is_on_cross(event)) {
            self.desk.cursor.set(Some(at));
            self.go(at);
        }
        self.last.set_value(None);
    }

    fn key(&self, event: &KeyboardEvent) {
        let desk = self.desk;
        let Some(((columns, rows), start)) = desk.plan.with_untracked(|plan| {
            let plan = plan.as_ref()?;
            Some((plan.size(), plan.nearest(&desk.app.config.get_untracked())))
        }) else {
            return;
        };
        let before = desk.cursor.get_untracked();
        let (column, row) = before.unwrap_or(start);
        let (right, top) = (columns - 1, rows - 1);
        let next = match event.key().as_str() {
            // The first key only shows the cursor, at the cross.
            "ArrowLeft" | "ArrowRight" | "ArrowUp" | "ArrowDown" if before.is_none() => start,
            "ArrowLeft" => (column.saturating_sub(1), row),
            "ArrowRight" => ((column + 1).min(right), row),
            "ArrowUp" => (column, (row + 1).min(top)),
            "ArrowDown" => (column, row.saturating_sub(1)),
            "Home" => (0, row),
            "End" => (right, row),
            "PageUp" => (column, (row + LEAP).min(top)),
            "PageDown" => (column, row.saturating_sub(LEAP)),
            "Enter" | " " => {
                desk.go((column, row));
                (column, row)
            }
            "Escape" if before.is_some() => {
                desk.cursor.set(None);
                return event.prevent_default();
            }
            _ => return,
        };
        event.prevent_default();
        desk.cursor.set(Some(next));
        desk.speak(next);
    }
}

/// Whether a pointer is on the cross.
fn is_on_cross(event: &MouseEvent) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    target.is_some_and(|target| target.closest(".land-cross").is_ok_and(|cross| cross.is_some()))
}
