//! What all charts share: one time axis, one part of it in sight, one cursor, one play head.

use std::ops::Deref;
use std::sync::Arc;

use leptos::prelude::*;

use crate::app::state::App;
use crate::chart::palette::Palette;
use crate::io::screen;
use etalon_explorer::chart::axis::Axis;
use etalon_explorer::chart::zoom::Time;
use etalon_explorer::number::grouped;
use etalon_explorer::panels::csv::{self, Named, PerStep};
use etalon_explorer::race::config::ROUND;
use etalon_explorer::race::run::Run;
use etalon_explorer::race::slot::Line;
use etalon_explorer::view::{Unit, Window};

/// What all charts share, as long as the page lives.
#[derive(Debug, Clone, Copy)]
pub struct Board(&'static Parts);

impl Deref for Board {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        self.0
    }
}

/// What a board consists of.
#[derive(Debug)]
pub struct Parts {
    /// The page's state.
    pub app: App,
    /// The colours in force.
    pub palette: Signal<Palette>,
    /// The whole time.
    pub time: Memo<Time>,
    /// What of it is in sight, in epochs.
    pub sight: Memo<(f64, f64)>,
    /// What of it is in sight, as an axis.
    pub x: Memo<Axis>,
    /// Where the play head stands, in epochs.
    pub head: Memo<f64>,
}

impl Board {
    /// The board of the page.
    pub fn new(app: App) -> Self {
        let time = Memo::new(move |_| Time::of(&app.view.get(), app.config.get().epochs()));
        let sight = Memo::new(move |_| time.get().visible(app.view.get().window));
        Self(Box::leak(Box::new(Parts {
            app,
            palette: screen::palette(),
            time,
            sight,
            x: Memo::new(move |_| Axis::time(&time.get(), sight.get())),
            head: Memo::new(move |_| app.playback.get().at / f64::from(ROUND)),
        })))
    }

    /// Where the run of `line` diverged, in epochs.
    pub fn divergence(&self, line: Line) -> Option<f64> {
        let step = self.app.run(line).and_then(|run| run.divergence());
        step.map(|step| f64::from(step) / f64::from(ROUND))
    }

    /// The runs there are, as `write` writes them. Each is named after its place and its kind.
    pub fn with_runs(&self, write: impl Fn(&[Named<'_>]) -> String) -> String {
        let lines = self.app.lines.get_untracked().into_iter();
        let runs: Vec<Arc<Run>> = lines.filter_map(|line| self.app.runs.get(line).get_untracked()).collect();
        let named = |run: &'_ Arc<Run>| {
            let kind = run.config.page(run.line).kind.id();
            run.line.slot().map_or_else(|| run.line.to_string(), |slot| format!("{}_{kind}", slot.number()))
        };
        write(&runs.iter().map(|run| (named(run), &**run)).collect::<Vec<_>>())
    }

    /// What each step of the runs was made with.
    pub fn per_step(&self, what: PerStep) -> String {
        self.with_runs(|runs| csv::per_step(runs, what))
    }

    fn window(&self) -> Option<Window> {
        self.app.view.get_untracked().window
    }

    fn show(&self, window: Option<Window>) -> bool {
        let changed = self.window() != window;
        if changed {
            self.app.view.update(|view| view.window = window);
        }
        changed
    }

    /// Whether less than all is in sight.
    pub fn is_zoomed(&self) -> bool {
        self.time.get().is_zoomed(self.app.view.get().window)
    }

    /// The same, for those who ask in passing.
    pub fn is_zoomed_untracked(&self) -> bool {
        self.time.get_untracked().is_zoomed(self.window())
    }

    /// Moves what is in sight to the right by `by` of its width; whether there was room to move.
    pub fn slide(&self, by: f64) -> bool {
        let window = self.window();
        self.show(self.time.get_untracked().panned(window, by))
    }

    /// Shows `factor` times as much, a share of what is in sight staying in its place; whether that changed anything.
    pub fn zoom(&self, about: f64, factor: f64) -> bool {
        let window = self.window();
        self.show(self.time.get_untracked().zoomed(window, about, factor))
    }

    /// Zooms about the cursor, or about the middle.
    pub fn zoom_at_cursor(&self, factor: f64) -> bool {
        let x = self.x.get_untracked();
        let about = self.app.cursor.get_untracked().map(|at| x.position(at));
        self.zoom(about.filter(|about| (0.0..=1.0).contains(about)).unwrap_or(0.5), factor);
        self.announce();
        true
    }

    /// Moves what is in sight to the right by `by` of its width.
    pub fn pan(&self, by: f64) -> bool {
        self.slide(by);
        self.announce();
        true
    }

    /// Shows from `before` on what two fingers or a drag make of it.
    pub fn reshape(&self, before: Option<Window>, about: f64, factor: f64, by: f64) {
        let time = self.time.get_untracked();
        self.show(time.panned(time.zoomed(before, about, factor), by));
    }

    /// Shows all.
    pub fn reset(&self) -> bool {
        self.show(None);
        self.announce();
        true
    }

    /// Says what is in sight to those who zoom by keyboard.
    fn announce(&self) {
        let (from, to) = self.time.get_untracked().visible(self.window());
        let (from, to) = (self.moment_name(from), self.moment_name(to));
        self.app.spoken.set(format!("{from} to {to} in sight"));
    }

    /// First and last place of the cursor.
    pub fn ends(&self) -> (f64, f64) {
        let time = self.time.get_untracked();
        (if time.log { time.low } else { 0.0 }, time.high)
    }

    /// How far the cursor goes in one stride.
    pub fn stride(&self) -> f64 {
        self.time.get_untracked().stride(self.window())
    }

    /// Puts the cursor at a moment, or as near as the run allows, and moves it into sight.
    pub fn stand(&self, at: f64) -> f64 {
        let (first, last) = self.ends();
        let stride = self.stride();
        let least = (first / stride - 1e-9).ceil() * stride;
        let at = ((at / stride).round() * stride).clamp(least, last);
        let window = self.window();
        self.show(self.time.get_untracked().showing(window, at));
        self.app.cursor.set(Some(at));
        at
    }

    /// Puts the cursor at a share of what is in sight.
    pub fn point(&self, share: Option<f64>) {
        let at = share.map(|share| self.time.get_untracked().moment(self.window(), share));
        if self.app.cursor.get_untracked() != at {
            self.app.cursor.set(at);
        }
    }

    /// Where the cursor stands in what is in sight.
    pub fn cursor_share(&self) -> Option<f64> {
        let x = self.x.get();
        self.app.cursor.get().map(|at| x.position(at)).filter(|share| (0.0..=1.0).contains(share))
    }

    /// The moment that headings speak of: pointed at, else where the play head stands.
    pub fn moment(self) -> Signal<f64> {
        Signal::derive(move || {
            let head = self.head.get();
            self.app.cursor.get().unwrap_or(match self.time.get().unit {
                Unit::Epochs => head.floor(),
                Unit::Steps => (head * f64::from(ROUND)).floor() / f64::from(ROUND),
            })
        })
    }

    /// What a moment is called: an epoch where it is one and epochs are counted, else a step.
    pub fn moment_name(&self, at: f64) -> String {
        let step = (at * f64::from(ROUND)).round();
        let whole = step % f64::from(ROUND) == 0.0;
        match self.time.get().unit {
            Unit::Epochs if whole => format!("epoch {at:.0}"),
            Unit::Epochs | Unit::Steps => format!("step {}", grouped(step)),
        }
    }
}
