//! How far the trainings are. A training that takes only a moment is not spoken of: while a slider moves, nothing flickers.

use std::time::Duration;

use leptos::prelude::*;

use crate::app::state::App;
use etalon_explorer::race::progress::trained;
use etalon_explorer::race::slot::Line;

/// How long a training is only a moment.
const MOMENT: Duration = Duration::from_millis(400);

/// From now on notices trainings that take longer than a moment.
pub fn watch(app: App) {
    let done = Memo::new(move |_| app.lines.get().into_iter().all(|line| epochs(app, line) >= length(app)));
    let pending = StoredValue::new(None::<TimeoutHandle>);
    Effect::new(move || {
        if let Some(pending) = pending.try_update_value(Option::take).flatten() {
            pending.clear();
        }
        if done.get() {
            app.late.set(false);
        } else {
            pending.set_value(set_timeout_with_handle(move || app.late.set(true), MOMENT).ok());
        }
    });
}

fn length(app: App) -> u32 {
    app.config.with(|config| config.epochs())
}

fn epochs(app: App, line: Line) -> u32 {
    let fresh = app.fresh.get(line).get();
    app.runs.get(line).with(|run| trained(run.as_deref(), fresh, length(app)))
}

impl App {
    /// The epochs for which every line is trained. A line without any run has none. What lags behind a moving slider only for a moment
    /// counts as trained.
    #[must_use]
    pub fn trained_epochs(&self) -> u32 {
        let of = |line| {
            let is_absent = self.runs.get(line).with(Option::is_none);
            if self.late.get() || is_absent { epochs(*self, line) } else { length(*self) }
        };
        self.lines.get().into_iter().map(of).min().unwrap_or(0)
    }

    /// Whether what is shown of `line` has been older than the settings for longer than a moment.
    #[must_use]
    pub fn is_old(&self, line: Line) -> bool {
        self.late.get() && !self.fresh.get(line).get()
    }
}
