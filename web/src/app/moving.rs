//! While a control is being moved, workers do nothing but the race, so that no question delays what a visitor waits for. What nobody
//! sees waits too.

use std::time::Duration;

use leptos::prelude::*;

use crate::app::state::App;
use crate::io::later::Later;

/// How long after the last change questions go on.
const QUIET: Duration = Duration::from_millis(150);

/// How long after the last change the control counts as still: longer than somebody who taps a key takes from one press to the next.
const STILL: Duration = Duration::from_millis(400);

/// From now on notices when a control is being moved, and holds questions then.
pub fn begin(app: App) {
    let (quiet, still) = (Later::default(), Later::default());
    Effect::new(move |is_first: Option<bool>| {
        app.config.track();
        if is_first.is_some() {
            app.crew().hold();
            quiet.start(QUIET, move || app.crew().release());
        }
        // The first time too: somebody may have moved a control while the page was made.
        still.start(STILL, move || app.moving.set(false));
        false
    });
}

/// What `make` makes of the settings. Out of sight it is not made again before the control is still.
pub fn made<T>(app: App, seen: Signal<bool>, make: impl Fn() -> T + Send + Sync + 'static) -> Memo<T>
where
    T: Clone + PartialEq + Send + Sync + 'static,
{
    let waits = Memo::new(move |_| !seen.get() && app.moving.get());
    Memo::new(move |before: Option<&T>| match before {
        Some(before) if waits.get() => before.clone(),
        Some(_) | None => make(),
    })
}
