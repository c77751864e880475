//! A long list of rates as a curve of a few points.

use super::{Curve, Join, Point, rounded};

/// A curve, and how far it is from the list that it was made of.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fitted {
    /// The curve.
    pub curve: Curve,
    /// The largest difference at an epoch, as a share of the largest value of the list.
    pub worst: f64,
}

/// Differences below this share of the largest value are not seen in any chart.
const ENOUGH: f64 = 1e-9;

impl Curve {
    /// The curve that is closest to `shares`, which has a value for each epoch: it begins with the ends and takes the epoch that it
    /// misses most, until it misses none or is full. Stairs with few steps and straight lines come out exactly. `None` for an empty
    /// list, and for one with a value that is no share.
    #[must_use]
    pub fn fitted(shares: &[f64]) -> Option<Fitted> {
        if shares.iter().any(|share| !share.is_finite() || *share < 0.0) {
            return None;
        }
        let epochs = shares.len() as f64;
        let highest = shares.iter().copied().fold(0.0, f64::max);
        let mut taken = vec![0, shares.len().checked_sub(1)?];
        taken.dedup();
        loop {
            let point = |at: &usize| Some(Point { at: *at as f64 / epochs, share: *shares.get(*at)? });
            let points: Vec<Point> = taken.iter().filter_map(point).collect();
            let curve = Curve::new(&points, Join::Linear).ok()?;
            let missed = |(at, share): (usize, &f64)| {
                let missed = (curve.share_at(at as f64 / epochs) - share).abs();
                (at, if highest > 0.0 { missed / highest } else { missed })
            };
            let worst =
                shares.iter().enumerate().map(missed).max_by(|one, other| one.1.total_cmp(&other.1))?;
            if worst.1 <= ENOUGH || taken.len() == Self::MOST {
                return Some(Fitted { curve: curve.shortened(), worst: worst.1 });
            }
            let place = taken.partition_point(|at| *at < worst.0);
            taken.insert(place, worst.0);
        }
    }

    /// The same curve with shares in four significant digits, as the address and the fields show them.
    fn shortened(&self) -> Self {
        let short = |point: &Point| Point { share: rounded(point.share), ..*point };
        let points: Vec<Point> = self.points().iter().map(short).collect();
        Self::new(&points, self.join()).unwrap_or(*self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fitted(shares: &[f64]) -> Fitted {
        Curve::fitted(shares).unwrap()
    }

    #[test]
    fn lines_and_stairs_come_out_exactly() {
        let line: Vec<f64> = (0..20).map(|epoch| 1.0 - f64::from(epoch) / 20.0).collect();
        let fit = fitted(&line);
        assert_eq!((fit.curve.points().len(), fit.worst < 1e-9), (2, true));
        let stairs: Vec<f64> = (0..30).map(|epoch| [1.0, 0.1, 0.01][epoch / 10]).collect();
        let fit = fitted(&stairs);
        assert_eq!(fit.curve.points().len(), 6);
        for (ours, theirs) in fit.curve.shares(30).iter().zip(&stairs) {
            assert!((ours - theirs).abs() < 1e-12, "{ours} and not {theirs}");
        }
    }

    #[test]
    fn a_wave_is_near_and_says_how_near() {
        let cosine = |epoch: u32| 0.5 + 0.5 * (f64::from(epoch) / 100.0 * core::f64::consts::PI).cos();
        let shares: Vec<f64> = (0..100).map(cosine).collect();
        let fit = fitted(&shares);
        assert_eq!(fit.curve.points().len(), Curve::MOST);
        assert!((0.0001..0.02).contains(&fit.worst), "{}", fit.worst);
        let noise: Vec<f64> = (0..100).map(|epoch| f64::from(epoch * 37 % 100)).collect();
        assert!(fitted(&noise).worst > 0.5);
    }

    #[test]
    fn a_list_may_be_short_or_no_list_of_shares() {
        assert_eq!(fitted(&[2.0]).curve.points(), [Point { at: 0.0, share: 2.0 }]);
        assert_eq!(fitted(&[0.0, 0.0]).worst, 0.0);
        for list in [&[][..], &[f64::NAN], &[1.0, -1.0], &[1.0, f64::INFINITY, 1.0]] {
            assert_eq!(Curve::fitted(list), None, "{list:?}");
        }
    }
}
