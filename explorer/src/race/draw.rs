//! Drawing: a lane whose rates it has now as points, and points in the epochs and rates of the chart.

use crate::kinds::drawn;
use crate::number::tidy;
use crate::race::config::Config;
use crate::race::curve::{Curve, CurveError, Point, rounded};
use crate::race::seat::Seat;
use crate::race::slot::{Line, Slot};

impl Config {
    /// With the lane at `slot` drawn: through a few points of the rates that it has now. A rule that takes a metric gives the rate
    /// before its first cut. An empty place gets the curve that a visitor begins with.
    #[must_use]
    pub fn with_drawn(self, slot: Slot) -> Self {
        let line = Line::Lane(slot);
        let drawn = self.with_lane(slot, Some(&drawn::PAGE));
        let (Some(lane), Ok(job)) = (self.lane(slot), self.job(line)) else { return drawn };
        let base = self.base_rate(line);
        let share = |epoch| job.policy().rates(epoch)[0].lr / base;
        let shares: Vec<f64> = (0..job.rounds()).map(share).collect();
        let Some(fitted) = Curve::fitted(&shares) else { return drawn };
        let own = if lane.page().brings_its_rate() { Some(base) } else { lane.own_rate() };
        let shaped = drawn.with_curve(slot, fitted.curve).and_then(|drawn| drawn.with_own_rate(line, own));
        shaped.unwrap_or(drawn)
    }
}

/// What the points of a lane mean in its chart.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sheet {
    /// The epoch at which the curve begins, after the warm-up.
    begin: f64,
    /// Epochs of the curve.
    length: f64,
    /// The rate that the points are shares of.
    base: f64,
}

impl Sheet {
    /// The sheet of the lane at `slot`.
    #[must_use]
    pub fn of(config: &Config, slot: Slot) -> Self {
        let seat = Seat::new(config, Line::Lane(slot));
        let length = f64::from(seat.own_length().max(1));
        Self { begin: f64::from(seat.warm_up()), length, base: seat.rate() }
    }

    /// The epoch and the rate of a point.
    #[must_use]
    pub fn place(&self, point: Point) -> (f64, f64) {
        (tidy(self.begin + point.at * self.length), tidy(point.share * self.base))
    }

    /// The point at an epoch and a rate. With a base rate of 0 every point is at 0.
    #[must_use]
    pub fn point(&self, epoch: f64, rate: f64) -> Point {
        let share = if self.base > 0.0 { tidy(rate / self.base) } else { 0.0 };
        Point { at: (epoch - self.begin) / self.length, share }
    }

    /// The point at the whole epoch nearest to a place in the chart, with a rate of as many digits as a pointer shows.
    #[must_use]
    pub fn nearest(&self, epoch: f64, rate: f64) -> Point {
        let whole = epoch.round().clamp(self.begin, self.begin + self.length);
        let point = self.point(whole, rate);
        Point { share: rounded(point.share.max(0.0)), ..point }
    }

    /// `curve` with the point at `index` dragged to a place in the chart: to a whole epoch between its neighbours, if there is one.
    #[must_use]
    pub fn dragged(&self, curve: &Curve, index: usize, epoch: f64, rate: f64) -> Curve {
        let points = curve.points();
        let Some(now) = points.get(index) else { return *curve };
        let epoch_of = |point: &Point| self.place(*point).0;
        let (begin, end) = (self.begin, self.begin + self.length);
        let left = index.checked_sub(1).and_then(|left| points.get(left));
        let left = left.map_or(begin, |point| epoch_of(point).floor() + 1.0);
        let right = points.get(index + 1).map_or(end, |point| epoch_of(point).ceil() - 1.0);
        let to = self.nearest(epoch.clamp(left.min(right), right.max(left)), rate);
        let at = if left <= right { to.at } else { now.at };
        curve.with_point(index, Point { at, share: to.share }).unwrap_or(*curve)
    }

