//! The controls: a card for each lane and one for what all runs share.

pub mod card;
pub mod more;
pub mod points;
pub mod questions;
