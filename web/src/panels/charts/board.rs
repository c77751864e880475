//! The part that all charts share: one time axis, the range of it that is shown, one cursor, one play head.

use std::ops::Deref;
use std::sync::Arc;

use leptos::prelude::*;

use crate::app::state::App;
use crate::chart::palette::Palette;
use crate::io::screen;
use etalon_explorer::chart::axis::Axis;
use etalon_explorer::chart::zoom::Time;
use etalon_explorer::panels::csv::{self, Named, PerStep};
use etalon_explorer::race::config::{Config, ROUND};
use etalon_explorer::race::run::Run;
use etalon_explorer::race::slot::Line;
use etalon_explorer::view::{Unit, Window};

/// The part that all charts share. It lives as long as the page.
#[derive(Debug, Clone, Copy)]
pub struct Board(&'static Parts);

impl Deref for Board {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        self.0
    }
}

/// The fields of a board.
#[derive(Debug)]
pub struct Parts {
    /// The page's state.
    pub app: App,
    /// The colours in force.
    pub palette: Signal<Palette>,
    /// The whole time.
    pub time: Memo<Time>,
    /// The range that is shown, in epochs.
    pub sight: Memo<(f64, f64)>,
    /// The range that is shown, as an axis.
    pub x: Memo<Axis>,
    /// The place of the play head, in epochs.
    pub head: Memo<f64>,
    /// Whether a tab was pressed whose chart now gives its place to another one. The other one's tab takes the focus.
    pub replaced: StoredValue<bool>,
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
            replaced: StoredValue::new(false),
        })))
    }

    /// The time at which the run of `line` diverged, in epochs.
    pub fn divergence(&self, line: Line) -> Option<f64> {
        self.app.run(line).and_then(|run| run.ended())
    }

    /// The seed of the race, in words.
    pub fn own_seed(self) -> Signal<String> {
        Signal::derive(move || format!("seed {}", self.app.config.with(Config::seed)))
    }

    /// The runs, written by `write`. Each has the name of its place and its kind.
    pub fn with_runs(&self, write: impl Fn(&[Named<'_>]) -> String) -> String {
        let lines = self.app.lines.get_untracked().into_iter();
        let runs: Vec<Arc<Run>> = lines.filter_map(|line| self.app.runs.get(line).get_untracked()).collect();
        let named = |run: &'_ Arc<Run>| column(&run.config, run.line);
        write(&runs.iter().map(|run| (named(run), &**run)).collect::<Vec<_>>())
    }

    /// The name of the columns of `line` in a file.
    pub fn column(&self, line: Line) -> String {
        self.app.config.with_untracked(|config| column(config, line))
    }

    /// The rates of each step of the runs.
    pub fn per_step(&self, what: PerStep) -> String {
        let yours = self.app.view.get_untracked().yours;
        self.with_runs(|runs| csv::per_step(runs, what, yours))
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

    /// Whether the charts are zoomed.
    pub fn is_zoomed(&self) -> bool {
        self.time.get().is_zoomed(self.app.view.get().window)
    }

    /// The same, without tracking.
    pub fn is_zoomed_untracked(&self) -> bool {
        self.time.get_untracked().is_zoomed(self.window())
    }

    /// Moves the range to the right by `by` of its width. The result is whether there was room.
    pub fn slide(&self, by: f64) -> bool {
        let window = self.window();
        self.show(self.time.get_untracked().panned(window, by))
    }

    /// Makes the range `factor` times as long, around the point at a share of it. The result is whether anything changed.
    pub fn zoom(&self, about: f64, factor: f64) -> bool {
        let window = self.window();
        self.show(self.time.get_untracked().zoomed(window, about, factor))
    }

    /// Zooms around the cursor, or around the middle.
    pub fn zoom_at_cursor(&self, factor: f64) -> bool {
        let x = self.x.get_untracked();
        let about = self.app.cursor.get_untracked().map(|at| x.position(at));
        self.zoom(about.filter(|about| (0.0..=1.0).contains(about)).unwrap_or(0.5), factor);
        self.announce();
        true
    }

    /// Moves the range to the right by `by` of its width, and announces it.
    pub fn pan(&self, by: f64) -> bool {
        self.slide(by);
        self.announce();
        true
    }

    /// Shows the range that a drag or two fingers make of `before`.
    pub fn reshape(&self, before: Option<Window>, about: f64, factor: f64, by: f64) {
        let time = self.time.get_untracked();
        self.show(time.panned(time.zoomed(before, about, factor), by));
    }

    /// Shows the whole time.
    pub fn reset(&self) -> bool {
        self.show(None);
        self.announce();
        true
    }

    /// Announces the range to visitors who zoom by keyboard.
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

    /// The distance that the cursor moves in one stride.
    pub fn stride(&self) -> f64 {
        self.time.get_untracked().stride(self.window())
    }

    /// Puts the cursor at a moment, within the run, and moves it into sight.
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

    /// Puts the cursor at a share of the range.
    pub fn point(&self, share: Option<f64>) {
        let at = share.map(|share| self.time.get_untracked().moment(self.window(), share));
        if self.app.cursor.get_untracked() != at {
            self.app.cursor.set(at);
        }
    }

    /// The place of the cursor in the range.
    pub fn cursor_share(&self) -> Option<f64> {
        let x = self.x.get();
        self.app.cursor.get().map(|at| x.position(at)).filter(|share| (0.0..=1.0).contains(share))
    }

    /// The moment in the headings: the cursor's, or else the play head's.
    pub fn moment(self) -> Signal<f64> {
        Signal::derive(move || {
            let head = self.head.get();
            self.app.cursor.get().unwrap_or(match self.time.get().unit {
                Unit::Epochs => head.floor(),
                Unit::Steps => (head * f64::from(ROUND)).floor() / f64::from(ROUND),
            })
        })
    }

    /// The name of a moment.
    pub fn moment_name(&self, at: f64) -> String {
        self.time.get().name(at)
    }
}

/// The place of a line and its kind.
fn column(config: &Config, line: Line) -> String {
    let kind = config.page(line).id();
    line.slot().map_or_else(|| line.to_string(), |slot| format!("{}_{kind}", slot.number()))
}
