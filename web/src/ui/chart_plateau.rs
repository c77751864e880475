//! What the plateau's rule did and why, on its lines in the charts: cuts marked, cooldowns shaded, cuts of another patience.

use std::sync::Arc;

use etalon::Observed;

use crate::chart::lines::{Line, Mark};
use crate::model::axis::Axis;
use crate::model::plateau_story::{Beat, PLATEAU, cooldowns, replayed, rule, story, words};
use crate::model::run::Run;
use crate::model::series::Point;
use crate::signals::{Memo, memo};
use crate::ui::state::App;

/// The story of the plateau's latest run.
#[derive(Debug, Clone, Copy)]
pub struct Plateau {
    run: Memo<Option<Arc<Run>>>,
    beats: Memo<Vec<Beat>>,
    /// Epochs after which a rule with the asked patience would have cut.
    pub would: Memo<Vec<u32>>,
}

impl Plateau {
    /// The story, kept up to date.
    pub fn new(app: App) -> Self {
        let run = memo(move || app.run(PLATEAU));
        let patience = memo(move || app.view.get().replay);
        Self {
            run,
            beats: memo(move || run.get().map(|run| story(&run)).unwrap_or_default()),
            would: memo(move || match (run.get(), patience.get()) {
                (Some(run), Some(patience)) => replayed(&run, patience),
                _ => Vec::new(),
            }),
        }
    }

    /// Adds to the plateau's `line` what happened to it until `head`; `value` tells where the line stood at the end of an epoch.
    pub fn mark(&self, line: &mut Line, value: impl Fn(f64) -> Option<f64>, x: &Axis, y: &Axis, head: f64) {
        let inside = |point: &Point| (0.0..=1.0).contains(&point.0) && (0.0..=1.0).contains(&point.1);
        let place = |epoch: u32| {
            let at = f64::from(epoch);
            let value = value(at).filter(|_| at <= head + 1e-9)?;
            Some((x.position(at), y.position(value))).filter(inside)
        };
        let would = self.would.get();
        line.marks.extend(would.iter().filter_map(|epoch| Some((Mark::Would, place(*epoch)?))));
        self.beats.with(|beats| {
            let cuts = beats.iter().filter(|beat| beat.observed == Observed::Cut);
            line.marks.extend(cuts.filter_map(|beat| Some((Mark::Cut, place(beat.round)?))));
            for (from, to) in cooldowns(beats) {
                let (from, to) = (x.position(from).clamp(0.0, 1.0), x.position(to.min(head)).clamp(0.0, 1.0));
                if to > from {
                    line.shades.push((from, to));
                }
            }
        });
    }

    /// What the rule did at the end of this epoch, where that was a cut, or would have been one.
    pub fn note(&self, at: f64) -> Option<String> {
        let beat = self.beat(at)?;
        let told = self.words(&beat).filter(|_| matches!(beat.observed, Observed::Cut | Observed::Floor));
        let would = self.would.get_untracked().contains(&beat.round);
        match (told, would) {
            (Some(told), _) => Some(format!("Plateau {told}")),
            (None, true) => Some("Plateau would have cut here with that patience".to_owned()),
            (None, false) => None,
        }
    }

    /// What the rule thought at the end of an epoch.
    pub fn thought(&self, epoch: u32) -> Option<String> {
        self.beat(f64::from(epoch)).and_then(|beat| self.words(&beat))
    }

    fn beat(&self, at: f64) -> Option<Beat> {
        self.beats.with(|beats| beats.iter().find(|beat| (f64::from(beat.round) - at).abs() < 1e-6).copied())
    }

    fn words(&self, beat: &Beat) -> Option<String> {
        self.run.with(|run| rule(run.as_deref()?)).map(|rule| words(beat, &rule))
    }
}
