//! The only list of the subjects. A row here includes a kind in every proof.

mod constant;
mod cosine;
mod exponential;
mod linear;
mod one_cycle;
mod plateau;
mod polynomial;
mod step;
mod warm_restarts;
mod warmup_stable_decay;

use etalon::{Kind, Settings};

use crate::subject::Subject;

/// A subject for each kind.
pub const SUBJECTS: &[Subject] = &[
    constant::SUBJECT,
    exponential::SUBJECT,
    cosine::SUBJECT,
    warm_restarts::SUBJECT,
    one_cycle::SUBJECT,
    step::SUBJECT,
    linear::SUBJECT,
    polynomial::SUBJECT,
    warmup_stable_decay::SUBJECT,
    plateau::SUBJECT,
];

/// The subject of the kind `id`, at compile time. A program that names one kind links no code of the others.
///
/// # Panics
/// If there is no such kind. The program then does not compile.
#[must_use]
pub const fn subject(id: &str) -> &'static Subject {
    let mut rest = SUBJECTS;
    while let [subject, others @ ..] = rest {
        if same(subject.kind.id().as_bytes(), id.as_bytes()) {
            return subject;
        }
        rest = others;
    }
    panic!("no such kind")
}

/// The subject of a kind.
#[must_use]
pub fn of(kind: Kind) -> Option<&'static Subject> {
    SUBJECTS.iter().find(|subject| subject.kind == kind)
}

const fn same(mut a: &[u8], mut b: &[u8]) -> bool {
    while let ([x, others_a @ ..], [y, others_b @ ..]) = (a, b) {
        if *x != *y {
            return false;
        }
        (a, b) = (others_a, others_b);
    }
    a.is_empty() && b.is_empty()
}

/// Settings with these values.
///
/// # Panics
/// If a value is not legal. Subjects draw only legal values.
fn settings<const N: usize>(kind: Kind, values: [(&str, f64); N]) -> Settings {
    let mut settings = Settings::suggested(kind);
    for (id, value) in values {
        assert!(settings.set(id, value).is_ok(), "{id} cannot be {value}");
    }
    settings
}

/// The value of a parameter.
fn get(settings: &Settings, id: &str) -> f64 {
    settings.get(id).unwrap_or_default()
}

/// The value of a count.
fn count(settings: &Settings, id: &str) -> u32 {
    get(settings, id) as u32
}
