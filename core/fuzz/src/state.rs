//! Stored plateau states: any bytes are read or refused, and what is read can be continued.

use arbitrary::{Result, Unstructured};
use etalon::{Real, ReduceLrOnPlateau, Snapshot, StateError};

use crate::{number, settings};

/// Reads raw bytes as a state, then states that are whole but hold anything.
pub fn run(data: &[u8]) {
    if let Ok(snapshot) = Snapshot::from_bytes(data) {
        assert_eq!(snapshot.to_bytes()[..], *data, "what is read is written back the same");
    }
    let mut u = Unstructured::new(data);
    // Too few bytes make no case.
    let _ = forged::<f32>(&mut u).and_then(|()| forged::<f64>(&mut u));
}

fn forged<F: Real>(u: &mut Unstructured<'_>) -> Result<()> {
    let Ok(rule) = ReduceLrOnPlateau::new(number::<F>(u)?, settings(u)?) else { return Ok(()) };
    let mut state = rule.start();
    for _ in 0..u.arbitrary::<u8>()? % 8 {
        rule.observe(&mut state, number(u)?);
    }
    let snapshot = rule.snapshot(&state);
    assert_eq!(rule.restore(&snapshot), Ok(state), "what is stored is restored");
    let mut bytes = snapshot.to_bytes();

    // A changed byte is noticed.
    let at = u.choose_index(bytes.len())?;
    let change = u.arbitrary::<u8>()?;
    bytes[at] ^= change;
    assert_eq!(Snapshot::from_bytes(&bytes).is_ok(), change == 0);

    // A state that somebody sealed anew may hold anything; what is taken obeys the rule from then on.
    for _ in 0..u.arbitrary::<u8>()? % 6 {
        let at = u.choose_index(bytes.len() - 4)?;
        bytes[at] = u.arbitrary()?;
    }
    seal(&mut bytes);
    let Ok(forged) = Snapshot::from_bytes(&bytes) else {
        assert_ne!(bytes[..4], snapshot.to_bytes()[..4], "a sealed state of this version is read");
        return Ok(());
    };
    let under_these = rule.restore(&forged);
    match rule.restore_under_new_settings(&forged) {
        Ok(mut state) => {
            assert!(under_these == Ok(state) || under_these == Err(StateError::OtherSettings));
            let s = rule.settings();
            for _ in 0..4 {
                let before = state;
                rule.observe(&mut state, number(u)?);
                assert!(state.lr() >= F::ZERO && state.lr() <= before.lr(), "{before:?}, {state:?}");
                assert!(
                    state.num_bad_epochs() <= s.patience && state.cooldown_counter() <= s.cooldown,
                    "{state:?}"
                );
            }
        }
        Err(error) => assert!(under_these == Err(error) || under_these == Err(StateError::OtherSettings)),
    }
    Ok(())
}

/// Puts the right checksum (32-bit FNV-1a) at the end.
fn seal(bytes: &mut [u8; Snapshot::LEN]) {
    let (body, end) = bytes.split_at_mut(Snapshot::LEN - 4);
    let sum =
        body.iter().fold(0x811c_9dc5_u32, |sum, byte| (sum ^ u32::from(*byte)).wrapping_mul(0x0100_0193));
    end.copy_from_slice(&sum.to_le_bytes());
}
