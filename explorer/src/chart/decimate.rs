//! Thins lines that have more points than the screen has columns. The first, the lowest, the highest and the last point of every
//! column stay, so the picture does not change.

use crate::chart::series::Point;

/// `line`, whose points rise in x from 0 to 1, for a plot with this number of `columns`.
#[must_use]
pub fn decimated(line: &[Point], columns: usize) -> Vec<Point> {
    if line.len() <= 4 * columns.max(1) {
        return line.to_vec();
    }
    let column = |point: &Point| (point.0 * columns as f64) as usize;
    let mut kept = Vec::with_capacity(4 * columns);
    for group in line.chunk_by(|a, b| column(a) == column(b)) {
        let lowest = (0..group.len()).min_by(|a, b| group[*a].1.total_cmp(&group[*b].1)).unwrap_or(0);
        let highest = (0..group.len()).max_by(|a, b| group[*a].1.total_cmp(&group[*b].1)).unwrap_or(0);
        let places = [0, lowest.min(highest), lowest.max(highest), group.len() - 1];
        let mut before = None;
        for at in places {
            if before != Some(at) {
                kept.push(group[at]);
            }
            before = Some(at);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_line_stays_as_it_is() {
        let line = vec![(0.0, 0.5), (0.5, 0.1), (1.0, 0.9)];
        assert_eq!(decimated(&line, 300), line);
        assert_eq!(decimated(&[], 300), vec![]);
    }

    #[test]
    fn extremes_ends_and_order_are_kept() {
        let count = 100_000u32;
        let value = |at: u32| match at {
            31_415 => 2.0,
            27_182 => -1.0,
            _ => (f64::from(at) * 0.37).sin().abs(),
        };
        let line: Vec<Point> =
            (0..count).map(|at| (f64::from(at) / f64::from(count - 1), value(at))).collect();
        let thin = decimated(&line, 500);
        assert!(thin.len() <= 4 * 501, "{}", thin.len());
        assert_eq!((thin.first(), thin.last()), (line.first(), line.last()));
        assert!(thin.contains(&line[31_415]) && thin.contains(&line[27_182]));
        assert!(thin.windows(2).all(|pair| pair[0].0 < pair[1].0));
        // In every column, what is seen is the same range of values.
        for column in 0..500 {
            let range = |points: &[Point]| {
                let inside = points.iter().filter(|point| (point.0 * 500.0) as usize == column);
                inside.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), point| {
                    (low.min(point.1), high.max(point.1))
                })
            };
            assert_eq!(range(&thin), range(&line), "column {column}");
        }
    }
}
