//! The story of each rule that takes a metric, on its curves: cuts with their reasons, cooldowns, and the cuts of another patience.

use std::sync::Arc;

use etalon::Observed;
use etalon_explorer::chart::axis::Axis;
use etalon_explorer::chart::series::Point;
use etalon_explorer::panels::plateau_story::{Beat, cooldowns, has_cut, rule, story, words, would_cut};
use etalon_explorer::race::run::Run;
use etalon_explorer::race::slot::{Line, PerLine};
use leptos::prelude::*;

use crate::app::state::App;
use crate::chart::lines::{Curve, Mark};

/// The stories of the latest runs. A line without such a rule has an empty story.
#[derive(Debug, Clone, Copy)]
pub struct Stories {
    app: App,
    /// They live as long as the page.
    of: &'static PerLine<Story>,
}

#[derive(Debug, Clone, Copy)]
struct Story {
    run: Memo<Option<Arc<Run>>>,
    beats: Memo<Vec<Beat>>,
    /// Epochs after which the rule has cut.
    cuts: Memo<Vec<u32>>,
    /// Epochs after which a rule with the other patience would have cut.
    would: Memo<Vec<u32>>,
}

impl Stories {
    /// The stories, kept up to date.
    pub fn new(app: App) -> Self {
        let patience = Memo::new(move |_| app.view.get().replay);
        let of = PerLine::from_fn(|line| {
            let run = Memo::new(move |_| app.rates_run(line));
            Story {
                run,
                beats: Memo::new(move |_| run.get().map(|run| story(&run)).unwrap_or_default()),
                cuts: Memo::new(move |_| run.get().map(|run| has_cut(&run)).unwrap_or_default()),
                would: Memo::new(move |_| match (run.get(), patience.get()) {
                    (Some(run), Some(patience)) => would_cut(&run, patience),
                    _ => Vec::new(),
                }),
            }
        });
        Self { app, of: Box::leak(Box::new(of)) }
    }

    /// Whether any line has a rule that takes a metric.
    pub fn are_any(&self) -> bool {
        self.lines().next().is_some()
    }

    /// The lines whose rule takes a metric.
    fn lines(&self) -> impl Iterator<Item = Line> + '_ {
        self.app.lines.get().into_iter().filter(|line| self.of.get(*line).run.get().is_some())
    }

    /// The name of each such line, with the epochs after which it would have cut with the other patience.
    pub fn would(&self) -> Vec<(String, Vec<u32>)> {
        self.lines().map(|line| (self.app.short_name(line), self.of.get(line).would.get())).collect()
    }

    /// Adds the events until `head` to a curve. `value` is the curve's value at the end of an epoch.
    pub fn mark(&self, curve: &mut Curve, value: impl Fn(f64) -> Option<f64>, x: &Axis, y: &Axis, head: f64) {
        let story = self.of.get(curve.line);
        let inside = |point: &Point| (0.0..=1.0).contains(&point.0) && (0.0..=1.0).contains(&point.1);
        let place = |epoch: u32| {
            let at = f64::from(epoch);
            let value = value(at).filter(|_| at <= head + 1e-9)?;
            Some((x.position(at), y.position(value))).filter(inside)
        };
        for (mark, epochs) in [(Mark::Would, story.would), (Mark::Cut, story.cuts)] {
            curve.marks.extend(epochs.get().into_iter().filter_map(|epoch| Some((mark, place(epoch)?))));
        }
        story.beats.with(|beats| {
            for (from, to) in cooldowns(beats) {
                let (from, to) = (x.position(from).clamp(0.0, 1.0), x.position(to.min(head)).clamp(0.0, 1.0));
                if to > from {
                    curve.shades.push((from, to));
                }
            }
        });
    }

    /// The cuts at the end of this epoch, including those of another patience.
    pub fn note(&self, at: f64) -> Option<String> {
        let note = |line: Line| {
            let beat = self.beat(line, at)?;
            let name = self.app.short_name(line);
            let acted = matches!(beat.observed, Observed::Cut | Observed::Floor);
            let would = self.of.get(line).would.get_untracked().contains(&beat.round);
            match (self.words(line, &beat).filter(|_| acted), would) {
                (Some(words), _) => Some(format!("{name} {words}")),
                (None, true) => Some(format!("{name} would have cut here with that patience")),
                (None, false) => None,
            }
        };
        let notes: Vec<String> = untrack(|| self.lines().filter_map(note).collect());
        (!notes.is_empty()).then(|| notes.join("; "))
    }

    /// The states of the rules at the end of an epoch.
    pub fn remark(&self, epoch: u32) -> Option<String> {
        let seen = |line| self.beat(line, f64::from(epoch)).and_then(|beat| self.words(line, &beat));
        let remarks: Vec<String> = self.lines().filter_map(seen).collect();
        (!remarks.is_empty()).then(|| remarks.join("; "))
    }

    fn beat(&self, line: Line, at: f64) -> Option<Beat> {
        let beats = self.of.get(line).beats;
        beats.with(|beats| beats.iter().find(|beat| (f64::from(beat.round) - at).abs() < 1e-6).copied())
    }

    fn words(&self, line: Line, beat: &Beat) -> Option<String> {
        self.of
            .get(line)
            .run
            .with(|run| rule(run.as_deref()?))
            .map(|rule| words(beat, &rule, self.app.view.get().yours))
    }
}
