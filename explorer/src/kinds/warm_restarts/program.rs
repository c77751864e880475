//! Cosine annealing with warm restarts as a program.

use crate::code::framework::Framework;
use crate::code::program::{Gaps, Programs};
use crate::kinds::warm_restarts::ETA_MIN;
use crate::race::seat::Seat;

/// Its programs.
pub(super) const PROGRAMS: Programs = Programs {
    pytorch: "",
    keras: include_str!("keras.py"),
    optax: include_str!("optax.py"),
    burn: include_str!("burn.rs.txt"),
    etalon: include_str!("etalon.rs.txt"),
    gaps,
};

fn gaps(seat: &Seat<'_>, _: Framework) -> Gaps {
    let rate = seat.rate();
    // Keras and optax count the end of a cycle as a share of the base rate.
    Gaps::default().flag("has_alpha", rate > 0.0 && seat.get(ETA_MIN) / rate <= 1e6)
}
