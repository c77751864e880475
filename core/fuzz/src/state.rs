//! Checks stored states: any bytes are read or refused, and a state that was read can be continued.

use arbitrary::{Result, Unstructured};
use etalon::{Kind, Plateau, Real, Schedule, Snapshot, StateError};

use crate::{count, number, settings, subject};

/// Reads raw bytes as a state. Then reads states with a valid checksum and arbitrary contents.
pub fn run(data: &[u8]) {
    if let Ok(snapshot) = Snapshot::from_bytes(data) {
        assert_eq!(
            Snapshot::from_bytes(&snapshot.to_bytes()),
            Ok(snapshot),
            "what is read is written back the same"
        );
    }
    let mut u = Unstructured::new(data);
    // If there are too few bytes, the case is skipped.
    let _ = match u.arbitrary::<u8>().map(|content| content % 3) {
        Ok(0) => plateau::<f32>(&mut u).and_then(|()| plateau::<f64>(&mut u)),
        Ok(1) => cut(&mut u, Plateau::<f32>::DEFAULT).and_then(|()| cut(&mut u, Plateau::<f64>::DEFAULT)),
        Ok(_) => step::<f32>(&mut u).and_then(|()| step::<f64>(&mut u)),
        Err(_) => Ok(()),
    };
}

/// The state of a plateau.
fn plateau<F: Real>(u: &mut Unstructured<'_>) -> Result<()> {
    let settings = settings(u, Kind::ReduceOnPlateau)?;
    let Some(rule) = settings.build::<F>().ok().and_then(|built| built.plateau()) else { return Ok(()) };
    let mut state = rule.start();
    for _ in 0..u.arbitrary::<u8>()? % 8 {
        rule.observe(&mut state, number(u)?);
    }
    let snapshot = rule.snapshot(&state);
    assert_eq!(rule.restore(&snapshot), Ok(state), "what is stored is restored");
    let Some(forged) = forged(u, snapshot)? else { return Ok(()) };
    let under_these = rule.restore(&forged);
    match rule.restore_under_new_settings(&forged) {
        Ok(mut state) => {
            // Under these settings a rate only falls, and no counter is above its limit.
            let s = rule.settings();
            let is_beyond = state.lr() > rule.initial_lr()
                || state.num_bad_epochs() > s.patience
                || state.cooldown_counter() > s.cooldown;
            let reached = if is_beyond { Err(StateError::Impossible) } else { Ok(state) };
            assert!(under_these == reached || under_these == Err(StateError::OtherSettings));
            for _ in 0..4 {
                let before = state;
                rule.observe(&mut state, number(u)?);
                assert!(state.lr() >= F::ZERO && state.lr() <= before.lr(), "{before:?}, {state:?}");
                let most =
                    (s.patience.max(before.num_bad_epochs()), s.cooldown.max(before.cooldown_counter()));
                assert!(
                    state.num_bad_epochs() <= most.0 && state.cooldown_counter() <= most.1,
                    "{before:?}, {state:?}"
                );
            }
        }
        Err(error) => assert!(under_these == Err(error) || under_these == Err(StateError::OtherSettings)),
    }
    Ok(())
}