    /// `curve` with a point at a place in the chart, and its index. Where the epoch has a point already, that one takes the rate.
    ///
    /// # Errors
    /// A curve that is full.
    pub fn touched(&self, curve: &Curve, epoch: f64, rate: f64) -> Result<(Curve, usize), CurveError> {
        let point = self.nearest(epoch, rate);
        let same = curve.points().iter().position(|other| (other.at - point.at).abs() < 1e-9);
        match same {
            Some(index) => {
                let at = curve.points().get(index).map_or(point.at, |other| other.at);
                Ok((curve.with_point(index, Point { at, ..point })?, index))
            }
            None => curve.with_new(point),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kinds::{cosine, exponential, one_cycle, plateau};
    use crate::race::control::Control;
    use crate::race::curve::Join;
    use crate::race::run_settings::LR;
    use crate::race::warm_up;

    fn slot() -> Slot {
        Slot::numbered(1).unwrap()
    }

    fn rates(config: &Config) -> Vec<f64> {
        let job = config.job(Line::Lane(slot())).unwrap();
        (0..job.rounds()).map(|epoch| job.policy().rates(epoch)[0].lr).collect()
    }

    #[test]
    fn a_drawn_lane_begins_as_it_was() {
        for page in [&cosine::PAGE, &exponential::PAGE, &one_cycle::PAGE, &plateau::PAGE] {
            let before = Config::racing(&[page]).with_own_rate(Line::Lane(slot()), Some(0.3)).unwrap();
            let after = before.with_drawn(slot());
            assert_eq!(after.base_rate(Line::Lane(slot())), 0.3);
            for (was, is) in rates(&before).iter().zip(rates(&after)) {
                assert!((was - is).abs() < 0.015 * 0.3, "{was} became {is} in {:?}", page.kind);
            }
        }
        let empty = Config::empty().with_drawn(slot());
        assert_eq!(empty.lane(slot()).unwrap().curve(), Some(&Curve::default()));
    }

    fn sheet() -> (Config, Sheet) {
        let warm = Control::lane(slot(), warm_up::STEPS);
        let config = Config::racing(&[&drawn::PAGE]).with(warm, 4.0).unwrap();
        let config = config.with(Control::run(LR), 0.01).unwrap();
        (config, Sheet::of(&config, slot()))
    }

    #[test]
    fn points_have_epochs_after_the_warm_up_and_rates() {
        let (_, sheet) = sheet();
        let point = Point { at: 0.25, share: 0.3 };
        assert_eq!(sheet.place(point), (8.0, 0.003));
        assert_eq!(sheet.point(8.0, 0.003), point);
        assert_eq!(sheet.nearest(8.4, 0.003), point);
        assert_eq!(sheet.nearest(-5.0, -1.0), Point { at: 0.0, share: 0.0 });
    }

    #[test]
    fn a_point_is_dragged_between_its_neighbours() {
        let (_, sheet) = sheet();
        let curve = Curve::read("0:1,0.5:1,1:0", Join::Linear).unwrap();
        let to = |epoch, rate| sheet.dragged(&curve, 1, epoch, rate).text();
        assert_eq!(to(8.2, 0.02), "0:1,0.25:2,1:0");
        assert_eq!(to(-3.0, -1.0), "0:1,0.0625:0,1:0");
        assert_eq!(to(99.0, 0.01), "0:1,0.9375:1,1:0");
        let tight = Curve::read("0.5:1,0.51:1,0.55:0", Join::Linear).unwrap();
        assert_eq!(sheet.dragged(&tight, 1, 30.0, 0.02).text(), "0.5:1,0.51:2,0.55:0");
    }

    #[test]
    fn a_touch_adds_a_point_or_takes_the_one_that_is_there() {
        let (_, sheet) = sheet();
        let curve = Curve::read("0:1,1:0", Join::Linear).unwrap();
        let (more, index) = sheet.touched(&curve, 12.1, 0.02).unwrap();
        assert_eq!((more.text(), index), ("0:1,0.5:2,1:0".to_owned(), 1));
        let (same, index) = sheet.touched(&more, 11.9, 0.01).unwrap();
        assert_eq!((same.text(), index), ("0:1,0.5:1,1:0".to_owned(), 1));
    }
}
