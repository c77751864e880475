//! Tests the stored form: records that are damaged, blank, of another content or of another version are refused, and old records
//! stay readable.

use etalon::{
    ConstantLr, CosineAnnealingLr, Fingerprint, LinearLr, Observed, OneCycle, OneCycleLr, Plateau,
    ReduceLrOnPlateau, Schedule, Snapshot, StateError,
};
use proptest::prelude::*;

/// A rule and a snapshot of its state, after enough metrics to fill every field.
fn plateau() -> (ReduceLrOnPlateau<f64>, Snapshot) {
    let settings = Plateau { patience: 3, cooldown: 5, ..Plateau::default() };
    let rule = ReduceLrOnPlateau::<f64>::new(0.1, settings).unwrap();
    let mut state = rule.start();
    for _ in 0..6 {
        rule.observe(&mut state, 0.75);
    }
    (rule, rule.snapshot(&state))
}

/// A record of each content, in both float types.
fn records() -> [Snapshot; 4] {
    let cosine = CosineAnnealingLr::<f64>::new(0.1, 90, 1e-3).unwrap();
    let plan = cosine.cut_on_plateau(Plateau::default()).unwrap();
    let mut state = plan.start();
    plan.observe(&mut state, 0.5);
    let narrow = ReduceLrOnPlateau::<f32>::new(0.1, Plateau::default()).unwrap();
    [plateau().1, plan.snapshot(12, &state), cosine.snapshot(77), narrow.snapshot(&narrow.start())]
}

/// A record of these bytes with the checksum that belongs to them.
fn sealed<const N: usize>(mut bytes: [u8; N]) -> [u8; N] {
    let mut hash = Fingerprint::new();
    hash.bytes(&bytes[..N - 4]);
    bytes[N - 4..].copy_from_slice(&hash.value().to_le_bytes());
    bytes
}

/// The record of a snapshot with some bytes changed on purpose.
fn forged(snapshot: &Snapshot, at: usize, bytes: &[u8]) -> Result<Snapshot, StateError> {
    let mut record = snapshot.to_bytes();
    record[at..at + bytes.len()].copy_from_slice(bytes);
    Snapshot::from_bytes(&sealed(record))
}

#[test]
fn a_record_comes_back_also_from_a_longer_slot() {
    assert_eq!(Snapshot::LEN, 40);
    for snapshot in records() {
        let bytes = snapshot.to_bytes();
        assert_eq!(Snapshot::from_bytes(&bytes), Ok(snapshot));
        for rest in [0x00, 0xff, 0x5a] {
            let mut slot = [rest; 64];
            slot[..bytes.len()].copy_from_slice(&bytes);
            assert_eq!(Snapshot::from_bytes(&slot), Ok(snapshot));
        }
    }
}

