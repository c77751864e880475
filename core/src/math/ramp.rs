//! The way from one rate to another: half a cosine or a straight line, between two times.

use super::ext::Ext;
use super::functions::versine;
use super::time::Time;
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
    start: Time,
    end: Time,
    /// 1 / (end - start); zero where both fall together.
    per_step: Ext<W>,
}

/// What a ramp leads from and to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Span<W> {
    from: Ext<W>,
    to: Ext<W>,
    size: Ext<W>,
    falls: bool,
}

impl<W: Word> Span<W> {
    // Always inline: kept in registers, a span needs no copying by a library call, which weighs more than all of this.
    #[inline(always)]
    pub(crate) fn new(from: Ext<W>, to: Ext<W>) -> Self {
        Self { from, to, size: from.distance(to), falls: to.less_than(from) }
    }

    /// The value at the share `share` of the way, at most half, from the start (or from the end).
    ///
    /// Measured from the nearer end the share is exact where the value is small, the ends are met exactly, and the value
    /// never turns back on its way.
    #[inline]
    pub(crate) fn value(&self, shape: Shape, share: Ext<W>, from_start: bool) -> Ext<W> {
        let near = if from_start { self.from } else { self.to };
        let weight = match shape {
            Shape::Cos => versine(share),
            Shape::Linear => share,
        };
        let way = self.size.times(weight).filled();
        if from_start == self.falls { near.minus_half_at_most(way) } else { near.plus(way) }
    }
}

impl<W: Word> Ramp<W> {
    #[inline]
    pub(crate) fn new(start: Time, end: Time) -> Self {
        Self { start, end, per_step: reciprocal(end.since(start).to_ext()) }
    }

    #[inline]
    pub(crate) fn end(&self) -> Time {
        self.end
    }

    /// The value on the way at `now`, held at either end outside.
    #[inline]
    pub(crate) fn value(&self, shape: Shape, span: &Span<W>, now: Time) -> Ext<W> {
        let (done, left) = (now.since(self.start), self.end.since(now));
        let from_start = done < left;
        let distance = if from_start { done } else { left };
        span.value(shape, distance.to_ext::<W>().times(self.per_step).filled_by_one(), from_start)
    }
}

/// `1 / value`; zero where the value is.
pub(crate) fn reciprocal<W: Word>(value: Ext<W>) -> Ext<W> {
    Ext::new_full(W::TOP, 1).over(value)
}
