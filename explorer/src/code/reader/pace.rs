//! How often the code steps a schedule in each epoch, where loops and conditions around the step decide that.

use std::rc::Rc;

use super::answer::{Body, TakenLane};
use super::cadence::Cadence;
use super::note::Verdict;
use super::plan::{Made, Plan};
use super::scope::Level;
use super::table::horizon;
use super::tree::{Node, Whole};
use super::twice::Site;
use super::unit::Unit;
use super::value::{Leaf, Value};
use super::walk::{Loop, Walk};

/// Something that counts the turns of a loop.
#[derive(Debug, Clone)]
pub struct Counter {
    /// What the loop goes through.
    pub kind: Loop,
    /// How the code writes it.
    pub path: String,
    /// Its value in the first turn.
    pub from: f64,
}

impl Counter {
    /// The number of the epoch, from 0.
    #[must_use]
    pub fn of_epochs(path: &str) -> Self {
        Self { kind: Loop::Epochs, path: path.to_owned(), from: 0.0 }
    }

    /// The number of the batch in its epoch, from 0.
    #[must_use]
    pub fn of_batches(path: &str) -> Self {
        Self { kind: Loop::Batches, path: path.to_owned(), from: 0.0 }
    }
}

/// A condition around a statement.
#[derive(Debug, Clone)]
pub struct When<'a> {
    /// The condition.
    condition: Whole,
    /// Whether it holds there.
    holds: bool,
    /// Whether the loop sets one of its names again and again.
    is_open: bool,
    /// What its names stand for there.
    names: Vec<(String, Value<'a>)>,
}

/// When a step is made.
#[derive(Debug, Clone)]
pub struct Beat<'a> {
    whens: Vec<When<'a>>,
    counters: Vec<Counter>,
    /// The innermost condition, in words.
    words: String,
}

/// How often the code steps a schedule.
#[derive(Debug)]
pub enum Pace {
    /// As its places say it: the conditions decide nothing, or nothing is known of them.
    Placed,
    /// Once at the end of every epoch.
    Epochs,
    /// The steps that have been made before each epoch, or before each batch.
    Counted { unit: Unit, steps: Vec<usize> },
    /// It is known once this is answered.
    Waits(Vec<Leaf>),
}

/// Why a condition is neither true nor false.
enum Open {
    Asked(Vec<Leaf>),
    Unknown,
}

impl<'a> Walk<'a> {
    /// Remembers a condition for the statements inside of it.
    pub(super) fn when(&mut self, condition: Whole, holds: bool) {
        let mut names = Vec::new();
        for id in condition.first..=condition.id {
            let Some(path) = self.path(id) else { continue };
            let value = self.eval(id);
            // A record is found by its own name, and its entries by theirs.
            if matches!(value, Value::Number(_) | Value::Unknown(_) | Value::Truth(_) | Value::List(_)) {
                names.push((path, value));
            }
        }
        let is_open = self.changes(condition).is_some();
        self.whens.push(When { condition, holds, is_open, names });
    }

    /// The conditions around a step, if every branch around it has one that counts turns.
    pub(super) fn beat(&mut self) -> Option<usize> {
        if self.whens.is_empty() || self.forks != self.covered {
            return None;
        }
        let words = self.turns.last().cloned().unwrap_or_default();
        let beat = Beat { whens: self.whens.clone(), counters: self.counters.clone(), words };
        self.beats.push(Rc::new(beat));
        Some(self.beats.len() - 1)
    }

    /// Whether a step is made in a turn. `last` is the last batch of an epoch.
    fn is_made(
        &mut self,
        beat: Option<usize>,
        epoch: f64,
        batch: f64,
        last: Option<f64>,
    ) -> Result<bool, Open> {
        let Some(beat) = beat.map(|at| self.beats[at].clone()) else { return Ok(true) };
        for when in &beat.whens {
            self.scopes.enter(Level::Function);
            for (path, value) in &when.names {
                let value = self.answered(value.clone());
                self.scopes.set(path, value);
            }
            for counter in &beat.counters {
                let turn = match counter.kind {
                    Loop::Epochs => epoch,
                    Loop::Batches => batch,
                    Loop::Times(_) | Loop::Unclear | Loop::Other => continue,
                };
                self.scopes.set(&counter.path, Value::number(counter.from + turn, true));
            }
            if let Some(last) = last {
                self.scopes.set("self.trainer.is_last_batch", Value::Truth(batch == last));
            }
            let was = std::mem::replace(&mut self.is_pure, true);
            let value = self.eval(when.condition.id);
            self.is_pure = was;
            self.scopes.leave();
            match (value.truth(), value) {
                (Some(truth), _) if truth == when.holds => {}
                (Some(_), _) => return Ok(false),
                (None, Value::Unknown(leaves)) => {
                    return Err(
                        if !when.is_open && leaves.iter().all(|leaf| self.may_be_asked(when.condition, leaf))
                        {
                            Open::Asked(leaves.to_vec())
                        } else {
                            Open::Unknown
                        },
                    );
                }
                (None, _) => return Err(Open::Unknown),
            }
        }
        Ok(true)
    }

