//! A plateau's state as it is stored: versioned, and bound to the settings that it was made under.

use core::fmt;

use crate::math::real::Real;
use crate::schedule::plateau::{Plateau, PlateauState, ReduceLrOnPlateau};

/// A stored [`PlateauState`]. It holds no settings, only their fingerprint: what is restored continues under the rule at hand or
/// not at all, so that a file never brings stale settings back.
///
/// As bytes through [`to_bytes`](Self::to_bytes), or with the feature `serde`. Numbers are kept as bits, for formats such as JSON
/// have no infinity, and the best metric starts with one.
///
/// ```
/// use etalon::{Plateau, ReduceLrOnPlateau, Snapshot, StateError};
///
/// let rule = ReduceLrOnPlateau::new(0.1_f32, Plateau { patience: 2, ..Plateau::default() })?;
/// let mut state = rule.start();
/// rule.observe(&mut state, 0.7);
/// let bytes = rule.snapshot(&state).to_bytes();
///
/// // After a restart:
/// let restored = rule.restore(&Snapshot::from_bytes(&bytes)?)?;
/// assert_eq!(restored, state);
///
/// // Under other settings it is refused, unless the caller says that they are meant to change.
/// let patient = ReduceLrOnPlateau::new(0.1_f32, Plateau { patience: 9, ..Plateau::default() })?;
/// let snapshot = rule.snapshot(&state);
/// assert_eq!(patient.restore(&snapshot), Err(StateError::OtherSettings));
/// assert_eq!(patient.restore_under_new_settings(&snapshot)?, state);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Snapshot {
    /// Version of the format: 1.
    version: u8,
    /// Bits of a rate: 32 or 64.
    float_bits: u8,
    /// Fingerprint of the rule's settings.
    settings: u32,
    lr: u64,
    best: u64,
    num_bad_epochs: u32,
    cooldown_counter: u32,
}

/// Why a stored state is refused. Nothing has changed when it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum StateError {
    /// The bytes were cut, lengthened or changed.
    Corrupt,
    /// A version of the format that this crate does not know.
    Version(u8),
    /// Stored by a rule of the other float type.
    OtherFloat,
    /// Stored under other settings than this rule's.
    OtherSettings,
    /// A rate, a best metric or a counter that this rule cannot have reached.
    Impossible,
}

impl fmt::Display for StateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            StateError::Corrupt => f.write_str("the stored state is damaged: its checksum does not match"),
            StateError::Version(version) => {
                write!(f, "the stored state has format version {version}, expected {VERSION}")
            }
            StateError::OtherFloat => f.write_str("the stored state belongs to a rule of another float type"),
            StateError::OtherSettings => {
                f.write_str("the stored state was made under other plateau settings")
            }
            StateError::Impossible => {
                f.write_str("the stored state holds a value that this rule cannot reach")
            }
        }
    }
}

impl core::error::Error for StateError {}

const VERSION: u8 = 1;

impl Snapshot {
    /// Length of the stored form.
    pub const LEN: usize = 36;

    /// The stored form: little-endian, with a checksum.
    #[must_use]
    pub fn to_bytes(&self) -> [u8; Self::LEN] {
        let mut bytes = [0; Self::LEN];
        let mut rest: &mut [u8] = &mut bytes;
        put(&mut rest, [self.version, self.float_bits, 0, 0]);
        put(&mut rest, self.settings.to_le_bytes());
        put(&mut rest, self.lr.to_le_bytes());
        put(&mut rest, self.best.to_le_bytes());
        put(&mut rest, self.num_bad_epochs.to_le_bytes());
        put(&mut rest, self.cooldown_counter.to_le_bytes());
        let (body, end) = bytes.split_at_mut(Self::LEN - 4);
        end.copy_from_slice(&hash(body).to_le_bytes());
        bytes
    }

    /// Reads the stored form.
    ///
    /// # Errors
    /// [`StateError::Corrupt`] or [`StateError::Version`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, StateError> {
        let (body, end) = bytes.split_last_chunk().ok_or(StateError::Corrupt)?;
        if bytes.len() != Self::LEN || u32::from_le_bytes(*end) != hash(body) {
            return Err(StateError::Corrupt);
        }
        let mut rest = body;
        let [version, float_bits, _, _] = take(&mut rest)?;
        if version != VERSION {
            return Err(StateError::Version(version));
        }
        Ok(Self {
            version,
            float_bits,
            settings: u32::from_le_bytes(take(&mut rest)?),
            lr: u64::from_le_bytes(take(&mut rest)?),
            best: u64::from_le_bytes(take(&mut rest)?),
            num_bad_epochs: u32::from_le_bytes(take(&mut rest)?),
            cooldown_counter: u32::from_le_bytes(take(&mut rest)?),
        })
    }
}

