//! The way from one rate to another: half a cosine or a straight line, over steps or between two times.

use super::extended::Extended;
use super::real::Real;
use super::time::Time;
use crate::fingerprint::Fingerprint;

/// The shape of a way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// Half a cosine.
    Cosine,
    /// A straight line.
    Line,
}

/// The two ends of a way.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Span<F: Real> {
    from: Extended<F>,
    to: Extended<F>,
    size: Extended<F>,
    falls: bool,
}

/// A way that takes whole steps.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Way<F: Real> {
    steps: u32,
    /// 1 / `steps`, or zero if there are no steps.
    per_step: Extended<F>,
    span: Span<F>,
}

/// When a phase starts and ends.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Phase<F: Real> {
    start: Time,
    end: Time,
    /// 1 / (end - start), or zero if both are equal.
    per_step: Extended<F>,
}

impl<F: Real> Way<F> {
    #[inline]
    pub(crate) const fn steps(&self) -> u32 {
        self.steps
    }

    /// Adds both ends with all of their digits: a rate on the way depends on more of them than a float holds.
    pub(crate) fn add_to(&self, fingerprint: &mut Fingerprint) {
        fingerprint.word(u64::from(self.steps));
        for end in [self.span.from, self.span.to] {
            fingerprint.word(end.digits().into());
            fingerprint.word(end.power() as u64);
        }
    }
}

impl<F: Real> Phase<F> {
    #[inline]
    pub(crate) const fn end(&self) -> Time {
        self.end
    }
}

macro_rules! ways {
    ($float:ty) => {
        impl Span<$float> {
            // Always inline: a span in registers is not copied by a library call, which takes more flash than this whole
            // function.
            #[inline(always)]
            pub(crate) const fn new(from: Extended<$float>, to: Extended<$float>) -> Self {
                Self { from, to, size: from.distance(to), falls: to.less_than(from) }
            }

            /// The value at `share` of the way from the start (or from the end). `share` is at most one half.
            ///
            /// Because the share is measured from the nearer end, it is exact where the value is small, the ends are met exactly,
            /// and the value never turns back.
            #[inline]
            pub(crate) const fn value(
                &self,
                shape: Shape,
                share: Extended<$float>,
                from_start: bool,
            ) -> Extended<$float> {
                let weight = match shape {
                    Shape::Cosine => share.versine(),
                    Shape::Line => share,
                };
                self.weighted(weight, from_start)
            }

            /// The value that lies `weight` of the way from the start (or from the end). `weight` is at most one half.
            #[inline]
            pub(crate) const fn weighted(
                &self,
                weight: Extended<$float>,
                from_start: bool,
            ) -> Extended<$float> {
                let near = if from_start { self.from } else { self.to };
                let way = self.size.times(weight).filled();
                if from_start == self.falls { near.minus_half_at_most(way) } else { near.plus(way) }
            }
        }

        impl Way<$float> {
            #[inline(always)]
            pub(crate) const fn new(from: Extended<$float>, to: Extended<$float>, steps: u32) -> Self {
                Self {
                    steps,
                    per_step: Extended::<$float>::count(steps).reciprocal(),
                    span: Span::<$float>::new(from, to),
                }
            }

            /// A straight line from `start_factor` times `full` to `full`.
            pub(crate) const fn rise(start_factor: f64, full: $float, steps: u32) -> Self {
                let full = Extended::<$float>::of(full);
                let first = full.times(Extended::<$float>::factor(start_factor)).filled_by_one();
                Self::new(first, full, steps)
            }

            /// The value after `done` steps, which is at most `steps`.
            #[inline]
            pub(crate) const fn value(&self, shape: Shape, done: u32) -> $float {
                let left = self.steps.wrapping_sub(done);
                let from_start = done < left;
                let nearer = if from_start { done } else { left };
                let share = Extended::<$float>::count(nearer).times(self.per_step).filled_by_one();
                self.span.value(shape, share, from_start).round()
            }

            /// The value after `done` steps of another way between the same ends, which takes `steps`. `done` is at most `steps`.
            pub(crate) const fn stretched(&self, shape: Shape, done: u32, steps: u64) -> $float {
                let left = steps.wrapping_sub(done as u64);
                let from_start = (done as u64) < left;
                // From the second half on, fewer steps are left than are done, so their number fits as well.
                let nearer = if from_start { done } else { left as u32 };
                // A length that is cut off is never below twice the nearer distance: the share stays at most one half.
                let per_step = Extended::<$float>::narrow(Extended::<f64>::new(steps, 64)).reciprocal();
                let share = Extended::<$float>::count(nearer).times(per_step).filled_by_one();
                self.span.value(shape, share, from_start).round()
            }
        }

        impl Phase<$float> {
            #[inline]
            pub(crate) const fn new(start: Time, end: Time) -> Self {
                let length = Extended::<$float>::narrow(end.since(start).number());
                Self { start, end, per_step: length.reciprocal() }
            }

            /// The value on the way at `now`. Outside the phase it stays at the nearer end.
            #[inline]
            pub(crate) const fn value(&self, shape: Shape, span: &Span<$float>, now: Time) -> $float {
                let (done, left) = (now.since(self.start), self.end.since(now));
                let from_start = done.is_before(left);
                let nearer = if from_start { done } else { left };
                let share = Extended::<$float>::narrow(nearer.number()).times(self.per_step).filled_by_one();
                span.value(shape, share, from_start).round()
            }
        }
    };
}

ways!(f32);
ways!(f64);
