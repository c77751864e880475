//! Marks on the browser's own timeline, where the address asks for them: when a training was asked for, and when its outcome was
//! on the screen. `cargo xtask bench web` reads them.

use leptos::prelude::*;

use crate::io::frames;
use crate::model::config::Config;
use crate::model::entrant::Entrant;
use crate::model::flags::Flags;
use crate::model::url::{self, Link};
use crate::model::view::View;
use crate::ui::state::App;

/// Marks from now on.
pub fn keep(app: App) {
    for entrant in Entrant::ALL {
        let job = Memo::new(move |_| app.config.get().job(entrant).ok());
        Effect::new(move || {
            // Read, not only tracked: what nobody reads is not computed.
            if job.get().is_some() {
                frames::mark(&name("asked", entrant, app.config.get_untracked()));
            }
        });
        Effect::new(move || {
            if let Some(run) = app.run(entrant).filter(|run| run.complete) {
                frames::after_paint(move || frames::mark(&name("painted", entrant, run.config)));
            }
        });
    }
}

/// The same name for a question and its answer.
fn name(what: &str, entrant: Entrant, config: Config) -> String {
    let settings = url::write(&Link { config, view: View::default(), flags: Flags::default() });
    [what, entrant.id(), &settings].join(" ")
}
