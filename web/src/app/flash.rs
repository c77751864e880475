//! A line that changes through something other than its own slider flashes once, so that visitors see what a button has done.

use std::time::Duration;

use leptos::prelude::*;

use crate::app::state::App;
use crate::io::screen;
use etalon_explorer::race::config::Config;
use etalon_explorer::race::slot::{Line, PerLine};

/// How long a line flashes.
const LASTS: Duration = Duration::from_millis(300);

/// What flashes. Rates change at once, and outcomes when their training is over.
#[derive(Debug, Clone, Copy)]
pub struct Flash {
    /// Lines of the rates.
    pub rates: PerLine<RwSignal<bool>>,
    /// Lines of the outcomes.
    pub outcomes: PerLine<RwSignal<bool>>,
    /// Lines whose outcomes are being trained since an act.
    awaited: PerLine<StoredValue<bool>>,
    /// Whether the visitor has asked for less motion.
    reduced: Signal<bool>,
}

impl Flash {
    /// Nothing flashes yet.
    #[must_use]
    pub fn none() -> Self {
        let off = || PerLine::from_fn(|_| RwSignal::new(false));
        let awaited = PerLine::from_fn(|_| StoredValue::new(false));
        Self { rates: off(), outcomes: off(), awaited, reduced: screen::reduced_motion() }
    }

    /// An act has replaced the settings: the lines that train something else now flash.
    pub fn act(&self, before: &Config, after: &Config) {
        if self.reduced.get_untracked() {
            return;
        }
        for line in after.lines().filter(|line| before.job(*line).ok() != after.job(*line).ok()) {
            light(*self.rates.get(line));
            self.awaited.get(line).set_value(true);
        }
    }

    /// From now on outcomes flash when their training is over.
    pub fn watch(&self, app: App) {
        let (outcomes, awaited) = (self.outcomes, self.awaited);
        for line in Line::all() {
            Effect::new(move || {
                let is_there = app.runs.get(line).with(|run| run.as_ref().is_some_and(|run| run.complete));
                if is_there && app.present.is_fresh(line) && awaited.get(line).get_value() {
                    awaited.get(line).set_value(false);
                    light(*outcomes.get(line));
                }
            });
        }
    }
}

fn light(flash: RwSignal<bool>) {
    // Without a timer it would shine on, so nothing flashes.
    if set_timeout_with_handle(move || flash.set(false), LASTS).is_ok() {
        flash.set(true);
    }
}