    /// Whether an unknown thing of a condition is a number that stays as it is.
    fn may_be_asked(&self, condition: Whole, leaf: &Leaf) -> bool {
        let is_single = (condition.first..=condition.id).all(|id| {
            !matches!(self.tree.node(id), Node::Binary("and" | "or" | "is", ..) | Node::Unary("not", _))
        });
        let changes = ["a loop changes it", "it takes several values", "a branch sets it"];
        let last = leaf.name.rsplit('.').next().unwrap_or_default();
        is_single && !changes.contains(&leaf.why) && !is_counter(last)
    }

    /// How often the code steps a schedule.
    ///
    /// # Errors
    /// That the text does not show the order of its steps.
    pub(super) fn pace(&mut self, made: &Made, is_rule: bool) -> Result<Pace, String> {
        let mut sites: Vec<Site> =
            made.sites.iter().filter(|site| is_rule || !site.is_given).copied().collect();
        sites.sort_by_key(|site| site.rank);
        let class = &made.class;
        if sites.iter().any(|site| site.is_unclear) {
            return Err(format!(
                "{class}: the code steps it in a loop inside of another one, and the text does not say what a turn of the inner \
                 loop is"
            ));
        }
        let is_at = |kind: Loop| sites.iter().any(|site| site.place == Some(kind));
        let (by_batch, by_epoch) = (is_at(Loop::Batches), is_at(Loop::Epochs));
        let has_beats = sites.iter().any(|site| site.beat.is_some());
        let is_known = sites.iter().all(|site| {
            (site.is_sure || site.beat.is_some()) && matches!(site.place, Some(Loop::Batches | Loop::Epochs))
        });
        let is_simple = !(has_beats || by_batch && by_epoch);
        if !is_known || is_simple {
            self.say_turns(made, &sites);
            let is_first = |site: &Site| site.rank == 0 && site.place == Some(Loop::Epochs);
            if !is_rule && sites.iter().any(is_first) {
                let text = format!(
                    "{class}: the code steps it before the training of the epoch, so since version 1.1 PyTorch trains the first epoch \
                     with the second rate; here the first epoch has the first rate"
                );
                self.notes.say(Verdict::Trap, text);
            }
            return Ok(Pace::Placed);
        }
        // One loop through epochs, and at most one through batches in it.
        let epochs_of = |site: &Site| if site.place == Some(Loop::Batches) { site.around } else { site.turn };
        let is_one = sites.windows(2).all(|pair| epochs_of(&pair[0]) == epochs_of(&pair[1]));
        let mut inner = sites.iter().filter(|site| site.place == Some(Loop::Batches)).map(|site| site.turn);
        let first = inner.next();
        let is_ordered = sites.iter().all(|one| {
            sites
                .iter()
                .all(|other| one.place == other.place || one.body == other.body || one.rank != other.rank)
        });
        if !is_one || !is_ordered || inner.any(|turn| Some(turn) != first) {
            if by_batch && by_epoch {
                return Err(format!(
                    "{class}: the code steps it at batches and at epochs in different loops or functions, and the text does not \
                     show in which order"
                ));
            }
            self.say_turns(made, &sites);
            return Ok(Pace::Placed);
        }
        let pace = if by_batch { self.by_batches(made, &sites)? } else { self.by_epochs(made, &sites)? };
        match pace {
            Pace::Counted { .. } | Pace::Waits(_) if is_rule && by_batch => {
                Err(format!("{class}: the code steps it at batches, so it sees several metrics"))
            }
            Pace::Counted { .. } | Pace::Waits(_) if is_rule => {
                self.say_turns(made, &sites);
                Ok(Pace::Placed)
            }
            pace @ (Pace::Placed | Pace::Epochs | Pace::Counted { .. } | Pace::Waits(_)) => Ok(pace),
        }
    }

    fn say_turns(&mut self, made: &Made, sites: &[Site]) {
        for at in sites.iter().filter_map(|site| site.beat) {
            let words = self.beats[at].words.clone();
            self.say_turn(&made.class, &words);
        }
    }

    /// Says that a step is made in some turns only.
    pub(super) fn say_turn(&mut self, class: &str, words: &str) {
        let text = format!(
            "{class}: the code steps it only where {words}; here it is stepped at every turn of the loop"
        );
        self.notes.say(Verdict::Trap, text);
    }

