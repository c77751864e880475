//! The kinds of schedule that the page shows. A kind is a file and a row; all other code loops over the list.

pub mod page;

pub mod constant;
pub mod cosine;
pub mod exponential;
pub mod linear;
pub mod one_cycle;
pub mod plateau;
pub mod step;
pub mod warmup_stable_decay;

use etalon::Kind;

use crate::kinds::page::KindPage;

/// Every kind, in the order of the menus.
pub const KINDS: &[&KindPage] = &[
    &exponential::PAGE,
    &cosine::PAGE,
    &plateau::PAGE,
    &one_cycle::PAGE,
    &step::PAGE,
    &linear::PAGE,
    &warmup_stable_decay::PAGE,
    &constant::PAGE,
];

/// What the page knows of `kind`, if it shows it.
#[must_use]
pub fn page(kind: Kind) -> Option<&'static KindPage> {
    KINDS.iter().copied().find(|page| page.kind == kind)
}

#[cfg(test)]
pub(crate) mod tests;
