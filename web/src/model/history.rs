//! The last configurations with their runs: what was changed, what came of it, and which of them haunts the charts.

use std::sync::Arc;

use crate::model::changes;
use crate::model::config::Config;
use crate::model::entrant::{Entrant, PerEntrant};
use crate::model::ranking::{Column, Place, Standing, Standings};
use crate::model::run::Run;

/// Runs of one configuration, as far as they were over.
pub type Runs = PerEntrant<Option<Arc<Run>>>;

/// One configuration and what came of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Tells it from the others.
    pub id: u32,
    /// What was set.
    pub config: Config,
    /// What came of it.
    pub runs: Runs,
    /// What was changed, against the configuration before it.
    pub changed: String,
}

impl Entry {
    /// How its runs ended.
    #[must_use]
    pub fn standings(&self) -> Standings {
        PerEntrant::from_fn(|entrant| {
            self.runs.get(entrant).as_ref().map(|run| Standing::of(run, f64::INFINITY))
        })
    }

    /// Who ended highest, with the accuracy; several where they were equal, none where all diverged.
    #[must_use]
    pub fn best(&self) -> (Vec<Entrant>, Option<f32>) {
        let all = self.standings();
        let won = |entrant: &Entrant| Column::Accuracy.place(&all, *entrant) != Place::Other;
        let winners: Vec<Entrant> = Entrant::ALL.into_iter().filter(won).collect();
        let last = |entrant: Entrant| sound(all.get(entrant).as_ref());
        (winners, Entrant::ALL.into_iter().filter_map(last).reduce(f32::max))
    }

    /// How many accuracies each run of `now` ends above this entry's; none where one of the two is missing or diverged.
    #[must_use]
    pub fn gains(&self, now: &Standings) -> PerEntrant<Option<f32>> {
        let then = self.standings();
        PerEntrant::from_fn(|entrant| {
            Some(sound(now.get(entrant).as_ref())? - sound(then.get(entrant).as_ref())?)
        })
    }
}

/// The final accuracy of a run that did not diverge.
fn sound(standing: Option<&Standing>) -> Option<f32> {
    let summary = standing?.summary;
    summary.last.filter(|_| summary.diverged.is_none())
}

/// The present configuration and the last ones before it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct History {
    present: Option<Entry>,
    /// The latest first.
    past: Vec<Entry>,
    /// Whose lines are drawn faintly behind the live ones.
    ghost: Option<u32>,
    made: u32,
}

impl History {
    /// How many configurations before the present one are kept.
    pub const MOST: usize = 5;

    /// The present configuration, as it was last settled.
    #[must_use]
    pub fn present(&self) -> Option<&Entry> {
        self.present.as_ref()
    }

    /// The configurations before the present one, the latest first.
    #[must_use]
    pub fn past(&self) -> &[Entry] {
        &self.past
    }

    /// The entry whose lines are drawn faintly.
    #[must_use]
    pub fn ghost(&self) -> Option<&Entry> {
        self.past.iter().find(|entry| Some(entry.id) == self.ghost)
    }

    /// Makes `config` the present one; the one before it is kept. One that was kept already is not kept twice.
    pub fn settle(&mut self, config: Config, runs: Runs) {
        if let Some(present) = self.present.as_mut().filter(|present| present.config == config) {
            present.runs = runs;
            return;
        }
        let changed = match &self.present {
            Some(before) => changes::told(&before.config, &config),
            None => changes::preset(&config).map_or("as it was linked", |preset| preset.name()).to_owned(),
        };
        self.past.retain(|entry| entry.config != config);
        self.past.splice(0..0, self.present.take());
        while self.past.len() > Self::MOST {
            // The one that haunts the charts stays: whoever looks at it still wants it.
            let oldest = self.past.iter().rposition(|entry| Some(entry.id) != self.ghost);
            self.past.remove(oldest.unwrap_or(Self::MOST));
        }
        self.made += 1;
        self.present = Some(Entry { id: self.made, config, runs, changed });
    }

    /// Shows the lines of `id` faintly, or no longer. There is one ghost at most: faint lines of two could not be told apart.
    pub fn haunt(&mut self, id: u32) {
        self.ghost = (self.ghost != Some(id)).then_some(id);
    }

    /// Keeps `id` no longer.
    pub fn forget(&mut self, id: u32) {
        self.past.retain(|entry| entry.id != id);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::param::Param;
    use crate::model::presets::Preset;
    use crate::model::run::tests::sample;

    fn gamma(value: f64) -> Config {
        Preset::Opening.config().turned(Param::Gamma, value).unwrap()
    }

    fn after(gammas: &[f64]) -> History {
        let mut history = History::default();
        for value in gammas {
            history.settle(gamma(*value), PerEntrant::default());
        }
        history
    }

    fn kept(history: &History) -> Vec<f64> {
        history.past().iter().map(|entry| entry.config.get(Param::Gamma)).collect()
    }

    #[test]
    fn the_last_five_before_the_present_one_are_kept() {
        let history = after(&[0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7]);
        assert_eq!(kept(&history), [0.6, 0.5, 0.4, 0.3, 0.2]);
        assert_eq!(history.past()[0].changed, "γ 0.5 → 0.6");
    }

    #[test]
    fn nothing_is_kept_twice_and_a_restored_one_leaves_the_other() {
        let history = after(&[0.1, 0.2, 0.2, 0.1]);
        assert_eq!(kept(&history), [0.2]);
        assert_eq!(kept(&after(&[0.1, 0.2, 0.3, 0.1, 0.3])), [0.1, 0.2]);
    }

    #[test]
    fn a_ghost_is_one_and_outlives_the_others() {
        let mut history = after(&[0.1, 0.2, 0.3]);
        let oldest = history.past()[1].id;
        history.haunt(oldest);
        for value in [0.4, 0.5, 0.6, 0.7, 0.8] {
            history.settle(gamma(value), PerEntrant::default());
        }
        assert_eq!(kept(&history), [0.7, 0.6, 0.5, 0.4, 0.1]);
        assert_eq!(history.ghost().map(|entry| entry.id), Some(oldest));
        history.haunt(history.past()[0].id);
        assert_eq!(history.ghost().map(|entry| entry.config.get(Param::Gamma)), Some(0.7));
        history.forget(history.past()[0].id);
        assert_eq!(history.ghost(), None);
    }

    #[test]
    fn a_present_ghost_does_not_haunt_itself() {
        let mut history = after(&[0.1, 0.2]);
        history.haunt(history.past()[0].id);
        history.settle(gamma(0.1), PerEntrant::default());
        assert_eq!(history.ghost(), None);
    }

    #[test]
    fn outcomes_are_compared_where_both_are_sound() {
        let mut history = History::default();
        let run = Arc::new(sample());
        history.settle(gamma(0.1), PerEntrant([Some(Arc::clone(&run)), None, None, None, None]));
        history.settle(gamma(0.2), PerEntrant::default());
        let entry = &history.past()[0];
        assert_eq!(entry.best(), (vec![Entrant::ALL[0]], Some(0.85)));
        let gains = entry.gains(&entry.standings());
        assert_eq!(gains.0, [Some(0.0), None, None, None, None]);
    }
}
