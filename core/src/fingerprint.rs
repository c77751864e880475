//! A short hash of everything that determines the rates. It binds a stored state to its schedule.

use crate::math::real::Real;

/// A 32-bit FNV-1a hash (Fowler-Noll-Vo) of the values that a schedule was built with.
///
/// ```
/// use etalon::{CosineAnnealingLr, Fingerprint, Schedule};
///
/// let of = |t_max| {
///     let mut fingerprint = Fingerprint::new();
///     CosineAnnealingLr::<f32>::new(0.1, t_max, 0.0).unwrap().fingerprint(&mut fingerprint);
///     fingerprint
/// };
/// assert_eq!(of(90), of(90));
/// assert_ne!(of(90), of(45));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fingerprint(u32);

impl Default for Fingerprint {
    fn default() -> Self {
        Self::new()
    }
}

impl Fingerprint {
    /// The hash of nothing, to which values are added.
    #[must_use]
    pub const fn new() -> Self {
        Self(0x811c_9dc5)
    }

    /// Adds bytes.
    pub fn bytes(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u32::from(*byte)).wrapping_mul(0x0100_0193);
        }
    }

    /// Adds a whole number.
    pub fn word(&mut self, word: u64) {
        self.bytes(&word.to_le_bytes());
    }

    /// Adds the bits of a number.
    pub fn number<F: Real>(&mut self, number: F) {
        self.word(number.bits());
    }

    /// The hash.
    #[must_use]
    pub const fn value(self) -> u32 {
        self.0
    }
}
