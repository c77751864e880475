//! What a schedule's steps are, in the code and on the page, and how lengths in batches become lengths in epochs.

use std::rc::Rc;

use etalon::param::Unit as Counts;
use etalon::{Kind, Stepped};

use super::answer::{Body, TakenLane};
use super::plan::{Got, KindPlan, Made, Plan};
use super::unit::Unit;
use super::value::{Leaf, Value};
use super::walk::{Loop, Walk};
use crate::kinds;

/// What a schedule's steps are, and whether the code steps it in a loop that does not fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cadence {
    /// What they are.
    pub steps: Unit,
    /// Whether the loop does not fit.
    pub is_wrong: bool,
}

impl<'a> Walk<'a> {
    /// What the steps of a kind are.
    pub(super) fn cadence(&self, made: &Made, plan: &KindPlan) -> Cadence {
        // A step to an epoch, `step(epoch)`, may stand anywhere.
        let is_rule = plan.kind.spec().stepped == Stepped::Metric;
        let is_in = |kind: Loop| {
            made.stepped.iter().any(|(place, at)| *place == Some(kind) && (is_rule || at.is_none()))
        };
        let (mut batches, mut epochs) = (is_in(Loop::Batches), is_in(Loop::Epochs) && !is_in(Loop::Batches));
        let stepped = plan.kind.spec().stepped;
        match made.interval {
            // A cycle whose length counts batches does not fit into epochs.
            Some(Unit::Epochs) if stepped == Stepped::Batch => (batches, epochs) = (false, true),
            Some(steps) => return Cadence { steps, is_wrong: false },
            None => {}
        }
        match (stepped, made.steps) {
            (Stepped::Metric, _) => Cadence { steps: Unit::Epochs, is_wrong: batches },
            (_, Unit::Epochs) => Cadence { steps: Unit::Epochs, is_wrong: batches },
            (_, Unit::Batches) => Cadence { steps: Unit::Batches, is_wrong: epochs },
            (Stepped::Batch, _) => {
                // A length that is the run's number of epochs, stepped once an epoch, fits.
                let run = self.decided().epochs.map(|(_, epochs)| epochs);
                let is_run = lengths(plan).any(|length| Some(length) == run);
                let steps = if epochs && is_run { Unit::Epochs } else { Unit::Batches };
                Cadence { steps, is_wrong: epochs && !is_run }
            }
            // A restart may stand inside an epoch: what the code steps counts.
            _ if batches && plan.kind == Kind::WarmRestarts => {
                Cadence { steps: Unit::Batches, is_wrong: false }
            }
            // Once an epoch. `Stepped` may grow.
            // A run without epochs counts its batches.
            _ if batches && made.sites.iter().any(|site| site.is_alone) => {
                Cadence { steps: Unit::Batches, is_wrong: false }
            }
            _ if batches => self.in_batches(plan),
            _ => Cadence { steps: Unit::Epochs, is_wrong: false },
        }
    }

    /// A kind of epochs that is stepped at every batch: meant so, or not.
    fn in_batches(&self, plan: &KindPlan) -> Cadence {
        let run = self.decided().epochs.map(|(_, epochs)| epochs);
        let gamma = plan.said.iter().find(|(row, _)| row.id == "gamma").and_then(|(_, got)| got.known());
        let has_length = lengths(plan).next().is_some();
        let is_meant = if has_length {
            !lengths(plan).any(|length| Some(length) == run) && lengths(plan).any(|length| length > 200.0)
        } else {
            gamma.is_some_and(|gamma| gamma.value > 0.99)
        };
        Cadence { steps: if is_meant { Unit::Batches } else { Unit::Epochs }, is_wrong: !is_meant }
    }

