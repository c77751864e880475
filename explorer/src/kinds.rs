//! The kinds of schedule that the page shows, and the curve that a visitor draws. A kind is a file and a row; all other code loops
//! over the list.

pub mod needs;
pub mod page;

pub mod constant;
pub mod cosine;
pub mod drawn;
pub mod exponential;
pub mod linear;
pub mod one_cycle;
pub mod plateau;
pub mod polynomial;
pub mod step;
pub mod warm_restarts;
pub mod warmup_stable_decay;

use etalon::Kind;

use crate::kinds::page::{KindPage, Source};

/// Every kind, in the order of the menus.
pub const KINDS: &[&KindPage] = &[
    &exponential::PAGE,
    &cosine::PAGE,
    &warm_restarts::PAGE,
    &plateau::PAGE,
    &one_cycle::PAGE,
    &step::PAGE,
    &linear::PAGE,
    &polynomial::PAGE,
    &warmup_stable_decay::PAGE,
    &constant::PAGE,
    &drawn::PAGE,
];

/// What the page knows of `kind`, if it shows it.
#[must_use]
pub fn page(kind: Kind) -> Option<&'static KindPage> {
    KINDS.iter().copied().find(|page| page.source == Source::Kind && page.kind == kind)
}

/// What the page knows of the kind with this name in an address.
#[must_use]
pub fn named(id: &str) -> Option<&'static KindPage> {
    KINDS.iter().copied().find(|page| page.id() == id)
}

#[cfg(test)]
pub(crate) mod tests;