    fn by_epochs(&mut self, made: &Made, sites: &[Site]) -> Result<Pace, String> {
        let (mut steps, mut done) = (Vec::new(), 0);
        // Steps before the training of an epoch count for its own rate.
        let late = sites.iter().position(|site| site.rank > 0).unwrap_or(sites.len());
        for epoch in 0..horizon(Unit::Epochs) {
            for (at, site) in sites.iter().enumerate() {
                if at == late {
                    steps.push(done);
                }
                match self.is_made(site.beat, f64::from(epoch), 0.0, None) {
                    Ok(is) => done += if is { site.often as usize } else { 0 },
                    Err(Open::Asked(leaves)) => return Ok(Pace::Waits(leaves)),
                    Err(Open::Unknown) => {
                        self.say_turns(made, sites);
                        return Ok(Pace::Placed);
                    }
                }
            }
            if late == sites.len() {
                steps.push(done);
            }
        }
        let is_each = steps.iter().enumerate().all(|(epoch, done)| epoch == *done);
        Ok(if is_each { Pace::Epochs } else { Pace::Counted { unit: Unit::Epochs, steps } })
    }

    fn by_batches(&mut self, made: &Made, sites: &[Site]) -> Result<Pace, String> {
        let mut leaves = Vec::new();
        for site in sites {
            match self.is_made(site.beat, 0.0, 0.0, Some(0.0)) {
                Ok(_) => {}
                Err(Open::Asked(more)) => leaves.extend(more),
                Err(Open::Unknown) => {
                    self.say_turns(made, sites);
                    return Ok(Pace::Placed);
                }
            }
        }
        let batches = self.batches();
        if !leaves.iter().any(|leaf| leaf.unit == Unit::PerEpoch) {
            leaves.extend(batches.leaves().iter().cloned());
        }
        let batches = match batches.as_number() {
            Some(number) if leaves.is_empty() => number.value.max(1.0),
            _ if self.is_once_an_epoch(sites, &leaves) => return Ok(Pace::Epochs),
            _ => return Ok(Pace::Waits(leaves)),
        };
        let Some(steps) = self.steps_before(sites, batches, horizon(Unit::Batches)) else {
            self.say_turns(made, sites);
            return Ok(Pace::Placed);
        };
        let is_each = steps.iter().enumerate().all(|(turn, done)| turn == *done);
        Ok(if is_at_ends(&steps, batches) {
            Pace::Epochs
        } else if is_each {
            Pace::Placed
        } else {
            Pace::Counted { unit: Unit::Batches, steps }
        })
    }

    /// Whether the last batch alone makes a step, whatever the number of batches.
    fn is_once_an_epoch(&mut self, sites: &[Site], leaves: &[Leaf]) -> bool {
        if !leaves.iter().all(|leaf| leaf.unit == Unit::PerEpoch) {
            return false;
        }
        let before = self.answers.clone();
        let mut is_once = |batches: f64| {
            let all = leaves.iter().map(|leaf| (leaf.name.clone(), batches));
            self.answers.extend(all);
            self.steps_before(sites, batches, 40).is_some_and(|steps| is_at_ends(&steps, batches))
        };
        let is = is_once(3.0) && is_once(5.0) && is_once(8.0);
        self.answers = before;
        is
    }

    /// The steps that have been made before each batch, if every condition is known.
    fn steps_before(&mut self, sites: &[Site], batches: f64, turns: u32) -> Option<Vec<usize>> {
        let first = sites.iter().position(|site| site.place == Some(Loop::Batches)).unwrap_or(0);
        let of = |kind: Loop, sites: &[Site]| -> Vec<Site> {
            sites.iter().filter(|site| site.place == Some(kind)).copied().collect()
        };
        let (before, after) = (of(Loop::Epochs, &sites[..first]), of(Loop::Epochs, &sites[first..]));
        let inner = of(Loop::Batches, sites);
        let (mut steps, mut done) = (Vec::new(), 0);
        for turn in 0..turns {
            let batch = f64::from(turn) % batches;
            let epoch = (f64::from(turn) - batch) / batches;
            if batch == 0.0 {
                done += self.steps_in(&before, epoch, batch, batches)?;
            }
            steps.push(done);
            done += self.steps_in(&inner, epoch, batch, batches)?;
            if batch + 1.0 >= batches {
                done += self.steps_in(&after, epoch, batch, batches)?;
            }
        }
        Some(steps)
    }

    fn steps_in(&mut self, sites: &[Site], epoch: f64, batch: f64, batches: f64) -> Option<usize> {
        let mut done = 0;
        for site in sites {
            let is = self.is_made(site.beat, epoch, batch, Some(batches - 1.0)).ok()?;
            done += if is { site.often as usize } else { 0 };
        }
        Some(done)
    }

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
        let last = length.and_then(|length| steps.get(length as usize - 1)).copied();
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

/// Whether every epoch of so many batches makes one step, at its end.
fn is_at_ends(steps: &[usize], batches: f64) -> bool {
    steps.iter().enumerate().all(|(turn, done)| (turn as f64 / batches).floor() == *done as f64)
}

/// Whether a name is that of something that counts turns.
pub(super) fn is_counter(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    let words = ["epoch", "step", "iter", "batch_idx", "batch_id", "global_step"];
    matches!(name, "i" | "it" | "e" | "t" | "n" | "ep" | "idx")
        || words.iter().any(|word| lower.ends_with(word))
}
