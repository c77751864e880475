//! Marks on the browser's own timeline, where the address asks for them: when a training was asked for, and when its outcome was
//! on the screen. `cargo xtask bench web` reads them.

use leptos::prelude::*;

use crate::app::state::App;
use crate::io::frames;
use etalon_explorer::address::{self as link, Link};
use etalon_explorer::flags::Flags;
use etalon_explorer::race::config::Config;
use etalon_explorer::race::slot::Line;
use etalon_explorer::view::View;

/// Marks from now on.
pub fn keep(app: App) {
    for line in Line::all() {
        let job = Memo::new(move |_| app.config.get().job(line).ok());
        Effect::new(move || {
            // Read, not only tracked: what nobody reads is not computed.
            if job.get().is_some() && app.lines.get_untracked().contains(&line) {
                frames::mark(&name("asked", line, app.config.get_untracked()));
            }
        });
        Effect::new(move || {
            if let Some(run) = app.run(line).filter(|run| run.complete) {
                frames::after_paint(move || frames::mark(&name("painted", line, run.config)));
            }
        });
    }
}

/// The same name for a question and its answer.
fn name(what: &str, line: Line, config: Config) -> String {
    let settings = link::write(&Link { config, view: View::default(), flags: Flags::default() });
    format!("{what} {line} {settings}")
}
