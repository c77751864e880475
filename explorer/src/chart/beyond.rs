//! Where a line leaves its chart at the lower or the upper edge. A mark there tells visitors that the line goes on.

use crate::chart::axis::Axis;
use crate::chart::series::Point;

/// An edge of a chart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edge {
    /// The lower one.
    Bottom,
    /// The upper one.
    Top,
}

impl Edge {
    /// The edge that `height` lies beyond, in the unit square.
    #[must_use]
    pub fn passed_by(height: f64) -> Option<Self> {
        match height {
            height if height < -EDGE => Some(Self::Bottom),
            height if height > 1.0 + EDGE => Some(Self::Top),
            _ => None,
        }
    }

    /// Its own height.
    #[must_use]
    pub const fn height(self) -> f64 {
        match self {
            Self::Bottom => 0.0,
            Self::Top => 1.0,
        }
    }
}

/// How far outside a value is still taken for one on the edge.
const EDGE: f64 = 1e-6;

/// The middle of each part of `line` that lies beyond an edge, up to `until`, as a place on that edge in the unit square.
#[must_use]
pub fn beyond(line: &[Point], x: &Axis, y: &Axis, until: f64) -> Vec<(Edge, Point)> {
    let right = x.position(until).clamp(0.0, 1.0);
    let places = line.iter().map(|point| (x.position(point.0), y.position(point.1)));
    let seen: Vec<Point> = places.filter(|(across, _)| (0.0..=right).contains(across)).collect();
    let edge = |place: &Point| Edge::passed_by(place.1);
    let middle = |part: &[Point]| {
        let (first, last) = (part.first()?, part.last()?);
        let side = edge(first)?;
        Some((side, ((first.0 + last.0) / 2.0, side.height())))
    };
    seen.chunk_by(|a, b| edge(a) == edge(b)).filter_map(middle).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_lies_outside_passes_the_nearer_edge() {
        let passed = [-0.5, f64::NEG_INFINITY, 1.5, f64::INFINITY].map(Edge::passed_by);
        assert_eq!(passed, [Some(Edge::Bottom), Some(Edge::Bottom), Some(Edge::Top), Some(Edge::Top)]);
        assert_eq!([0.0, 0.5, 1.0, -1e-9, f64::NAN].map(Edge::passed_by), [None; 5]);
        assert_eq!((Edge::Bottom.height(), Edge::Top.height()), (0.0, 1.0));
    }

    #[test]
    fn each_part_outside_has_one_mark_in_its_middle() {
        let (x, y) = (Axis::values(0.0, 10.0), Axis::accuracies_between(0.5, 1.0));
        let line =
            [(0.0, 0.1), (2.0, 0.2), (3.0, 0.7), (6.0, f64::NEG_INFINITY), (7.0, f64::NAN), (8.0, 1.2)];
        let low = |at: f64| (Edge::Bottom, (x.position(at), 0.0));
        assert_eq!(beyond(&line, &x, &y, 10.0), [low(1.0), low(6.0), (Edge::Top, (x.position(8.0), 1.0))]);
        assert_eq!(beyond(&line, &x, &y, 1.0), [low(0.0)], "what is beyond the play head has no mark");
        assert!(beyond(&[(0.0, 0.5), (1.0, 1.0)], &x, &y, 10.0).is_empty());
    }
}
