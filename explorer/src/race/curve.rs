//! A curve that a visitor draws: a few points of the run, joined on a linear or a log scale.

mod fit;

use core::fmt;

pub use self::fit::Fitted;
use crate::number::{digits, exact, read, tidy};

/// A point of a curve.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// Where it is, as a share of the run: from 0 to 1.
    pub at: f64,
    /// The rate there, as a share of the base rate: from 0 on.
    pub share: f64,
}

/// How the rates between two points are found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Join {
    /// On a straight line.
    #[default]
    Linear,
    /// On a line that is straight on a log axis. Where one of two points is at 0, the line is straight on a linear axis.
    Log,
}

impl Join {
    /// Both with their names in the address.
    pub const ALL: [(&'static str, Join); 2] = [("linear", Join::Linear), ("log", Join::Log)];

    /// Its name in the address and on the page.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Join::Linear => "linear",
            Join::Log => "log",
        }
    }
}

/// A curve. It has at least one point. Each point is right of the one before it, and its rate is finite and not negative. Left of the
/// first point and right of the last one the rate does not change.
#[derive(Debug, Clone, Copy)]
pub struct Curve {
    points: [Point; Curve::MOST],
    count: usize,
    join: Join,
}

impl PartialEq for Curve {
    fn eq(&self, other: &Self) -> bool {
        (self.points(), self.join) == (other.points(), other.join)
    }
}

impl Default for Curve {
    /// What a visitor begins with: a short rise, a level half, and a fall to 0.
    fn default() -> Self {
        let usual = [(0.0, 0.1), (0.1, 1.0), (0.5, 1.0), (1.0, 0.0)];
        let mut points = [Point { at: 0.0, share: 0.0 }; Self::MOST];
        for (place, (at, share)) in points.iter_mut().zip(usual) {
            *place = Point { at, share };
        }
        Self { points, count: usual.len(), join: Join::Linear }
    }
}

impl Curve {
    /// The most points of a curve.
    pub const MOST: usize = 12;

    /// A curve through these points.
    ///
    /// # Errors
    /// No points, more than [`Curve::MOST`], a point that is outside the run or not right of the one before it, a share that is
    /// negative or not finite.
    pub fn new(points: &[Point], join: Join) -> Result<Self, CurveError> {
        if !(1..=Self::MOST).contains(&points.len()) {
            return Err(CurveError::Count(points.len()));
        }
        for (index, point) in points.iter().enumerate() {
            let before = index.checked_sub(1).map(|before| points[before].at);
            if !(0.0..=1.0).contains(&point.at) {
                return Err(CurveError::Outside { number: index + 1, at: point.at });
            }
            if before.is_some_and(|before| before >= point.at) {
                return Err(CurveError::NotRight { number: index + 1 });
            }
            if !(point.share.is_finite() && point.share >= 0.0) {
                return Err(CurveError::Share { number: index + 1, share: point.share });
            }
        }
        let mut all = [Point { at: 0.0, share: 0.0 }; Self::MOST];
        for (place, point) in all.iter_mut().zip(points) {
            // A zero with a sign would be another text.
            *place = Point { at: point.at + 0.0, share: point.share + 0.0 };
        }
        Ok(Self { points: all, count: points.len(), join })
    }

    /// Its points, from left to right.
    #[must_use]
    pub fn points(&self) -> &[Point] {
        self.points.get(..self.count).unwrap_or(&self.points)
    }

    /// How they are joined.
    #[must_use]
    pub const fn join(&self) -> Join {
        self.join
    }

    /// The same points, joined in another way.
    #[must_use]
    pub const fn joined(self, join: Join) -> Self {
        Self { join, ..self }
    }

    /// The rate at a share of the run, as a share of the base rate.
    #[must_use]
    pub fn share_at(&self, at: f64) -> f64 {
        let points = self.points();
        let after = points.partition_point(|point| point.at <= at);
        let before = after.checked_sub(1).and_then(|index| points.get(index));
        match (before, points.get(after)) {
            (Some(left), Some(right)) => {
                let way = (at - left.at) / (right.at - left.at);
                match self.join {
                    Join::Log if left.share > 0.0 && right.share > 0.0 => {
                        left.share * (right.share / left.share).powf(way)
                    }
                    Join::Log | Join::Linear => left.share + (right.share - left.share) * way,
                }
            }
            (Some(point), None) | (None, Some(point)) => point.share,
            (None, None) => 0.0,
        }
    }

