//! How far the trainings are. A training that takes only a moment is not spoken of: while a slider moves, nothing flickers.

use std::time::Duration;

use leptos::prelude::*;

use crate::app::state::App;
use crate::io::later::Later;
use etalon_explorer::race::progress::shown;
use etalon_explorer::race::slot::Line;

/// How long a training is only a moment.
const MOMENT: Duration = Duration::from_millis(400);

/// From now on notices trainings that take longer than a moment.
pub fn watch(app: App) {
    let done = Memo::new(move |_| app.lines.get().into_iter().all(|line| epochs(app, line) >= length(app)));
    let timer = Later::default();
    Effect::new(move || {
        timer.cancel();
        if done.get() {
            app.late.set(false);
        } else {
            timer.start(MOMENT, move || app.late.set(true));
        }
    });
}

fn length(app: App) -> u32 {
    app.config.with(|config| config.epochs())
}

/// The epochs that `line` is trained with the present settings.
fn epochs(app: App, line: Line) -> u32 {
    if app.present.is_fresh(line) { shown_epochs(app, line) } else { 0 }
}

fn shown_epochs(app: App, line: Line) -> u32 {
    app.runs.get(line).with(|run| shown(run.as_deref(), length(app)))
}

impl App {
    /// The epochs for which every line is trained. A run that lags behind a moving slider only for a moment counts.
    #[must_use]
    pub fn trained_epochs(&self) -> u32 {
        let of = |line| if self.late.get() { epochs(*self, line) } else { shown_epochs(*self, line) };
        self.lines.get().into_iter().map(of).min().unwrap_or(0)
    }

    /// Whether what is shown of `line` has been older than the settings for longer than a moment.
    #[must_use]
    pub fn is_old(&self, line: Line) -> bool {
        self.late.get() && !self.present.is_fresh(line)
    }
}
