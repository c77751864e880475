//! The cuts of a run.

use etalon::ReduceLrOnPlateau;

use crate::race::replay;
use crate::race::run::Run;

/// The epochs after which `rule` cuts on the metric of `run`. A cut after the last epoch has no effect and is not among them.
pub fn cuts(rule: &ReduceLrOnPlateau<f64>, run: &Run) -> Vec<u32> {
    let mut cuts = replay::cuts(rule, run);
    cuts.retain(|epoch| *epoch < run.config.epochs());
    cuts
}