impl<F: Real> ReduceLrOnPlateau<F> {
    /// The state in the form to store.
    #[must_use]
    pub fn snapshot(&self, state: &PlateauState<F>) -> Snapshot {
        Snapshot {
            version: VERSION,
            float_bits: F::BITS,
            settings: self.fingerprint(),
            lr: state.lr.bits(),
            best: state.best.bits(),
            num_bad_epochs: state.num_bad_epochs,
            cooldown_counter: state.cooldown_counter,
        }
    }

    /// Continues from a stored state, which must have been made under these very settings.
    ///
    /// # Errors
    /// See [`StateError`]; nothing is repaired.
    pub fn restore(&self, snapshot: &Snapshot) -> Result<PlateauState<F>, StateError> {
        if snapshot.version == VERSION
            && snapshot.float_bits == F::BITS
            && snapshot.settings != self.fingerprint()
        {
            return Err(StateError::OtherSettings);
        }
        self.restore_under_new_settings(snapshot)
    }

    /// Continues from a stored state under settings that were changed on purpose. Rate, best metric and counters are the
    /// stored ones; everything else is this rule's.
    ///
    /// # Errors
    /// See [`StateError`]; a counter above this rule's patience or cooldown is [`StateError::Impossible`].
    pub fn restore_under_new_settings(&self, snapshot: &Snapshot) -> Result<PlateauState<F>, StateError> {
        if snapshot.version != VERSION {
            return Err(StateError::Version(snapshot.version));
        }
        if snapshot.float_bits != F::BITS {
            return Err(StateError::OtherFloat);
        }
        let (Some(lr), Some(best)) = (F::of_bits(snapshot.lr), F::of_bits(snapshot.best)) else {
            return Err(StateError::Impossible);
        };
        let rate = lr >= F::ZERO && lr < F::INFINITY;
        #[expect(clippy::eq_op, reason = "the only value unlike itself is NaN")]
        let metric = best == best;
        let counters = snapshot.num_bad_epochs <= self.settings().patience
            && snapshot.cooldown_counter <= self.settings().cooldown;
        if !(rate && metric && counters) {
            return Err(StateError::Impossible);
        }
        Ok(PlateauState {
            lr,
            best,
            num_bad_epochs: snapshot.num_bad_epochs,
            cooldown_counter: snapshot.cooldown_counter,
        })
    }

    /// A hash of everything that the rule was built with.
    fn fingerprint(&self) -> u32 {
        // Taken apart without `..`, so that a new setting cannot be forgotten here.
        let Plateau { mode, factor, patience, threshold, threshold_mode, cooldown, min_lr, eps, nan_policy } =
            *self.settings();
        let words = [
            self.initial_lr().bits(),
            factor.bits(),
            threshold.bits(),
            min_lr.bits(),
            eps.bits(),
            u64::from(patience),
            u64::from(cooldown),
            mode as u64,
            threshold_mode as u64,
            nan_policy as u64,
        ];
        words.iter().fold(HASH_START, |sum, word| word.to_le_bytes().iter().fold(sum, hash_byte))
    }
}

/// Fowler-Noll-Vo 1a, 32 bits.
const HASH_START: u32 = 0x811c_9dc5;

fn hash_byte(sum: u32, byte: &u8) -> u32 {
    (sum ^ u32::from(*byte)).wrapping_mul(0x0100_0193)
}

fn hash(bytes: &[u8]) -> u32 {
    bytes.iter().fold(HASH_START, hash_byte)
}

fn put<const N: usize>(rest: &mut &mut [u8], part: [u8; N]) {
    if let Some((place, others)) = core::mem::take(rest).split_first_chunk_mut() {
        *place = part;
        *rest = others;
    }
}

fn take<const N: usize>(rest: &mut &[u8]) -> Result<[u8; N], StateError> {
    let (part, others) = rest.split_first_chunk().ok_or(StateError::Corrupt)?;
    *rest = others;
    Ok(*part)
}
