//! Helpers of several tests: schedules of any kind by the names of their parameters, drawn settings, and steps worth trying.

use etalon::{AnySchedule, Kind, Real, Settings};
use etalon_proof::draw::{Draw, STEPS};
use etalon_proof::oracle::ulp::Exact;
use etalon_proof::{SUBJECTS, Subject, subjects};

/// Settings of a kind: the suggested values, changed by these values.
#[track_caller]
pub fn settings<const N: usize>(kind: &str, values: [(&str, f64); N]) -> Settings {
    let mut settings = Settings::suggested(Kind::from_id(kind).unwrap());
    for (id, value) in values {
        settings.set(id, value).unwrap();
    }
    settings
}

/// The schedule of these settings.
#[track_caller]
pub fn timed<F: Real>(settings: &Settings) -> AnySchedule<F> {
    settings.build().unwrap().timed().unwrap()
}

/// The exact rate of a schedule with these values.
#[track_caller]
pub fn exact<const N: usize>(kind: &str, values: [(&str, f64); N], step: u32) -> Exact {
    let subject = subjects::of(Kind::from_id(kind).unwrap()).unwrap();
    (subject.oracle.exact)(&settings(kind, values), step).0
}

/// The subjects that take a step number.
pub fn timed_subjects() -> impl Iterator<Item = &'static Subject> {
    SUBJECTS.iter().filter(|subject| is_timed(subject))
}

/// Whether the kind takes a step number.
pub fn is_timed(subject: &Subject) -> bool {
    Settings::suggested(subject.kind).build::<f64>().unwrap().timed().is_some()
}

/// Settings that a subject draws, the same in every run.
pub fn drawn(subject: &'static Subject, count: u32) -> impl Iterator<Item = (Settings, Draw)> {
    let mut draw = Draw::new(u64::from(count));
    (0..count).map(move |_| ((subject.draw)(&mut draw), Draw::new(draw.word())))
}

/// Steps around the turn, random steps before and after it, and the last steps of all.
pub fn steps(subject: &Subject, settings: &Settings, draw: &mut Draw) -> Vec<u32> {
    let turn = (subject.turn)(settings);
    let around = [0, 1, turn.wrapping_sub(1), turn, turn.wrapping_add(1), turn.wrapping_mul(2), turn / 2];
    let mut steps: Vec<u32> = around.into_iter().chain([u32::MAX - 1, u32::MAX]).collect();
    let below = u64::from(turn) + 1;
    steps.extend([(); 12].map(|()| (draw.word() % below) as u32));
    steps.extend([(); 4].map(|()| draw.one_of(&STEPS)));
    steps
}

/// Whether generated files are to be written instead of compared.
pub fn writes() -> bool {
    std::env::var_os("ETALON_WRITE").is_some_and(|value| value == "1")
}
