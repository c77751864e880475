//! The rates of a schedule that the code does not step once at every turn of a loop, from its counted steps.

use std::rc::Rc;

use super::answer::{Body, TakenLane};
use super::cadence::Cadence;
use super::plan::{Made, Plan};
use super::unit::Unit;
use super::value::Leaf;
use super::walk::Walk;

impl<'a> Walk<'a> {
    /// The lane of a schedule whose steps are counted; nothing if its rates are those of one step an epoch.
    ///
    /// # Errors
    /// That there are no such rates, or that PyTorch stops before the run ends.
    pub(super) fn counted(
        &mut self,
        made: &Made,
        unit: Unit,
        steps: &[usize],
    ) -> Result<Option<(TakenLane, Vec<Leaf>)>, String> {
        let (class, plan) = (&made.class, &made.plan);
        let lane = |shares: Rc<[f64]>| TakenLane {
            class: class.clone(),
            body: Body::Table { shares, batches: unit == Unit::Batches },
        };
        let run = self.decided();
        let per_epoch =
            if unit == Unit::Batches { run.batches.map(|(_, batches)| batches) } else { Some(1.0) };
        let length = run.epochs.map(|(_, epochs)| epochs).zip(per_epoch).map(|(epochs, each)| epochs * each);
        let last = length.and_then(|length| steps.get((length as usize).checked_sub(1)?)).copied();
        if let (Plan::Kind(kind), Some(last)) = (plan, last) {
            let total = kind.said.iter().find(|(row, _)| row.id == "total_steps");
            let total = total.and_then(|(_, got)| got.known()).map(|total| total.value);
            if let Some(total) = total.filter(|total| last as f64 > *total) {
                return Err(format!(
                    "{class}: the run makes {last} steps of it, and PyTorch stops with an error after {total}"
                ));
            }
        }
        let base = self.base_rate(made.optimizer);
        // The schedule counts its own steps, however many of them are in an epoch.
        match self.shares(plan, Unit::Batches, &base) {
            Ok(shares) => {
                let is_same = |(at, step): (usize, &usize)| match (shares.get(at), shares.get(*step)) {
                    (Some(one), Some(other)) => one == other,
                    (None, _) | (_, None) => true,
                };
                if unit == Unit::Epochs && steps.iter().enumerate().all(is_same) {
                    return Ok(None);
                }
                if let Plan::Kind(plan) = plan {
                    self.traps(made, plan, Cadence { steps: unit, is_wrong: false });
                }
                let shares: Rc<[f64]> = steps.iter().map_while(|step| shares.get(*step).copied()).collect();
                if length.is_some_and(|length| (shares.len() as f64) < length.min(steps.len() as f64)) {
                    return Err(format!("{class}: its rates are not known up to the end of the run"));
                }
                let what = if unit == Unit::Batches { "batches" } else { "epochs" };
                let text = format!(
                    "{class}: the code does not step it once at every turn of a loop, so the page takes its rates as a table of {} {what}",
                    shares.len()
                );
                self.remark(text);
                Ok(Some((lane(shares), Vec::new())))
            }
            Err(leaves) if leaves.is_empty() => Err(format!("{class}: its rates cannot be computed")),
            Err(leaves) => Ok(Some((lane(Rc::new([])), leaves.to_vec()))),
        }
    }
}
