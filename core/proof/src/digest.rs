//! The hash of all results.

use core::fmt;

use etalon::{ParamError, Real, Reason};

use crate::draw::mix;

/// A number of a schedule that can be hashed as bits.
pub trait Number: Real {
    /// The bits of the number in a word.
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

/// The hash so far. Each word passes through SplitMix64's finaliser, so that a single bit changes the whole hash.
#[derive(Debug, Clone, Copy, Default)]
pub struct Digest {
    hash: u64,
    count: u32,
}

impl Digest {
    /// Adds a word.
    pub fn word(&mut self, word: u64) {
        self.hash = mix(self.hash.rotate_left(1) ^ word);
        self.count += 1;
    }

    /// Adds the bits of a number. Every NaN counts as the same pattern, because IEEE 754 leaves its sign and payload to the
    /// processor.
    pub fn number<F: Number>(&mut self, value: F) {
        #[expect(clippy::eq_op, reason = "the only value unlike itself is NaN")]
        let is_nan = value != value;
        self.word(if is_nan { u64::MAX } else { Number::word(value) });
    }

    /// Adds the error, if there is one. Returns the schedule, if there is one.
    pub fn built<T>(&mut self, built: Result<T, ParamError>) -> Option<T> {
        match built {
            Ok(schedule) => Some(schedule),
            Err(error) => {
                self.word(param(error.param));
                self.number(error.value);
                self.reason(error.reason);
                None
            }
        }
    }

    /// Adds the reason why a value was refused.
    pub fn reason(&mut self, reason: Reason) {
        let (kind, bound) = match reason {
            Reason::NotFinite => (1, 0.0),
            Reason::TooSmall { min } => (2, min),
            Reason::NotAbove { bound } => (3, bound),
            Reason::TooLarge { max } => (4, max),
            Reason::NotBelow { bound } => (5, bound),
            Reason::NotWhole => (6, 0.0),
            Reason::NoSuchChoice => (7, 0.0),
            // A reason that is not in this list yet is still counted.
            _ => (8, 0.0),
        };
        self.word(kind);
        self.number(bound);
    }
}

/// A parameter as a word. Parameters of the first release have the numbers of its table, so that the digests of its kinds stay
/// comparable. Later ones have a hash of their name.
fn param(id: &str) -> u64 {
    const NUMBERED: [&str; 28] = [
        "lr",
        "gamma",
        "t_max",
        "eta_min",
        "past_end",
        "mode",
        "factor",
        "patience",
        "threshold",
        "threshold_mode",
        "cooldown",
        "min_lr",
        "eps",
        "nan_policy",
        "max_lr",
        "total_steps",
        "epochs",
        "steps_per_epoch",
        "pct_start",
        "anneal_strategy",
        "cycle_momentum",
        "base_momentum",
        "max_momentum",
        "div_factor",
        "final_div_factor",
        "three_phase",
        "warmup_steps",
        "start_factor",
    ];
    let number = NUMBERED.iter().position(|known| *known == id).map(|number| number as u64);
    number.unwrap_or_else(|| id.bytes().fold(0, |sum, byte| mix(sum ^ u64::from(byte))))
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x} over {:>6} words", self.hash, self.count)
    }
}