    /// The rates of a run of this many epochs, one for each epoch, as shares of the base rate. A point at 1 is the end of the run,
    /// after its last epoch.
    #[must_use]
    pub fn shares(&self, epochs: u32) -> Vec<f64> {
        (0..epochs).map(|epoch| tidy(self.share_at(f64::from(epoch) / f64::from(epochs)))).collect()
    }

    /// With one point set, where it stays between its neighbours.
    ///
    /// # Errors
    /// As [`Curve::new`].
    pub fn with_point(&self, index: usize, point: Point) -> Result<Self, CurveError> {
        let mut points = self.points().to_vec();
        if let Some(place) = points.get_mut(index) {
            *place = point;
        }
        Self::new(&points, self.join)
    }

    /// With one more point, and its index.
    ///
    /// # Errors
    /// As [`Curve::new`].
    pub fn with_new(&self, point: Point) -> Result<(Self, usize), CurveError> {
        let mut points = self.points().to_vec();
        let index = points.partition_point(|other| other.at < point.at);
        points.insert(index, point);
        Ok((Self::new(&points, self.join)?, index))
    }

    /// With one more point, on the line in the middle of its longest part, or at an end of the run that has no point.
    ///
    /// # Errors
    /// A curve that is full.
    pub fn with_another(&self) -> Result<(Self, usize), CurveError> {
        let points = self.points();
        let ends = points.first().zip(points.last());
        let at = match ends {
            Some((_, last)) if last.at < 1.0 => 1.0,
            Some((first, _)) if first.at > 0.0 => 0.0,
            Some(_) | None => {
                let longest = points.windows(2).max_by(|one, other| length(one).total_cmp(&length(other)));
                longest.map_or(0.0, |pair| rounded(pair[0].at + length(pair) / 2.0))
            }
        };
        self.with_new(Point { at, share: rounded(self.share_at(at)) })
    }

    /// Without one of its points. The last point stays.
    #[must_use]
    pub fn without(&self, index: usize) -> Self {
        let others = self.points().iter().enumerate().filter(|(other, _)| *other != index);
        let points: Vec<Point> = others.map(|(_, point)| *point).collect();
        Self::new(&points, self.join).unwrap_or(*self)
    }

    /// Its points as the address has them: `0:0.1,0.5:1,1:0`.
    #[must_use]
    pub fn text(&self) -> String {
        let one = |point: &Point| format!("{}:{}", exact(point.at), exact(point.share));
        self.points().iter().map(one).collect::<Vec<_>>().join(",")
    }

    /// Reads what [`text`](Self::text) writes.
    ///
    /// # Errors
    /// As [`Curve::new`], and a text that is no list of pairs.
    pub fn read(text: &str, join: Join) -> Result<Self, CurveError> {
        let parts = text.split(',').count();
        if parts > Self::MOST {
            return Err(CurveError::Count(parts));
        }
        let mut points = Vec::new();
        for (index, pair) in text.split(',').enumerate() {
            let numbers = pair.split_once(':').and_then(|(at, share)| Some((read(at)?, read(share)?)));
            let (at, share) = numbers.ok_or(CurveError::Unread { number: index + 1 })?;
            points.push(Point { at, share });
        }
        Self::new(&points, join)
    }
}

/// The length of the part between two points.
fn length(pair: &[Point]) -> f64 {
    pair.last().zip(pair.first()).map_or(0.0, |(last, first)| last.at - first.at)
}

/// Four significant digits: more than a pointer can show, and short in an address.
#[must_use]
pub fn rounded(value: f64) -> f64 {
    digits(value, 4)
}

/// Why points are no curve.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum CurveError {
    /// No points, or too many.
    Count(usize),
    /// A pair that is no pair of numbers.
    Unread {
        /// Which one, from 1.
        number: usize,
    },
    /// A point outside the run.
    Outside {
        /// Which one, from 1.
        number: usize,
        /// Its place.
        at: f64,
    },
    /// A point that is not right of the one before it.
    NotRight {
        /// Which one, from 1.
        number: usize,
    },
    /// A rate that is none.
    Share {
        /// Which one, from 1.
        number: usize,
        /// Its share.
        share: f64,
    },
}

