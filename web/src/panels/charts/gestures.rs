//! Gestures of mouse, fingers and wheel on a chart: point, drag, pinch and zoom. They never stop the page from scrolling.

use leptos::ev::{PointerEvent, WheelEvent};
use leptos::html::Div;
use leptos::prelude::*;

use crate::chart::frame::Frame;
use crate::panels::charts::board::Board;
use etalon_explorer::view::Window;

/// The distance in CSS pixels after which a pointer drags.
const SLACK: f64 = 4.0;

/// The zoom for one pixel of the wheel.
const WHEEL: f64 = 0.0016;

/// Pixels in a line of the wheel, for a mouse that counts lines.
const LINE: f64 = 16.0;

/// A pointer that is down: the place where it came down, and its present place.
#[derive(Debug, Clone, Copy)]
struct Held {
    id: i32,
    from: f64,
    at: f64,
}

/// The gestures of one chart.
#[derive(Debug, Clone, Copy)]
pub struct Gestures {
    board: Board,
    frame: Signal<Frame>,
    container: NodeRef<Div>,
    held: StoredValue<Vec<Held>>,
    /// The range at the moment when the pointers came down.
    before: StoredValue<Option<Window>>,
    dragging: StoredValue<bool>,
}

impl Gestures {
    /// Gestures on `container`.
    pub fn new(board: Board, frame: Signal<Frame>, container: NodeRef<Div>) -> Self {
        Self {
            board,
            frame,
            container,
            held: StoredValue::default(),
            before: StoredValue::default(),
            dragging: StoredValue::new(false),
        }
    }

    /// The place of an event, in CSS pixels from the chart's left edge.
    fn x(&self, client: i32) -> f64 {
        let left = self.container.get_untracked().map(|element| element.get_bounding_client_rect().left());
        f64::from(client) - left.unwrap_or(0.0)
    }

    fn point(&self, x: f64) {
        self.board.point(self.frame.get_untracked().share(x));
    }

    /// A pointer came down.
    pub fn down(&self, event: &PointerEvent) {
        let x = self.x(event.client_x());
        self.held.update_value(|held| {
            held.retain(|one| one.id != event.pointer_id());
            // The gesture starts again from here, for the other pointers too.
            held.iter_mut().for_each(|one| one.from = one.at);
            held.push(Held { id: event.pointer_id(), from: x, at: x });
        });
        self.before.set_value(self.board.app.view.get_untracked().window);
        self.dragging.set_value(false);
        self.point(x);
    }

    /// A pointer moved.
    pub fn moved(&self, event: &PointerEvent) {
        let x = self.x(event.client_x());
        self.held.update_value(|held| {
            if let Some(one) = held.iter_mut().find(|one| one.id == event.pointer_id()) {
                one.at = x;
            }
        });
        let held = self.held.get_value();
        match held[..] {
            [one]
                if self.board.is_zoomed_untracked()
                    && (self.dragging.get_value() || (one.at - one.from).abs() > SLACK) =>
            {
                if !self.dragging.get_value() {
                    self.dragging.set_value(true);
                    self.capture(event.pointer_id());
                }
                let by = (one.from - one.at) / self.frame.get_untracked().plot_width();
                self.board.reshape(self.before.get_value(), 0.5, 1.0, by);
                self.board.point(None);
            }
            [one, other] => {
                self.dragging.set_value(true);
                let frame = self.frame.get_untracked();
                let share = |x: f64| frame.share(x).unwrap_or(0.5);
                let middle = share((one.from + other.from) / 2.0);
                let (was, is) = ((one.from - other.from).abs(), (one.at - other.at).abs());
                let factor = was.max(10.0) / is.max(10.0);
                let moved = ((one.from + other.from) - (one.at + other.at)) / 2.0 / frame.plot_width();
                self.board.reshape(self.before.get_value(), middle, factor, moved);
                self.board.point(None);
            }
            _ => self.point(x),
        }
    }

    fn capture(&self, pointer: i32) {
        if let Some(element) = self.container.get_untracked() {
            // If the pointer cannot be captured, the drag stops at the chart's edge.
            drop(element.set_pointer_capture(pointer));
        }
    }

    /// A pointer was lifted.
    pub fn up(&self, event: &PointerEvent) {
        self.held.update_value(|held| {
            held.retain(|one| one.id != event.pointer_id());
            held.iter_mut().for_each(|one| one.from = one.at);
        });
        self.before.set_value(self.board.app.view.get_untracked().window);
        self.dragging.set_value(false);
    }

    /// A pointer left the chart.
    pub fn left(&self, event: &PointerEvent) {
        if !self.dragging.get_value() {
            self.up(event);
            self.board.point(None);
        }
    }

    /// The wheel turned. With Ctrl or ⌘, or if the chart has the focus, it zooms. Sideways it pans. If it can do neither, the page
    /// scrolls.
    pub fn wheel(&self, event: &WheelEvent) {
        let unit = if event.delta_mode() == 0 { 1.0 } else { LINE };
        let (x, y) = (event.delta_x() * unit, event.delta_y() * unit);
        let frame = self.frame.get_untracked();
        let sideways = if event.shift_key() && x == 0.0 { y } else { x };
        let took = if sideways.abs() > y.abs() || (event.shift_key() && sideways != 0.0) {
            self.board.slide(sideways / frame.plot_width())
        } else if event.ctrl_key() || event.meta_key() {
            self.board.zoom(frame.share(self.x(event.client_x())).unwrap_or(0.5), (y * WHEEL).exp());
            true
        } else if self.has_focus() {
            self.board.zoom(frame.share(self.x(event.client_x())).unwrap_or(0.5), (y * WHEEL).exp())
        } else {
            false
        };
        if took {
            event.prevent_default();
            self.point(self.x(event.client_x()));
        }
    }

    fn has_focus(&self) -> bool {
        let Some(element) = self.container.get_untracked() else { return false };
        document().active_element().is_some_and(|active| active.is_same_node(Some(&element)))
    }
}
