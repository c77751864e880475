//! The stored form of a state. It has a version, and it is bound to the settings that it was made under.

use core::fmt;

use crate::fingerprint::Fingerprint;
use crate::math::real::Real;
use crate::math::real::sealed::Float as _;
use crate::schedule::{PlateauState, ReduceLrOnPlateau, Schedule};

/// A stored state. It is the state of a [`ReduceLrOnPlateau`], the state of a [`CutOnPlateau`](crate::CutOnPlateau) with its
/// step, or the step of any [`Schedule`]. It holds only a fingerprint of the settings, so a file never restores old settings. A
/// snapshot that was made under other settings is refused. A schedule of your own decides what its fingerprint covers
/// ([`Schedule::fingerprint`]).
///
/// Store it as bytes with [`to_bytes`](Self::to_bytes), or with the feature `serde`. Both forms carry a checksum. Numbers are
/// kept as bits, because formats such as JSON have no infinity, and the best metric starts at infinity.
///
/// ```
/// use etalon::{Plateau, ReduceLrOnPlateau, Snapshot, StateError};
///
/// let rule = ReduceLrOnPlateau::<f32>::new(0.1, Plateau { patience: 2, ..Plateau::default() })?;
/// let mut state = rule.start();
/// rule.observe(&mut state, 0.7);
/// let bytes = rule.snapshot(&state).to_bytes();
///
/// // After a restart:
/// let restored = rule.restore(&Snapshot::from_bytes(&bytes)?)?;
/// assert_eq!(restored, state);
///
/// // Under other settings it is refused, unless the caller says that they are meant to change.
/// let patient = ReduceLrOnPlateau::<f32>::new(0.1, Plateau { patience: 9, ..Plateau::default() })?;
/// let snapshot = rule.snapshot(&state);
/// assert_eq!(patient.restore(&snapshot), Err(StateError::OtherSettings));
/// assert_eq!(patient.restore_under_new_settings(&snapshot)?, state);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(into = "stored::Stored", try_from = "stored::Stored"))]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Snapshot {
    content: Content,
    /// The number of bits of a rate: 32 or 64.
    float_bits: u8,
    fingerprint: u32,
    lr: u64,
    best: u64,
    num_bad_epochs: u32,
    cooldown_counter: u32,
    step: u32,
}

/// The content of a snapshot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub(crate) enum Content {
    /// A plateau's state.
    Plateau,
    /// The scale of a schedule that a plateau cuts, and the step.
    Cut,
    /// A step.
    Step,
}

/// Why a stored state is refused. A refused state changes nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum StateError {
    /// Nothing was stored: all bytes are 0xFF, as in erased flash, or all are 0.
    Blank,
    /// Fewer bytes than [`Snapshot::LEN`], as in an empty file.
    TooShort,
    /// The bytes were changed.
    Corrupt,
    /// A version of the format that this crate does not read.
    Version(u8),
    /// The content is another one, such as a step instead of a plateau's state.
    OtherContent,
    /// Stored under the other float type.
    OtherFloat,
    /// Stored under other settings.
    OtherSettings,
    /// A rate, a best metric or a counter that this rule cannot reach.
    Impossible,
}

impl fmt::Display for StateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            StateError::Blank => f.write_str("no state is stored here"),
            StateError::TooShort => {
                write!(f, "the stored state is cut off: it takes {} bytes", Snapshot::LEN)
            }
            StateError::Corrupt => f.write_str("the stored state is damaged: its checksum does not match"),
            StateError::Version(version) => {
                write!(f, "the stored state has format version {version}, expected {VERSION}")
            }
            StateError::OtherContent => f.write_str("the stored state is of another kind"),
            StateError::OtherFloat => f.write_str("the stored state belongs to another float type"),
            StateError::OtherSettings => f.write_str("the stored state was made under other settings"),
            StateError::Impossible => {
                f.write_str("the stored state holds a value that this rule cannot reach")
            }
        }
    }
}

impl core::error::Error for StateError {}

const VERSION: u8 = 2;
/// The first format: 36 bytes, without a step.
const FIRST: usize = 36;

impl Snapshot {
    /// The length of the stored form, a multiple of 8 for flash that is written in double words.
    pub const LEN: usize = 40;

    pub(crate) fn of_state<F: Real>(
        content: Content,
        fingerprint: Fingerprint,
        step: u32,
        state: &PlateauState<F>,
    ) -> Self {
        Self {
            content,
            float_bits: F::BITS,
            fingerprint: fingerprint.value(),
            lr: state.lr.bits(),
            best: state.best.bits(),
            num_bad_epochs: state.num_bad_epochs,
            cooldown_counter: state.cooldown_counter,
            step,
        }
    }

