//! While a control is being moved, workers do nothing but the race, so that no question delays what a visitor waits for. What nobody
//! sees waits too.

use std::time::Duration;

use leptos::prelude::*;

use crate::app::state::App;

/// How long after the last change questions go on.
const QUIET: Duration = Duration::from_millis(150);

/// How long after the last change the control counts as still: longer than somebody who taps a key takes from one press to the next.
const STILL: Duration = Duration::from_millis(400);

/// From now on notices when a control is being moved, and holds questions then.
pub fn begin(app: App) {
    let quiet = after(app, QUIET, |app| app.crew().release());
    let still = after(app, STILL, |app| app.moving.set(false));
    Effect::new(move |is_first: Option<bool>| {
        app.config.track();
        if is_first.is_some() {
            app.crew().hold();
            quiet();
        }
        // The first time too: somebody may have moved a control while the page was made.
        still();
        false
    });
}

/// Calls `then` when `time` has passed since the last call of the result.
fn after(app: App, time: Duration, then: fn(App)) -> impl Fn() {
    let pending = StoredValue::new(None::<TimeoutHandle>);
    move || {
        if let Some(pending) = pending.try_update_value(Option::take).flatten() {
            pending.clear();
        }
        match set_timeout_with_handle(move || then(app), time) {
            Ok(timer) => pending.set_value(Some(timer)),
            // Without a timer nothing waits.
            Err(_) => then(app),
        }
    }
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
