//! The hash that the answers are folded in.

use core::fmt;

use etalon::{ParamError, Real, Reason};

/// A number of a schedule, as bits.
pub trait Number: Real {
    /// Its bits in a word.
    fn word(self) -> u64;
}

impl Number for f32 {
    fn word(self) -> u64 {
        u64::from(self.to_bits())
    }
}

impl Number for f64 {
    fn word(self) -> u64 {
        self.to_bits()
    }
}

/// Everything folded so far: each word passes through SplitMix64's finaliser, so that a single bit changes all.
#[derive(Clone, Copy, Default)]
pub struct Digest {
    hash: u64,
    count: u32,
}

impl Digest {
    /// Folds a word.
    pub fn word(&mut self, word: u64) {
        self.hash = crate::generator::mix(self.hash.rotate_left(1) ^ word);
        self.count += 1;
    }

    /// Folds a number's bits. Every NaN counts as one pattern: IEEE 754 leaves its sign and payload to the processor.
    pub fn number<F: Number>(&mut self, value: F) {
        #[expect(clippy::eq_op, reason = "the only value unlike itself is NaN")]
        let is_nan = value != value;
        self.word(if is_nan { u64::MAX } else { Number::word(value) });
    }

    /// Folds a refusal and gives what was built, if it was.
    pub fn built<T>(&mut self, built: Result<T, ParamError>) -> Option<T> {
        match built {
            Ok(schedule) => Some(schedule),
            Err(error) => {
                self.word(error.param as u64);
                self.number(error.value);
                self.reason(error.reason);
                None
            }
        }
    }

    /// Folds why a value was refused.
    pub fn reason(&mut self, reason: Reason) {
        let (kind, bound) = match reason {
            Reason::NotFinite => (1, 0.0),
            Reason::TooSmall { min } => (2, min),
            Reason::NotAbove { bound } => (3, bound),
            Reason::TooLarge { max } => (4, max),
            Reason::NotBelow { bound } => (5, bound),
            Reason::NotWhole => (6, 0.0),
            Reason::NoSuchChoice => (7, 0.0),
            // A reason that this list does not know yet still counts.
            _ => (8, 0.0),
        };
        self.word(kind);
        self.number(bound);
    }

    /// Folds another digest.
    pub fn join(&mut self, other: &Digest) {
        let count = self.count + other.count;
        self.word(other.hash);
        self.count = count;
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x} over {:>6} words", self.hash, self.count)
    }
}
