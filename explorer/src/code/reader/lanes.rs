//! From what calls make to lanes of the page: units are converted, values are checked, and what is not known becomes a question.

use std::rc::Rc;

use etalon::param::Unit as Counts;
use etalon::{Kind, Stepped};

use super::answer::{Body, Question, TakenLane};
use super::cadence::{Cadence, Fitted, repeat};
use super::note::Verdict;
use super::pace::Pace;
use super::plan::{Got, KindPlan, Made, Plan};
use super::twice::every;
use super::unit::{self, Unit};
use super::value::Leaf;
use super::walk::{Loop, Walk};
use crate::code::reader::write;
use crate::kinds;
use crate::race::row::Row;

impl<'a> Walk<'a> {
    /// The lanes, and what has to be asked for them.
    pub fn lanes(&mut self) -> (Vec<TakenLane>, Vec<Question>) {
        let (mut lanes, mut questions) = (Vec::new(), Vec::new());
        let dead: Vec<String> =
            self.optimizers.iter().filter(|one| one.is_dead).map(|one| one.class.clone()).collect();
        for class in dead {
            self.refuse(format!("{class}: it stands in a branch that does not run"));
        }
        for at in 0..self.made.len() {
            let made = self.made[at].clone();
            if made.is_part || matches!(made.plan, Plan::Refused) {
                continue;
            }
            if made.is_dead {
                self.refuse(format!("{}: it stands in a branch that does not run", made.class));
                continue;
            }
            if let Some(why) = self.starts_elsewhere(at).or_else(|| self.begins_later(at)) {
                self.refuse(why);
                continue;
            }
            self.say_unstepped(at, &made);
            self.say_unused(at, &made);
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
        let is_rule = matches!(&made.plan, Plan::Kind(plan) if plan.kind.spec().stepped == Stepped::Metric);
        let at_epochs;
        let made = match self.pace(made, is_rule)? {
            Pace::Placed => made,
            Pace::Epochs => {
                at_epochs = made.at_epochs();
                &at_epochs
            }
            Pace::Counted { unit, steps } => match self.counted(made, unit, &steps)? {
                Some((lane, leaves)) => return Ok((lane, leaves, None)),
                None => {
                    at_epochs = made.at_epochs();
                    &at_epochs
                }
            },
            Pace::Waits(leaves) => {
                return Ok((lane(Body::Table { shares: Rc::new([]), batches: true }), leaves, None));
            }
        };
        match &made.plan {
            Plan::Kind(plan) => {
                let mut plan = plan.clone();
                let cadence = self.cadence(made, &plan);
                self.traps(made, &plan, cadence);
                if made.frequency > 1 {
                    return self.every(made, &mut plan, cadence);
                }
                let times = self.times(made, is_rule, cadence)?;
                if times > 1
                    && let Some((lane, leaves)) = self.faster(made, &mut plan, cadence, times)?
                {
                    return Ok((lane, leaves, Some(plan)));
                }
                if kinds::page(plan.kind).is_none() {
                    return self.without_a_page(made, plan, cadence);
                }
                let waits = self.fit_units(made, &mut plan, cadence)?;
                match waits {
                    Fitted::Kind(leaves) => Ok((lane(self.body(&made.class, &plan)?), leaves, Some(plan))),
                    Fitted::Table(shares) => {
                        let why = if plan.kind == Kind::WarmRestarts {
                            "the code counts its steps in batches"
                        } else {
                            "its lengths are not whole epochs"
                        };
                        let text = format!(
                            "{}: {why}, so the page takes its rates batch by batch as a table",
                            made.class
                        );
                        self.remark(text);
                        Ok((lane(Body::Table { shares, batches: true }), Vec::new(), None))
                    }
                }
            }
            Plan::Table(shares) => {
                let steps = self.table_steps(made);
                let is_wrong = made.steps == Unit::Epochs
                    && made.sites.iter().any(|site| site.place == Some(Loop::Batches));
                let times = self.times(made, false, Cadence { steps, is_wrong })?;
                let shares = if times > 1 { every(shares, times) } else { shares.clone() };
                self.table_note(made, &shares, steps);
                let shares = if made.frequency > 1 { repeat(&shares, made.frequency) } else { shares };
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

    pub(super) fn table_note(&mut self, made: &Made, shares: &[f64], steps: Unit) {
        let what = if steps == Unit::Batches { "batches" } else { "epochs" };
        let text = format!(
            "{}: the page has no such schedule, so it takes the rates as a table of {} {what}, as shares of the base rate",
            made.class,
            shares.len()
        );
        self.remark(text);
    }

    fn table_steps(&mut self, made: &Made) -> Unit {
        // With an argument it is stepped to that epoch, wherever that stands.
        let place = made.stepped.iter().filter(|(_, at)| at.is_none()).find_map(|(place, _)| *place);
        match (made.interval, made.steps, place) {
            (Some(unit), ..) => unit,
            (None, Unit::Plain, Some(Loop::Batches)) => Unit::Batches,
            (None, Unit::Batches, Some(Loop::Epochs)) => {
                let text = format!(
                    "{} counts batches, and the code steps it once an epoch; the page steps it so too",
                    made.class
                );
                self.notes.say(Verdict::Trap, text);
                Unit::Epochs
            }
            (None, Unit::Epochs, Some(Loop::Batches)) => {
                let text = format!(
                    "{} counts epochs, and the code steps it at every batch; the page steps it once an epoch",
                    made.class
                );
                self.notes.say(Verdict::Trap, text);
                Unit::Epochs
            }
            (None, unit, _) => unit,
        }
    }

    /// The values of a lane, checked against its rows.
    pub(super) fn body(&mut self, class: &str, plan: &KindPlan) -> Result<Body, String> {
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
            (false, false) => format!("{class}: {said}; not given, so the framework's default: {usual}"),
            (true, false) => format!("{class}: not given, so the framework's default: {usual}"),
            (true, true) => String::new(),
        };
        if !text.is_empty() {
            self.remark(text);
        }
        Ok(Body::Kind { page, values, filled, warm_up })
    }
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