    /// The step in a snapshot of a schedule, whatever its settings are; `None` in one of a plateau's state, which counts no steps.
    ///
    /// [`Schedule::restore`] refuses a snapshot that was made under other settings. Where the settings have changed on purpose,
    /// the new schedule goes on at this step.
    ///
    /// ```
    /// use etalon::{ExponentialLr, Schedule};
    ///
    /// let stored = ExponentialLr::<f32>::new(0.1, 0.9)?.snapshot(12);
    /// let gentler = ExponentialLr::<f32>::new(0.1, 0.95)?;
    /// assert!(gentler.restore(&stored).is_err());
    /// assert_eq!(stored.step(), Some(12));
    /// # Ok::<(), etalon::ParamError>(())
    /// ```
    #[must_use]
    pub fn step(&self) -> Option<u32> {
        match self.content {
            Content::Plateau => None,
            Content::Cut | Content::Step => Some(self.step),
        }
    }

    /// The step of a snapshot whose content has one.
    pub(crate) fn stored_step(&self) -> u32 {
        self.step
    }

    /// Refuses a snapshot with other content, of another float type or under other settings.
    pub(crate) fn must_be(
        &self,
        content: Content,
        float_bits: u8,
        fingerprint: Fingerprint,
    ) -> Result<(), StateError> {
        self.must_fit(content, float_bits)?;
        if self.fingerprint != fingerprint.value() {
            return Err(StateError::OtherSettings);
        }
        Ok(())
    }

    pub(crate) fn must_fit(&self, content: Content, float_bits: u8) -> Result<(), StateError> {
        if self.content != content {
            return Err(StateError::OtherContent);
        }
        if self.float_bits != float_bits {
            return Err(StateError::OtherFloat);
        }
        Ok(())
    }

    /// The stored form: little-endian, with a checksum.
    #[must_use]
    pub fn to_bytes(&self) -> [u8; Self::LEN] {
        let mut bytes = [0; Self::LEN];
        let mut rest: &mut [u8] = &mut bytes;
        put(&mut rest, [VERSION, self.float_bits, self.content as u8, 0]);
        put(&mut rest, self.fingerprint.to_le_bytes());
        put(&mut rest, self.lr.to_le_bytes());
        put(&mut rest, self.best.to_le_bytes());
        put(&mut rest, self.num_bad_epochs.to_le_bytes());
        put(&mut rest, self.cooldown_counter.to_le_bytes());
        put(&mut rest, self.step.to_le_bytes());
        let checksum = self.checksum(&bytes);
        if let Some(end) = bytes.last_chunk_mut() {
            *end = checksum.to_le_bytes();
        }
        bytes
    }

    fn checksum(&self, bytes: &[u8; Self::LEN]) -> u32 {
        hash(bytes.split_last_chunk::<4>().map(|(body, _)| body).unwrap_or_default())
    }

    /// Reads the stored form from the start of `bytes`. Bytes after the first [`Snapshot::LEN`] are ignored, so a whole slot of
    /// flash can be passed.
    ///
    /// # Errors
    /// [`StateError::TooShort`], [`StateError::Blank`], [`StateError::Corrupt`] or [`StateError::Version`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, StateError> {
        let is_blank = |bytes: &[u8]| [0xff, 0].iter().any(|blank| bytes.iter().all(|byte| byte == blank));
        if bytes.get(..Self::LEN).is_some_and(is_blank) {
            return Err(StateError::Blank);
        }
        let record = |len: usize| {
            let (body, end) = bytes.get(..len)?.split_last_chunk()?;
            (u32::from_le_bytes(*end) == hash(body)).then_some(body)
        };
        if record(FIRST).is_some_and(|body| body.first() == Some(&1)) {
            return Err(StateError::Version(1));
        }
        if bytes.len() < Self::LEN {
            return Err(StateError::TooShort);
        }
        let mut rest = record(Self::LEN).ok_or(StateError::Corrupt)?;
        let [version, float_bits, content, reserved] = take(&mut rest)?;
        if version != VERSION {
            return Err(StateError::Version(version));
        }
        // If a later format uses this byte, it must not be read as today's format.
        if reserved != 0 {
            return Err(StateError::Corrupt);
        }
        Ok(Self {
            content: Content::of(content).ok_or(StateError::Corrupt)?,
            float_bits,
            fingerprint: u32::from_le_bytes(take(&mut rest)?),
            lr: u64::from_le_bytes(take(&mut rest)?),
            best: u64::from_le_bytes(take(&mut rest)?),
            num_bad_epochs: u32::from_le_bytes(take(&mut rest)?),
            cooldown_counter: u32::from_le_bytes(take(&mut rest)?),
            step: u32::from_le_bytes(take(&mut rest)?),
        })
    }
}