#[test]
fn every_changed_or_lost_byte_is_noticed() {
    for bytes in records().map(|snapshot| snapshot.to_bytes()) {
        for bit in 0..bytes.len() * 8 {
            let mut changed = bytes;
            changed[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(Snapshot::from_bytes(&changed), Err(StateError::Corrupt), "bit {bit}");
        }
        for length in 1..bytes.len() {
            assert_eq!(Snapshot::from_bytes(&bytes[..length]), Err(StateError::TooShort), "{length} bytes");
        }
    }
}

#[test]
fn erased_flash_is_blank_and_not_damage() {
    for length in [0, 1, 39] {
        // Too short for a record: something was cut off.
        assert_eq!(Snapshot::from_bytes(&vec![0xff; length]), Err(StateError::TooShort));
        assert_eq!(Snapshot::from_bytes(&vec![0; length]), Err(StateError::TooShort));
    }
    for length in [40, 64, 4096] {
        assert_eq!(Snapshot::from_bytes(&vec![0xff; length]), Err(StateError::Blank));
        assert_eq!(Snapshot::from_bytes(&vec![0; length]), Err(StateError::Blank));
    }
    let mut slot = [0xff; 64];
    slot[41] = 0;
    assert_eq!(Snapshot::from_bytes(&slot), Err(StateError::Blank), "what follows the record does not count");
    slot[39] = 0;
    assert_eq!(Snapshot::from_bytes(&slot), Err(StateError::Corrupt));
}

/// The format of the first release: 36 bytes, without content and step.
fn first_format() -> [u8; 36] {
    let mut bytes = [0; 36];
    bytes[0] = 1;
    bytes[1] = 64;
    bytes[4..8].copy_from_slice(&0x1234_5678_u32.to_le_bytes());
    bytes[8..16].copy_from_slice(&0.1_f64.to_le_bytes());
    bytes[16..24].copy_from_slice(&0.7_f64.to_le_bytes());
    bytes[24..28].copy_from_slice(&2_u32.to_le_bytes());
    sealed(bytes)
}

#[test]
fn a_record_of_another_version_is_refused_by_its_version() {
    let old = first_format();
    assert_eq!(Snapshot::from_bytes(&old), Err(StateError::Version(1)));
    let mut slot = [0xff; 64];
    slot[..36].copy_from_slice(&old);
    assert_eq!(Snapshot::from_bytes(&slot), Err(StateError::Version(1)));
    let mut damaged = old;
    damaged[9] ^= 1;
    assert_eq!(Snapshot::from_bytes(&damaged), Err(StateError::TooShort), "it is no old record");
    let [snapshot, ..] = records();
    assert_eq!(forged(&snapshot, 0, &[3]), Err(StateError::Version(3)));
    let text = StateError::Version(1).to_string();
    assert_eq!(text, "the stored state has format version 1, expected 2");
}

#[test]
fn what_a_rule_cannot_reach_is_refused() {
    let (rule, snapshot) = plateau();
    assert!(rule.restore(&snapshot).is_ok());
    let impossible = Err(StateError::Impossible);
    for rate in [-0.1_f64, f64::NAN, f64::INFINITY] {
        assert_eq!(rule.restore(&forged(&snapshot, 8, &rate.to_le_bytes()).unwrap()), impossible, "{rate}");
    }
    let no_best = forged(&snapshot, 16, &f64::NAN.to_le_bytes()).unwrap();
    assert_eq!(rule.restore(&no_best), impossible);
    for (at, count) in [(24, 4_u32), (28, 6)] {
        assert_eq!(rule.restore(&forged(&snapshot, at, &count.to_le_bytes()).unwrap()), impossible);
        assert!(rule.restore(&forged(&snapshot, at, &(count - 1).to_le_bytes()).unwrap()).is_ok());
    }
    assert_eq!(forged(&snapshot, 2, &[3]), Err(StateError::Corrupt), "there is no such content");
    let hasty = ReduceLrOnPlateau::<f64>::new(0.1, Plateau { patience: 0, ..*rule.settings() }).unwrap();
    assert_eq!(hasty.restore_under_new_settings(&snapshot).map(|state| state.num_bad_epochs()), Ok(0));
    let no_cooldown =
        ReduceLrOnPlateau::<f64>::new(0.1, Plateau { cooldown: 0, ..*rule.settings() }).unwrap();
    let mut kept = no_cooldown.restore_under_new_settings(&snapshot).unwrap();
    assert_eq!(kept.cooldown_counter(), 4, "the cooldown that has begun goes on");
    // Six bad observations under a patience of 10, then a patience of 3: the next bad observation cuts.
    let patient = ReduceLrOnPlateau::<f64>::new(0.1, Plateau { patience: 10, ..Plateau::default() }).unwrap();
    let mut state = patient.start();
    for metric in [1.0, 2.0, 2.0, 2.0, 2.0, 2.0, 2.0] {
        patient.observe(&mut state, metric);
    }
    let hasty = ReduceLrOnPlateau::<f64>::new(0.1, Plateau { patience: 3, ..Plateau::default() }).unwrap();
    kept = hasty.restore_under_new_settings(&patient.snapshot(&state)).unwrap();
    assert_eq!(kept.num_bad_epochs(), 6);
    assert_eq!(hasty.observe(&mut kept, 2.0), Observed::Cut);
    assert_eq!(patient.observe(&mut state, 2.0), Observed::Waiting);

    // The record of an `f32` has only 32 bits of each number.
    let narrow = ReduceLrOnPlateau::<f32>::new(0.1, Plateau::default()).unwrap();
    let of_narrow = narrow.snapshot(&narrow.start());
    assert!(narrow.restore(&of_narrow).is_ok());
    assert_eq!(narrow.restore(&forged(&of_narrow, 13, &[1]).unwrap()), Err(StateError::Impossible));
    assert_eq!(narrow.restore(&snapshot), Err(StateError::OtherFloat));
}

#[test]
fn a_state_of_another_content_is_refused_before_anything_else() {
    let (rule, of_rule) = plateau();
    let cosine = CosineAnnealingLr::<f64>::new(0.1, 90, 1e-3).unwrap();
    assert_eq!(cosine.restore(&of_rule), Err(StateError::OtherContent));
    assert_eq!(rule.restore(&cosine.snapshot(3)), Err(StateError::OtherContent));
    let narrow = CosineAnnealingLr::<f32>::new(0.1, 90, 1e-3).unwrap();
    assert_eq!(narrow.restore(&of_rule), Err(StateError::OtherContent));
    assert_eq!(narrow.restore(&cosine.snapshot(3)), Err(StateError::OtherFloat));
}

#[test]
fn a_record_of_this_version_is_read_for_ever() {
    // These bytes were recorded once. A change of the format or of a fingerprint makes them unreadable.
    let bytes: Vec<u8> = (0..RECORD.len() / 2)
        .map(|at| u8::from_str_radix(&RECORD[2 * at..2 * at + 2], 16).unwrap())
        .collect();
    let (rule, snapshot) = plateau();
    let text: String = snapshot.to_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(text, RECORD);
    let state = rule.restore(&Snapshot::from_bytes(&bytes).unwrap()).unwrap();
    assert_eq!((state.lr(), state.best()), (0.1 * 0.1, 0.75));
    assert_eq!((state.num_bad_epochs(), state.cooldown_counter()), (0, 4));
}

const RECORD: &str = "0240000099e3c3e77c14ae47e17a843f000000000000e83f000000000400000000000000e93b3a94";

fn every_flip_is_refused(bytes: &[u8], read: impl Fn(&[u8]) -> bool) {
    assert!(read(bytes));
    for bit in 0..bytes.len() * 8 {
        let mut changed = bytes.to_vec();
        changed[bit / 8] ^= 1 << (bit % 8);
        assert!(!read(&changed), "bit {bit}");
    }
}

#[test]
fn serde_keeps_a_record_and_notices_every_changed_bit() {
    for snapshot in records() {
        let text = serde_json::to_string(&snapshot).unwrap();
        assert_eq!(serde_json::from_str::<Snapshot>(&text).unwrap(), snapshot);
        // A letter of the other case makes another name, and JSON ignores no flipped bit here.
        every_flip_is_refused(text.as_bytes(), |text| serde_json::from_slice::<Snapshot>(text).is_ok());
        let bytes = postcard::to_allocvec(&snapshot).unwrap();
        assert_eq!(postcard::from_bytes::<Snapshot>(&bytes).unwrap(), snapshot);
        every_flip_is_refused(&bytes, |bytes| postcard::from_bytes::<Snapshot>(bytes).is_ok());
    }
}

#[test]
fn serde_refuses_another_version_and_what_it_does_not_know() {
    let read = |text: &str| serde_json::from_str::<Snapshot>(text).map_err(|error| error.to_string());
    let old = r#"{"version":1,"float_bits":64,"settings":305419896,"lr":4591870180066957722,
        "best":4604480259023595110,"num_bad_epochs":2,"cooldown_counter":0}"#;
    let error = read(old).unwrap_err();
    assert!(error.contains("the stored state has format version 1, expected 2"), "{error}");

    let [snapshot, ..] = records();
    let mut record = serde_json::to_value(snapshot).unwrap();
    record["fingerprint"] = 1.into();
    let error = read(&record.to_string()).unwrap_err();
    assert!(error.contains("damaged"), "{error}");
    record["more"] = 1.into();
    let error = read(&record.to_string()).unwrap_err();
    assert!(error.contains("unknown field `more`"), "{error}");
    assert!(read("{}").is_err());
}

