//! The area between two lines, such as the middle half of many runs, as polygons in the unit square of a chart.

use crate::chart::axis::Axis;
use crate::chart::series::Point;

/// A place on the x axis, with the value of the one line there and that of the other. The order of the two does not matter.
pub type Between = (f64, f64, f64);

/// How far outside the unit square a value lies at most. An infinite value is then an almost upright edge.
const FAR: f64 = 1e3;

/// The parts of the area inside the unit square of two axes. A value that is not a number starts a new area.
#[must_use]
pub fn areas(values: &[Between], x: &Axis, y: &Axis) -> Vec<Vec<Point>> {
    let place = |(at, one, other): &Between| {
        let (x, one, other) = (x.position(*at), y.position(*one), y.position(*other));
        let known = x.is_finite() && !one.is_nan() && !other.is_nan();
        known.then(|| (x, one.clamp(-FAR, FAR), other.clamp(-FAR, FAR)))
    };
    let places: Vec<Option<Between>> = values.iter().map(place).collect();
    let area = |places: &[Option<Between>]| {
        let there = places.iter().flatten().map(|(x, one, _)| (*x, *one));
        let back = places.iter().flatten().rev().map(|(x, _, other)| (*x, *other));
        within(there.chain(back).collect())
    };
    places.split(Option::is_none).map(area).filter(|area| area.len() > 2).collect()
}

/// The part of a polygon inside the unit square (Sutherland and Hodgman).
fn within(polygon: Vec<Point>) -> Vec<Point> {
    let edges: [fn(&Point) -> f64; 4] =
        [|point| point.0, |point| 1.0 - point.0, |point| point.1, |point| 1.0 - point.1];
    edges.iter().fold(polygon, |polygon, inside| {
        let Some(mut before) = polygon.last().copied() else { return polygon };
        let mut kept = Vec::with_capacity(polygon.len() + 2);
        for point in polygon {
            let (from, to) = (inside(&before), inside(&point));
            if (from < 0.0) != (to < 0.0) {
                let share = from / (from - to);
                kept.push((before.0 + share * (point.0 - before.0), before.1 + share * (point.1 - before.1)));
            }
            if to >= 0.0 {
                kept.push(point);
            }
            before = point;
        }
        kept
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::axis::Spacing;

    fn unit() -> Axis {
        Axis { low: 0.0, high: 1.0, spacing: Spacing::Even, ticks: Vec::new(), unit: "" }
    }

    /// Twice the area of a polygon (the shoelace formula).
    fn size(polygon: &[Point]) -> f64 {
        let next = polygon.iter().cycle().skip(1);
        polygon.iter().zip(next).map(|(a, b)| a.0 * b.1 - b.0 * a.1).sum::<f64>().abs()
    }

    #[test]
    fn an_area_goes_there_along_one_line_and_back_along_the_other() {
        let areas = areas(&[(0.0, 0.2, 0.4), (1.0, 0.6, 0.8)], &unit(), &unit());
        let mut corners = areas[0].clone();
        corners.sort_by(|a, b| a.partial_cmp(b).unwrap());
        assert_eq!(corners, [(0.0, 0.2), (0.0, 0.4), (1.0, 0.6), (1.0, 0.8)]);
        assert!((size(&areas[0]) - 0.4).abs() < 1e-12);
    }

    #[test]
    fn what_leaves_the_chart_is_cut_at_its_true_slope() {
        let areas = areas(&[(0.0, 0.5, 0.5), (1.0, -0.5, 1.5)], &unit(), &unit());
        // In the left half a triangle of area 1/4, in the right half all of it: 1/2.
        assert!((size(&areas[0]) - 1.5).abs() < 1e-12, "{areas:?}");
        assert!(areas[0].iter().all(|(x, y)| (0.0..=1.0).contains(x) && (0.0..=1.0).contains(y)));
    }

    #[test]
    fn what_is_no_number_is_a_gap_and_what_is_infinite_is_outside() {
        let gap = areas(
            &[(0.0, 0.1, 0.2), (0.2, 0.1, 0.2), (0.4, f64::NAN, 0.2), (0.6, 0.1, 0.2), (0.8, 0.1, 0.2)],
            &unit(),
            &unit(),
        );
        assert_eq!(gap.len(), 2);
        let infinite = areas(&[(0.0, 0.5, 0.6), (1.0, f64::NEG_INFINITY, 0.6)], &unit(), &unit());
        assert!(infinite[0].iter().all(|(_, y)| (0.0..=1.0).contains(y)), "{infinite:?}");
        assert!(areas(&[(0.0, 2.0, 3.0), (1.0, 2.0, 3.0)], &unit(), &unit()).is_empty());
        assert!(areas(&[], &unit(), &unit()).is_empty());
    }
}