impl Content {
    fn of(number: u8) -> Option<Self> {
        [Content::Plateau, Content::Cut, Content::Step].into_iter().find(|content| *content as u8 == number)
    }
}

impl<F: Real> ReduceLrOnPlateau<F> {
    /// The state as a record to store.
    #[must_use]
    pub fn snapshot(&self, state: &PlateauState<F>) -> Snapshot {
        Snapshot::of_state(Content::Plateau, self.fingerprint(), 0, state)
    }

    /// Continues from a stored state, which must have been made under these same settings.
    ///
    /// # Errors
    /// See [`StateError`]. A bad record is never repaired.
    pub fn restore(&self, snapshot: &Snapshot) -> Result<PlateauState<F>, StateError> {
        snapshot.must_be(Content::Plateau, F::BITS, self.fingerprint())?;
        reached_by(self, snapshot)
    }

    /// Continues from a stored state under settings that were changed on purpose. Rate, best metric and counters are the
    /// stored ones; everything else is this rule's. As in PyTorch, a count of bad observations above a smaller patience cuts at the
    /// next bad observation.
    ///
    /// # Errors
    /// See [`StateError`].
    pub fn restore_under_new_settings(&self, snapshot: &Snapshot) -> Result<PlateauState<F>, StateError> {
        snapshot.must_fit(Content::Plateau, F::BITS)?;
        state_of(snapshot)
    }

    fn fingerprint(&self) -> Fingerprint {
        let mut fingerprint = Fingerprint::new();
        self.add_settings(&mut fingerprint);
        fingerprint
    }
}

/// The state in a snapshot that was made under this very rule, whose rate has only fallen.
pub(crate) fn reached_by<F: Real>(
    rule: &ReduceLrOnPlateau<F>,
    snapshot: &Snapshot,
) -> Result<PlateauState<F>, StateError> {
    let state = state_of(snapshot)?;
    let counters = state.num_bad_epochs <= rule.settings().patience
        && state.cooldown_counter <= rule.settings().cooldown;
    if counters && state.lr <= rule.initial_lr() { Ok(state) } else { Err(StateError::Impossible) }
}

/// The state in a snapshot, whatever rule made it. A counter may be above the patience of another rule, which cuts at the next bad
/// observation then.
pub(crate) fn state_of<F: Real>(snapshot: &Snapshot) -> Result<PlateauState<F>, StateError> {
    let (Some(lr), Some(best)) = (F::of_bits(snapshot.lr), F::of_bits(snapshot.best)) else {
        return Err(StateError::Impossible);
    };
    let rate = lr >= F::ZERO && lr < F::INFINITY;
    #[expect(clippy::eq_op, reason = "the only value unlike itself is NaN")]
    let metric = best == best;
    if !(rate && metric) {
        return Err(StateError::Impossible);
    }
    Ok(PlateauState {
        lr,
        best,
        num_bad_epochs: snapshot.num_bad_epochs,
        cooldown_counter: snapshot.cooldown_counter,
    })
}

/// The snapshot of a step of any schedule.
pub(crate) fn of_step<S: Schedule + ?Sized>(schedule: &S, step: u32) -> Snapshot {
    let mut fingerprint = Fingerprint::new();
    schedule.fingerprint(&mut fingerprint);
    Snapshot {
        content: Content::Step,
        float_bits: S::Rate::BITS,
        fingerprint: fingerprint.value(),
        lr: 0,
        best: 0,
        num_bad_epochs: 0,
        cooldown_counter: 0,
        step,
    }
}

/// The step in a snapshot of the same schedule.
pub(crate) fn step_of<S: Schedule + ?Sized>(schedule: &S, snapshot: &Snapshot) -> Result<u32, StateError> {
    let mut fingerprint = Fingerprint::new();
    schedule.fingerprint(&mut fingerprint);
    snapshot.must_be(Content::Step, S::Rate::BITS, fingerprint)?;
    Ok(snapshot.step)
}

fn hash(bytes: &[u8]) -> u32 {
    let mut sum = Fingerprint::new();
    sum.bytes(bytes);
    sum.value()
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

#[cfg(feature = "serde")]
mod stored;
