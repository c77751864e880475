//! Light, dark, or as the system is.

use leptos::prelude::*;

use crate::io::screen;
use crate::ui::state::App;

/// Goes round through the themes and remembers the choice in this browser.
#[component]
pub fn ThemeButton(app: App) -> impl IntoView {
    Effect::new(move || screen::wear(app.theme.get()));
    let turn = move |_| {
        app.theme.update(|theme| *theme = theme.next());
        screen::remember(app.theme.get_untracked());
    };
    view! {
        <button class="button theme" title="Light, dark, or as the system is" on:click=turn>
            <span class="visually-hidden">"Theme: "</span>
            {move || app.theme.get().id()}
        </button>
    }
}
