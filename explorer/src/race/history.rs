//! The last configurations with their runs: what was changed, how it ended, and which of them is pinned to the charts.

use etalon_train::task::Measure;

use crate::race::changes;
use crate::race::config::Config;
use crate::race::preset;
use crate::race::ranking::{Column, Standing, Standings};
use crate::race::run::Runs;
use crate::race::slot::PerLine;
use crate::race::yours::Yours;

/// One configuration and its outcome.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Its number.
    pub id: u32,
    /// What was set.
    pub config: Config,
    /// Its runs.
    pub runs: Runs,
    /// The configuration before it. `None` for the first one.
    pub before: Option<Config>,
}

impl Entry {
    /// What was changed, against the configuration before it, in the visitor's units.
    #[must_use]
    pub fn changed(&self, yours: Yours) -> String {
        match &self.before {
            Some(before) => changes::describe(before, &self.config, yours),
            None => preset::named(&self.config)
                .map_or("when the page was opened", preset::Preset::name)
                .to_owned(),
        }
    }

    /// How its runs ended.
    #[must_use]
    pub fn standings(&self) -> Standings {
        PerLine::from_fn(|line| {
            self.runs.get(line).as_ref().map(|run| Standing::of(run, f64::INFINITY, None))
        })
    }

    /// What each run of `now` does otherwise than this entry's, in the measure of the task. `None` if one of the two is missing, if this
    /// entry's diverged, or if the two are of different tasks.
    #[must_use]
    pub fn changes(&self, now: &Standings, config: &Config) -> PerLine<Option<Change>> {
        let (then, measure) = (self.standings(), config.task().measure);
        let same = self.config.task() == config.task();
        PerLine::from_fn(|line| {
            let end = |all: &Standings| sound(all.get(line).as_ref(), measure);
            let before = end(&then).filter(|_| same)?;
            if has_diverged(now.get(line).as_ref()) {
                return Some(Change::Diverged);
            }
            Some(Change::By(end(now)? - before))
        })
    }
}

/// From the end of an earlier run to that of the present one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Change {
    /// It ends higher by this much.
    By(f64),
    /// It diverges now.
    Diverged,
}

/// Whether a run diverged.
#[must_use]
pub fn has_diverged(standing: Option<&Standing>) -> bool {
    standing.is_some_and(|standing| standing.summary.diverged.is_some())
}

/// How a run ended, in the measure of its task, or that it diverged.
#[must_use]
pub fn end_in_words(standing: Option<&Standing>, measure: Measure) -> String {
    if has_diverged(standing) { "diverged".to_owned() } else { Column::of(measure).cell(standing) }
}

/// How a run that did not diverge ended.
fn sound(standing: Option<&Standing>, measure: Measure) -> Option<f64> {
    let summary = standing.filter(|_| !has_diverged(standing))?.summary;
    let end = match measure {
        Measure::Accuracy => summary.last,
        Measure::Loss => summary.loss,
    };
    end.map(f64::from)
}

