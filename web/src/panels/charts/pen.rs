//! The pointer as a pen: on the chart of the rates it takes hold of a point of the lane that is being drawn, or sets a new one.

use etalon_explorer::chart::axis::Axis;
use etalon_explorer::race::curve::Curve;
use etalon_explorer::race::draw::Sheet;
use etalon_explorer::race::slot::Slot;
use leptos::ev::PointerEvent;
use leptos::html::Div;
use leptos::prelude::*;

use crate::chart::frame::Frame;
use crate::panels::charts::board::Board;

/// How near to a point a mouse takes hold of it, and how near a finger does, in CSS pixels.
const NEAR: (f64, f64) = (12.0, 22.0);

/// What a pen holds: its pointer, and the index of a point.
#[derive(Debug, Clone, Copy)]
struct Held {
    pointer: i32,
    index: usize,
}

/// The pen of a chart.
#[derive(Debug, Clone, Copy)]
pub struct Pen {
    board: Board,
    frame: Signal<Frame>,
    container: NodeRef<Div>,
    y: Memo<Axis>,
    /// The axis of the values while a point is held: an axis that followed the point would run away from the pointer.
    still: RwSignal<Option<Axis>>,
    held: StoredValue<Option<Held>>,
}

impl Pen {
    /// A pen on `container`.
    pub fn new(
        board: Board,
        frame: Signal<Frame>,
        container: NodeRef<Div>,
        y: Memo<Axis>,
        still: RwSignal<Option<Axis>>,
    ) -> Self {
        Self { board, frame, container, y, still, held: StoredValue::new(None) }
    }

    /// The lane that is being drawn, with its points.
    fn lane(&self) -> Option<(Slot, Curve, Sheet)> {
        let app = self.board.app;
        let slot = app.drawing.get_untracked()?;
        let config = app.config.get_untracked();
        let curve = *config.lane(slot)?.curve()?;
        Some((slot, curve, Sheet::of(&config, slot)))
    }

    /// The place of an event, in CSS pixels of the chart.
    fn pixels(&self, event: &PointerEvent) -> Option<(f64, f64)> {
        let place = self.container.get_untracked()?.get_bounding_client_rect();
        Some((f64::from(event.client_x()) - place.left(), f64::from(event.client_y()) - place.top()))
    }

    /// The epoch and the rate at a place of the chart, within the plot.
    fn value(&self, (x, y): (f64, f64)) -> (f64, f64) {
        let (frame, left) = (self.frame.get_untracked(), self.frame.get_untracked().place((0.0, 1.0)));
        let across = ((x - left.0) / frame.plot_width()).clamp(0.0, 1.0);
        let up = (1.0 - (y - left.1) / frame.plot_height()).clamp(0.0, 1.0);
        let axis = self.y.get_untracked();
        // The lower end of a log axis is not 0, and no pointer reaches 0 there.
        (self.board.x.get_untracked().value(across), axis.value(up))
    }

    /// The point nearest to a place of the chart, if it is near.
    fn nearest(&self, curve: &Curve, sheet: &Sheet, (x, y): (f64, f64), near: f64) -> Option<usize> {
        let (frame, across, up) =
            (self.frame.get_untracked(), self.board.x.get_untracked(), self.y.get_untracked());
        let distance = |(index, point): (usize, &etalon_explorer::race::curve::Point)| {
            let (epoch, rate) = sheet.place(*point);
            let place = frame.place((across.position(epoch), up.position(rate).clamp(0.0, 1.0)));
            (index, (place.0 - x).hypot(place.1 - y))
        };
        let nearest =
            curve.points().iter().enumerate().map(distance).min_by(|one, other| one.1.total_cmp(&other.1));
        nearest.filter(|(_, distance)| *distance <= near).map(|(index, _)| index)
    }

    /// A pointer came down. The result is whether the pen takes it.
    pub fn down(&self, event: &PointerEvent) -> bool {
        let (Some((slot, curve, sheet)), Some(at)) = (self.lane(), self.pixels(event)) else { return false };
        if event.button() != 0 || self.held.get_value().is_some() {
            return false;
        }
        let near = if event.pointer_type() == "touch" { NEAR.1 } else { NEAR.0 };
        let index = self.nearest(&curve, &sheet, at, near).or_else(|| {
            let (epoch, rate) = self.value(at);
            let touched = sheet.touched(&curve, epoch, rate);
            let index = touched.as_ref().ok().map(|(_, index)| *index);
            drop(self.board.app.draw(slot, touched.map(|(curve, _)| curve)));
            index
        });
        if let (Some(index), Some(element)) = (index, self.container.get_untracked()) {
            self.still.set(Some(self.y.get_untracked()));
            self.held.set_value(Some(Held { pointer: event.pointer_id(), index }));
            // If the pointer cannot be captured, the drag stops at the chart's edge.
            drop(element.set_pointer_capture(event.pointer_id()));
            self.board.point(None);
        }
        true
    }

    /// A pointer moved. The result is whether it holds a point.
    pub fn moved(&self, event: &PointerEvent) -> bool {
        let Some(held) = self.held.get_value().filter(|held| held.pointer == event.pointer_id()) else {
            return false;
        };
        if let (Some((slot, curve, sheet)), Some(at)) = (self.lane(), self.pixels(event)) {
            let (epoch, rate) = self.value(at);
            let dragged = sheet.dragged(&curve, held.index, epoch, rate);
            if dragged != curve {
                drop(self.board.app.draw(slot, Ok(dragged)));
            }
        }
        true
    }

    /// A pointer was lifted. The result is whether it held a point.
    pub fn up(&self, event: &PointerEvent) -> bool {
        let held = self.held.get_value().is_some_and(|held| held.pointer == event.pointer_id());
        if held {
            self.held.set_value(None);
            self.still.set(None);
        }
        held
    }
}
