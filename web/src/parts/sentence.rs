//! Sentences with numbers to click. Each number sets a control, and the charts follow.

use leptos::prelude::*;

use crate::app::state::App;
use etalon_explorer::panels::explain::is_set;
use etalon_explorer::race::config::Config;
use etalon_explorer::race::control::Changes;
use etalon_explorer::race::yours::Yours;
use etalon_explorer::text::Part;

/// What `changes` do, in words and in the visitor's units.
pub fn described(app: App, changes: &Changes) -> String {
    let yours = app.view.get().yours;
    app.config.with(|config| yours.describe(config, changes))
}

/// The sentence that `say` makes of the present settings, in the visitor's units.
#[component]
pub fn Sentence(
    app: App,
    say: impl Fn(&Config, Yours) -> Vec<Part> + Send + Sync + 'static,
) -> impl IntoView {
    let parts = Memo::new(move |_| say(&app.config.get(), app.view.get().yours));
    // The number of parts does not depend on the settings, so a chip that was clicked stays and has the focus.
    let count = parts.with_untracked(Vec::len);
    let part = move |at: usize| {
        let here = Memo::new(move |_| parts.with(|parts| parts.get(at).cloned()));
        let is_chip = matches!(here.get_untracked(), Some(Part::Chip { .. }));
        let shown = move || match here.get() {
            Some(Part::Words(words)) => words,
            Some(Part::Chip { label, .. }) => label,
            None => String::new(),
        };
        let changes = move || match here.get() {
            Some(Part::Chip { changes, .. }) => changes,
            Some(Part::Words(_)) | None => Vec::new(),
        };
        let says = move || described(app, &changes());
        let so = move || is_set(&app.config.get(), &changes()).to_string();
        let set = move |_| app.change(&untrack(changes));
        if is_chip {
            view! {
                <button
                    class="chip number-chip"
                    aria-pressed=so
                    aria-label=move || format!("{}: {}", shown(), says())
                    title=says
                    on:click=set
                >
                    {shown}
                </button>
            }
            .into_any()
        } else {
            view! { <span>{shown}</span> }.into_any()
        }
    };
    let joined = move |at: usize| {
        let closes = matches!(parts.with_untracked(|parts| parts.get(at).cloned()), Some(Part::Words(words)) if words.starts_with(['.', ':']));
        [if closes { "" } else { " " }.into_any(), part(at)]
    };
    let parts = (0..count).flat_map(joined).collect_view();
    view! { <p class="sentence">{parts}</p> }
}
