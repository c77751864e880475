//! From what calls make to lanes of the page: units are converted, values are checked, and what is not known becomes a question.

use std::rc::Rc;

use etalon::param::Unit as Counts;
use etalon::{Kind, Stepped};

use super::answer::{Body, Question, TakenLane};
use super::plan::{Got, KindPlan, Made, Plan};
use super::table;
use super::unit::{self, Unit};
use super::value::{Leaf, Value};
use super::walk::{Loop, Walk};
use crate::code::reader::write;
use crate::kinds;
use crate::race::row::Row;

/// What a schedule's steps are, and whether the code steps it in a loop that does not fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cadence {
    /// What they are.
    pub steps: Unit,
    /// Whether the loop does not fit.
    pub is_wrong: bool,
}

impl<'a> Walk<'a> {
    /// The lanes, and what has to be asked for them.
    pub fn lanes(&mut self) -> (Vec<TakenLane>, Vec<Question>) {
        let (mut lanes, mut questions) = (Vec::new(), Vec::new());
        for at in 0..self.made.len() {
            let made = self.made[at].clone();
            if made.is_part || matches!(made.plan, Plan::Refused) {
                continue;
            }
            if made.is_dead {
                self.refuse(format!("{}: it stands in a branch that does not run", made.class));
                continue;
            }
            match self.lane(&made) {
                Ok(lane) => {
                    for leaf in &lane.1 {
                        ask(&mut questions, leaf, lane.2.as_ref(), self.page);
                    }
                    lanes.push(lane.0);
                }
                Err(why) => self.refuse(why),
            }
        }
        (lanes, questions)
    }

    /// A lane, what it waits for, and the plan that says what for.
    fn lane(&mut self, made: &Made) -> Result<(TakenLane, Vec<Leaf>, Option<KindPlan>), String> {
        let lane = |body| TakenLane { class: made.class.clone(), body };
        match &made.plan {
            Plan::Kind(plan) => {
                let mut plan = plan.clone();
                let cadence = self.cadence(made, &plan);
                self.traps(made, &plan, cadence);
                if made.frequency > 1 {
                    return self.every(made, &mut plan, cadence);
                }
                if kinds::page(plan.kind).is_none() {
                    return self.without_a_page(made, plan, cadence);
                }
                let waits = self.fit_units(made, &mut plan, cadence)?;
                match waits {
                    Fitted::Kind(leaves) => Ok((lane(self.body(&made.class, &plan)?), leaves, Some(plan))),
                    Fitted::Table(shares) => {
                        let text = format!(
                            "{}: its lengths are no whole numbers of epochs, so its rates are taken batch by batch as a table",
                            made.class
                        );
                        self.remark(text);
                        Ok((lane(Body::Table { shares, batches: true }), Vec::new(), None))
                    }
                }
            }
            Plan::Table(shares) => {
                let steps = self.table_steps(made);
                self.table_note(made, shares, steps);
                let shares = if made.frequency > 1 { repeat(shares, made.frequency) } else { shares.clone() };
                Ok((lane(Body::Table { shares, batches: steps == Unit::Batches }), Vec::new(), None))
            }
            Plan::Waiting(leaves) => {
                let body = Body::Table { shares: Rc::new([]), batches: made.steps == Unit::Batches };
                Ok((lane(body), leaves.to_vec(), None))
            }
            Plan::Refused => Err(format!("{}: it is not taken", made.class)),
        }
    }

    /// A kind that the page does not show yet, as a table.
    fn without_a_page(
        &mut self,
        made: &Made,
        plan: KindPlan,
        cadence: Cadence,
    ) -> Result<(TakenLane, Vec<Leaf>, Option<KindPlan>), String> {
        let base = self.base_rate(made.optimizer);
        let batches = cadence.steps == Unit::Batches;
        let (shares, leaves): (Rc<[f64]>, Vec<Leaf>) =
            match self.shares(&Plan::Kind(plan), cadence.steps, &base) {
                Ok(shares) => (shares, Vec::new()),
                Err(leaves) if leaves.is_empty() => {
                    return Err(format!("{}: with these values it has no rates", made.class));
                }
                Err(leaves) => (Rc::new([]), leaves.to_vec()),
            };
        if leaves.is_empty() {
            self.table_note(made, &shares, cadence.steps);
        }
        Ok((TakenLane { class: made.class.clone(), body: Body::Table { shares, batches } }, leaves, None))
    }

    fn table_note(&mut self, made: &Made, shares: &[f64], steps: Unit) {
        let what = if steps == Unit::Batches { "batches" } else { "epochs" };
        let text = format!(
            "{}: no kind of the page, so its rates are taken as a table of {} {what}, as shares of the base rate",
            made.class,
            shares.len()
        );
        self.remark(text);
    }

    fn table_steps(&self, made: &Made) -> Unit {
        let place = made.stepped.iter().find_map(|(place, _)| *place);
        match (made.interval, made.steps, place) {
            (Some(unit), ..) => unit,
            (None, Unit::Plain, Some(Loop::Batches)) => Unit::Batches,
            (None, unit, _) => unit,
        }
    }

