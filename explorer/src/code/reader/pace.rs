//! How often the code steps a schedule in each epoch, where loops and conditions around the step decide that.

use super::note::Verdict;
use super::plan::Made;
use super::table::horizon;
use super::twice::Site;
use super::unit::Unit;
use super::value::Leaf;
use super::walk::{Loop, Walk};
use super::when::Open;

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

impl<'a> Walk<'a> {
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
            Some(number) if leaves.is_empty() => number.value.max(1.0).floor(),
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
}

/// Whether every epoch of these batches makes one step, at its end.
fn is_at_ends(steps: &[usize], batches: f64) -> bool {
    steps.iter().enumerate().all(|(turn, done)| (turn as f64 / batches).floor() == *done as f64)
}
