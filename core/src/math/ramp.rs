//! The way from one rate to another: half a cosine or a straight line, between two times.

use super::ext::Ext;
use super::functions::versine;
use super::word::Word;

/// The shape of a ramp.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// Half a cosine.
    Cos,
    /// A straight line.
    Linear,
}

/// When a ramp starts and ends.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Ramp<W: Word> {
    start: W::Time,
    end: W::Time,
    /// 1 / (end - start); zero where both fall together.
    per_step: Ext<W>,
}

impl<W: Word> Ramp<W> {
    pub(crate) fn new(start: W::Time, end: W::Time) -> Self {
        let length = Ext::from_time(W::since(end, start));
        Self { start, end, per_step: Ext::new(W::TOP, 1).over(length) }
    }

    pub(crate) fn end(&self) -> W::Time {
        self.end
    }

    /// The value at `now` on the way from `from` to `to`; held at either end outside.
    ///
    /// The share of the way is measured from the nearer end, so that it is exact where the value is small, the ends
    /// are met exactly, and the value never turns back on its way.
    pub(crate) fn value(&self, shape: Shape, from: Ext<W>, to: Ext<W>, now: W::Time) -> Ext<W> {
        let (done, left) = (W::since(now, self.start), W::since(self.end, now));
        let (near, far, distance) = if done < left { (from, to, done) } else { (to, from, left) };
        let share = Ext::from_time(distance).times(self.per_step);
        let weight = match shape {
            Shape::Cos => versine(share),
            Shape::Linear => share,
        };
        if near.less_than(far) {
            near.plus(far.minus(near).times(weight))
        } else {
            near.minus(near.minus(far).times(weight))
        }
    }
}
