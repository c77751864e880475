//! What lies ahead on a line whose future is known: the rates of a schedule beyond the play head.

use crate::chart::axis::Axis;
use crate::chart::series::{Point, pieces};

/// The whole `line` in pieces, to be drawn faintly behind `seen`, the part up to the play head. A run that has `ended` diverged before
/// the play head: what would have come after that is drawn only beside the part that it had.
#[must_use]
pub fn ahead(line: &[Point], x: &Axis, y: &Axis, seen: &[Vec<Point>], ended: bool) -> Vec<Vec<Point>> {
    if ended && seen.is_empty() { Vec::new() } else { pieces(line, x, y, x.high) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_diverged_run_would_have_done_does_not_stand_alone() {
        let (x, y) = (Axis::values(0.0, 20.0), Axis::values(0.0, 1.0));
        let falls = [(0.0, 500.0), (15.0, 500.0), (19.0, 0.5), (20.0, 0.0)];
        let lived = pieces(&falls, &x, &y, 3.0);
        assert!(lived.is_empty() && !pieces(&falls, &x, &y, 20.0).is_empty());
        assert!(ahead(&falls, &x, &y, &lived, true).is_empty());
        assert!(!ahead(&falls, &x, &y, &lived, false).is_empty(), "the play head has not reached it yet");
        let level = [(0.0, 0.5), (20.0, 0.5)];
        assert_eq!(ahead(&level, &x, &y, &pieces(&level, &x, &y, 3.0), true), pieces(&level, &x, &y, 20.0));
    }
}
