//! The cuts of a run.

use crate::race::replay;
use crate::race::run::Run;
use crate::race::seat::Seat;

/// The epochs after which the rule of `seat` cuts on the metric of `run`. A cut after the last epoch has no effect and is not among
/// them.
pub fn cuts(seat: Seat<'_>, run: &Run) -> Vec<u32> {
    let mut cuts = replay::cuts(seat, run, None);
    cuts.retain(|epoch| *epoch < run.config.epochs());
    cuts
}
