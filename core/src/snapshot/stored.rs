//! A snapshot for serde: every field by name, and the checksum of the bytes.

use super::{Content, Snapshot, StateError, VERSION};

#[derive(serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields, rename = "Snapshot")]
pub(crate) struct Stored {
    version: u8,
    float_bits: u8,
    // The first format has neither this field nor `step`. Without their defaults, its version would never be read.
    #[serde(default)]
    content: u8,
    #[serde(alias = "settings")]
    fingerprint: u32,
    lr: u64,
    best: u64,
    num_bad_epochs: u32,
    cooldown_counter: u32,
    #[serde(default)]
    step: u32,
    #[serde(default)]
    checksum: u32,
}

impl From<Snapshot> for Stored {
    fn from(snapshot: Snapshot) -> Self {
        Self {
            version: VERSION,
            float_bits: snapshot.float_bits,
            content: snapshot.content as u8,
            fingerprint: snapshot.fingerprint,
            lr: snapshot.lr,
            best: snapshot.best,
            num_bad_epochs: snapshot.num_bad_epochs,
            cooldown_counter: snapshot.cooldown_counter,
            step: snapshot.step,
            checksum: snapshot.checksum(&snapshot.to_bytes()),
        }
    }
}

impl TryFrom<Stored> for Snapshot {
    type Error = StateError;

    fn try_from(stored: Stored) -> Result<Self, StateError> {
        if stored.version != VERSION {
            return Err(StateError::Version(stored.version));
        }
        let snapshot = Self {
            content: Content::of(stored.content).ok_or(StateError::Corrupt)?,
            float_bits: stored.float_bits,
            fingerprint: stored.fingerprint,
            lr: stored.lr,
            best: stored.best,
            num_bad_epochs: stored.num_bad_epochs,
            cooldown_counter: stored.cooldown_counter,
            step: stored.step,
        };
        if stored.checksum != snapshot.checksum(&snapshot.to_bytes()) {
            return Err(StateError::Corrupt);
        }
        Ok(snapshot)
    }
}
