//! Schedules that the code steps more than once in a turn of a loop.

use std::rc::Rc;

use etalon::Kind;

use super::answer::{Body, TakenLane};
use super::cadence::Cadence;
use super::note::Verdict;
use super::plan::{Got, KindPlan, Made, Plan};
use super::unit::Unit;
use super::value::Leaf;
use super::walk::{Loop, Walk};

/// Where the code steps a schedule: a place in a loop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Site {
    /// The innermost loop around it, by its number.
    pub turn: u32,
    /// What that loop, or the nearest one around it that is known, goes through.
    pub place: Option<Loop>,
    /// Whether it is before the batches of an epoch, at each of them or after them, where a method's name says so.
    pub rank: u8,
    /// Whether its loop counts the batches of the whole run.
    pub is_alone: bool,
    /// The body of a function around it, by its number.
    pub body: u32,
    /// The loop around that loop.
    pub around: u32,
    /// The steps in each turn of it.
    pub often: u32,
    /// Whether a loop inside of it has turns that are not known.
    pub is_unclear: bool,
    /// The conditions that decide in which turns, if they can be computed.
    pub beat: Option<usize>,
    /// Whether every turn of the innermost loop comes here.
    pub is_sure: bool,
    /// Whether it gets something: a metric, or the number of the epoch.
    pub is_given: bool,
}

impl<'a> Walk<'a> {
    /// The steps in one turn where all turns of the code are alike; 1 where they are not, which is said.
    ///
    /// # Errors
    /// That a rule sees several metrics.
    pub(super) fn times(&mut self, made: &Made, is_rule: bool, cadence: Cadence) -> Result<usize, String> {
        let class = &made.class;
        // A time schedule that gets the number of the epoch is set to it, however often.
        let sites: Vec<Site> = made.sites.iter().filter(|site| is_rule || !site.is_given).copied().collect();
        let sure_in = |turn: u32| {
            let sure = sites.iter().filter(|site| site.is_sure && site.turn == turn);
            sure.map(|site| site.often as usize).sum::<usize>()
        };
        let most = sites.iter().map(|site| sure_in(site.turn)).max().unwrap_or(0);
        let often = if most == 2 { "twice".to_owned() } else { format!("{most} times") };
        if most > 1 && is_rule {
            return Err(format!(
                "{class}: the code steps it {often} at every turn, so it sees several metrics"
            ));
        }
        let is_alike =
            sites.iter().all(|site| site.is_sure && Some(site.turn) == sites.first().map(|one| one.turn));
        if most > 1 && is_alike && !cadence.is_wrong {
            let what = if cadence.steps == Unit::Batches { "batch" } else { "epoch" };
            self.remark(format!("{class}: the code steps it {often} at every {what}, and so does the page"));
            return Ok(most);
        }
        let has = |kind: Loop, is_sure: bool| {
            sites.iter().any(|site| site.place == Some(kind) && site.is_sure == is_sure)
        };
        let is_beside =
            |sure: &Site| sure.is_sure && sites.iter().any(|other| !other.is_sure && other.turn == sure.turn);
        let text = if most > 1 {
            format!("the code steps it {often} in one turn of a loop")
        } else if has(Loop::Batches, true) && has(Loop::Epochs, true) {
            "the code steps it in a loop through batches and in one through epochs too".to_owned()
        } else if has(Loop::Batches, true) && has(Loop::Epochs, false) {
            "the code steps it at every batch, and perhaps once more at an epoch".to_owned()
        } else if has(Loop::Epochs, true) && has(Loop::Batches, false) {
            "the code steps it at every epoch, and perhaps at batches too".to_owned()
        } else if sites.iter().any(is_beside) {
            "the code steps it at every turn of a loop, and perhaps once more in some".to_owned()
        } else {
            return Ok(1);
        };
        let what = if cadence.steps == Unit::Batches { "batch" } else { "epoch" };
        self.notes.say(Verdict::Trap, format!("{class}: {text}; here it is stepped once for every {what}"));
        Ok(1)
    }

    /// A kind that is stepped several times at once: an exponential of another factor, or one rate of every `times`.
    pub(super) fn faster(
        &mut self,
        made: &Made,
        plan: &mut KindPlan,
        cadence: Cadence,
        times: usize,
    ) -> Result<Option<(TakenLane, Vec<Leaf>)>, String> {
        if plan.kind == Kind::Exponential && plan.warm_up.is_none() {
            for (row, got) in &mut plan.said {
                if let (Got::Number(number), "gamma") = (got, row.id) {
                    number.value = number.value.powf(times as f64);
                }
            }
            if plan.said.iter().all(|(_, got)| got.known().is_some()) {
                return Ok(None);
            }
        }
        let base = self.base_rate(made.optimizer);
        let lane = |shares: Rc<[f64]>| TakenLane {
            class: made.class.clone(),
            body: Body::Table { shares, batches: cadence.steps == Unit::Batches },
        };
        match self.shares(&Plan::Kind(plan.clone()), cadence.steps, &base) {
            Ok(shares) => {
                let shares = every(&shares, times);
                self.table_note(made, &shares, cadence.steps);
                Ok(Some((lane(shares), Vec::new())))
            }
            Err(leaves) if leaves.is_empty() => {
                Err(format!("{}: stepped {times} times at once, its rates cannot be computed", made.class))
            }
            Err(leaves) => Ok(Some((lane(Rc::new([])), leaves.to_vec()))),
        }
    }
}

/// One rate of every `times`.
#[must_use]
pub fn every(shares: &[f64], times: usize) -> Rc<[f64]> {
    shares.iter().step_by(times).copied().collect()
}