proptest! {
    #[test]
    fn any_bytes_make_a_snapshot_or_an_error(bytes in prop::collection::vec(any::<u8>(), 0..80)) {
        let rule = plateau().0;
        if let Ok(snapshot) = Snapshot::from_bytes(&bytes) {
            let _ = rule.restore(&snapshot);
        }
    }

    #[test]
    fn any_content_under_a_right_checksum_makes_a_state_or_an_error(bytes in prop::collection::vec(any::<u8>(), 40)) {
        let (rule, snapshot) = plateau();
        let mut record = snapshot.to_bytes();
        record[8..36].copy_from_slice(&bytes[..28]);
        let snapshot = Snapshot::from_bytes(&sealed(record)).unwrap();
        if let Ok(state) = rule.restore(&snapshot) {
            prop_assert!(state.lr() >= 0.0 && state.lr().is_finite() && !state.best().is_nan());
            prop_assert!(state.num_bad_epochs() <= 3 && state.cooldown_counter() <= 5);
        }
    }
}

/// The fingerprint of any schedule.
fn print(schedule: &dyn Schedule<Rate = f32>) -> Fingerprint {
    let mut fingerprint = Fingerprint::new();
    schedule.fingerprint(&mut fingerprint);
    fingerprint
}

#[test]
fn factors_that_differ_below_the_last_digit_of_a_rate_have_other_fingerprints() {
    let constant = ConstantLr::<f32>::new(1.0).unwrap();
    for thousandth in 1..1_000 {
        let factor = f64::from(thousandth) / 1_000.0;
        let near = f64::from(factor as f32);
        if near == factor {
            continue;
        }
        let rises = [factor, near].map(|factor| constant.warm_up(1_000, factor).unwrap());
        assert_ne!(print(&rises[0]), print(&rises[1]), "{factor}");
        let lines = [factor, near].map(|factor| LinearLr::<f32>::new(1.0, factor, 0.0, 1_000).unwrap());
        assert_ne!(print(&lines[0]), print(&lines[1]), "{factor}");
    }
}

#[test]
fn momenta_that_nothing_reads_do_not_count() {
    let cycle = |base_momentum, cycle_momentum| {
        let usual = OneCycle::<f32>::steps(0.1, 100);
        OneCycleLr::<f32>::new(OneCycle { base_momentum, cycle_momentum, ..usual }).unwrap()
    };
    assert_eq!(print(&cycle(0.1, false)), print(&cycle(0.2, false)));
    assert_ne!(print(&cycle(0.1, true)), print(&cycle(0.2, true)));
}

#[test]
fn a_rate_above_the_first_cannot_have_been_reached() {
    let low = ReduceLrOnPlateau::<f64>::new(0.1, Plateau::default()).unwrap();
    let high = ReduceLrOnPlateau::<f64>::new(5.0, Plateau::default()).unwrap();
    let mut forged = high.snapshot(&high.start()).to_bytes();
    // The other rule's fingerprint, and a checksum that is right.
    forged[4..8].copy_from_slice(&low.snapshot(&low.start()).to_bytes()[4..8]);
    let snapshot = Snapshot::from_bytes(&sealed(forged)).unwrap();
    assert_eq!(low.restore(&snapshot), Err(StateError::Impossible));
}