impl fmt::Display for CurveError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CurveError::Count(count) => write!(f, "points must be 1 to {} pairs, got {count}", Curve::MOST),
            CurveError::Unread { number } => {
                write!(
                    f,
                    "point {number} must be a pair such as 0.5:1 (share of the run, share of the base rate)"
                )
            }
            CurveError::Outside { number, at } => {
                write!(f, "point {number} must be inside the run, from 0 to 1, got {}", exact(*at))
            }
            CurveError::NotRight { number } => {
                write!(f, "point {number} must be later than the point before it")
            }
            CurveError::Share { number, share } => {
                write!(f, "the rate of point {number} must be finite and at least 0, got {}", exact(*share))
            }
        }
    }
}

impl core::error::Error for CurveError {}

#[cfg(test)]
mod tests {
    use super::*;

    fn curve(text: &str) -> Curve {
        Curve::read(text, Join::Linear).unwrap()
    }

    #[test]
    fn points_are_joined_and_the_ends_hold() {
        let curve = curve("0.2:1,0.6:3,0.8:0");
        for (at, share) in
            [(0.0, 1.0), (0.2, 1.0), (0.4, 2.0), (0.6, 3.0), (0.7, 1.5), (0.8, 0.0), (1.0, 0.0)]
        {
            assert!(
                (curve.share_at(at) - share).abs() < 1e-12,
                "{at}: {} and not {share}",
                curve.share_at(at)
            );
        }
        let log = Curve::read("0:1,0.5:0.01,1:0", Join::Log).unwrap();
        assert!((log.share_at(0.25) - 0.1).abs() < 1e-12, "{}", log.share_at(0.25));
        assert!((log.share_at(0.75) - 0.005).abs() < 1e-12, "a log scale has no place for 0");
    }

    #[test]
    fn a_run_has_a_rate_for_each_epoch() {
        assert_eq!(curve("0:1,1:0").shares(4), [1.0, 0.75, 0.5, 0.25]);
        assert_eq!(curve("0.5:2").shares(2), [2.0, 2.0]);
    }

    #[test]
    fn what_is_no_curve_is_refused_with_the_point_and_the_reason() {
        for (text, says) in [
            ("", "point 1 must be a pair"),
            ("0:1,0.5", "point 2 must be a pair"),
            ("0:1,0.5:NaN", "point 2 must be a pair"),
            ("0:1,1.5:1", "point 2 must be inside the run, from 0 to 1, got 1.5"),
            ("-0.1:1", "point 1 must be inside"),
            ("0:1,0:2", "point 2 must be later"),
            ("0:1,0.6:1,0.5:1", "point 3 must be later"),
            ("0:1,1:-2", "the rate of point 2 must be finite and at least 0, got -2"),
            ("0:1e999", "the rate of point 1"),
            ("0:1,.1:1,.2:1,.3:1,.4:1,.5:1,.6:1,.7:1,.8:1,.9:1,.95:1,.97:1,1:1", "1 to 12 pairs, got 13"),
        ] {
            let refusal = Curve::read(text, Join::Linear).unwrap_err().to_string();
            assert!(refusal.contains(says), "{text}: {refusal}");
        }
    }

    #[test]
    fn a_text_comes_back() {
        for text in ["0:0.1,0.1:1,0.5:1,1:0", "0.5:1e-8", "0:1e300,0.3333:0"] {
            assert_eq!(curve(text).text(), text);
        }
        assert_eq!(Curve::default().text(), "0:0.1,0.1:1,0.5:1,1:0");
        assert_eq!(curve("-0:-0").text(), "0:0");
    }

    #[test]
    fn points_come_and_go_until_the_curve_is_full_or_has_one() {
        let mut curve = curve("0.5:1");
        while let Ok((more, index)) = curve.with_another() {
            assert_eq!(more.points().len(), curve.points().len() + 1);
            // The new point is on the line.
            let point = more.points()[index];
            assert!((curve.share_at(point.at) - point.share).abs() < 1e-3);
            curve = more;
        }
        assert_eq!(curve.points().len(), Curve::MOST);
        for _ in 0..20 {
            curve = curve.without(0);
        }
        assert_eq!(curve.points().len(), 1);
    }
}