    /// Turns lengths into the page's steps. What the text does not say is returned; a table is returned where whole epochs do not do.
    pub(super) fn fit_units(
        &mut self,
        made: &Made,
        plan: &mut KindPlan,
        cadence: Cadence,
    ) -> Result<Fitted, String> {
        let mut waits: Vec<Leaf> =
            plan.said.iter().flat_map(|(_, got)| got.leaves().iter().cloned()).collect();
        if let Some(warm_up) = &plan.warm_up {
            waits.extend(warm_up.steps.leaves().iter().chain(warm_up.start.leaves()).cloned());
        }
        if plan.kind == Kind::WarmRestarts && cadence.steps == Unit::Batches {
            return self.restarts_in_batches(made, plan, waits);
        }
        let is_epochs = plan.kind.spec().stepped == Stepped::Epoch;
        let counts_nothing = plan.kind == Kind::Constant && plan.warm_up.is_none();
        let factor = match (is_epochs, cadence.steps) {
            (true, Unit::Batches) if !counts_nothing => self.batches(),
            (false, Unit::Epochs)
                if made.steps == Unit::Epochs && plan.kind.spec().stepped == Stepped::Batch =>
            {
                self.batches()
            }
            _ => return Ok(Fitted::Kind(waits)),
        };
        let Value::Number(batches) = factor else {
            // What a loader's length answers is not asked twice.
            if !waits.iter().any(|leaf| leaf.unit == Unit::PerEpoch) {
                waits.extend(factor.leaves().iter().cloned());
            }
            withhold(plan);
            return Ok(Fitted::Kind(waits));
        };
        if !waits.is_empty() {
            withhold(plan);
            return Ok(Fitted::Kind(waits));
        }
        if !is_epochs {
            scale(plan, |length| length * batches.value);
            return Ok(Fitted::Kind(waits));
        }
        let steps: Vec<f64> = lengths(plan).chain(rise(plan)).collect();
        if steps.iter().any(|length| (length / batches.value).fract() != 0.0) {
            let base = self.base_rate(made.optimizer);
            let shares = self.shares(&Plan::Kind(plan.clone()), Unit::Batches, &base);
            return shares
                .map(Fitted::Table)
                .map_err(|_| format!("{}: its rates cannot be computed", made.class));
        }
        scale(plan, |length| length / batches.value);
        as_exponential(plan);
        let text = format!(
            "{}: the code steps it at every batch and the page once an epoch, with {} batches in an epoch",
            made.class, batches.value
        );
        self.remark(text);
        Ok(Fitted::Kind(waits))
    }

    /// Restarts that the code counts in batches: a table, because the page steps them once an epoch.
    fn restarts_in_batches(
        &mut self,
        made: &Made,
        plan: &mut KindPlan,
        mut waits: Vec<Leaf>,
    ) -> Result<Fitted, String> {
        if waits.is_empty() {
            let base = self.base_rate(made.optimizer);
            match self.shares(&Plan::Kind(plan.clone()), Unit::Batches, &base) {
                Ok(shares) => return Ok(Fitted::Table(shares)),
                Err(leaves) if leaves.is_empty() => {
                    return Err(format!("{}: its rates cannot be computed", made.class));
                }
                Err(leaves) => waits.extend(leaves.iter().cloned()),
            }
        }
        withhold(plan);
        Ok(Fitted::Kind(waits))
    }