/// The scale of a schedule that a plateau cuts, with its step.
fn cut<F: Real>(u: &mut Unstructured<'_>, usual: Plateau<F>) -> Result<()> {
    let kind = subject(u)?.kind;
    let Some(schedule) = settings(u, kind)?.build::<F>().ok().and_then(|built| built.timed()) else {
        return Ok(());
    };
    let (patience, cooldown) = (u.arbitrary::<u8>()? % 4, u.arbitrary::<u8>()? % 4);
    let s = Plateau { patience: patience.into(), cooldown: cooldown.into(), ..usual };
    let Ok(plan) = schedule.cut_on_plateau(s) else { return Ok(()) };
    let mut state = plan.start();
    for _ in 0..u.arbitrary::<u8>()? % 8 {
        plan.observe(&mut state, number(u)?);
    }
    let step = count(u)?;
    let snapshot = plan.snapshot(step, &state);
    assert_eq!(plan.restore(&snapshot), Ok((step, state)), "what is stored is restored");
    assert_eq!(schedule.restore(&snapshot), Err(StateError::OtherContent));
    let Some(forged) = forged(u, snapshot)? else { return Ok(()) };
    let under_these = plan.restore(&forged);
    match plan.restore_under_new_settings(&forged) {
        Ok((step, mut state)) => {
            // Under these settings a scale only falls, and no counter is above its limit.
            let is_beyond = state.scale() > F::ONE
                || state.num_bad_epochs() > s.patience
                || state.cooldown_counter() > s.cooldown;
            let reached = if is_beyond { Err(StateError::Impossible) } else { Ok((step, state)) };
            assert!(under_these == reached || under_these == Err(StateError::OtherSettings));
            for _ in 0..4 {
                let before = state;
                plan.observe(&mut state, number(u)?);
                assert!(state.scale() >= F::ZERO && state.scale() <= before.scale(), "{before:?}, {state:?}");
                let most =
                    (s.patience.max(before.num_bad_epochs()), s.cooldown.max(before.cooldown_counter()));
                assert!(
                    state.num_bad_epochs() <= most.0 && state.cooldown_counter() <= most.1,
                    "{before:?}, {state:?}"
                );
            }
        }
        Err(error) => assert!(under_these == Err(error) || under_these == Err(StateError::OtherSettings)),
    }
    Ok(())
}

/// The step of any schedule.
fn step<F: Real>(u: &mut Unstructured<'_>) -> Result<()> {
    let kind = subject(u)?.kind;
    let Some(schedule) = settings(u, kind)?.build::<F>().ok().and_then(|built| built.timed()) else {
        return Ok(());
    };
    let step = count(u)?;
    let snapshot = schedule.snapshot(step);
    assert_eq!(schedule.restore(&snapshot), Ok(step), "what is stored is restored");
    if let Some(forged) = forged(u, snapshot)? {
        // A schedule has a rate at every step number.
        let restored = schedule.restore(&forged);
        assert!(!matches!(restored, Err(StateError::Impossible)), "{restored:?}");
    }
    Ok(())
}

/// Damages a state. Then changes it and corrects its checksum, so that it may hold anything. A state that is accepted then must
/// obey the rule.
fn forged(u: &mut Unstructured<'_>, snapshot: Snapshot) -> Result<Option<Snapshot>> {
    let mut bytes = snapshot.to_bytes();
    assert_eq!(Snapshot::from_bytes(&bytes), Ok(snapshot));
    let at = u.choose_index(bytes.len())?;
    let change = u.arbitrary::<u8>()?;
    bytes[at] ^= change;
    assert_eq!(Snapshot::from_bytes(&bytes).is_ok(), change == 0, "a changed byte is noticed");
    for _ in 0..u.arbitrary::<u8>()? % 6 {
        let at = u.choose_index(bytes.len() - 4)?;
        bytes[at] = u.arbitrary()?;
    }
    seal(&mut bytes);
    let read = Snapshot::from_bytes(&bytes);
    if read.is_err() {
        assert_ne!(bytes[..4], snapshot.to_bytes()[..4], "a sealed state of this version is read");
    }
    Ok(read.ok())
}

/// Puts the right checksum (32-bit FNV-1a) at the end.
fn seal(bytes: &mut [u8; Snapshot::LEN]) {
    let (body, end) = bytes.split_at_mut(Snapshot::LEN - 4);
    let sum =
        body.iter().fold(0x811c_9dc5_u32, |sum, byte| (sum ^ u32::from(*byte)).wrapping_mul(0x0100_0193));
    end.copy_from_slice(&sum.to_le_bytes());
}