    /// What the steps of a kind are.
    fn cadence(&self, made: &Made, plan: &KindPlan) -> Cadence {
        let is_in = |kind: Loop| made.stepped.iter().any(|(place, _)| *place == Some(kind));
        let (batches, epochs) = (is_in(Loop::Batches), is_in(Loop::Epochs) && !is_in(Loop::Batches));
        if let Some(steps) = made.interval {
            return Cadence { steps, is_wrong: false };
        }
        let stepped = plan.kind.spec().stepped;
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
            // Once an epoch. `Stepped` may grow.
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
    fn fit_units(&mut self, made: &Made, plan: &mut KindPlan, cadence: Cadence) -> Result<Fitted, String> {
        let mut waits: Vec<Leaf> =
            plan.said.iter().flat_map(|(_, got)| got.leaves().iter().cloned()).collect();
        if let Some(warm_up) = &plan.warm_up {
            waits.extend(warm_up.steps.leaves().iter().chain(warm_up.start.leaves()).cloned());
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
        let text = format!(
            "{}: the code steps it at every batch and the page once an epoch, with {} batches in an epoch",
            made.class, batches.value
        );
        self.remark(text);
        Ok(Fitted::Kind(waits))
    }

    /// A kind that is stepped at every k-th step only.
    fn every(
        &mut self,
        made: &Made,
        plan: &mut KindPlan,
        cadence: Cadence,
    ) -> Result<(TakenLane, Vec<Leaf>, Option<KindPlan>), String> {
        let every = made.frequency;
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

    /// The values of a lane, checked against its rows.
    fn body(&mut self, class: &str, plan: &KindPlan) -> Result<Body, String> {
        let page = kinds::page(plan.kind).ok_or("the page has no such schedule yet")?;
        let (mut values, mut filled, mut warm_up) = (Vec::new(), plan.filled.clone(), Vec::new());
        let check = |row: Row, value: f64| row.check(value).map_err(|error| format!("{class}: {error}"));
        for (row, got) in &plan.said {
            let Some(number) = got.known() else { continue };
            check(*row, number.value)?;
            if number.implied { &mut filled } else { &mut values }.push((*row, number.value));
        }
        if let Some(rise) = &plan.warm_up {
            let rows =
                [(crate::race::warm_up::STEPS, &rise.steps), (crate::race::warm_up::START, &rise.start)];
            for (row, got) in rows {
                let Some(number) = got.known() else { continue };
                check(row, number.value)?;
                warm_up.push((row, number.value));
            }
        }
        let words = |rows: &[(Row, f64)]| {
            rows.iter().map(|(row, value)| write::assignment(*row, *value)).collect::<Vec<_>>().join(", ")
        };
        let said = words(&[values.as_slice(), warm_up.as_slice()].concat());
        let usual = words(&filled);
        let text = match (said.is_empty(), usual.is_empty()) {
            (false, true) => format!("{class}: {said}"),
            (false, false) => format!("{class}: {said}; not said, so as the framework has it: {usual}"),
            (true, false) => format!("{class}: not said, so as the framework has it: {usual}"),
            (true, true) => class.to_owned(),
        };
        self.remark(text);
        Ok(Body::Kind { page, values, filled, warm_up })
    }
}

/// What came of turning lengths into the page's steps.
enum Fitted {
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

fn repeat(shares: &[f64], every: u32) -> Rc<[f64]> {
    let most = shares.len();
    shares.iter().flat_map(|share| core::iter::repeat_n(*share, every as usize)).take(most).collect()
}

/// Adds a question, with a guess.
pub fn ask(questions: &mut Vec<Question>, leaf: &Leaf, plan: Option<&KindPlan>, page: super::Page) {
    if questions.iter().any(|known| known.name == leaf.name) {
        return;
    }
    let is_of = |got: &Got| got.leaves().iter().any(|one| one.name == leaf.name);
    let row = plan.and_then(|plan| plan.said.iter().find(|(_, got)| is_of(got))).map(|(row, _)| *row);
    let is_part = unit::is_part(&leaf.name);
    let usual = match (leaf.unit, row) {
        _ if is_part || !leaf.choices.is_empty() => None,
        (Unit::Plain, _) if !leaf.direct => None,
        (Unit::Epochs, _) => Some(page.epochs),
        (Unit::Batches, _) => Some(page.epochs * page.batches),
        (Unit::PerEpoch, _) => Some(page.batches),
        (Unit::Plain, Some(row)) => match row.unit {
            Counts::Steps => {
                let by_batch = plan.is_some_and(|plan| plan.kind.spec().stepped == Stepped::Batch);
                Some(if by_batch { page.epochs * page.batches } else { page.epochs })
            }
            Counts::Rate if matches!(row.id, "lr" | "max_lr") => Some(page.lr),
            _ => Some(row.default),
        },
        (Unit::Plain, None) => None,
    };
    questions.push(Question {
        name: leaf.name.clone(),
        guess: leaf.guess.or(usual).filter(|guess| guess.is_finite()),
        choices: leaf.choices,
        why: leaf.why,
    });
}

/// Shares of a table at the steps of a page, for tests and drawings.
#[must_use]
pub fn horizon(batches: bool) -> u32 {
    table::horizon(if batches { Unit::Batches } else { Unit::Epochs })
}
