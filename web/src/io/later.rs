//! What is done a moment after the last change.

use std::time::Duration;

use leptos::prelude::*;

/// A timer. Each start begins again, so that what waits is done once, after the last one.
#[derive(Debug, Clone, Copy)]
pub struct Later(StoredValue<Option<TimeoutHandle>>);

impl Default for Later {
    fn default() -> Self {
        Self(StoredValue::new(None))
    }
}

impl Later {
    /// Does `then` after `time`, in place of what still waits.
    pub fn start(self, time: Duration, then: impl FnOnce() + 'static) {
        self.cancel();
        // Every browser with a window sets timers.
        self.0.set_value(set_timeout_with_handle(then, time).ok());
    }

    /// What still waits is not done.
    pub fn cancel(self) {
        if let Some(pending) = self.0.try_update_value(Option::take).flatten() {
            pending.clear();
        }
    }
}

/// `value`, after it has not changed for a moment.
pub fn later(value: Signal<String>, delay: Duration) -> Signal<String> {
    later_when(move || value.track(), move || value.get_untracked(), delay)
}

/// The result of `value`, after what `changed` tracks has not changed for a moment.
pub fn later_when(
    changed: impl Fn() + 'static,
    value: impl Fn() -> String + Copy + 'static,
    delay: Duration,
) -> Signal<String> {
    let settled = RwSignal::new(String::new());
    let timer = Later::default();
    // What is waited for may be gone with its part of the page.
    on_cleanup(move || timer.cancel());
    Effect::new(move || {
        changed();
        timer.start(delay, move || settled.set(value()));
    });
    settled.into()
}