/// A change in words: `now +0.6` percentage points of accuracy, `now −0.012` of a loss, or `now diverged`.
#[must_use]
pub fn change_in_words(change: Change, measure: Measure) -> String {
    let (change, digits) = match (change, measure) {
        (Change::Diverged, _) => return "now diverged".to_owned(),
        (Change::By(change), Measure::Accuracy) => (change * 100.0, 1),
        (Change::By(change), Measure::Loss) => (change, 3),
    };
    let said = format!("{change:+.digits$}").replace('-', "−");
    if said.chars().any(|digit| ('1'..='9').contains(&digit)) {
        format!("now {said}")
    } else {
        "now the same".to_owned()
    }
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
    /// The number of earlier configurations that are retained.
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

    /// Makes `config` the present one; the one before it is retained. A configuration is retained once.
    pub fn settle(&mut self, config: Config, runs: Runs) {
        if let Some(present) = self.present.as_mut().filter(|present| present.config == config) {
            present.runs = runs;
            return;
        }
        let before = self.present.as_ref().map(|before| before.config);
        self.past.retain(|entry| entry.config != config);
        self.past.splice(0..0, self.present.take());
        while self.past.len() > Self::MOST {
            // The pinned one stays: the visitor is looking at it.
            let oldest = self.past.iter().rposition(|entry| Some(entry.id) != self.ghost);
            self.past.remove(oldest.unwrap_or(Self::MOST));
        }
        self.made += 1;
        self.present = Some(Entry { id: self.made, config, runs, before });
    }

    /// Shows the lines of `id` faintly, or no longer. There is one ghost at most, because the faint lines of two look alike.
    pub fn pin(&mut self, id: u32) {
        self.ghost = (self.ghost != Some(id)).then_some(id);
    }

    /// Drops `id`.
    pub fn forget(&mut self, id: u32) {
        self.past.retain(|entry| entry.id != id);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use etalon_train::report::Divergence;

    use super::*;
    use crate::kinds::exponential::GAMMA;
    use crate::race::control::Control;
    use crate::race::opening;
    use crate::race::run::tests::sample;
    use crate::race::run_settings::{LR, TASK};
    use crate::race::slot::{Line, Slot};

    fn control() -> Control {
        Control::lane(Slot::numbered(1).unwrap(), GAMMA)
    }

    fn gamma(value: f64) -> Config {
        opening::config().with(control(), value).unwrap()
    }

    fn after(gammas: &[f64]) -> History {
        let mut history = History::default();
        for value in gammas {
            history.settle(gamma(*value), PerLine::default());
        }
        history
    }

    fn retained(history: &History) -> Vec<f64> {
        history.past().iter().map(|entry| entry.config.value(control())).collect()
    }

    #[test]
    fn the_last_five_before_the_present_one_are_retained() {
        let history = after(&[0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7]);
        assert_eq!(retained(&history), [0.6, 0.5, 0.4, 0.3, 0.2]);
        assert_eq!(history.past()[0].changed(Yours::NETWORK), "γ 0.5 → 0.6");
        assert_eq!(after(&[0.1]).present().unwrap().changed(Yours::NETWORK), "when the page was opened");
    }

    #[test]
    fn a_change_follows_the_visitors_units() {
        let mut history = History::default();
        for rate in [0.02, 0.03, 0.04] {
            history
                .settle(opening::config().with_change(Control::run(LR), rate).unwrap(), PerLine::default());
        }
        let yours = Yours::NETWORK.with_rate(3e-4, 0.02).unwrap();
        let said = [Yours::NETWORK, yours].map(|yours| history.past()[0].changed(yours));
        assert_eq!(said, ["0.02 → 0.03", "0.0003 → 0.00045"].map(|change| format!("{} {change}", LR.label)));
    }

    #[test]
    fn nothing_is_retained_twice_and_a_restored_one_leaves_the_other() {
        let history = after(&[0.1, 0.2, 0.2, 0.1]);
        assert_eq!(retained(&history), [0.2]);
        assert_eq!(retained(&after(&[0.1, 0.2, 0.3, 0.1, 0.3])), [0.1, 0.2]);
    }

    #[test]
    fn a_ghost_is_one_and_outlives_the_others() {
        let mut history = after(&[0.1, 0.2, 0.3]);
        let oldest = history.past()[1].id;
        history.pin(oldest);
        for value in [0.4, 0.5, 0.6, 0.7, 0.8] {
            history.settle(gamma(value), PerLine::default());
        }
        assert_eq!(retained(&history), [0.7, 0.6, 0.5, 0.4, 0.1]);
        assert_eq!(history.ghost().map(|entry| entry.id), Some(oldest));
        history.pin(history.past()[0].id);
        assert_eq!(history.ghost().map(|entry| entry.config.value(control())), Some(0.7));
        history.forget(history.past()[0].id);
        assert_eq!(history.ghost(), None);
    }

    #[test]
    fn a_present_ghost_is_not_its_own_ghost() {
        let mut history = after(&[0.1, 0.2]);
        history.pin(history.past()[0].id);
        history.settle(gamma(0.1), PerLine::default());
        assert_eq!(history.ghost(), None);
    }

    #[test]
    fn outcomes_are_compared_where_both_are_sound() {
        let mut history = History::default();
        let run = Arc::new(sample());
        let first = Line::all().next().unwrap();
        history.settle(gamma(0.1), PerLine::from_fn(|line| (line == first).then(|| Arc::clone(&run))));
        history.settle(gamma(0.2), PerLine::default());
        let entry = &history.past()[0];
        let changes = |config: Config| entry.changes(&entry.standings(), &config);
        assert_eq!(changes(gamma(0.2)), PerLine::from_fn(|line| (line == first).then_some(Change::By(0.0))));
        let mut gone = (*run).clone();
        gone.metrics.divergence = Some(Divergence { step: 100 });
        let now = PerLine::from_fn(|line| (line == first).then(|| Standing::of(&gone, f64::INFINITY, None)));
        assert_eq!(
            entry.changes(&now, &gamma(0.2)),
            PerLine::from_fn(|line| (line == first).then_some(Change::Diverged))
        );
        assert_eq!(
            [&entry.standings(), &now, &PerLine::default()]
                .map(|all| end_in_words(all.get(first).as_ref(), Measure::Accuracy)),
            ["85.0 %", "diverged", "–"]
        );
        let names = gamma(0.2).with_change(Control::run(TASK), 1.0).unwrap();
        assert_eq!(changes(names), PerLine::default());
    }

    #[test]
    fn a_change_is_said_in_the_measure_of_the_task() {
        let said = [(0.006, Measure::Accuracy), (-0.012, Measure::Loss), (0.0004, Measure::Accuracy)];
        assert_eq!(
            said.map(|(change, measure)| change_in_words(Change::By(change), measure)),
            ["now +0.6", "now −0.012", "now the same"]
        );
        assert_eq!(change_in_words(Change::Diverged, Measure::Loss), "now diverged");
    }
}
