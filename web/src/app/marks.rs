//! Marks on the browser's timeline, if the address asks for them: one when a training is requested, one when its outcome is on the
//! screen. `cargo xtask bench web` reads them.

use leptos::prelude::*;

use crate::app::state::App;
use crate::io::frames;
use etalon_explorer::address::{self as link, Link};
use etalon_explorer::flags::Flags;
use etalon_explorer::race::config::Config;
use etalon_explorer::race::slot::Line;
use etalon_explorer::view::View;

/// Sets marks from now on.
pub fn keep(app: App) {
    for line in Line::all() {
        let job = *app.present.job.get(line);
        Effect::new(move || {
            if job.with(Result::is_ok) && app.lines.get_untracked().contains(&line) {
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

/// A mark's name. A request and its outcome differ in the first word only.
fn name(what: &str, line: Line, config: Config) -> String {
    let settings = link::write(&Link { config, view: View::default(), flags: Flags::default() });
    format!("{what} {line} {settings}")
}