    /// A kind that is stepped at every k-th step only.
    pub(super) fn every(
        &mut self,
        made: &Made,
        plan: &mut KindPlan,
        cadence: Cadence,
    ) -> Result<(TakenLane, Vec<Leaf>, Option<KindPlan>), String> {
        let every = made.frequency;
        if plan.kind.spec().stepped == Stepped::Metric {
            return Err(format!(
                "{}: with frequency = {every} it sees one metric in {every} only",
                made.class
            ));
        }
        let text = format!("{}: frequency = {every}, so it is stepped once in {every} steps", made.class);
        self.remark(text);
        let gamma = plan.said.iter().find(|(row, _)| row.id == "gamma").map(|(_, got)| got.clone());
        if let (Kind::Exponential, Some(gamma)) = (plan.kind, gamma) {
            let values = [("step_size", Got::of(f64::from(every))), ("gamma", gamma)];
            let step =
                super::others::of_kind(Kind::Step, &values).filter(|step| kinds::page(step.kind).is_some());
            if let Some(mut step) = step {
                let Fitted::Kind(leaves) = self.fit_units(made, &mut step, cadence)? else {
                    return Err(format!("{}: its cuts are not at ends of epochs", made.class));
                };
                let body = self.body(&made.class, &step)?;
                return Ok((TakenLane { class: made.class.clone(), body }, leaves, Some(step)));
            }
        }
        let base = self.base_rate(made.optimizer);
        match self.shares(&Plan::Kind(plan.clone()), cadence.steps, &base) {
            Ok(shares) => {
                let body =
                    Body::Table { shares: repeat(&shares, every), batches: cadence.steps == Unit::Batches };
                Ok((TakenLane { class: made.class.clone(), body }, Vec::new(), None))
            }
            Err(leaves) if !leaves.is_empty() => {
                let body = Body::Table { shares: Rc::new([]), batches: cadence.steps == Unit::Batches };
                Ok((TakenLane { class: made.class.clone(), body }, leaves.to_vec(), None))
            }
            Err(_) => Err(format!("{}: with a frequency of {every} the page cannot run it", made.class)),
        }
    }
}

/// What came of turning lengths into the page's steps.
#[derive(Debug)]
pub enum Fitted {
    /// The kind, once this is answered.
    Kind(Vec<Leaf>),
    /// A table of batches.
    Table(Rc<[f64]>),
}

/// The lengths of a plan that are known.
pub fn lengths(plan: &KindPlan) -> impl Iterator<Item = f64> + '_ {
    let rows = plan.said.iter().filter(|(row, _)| row.unit == Counts::Steps);
    rows.filter_map(|(_, got)| got.known()).map(|number| number.value)
}

fn rise(plan: &KindPlan) -> impl Iterator<Item = f64> + '_ {
    plan.warm_up.iter().filter_map(|warm_up| warm_up.steps.known()).map(|number| number.value)
}

/// Changes every length of a plan, and a factor that is taken once a step.
fn scale(plan: &mut KindPlan, change: impl Fn(f64) -> f64) {
    let has_length = plan.said.iter().any(|(row, _)| row.unit == Counts::Steps);
    let per_epoch = 1.0 / change(1.0);
    for (row, got) in &mut plan.said {
        let Got::Number(number) = got else { continue };
        if row.unit == Counts::Steps {
            number.value = change(number.value);
        } else if row.id == "gamma" && !has_length {
            number.value = number.value.powf(per_epoch);
        }
    }
    if let Some(Got::Number(number)) = plan.warm_up.as_mut().map(|warm_up| &mut warm_up.steps) {
        number.value = change(number.value);
    }
}

/// A cut at every step is an exponential.
fn as_exponential(plan: &mut KindPlan) {
    let is_every = plan
        .said
        .iter()
        .any(|(row, got)| row.id == "step_size" && got.known().is_some_and(|number| number.value == 1.0));
    let gamma = plan.said.iter().find(|(row, _)| row.id == "gamma").map(|(_, got)| got.clone());
    if let (Kind::Step, true, Some(gamma)) = (plan.kind, is_every, gamma)
        && let Some(kind) = super::others::of_kind(Kind::Exponential, &[("gamma", gamma)])
    {
        *plan = KindPlan { warm_up: plan.warm_up.take(), ..kind };
    }
}

/// Takes away what cannot be said before the question for the batches is answered.
fn withhold(plan: &mut KindPlan) {
    let has_length = plan.said.iter().any(|(row, _)| row.unit == Counts::Steps);
    let asked = || Got::Unknown(Rc::new([]));
    for (row, got) in &mut plan.said {
        if row.unit == Counts::Steps || row.id == "gamma" && !has_length {
            *got = asked();
        }
    }
    if let Some(warm_up) = &mut plan.warm_up {
        warm_up.steps = asked();
    }
}

pub fn repeat(shares: &[f64], every: u32) -> Rc<[f64]> {
    let most = shares.len();
    shares.iter().flat_map(|share| core::iter::repeat_n(*share, every as usize)).take(most).collect()
}
