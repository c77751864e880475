//! The button that changes the theme: light, dark, or the system's.

use leptos::prelude::*;

use crate::app::state::App;
use crate::io::screen;
use etalon_explorer::flags::Theme;

/// Changes to the next theme and remembers it in this browser.
#[component]
pub fn ThemeButton(app: App) -> impl IntoView {
    let turn = move |_| {
        app.theme.update(|theme| *theme = theme.next());
        screen::remember(app.theme.get_untracked());
    };
    // A circle: empty for light, full for dark, half full for the system's.
    let fill = move || match app.theme.get() {
        Theme::System => "M8 2 A6 6 0 0 1 8 14 Z",
        Theme::Light => "",
        Theme::Dark => "M8 2 A6 6 0 0 1 8 14 A6 6 0 0 1 8 2 Z",
    };
    let name = move || format!("Theme: {}", app.theme.get().id());
    view! {
        <button class="button theme" title=name aria-label=name on:click=turn>
            <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">
                <circle cx="8" cy="8" r="6" fill="none" stroke="currentColor" stroke-width="1.5" />
                <path d=fill fill="currentColor" />
            </svg>
        </button>
    }
}
