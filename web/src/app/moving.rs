//! While a control is being moved, workers do nothing but the race, so that no question delays what a visitor waits for.

use std::time::Duration;

use leptos::prelude::*;

use crate::app::state::App;

/// How long after the last change questions go on.
const QUIET: Duration = Duration::from_millis(150);

/// From now on holds questions while the settings change.
pub fn begin(app: App) {
    let pending = StoredValue::new(None::<TimeoutHandle>);
    Effect::new(move |is_first: Option<bool>| {
        app.config.track();
        if is_first.is_some() {
            if let Some(pending) = pending.try_update_value(Option::take).flatten() {
                pending.clear();
            }
            app.crew().hold();
            match set_timeout_with_handle(move || app.crew().release(), QUIET) {
                Ok(timer) => pending.set_value(Some(timer)),
                // Without a timer nothing is held.
                Err(_) => app.crew().release(),
            }
        }
        false
    });
}
