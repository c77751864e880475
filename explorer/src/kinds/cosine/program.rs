//! Cosine annealing as a program.

use crate::code::framework::Framework;
use crate::code::program::{Gaps, Programs};
use crate::kinds::cosine::{ETA_MIN, PAST_END, T_MAX};
use crate::race::seat::Seat;

/// Its programs.
pub(super) const PROGRAMS: Programs = Programs {
    pytorch: include_str!("pytorch.py"),
    keras: include_str!("keras.py"),
    optax: include_str!("optax.py"),
    burn: include_str!("burn.rs.txt"),
    etalon: include_str!("etalon.rs.txt"),
    gaps,
};

fn gaps(seat: &Seat<'_>, _: Framework) -> Gaps {
    let rate = seat.rate();
    Gaps::default()
        // Keras and optax count the end as a share of the base rate.
        .flag("has_alpha", rate > 0.0 && seat.get(ETA_MIN) / rate <= 1e6)
        // Twice T_max must fit into the integers of a framework.
        .flag("rises_again", !seat.is_on(PAST_END) && seat.get(T_MAX) < f64::from(1 << 30))
}
