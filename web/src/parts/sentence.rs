//! Sentences with numbers to click. Each number sets a control, and the charts follow.

use leptos::prelude::*;

use crate::app::moving::made;
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

/// A part of a sentence with all that is shown of it.
#[derive(Debug, Clone, PartialEq, Default)]
struct Shown {
    label: String,
    chip: Option<Chip>,
}

/// A number to click.
#[derive(Debug, Clone, PartialEq, Default)]
struct Chip {
    changes: Changes,
    /// What they do, in words.
    says: String,
    /// Whether that is how the settings are.
    pressed: bool,
}

impl Shown {
    fn of(config: &Config, yours: Yours, part: Part) -> Self {
        match part {
            // A line does not break between a number and its unit.
            Part::Words(label) => Self { label: label.replace(" %", "\u{a0}%"), chip: None },
            Part::Chip { label, changes } => {
                let (says, pressed) = (yours.describe(config, &changes), is_set(config, &changes));
                Self { label, chip: Some(Chip { changes, says, pressed }) }
            }
        }
    }
}

/// The sentence that `say` makes of the present settings, in the visitor's units. `seen` is whether its section is in sight.
#[component]
pub fn Sentence(
    app: App,
    seen: Signal<bool>,
    say: impl Fn(&Config, Yours) -> Vec<Part> + Send + Sync + 'static,
) -> impl IntoView {
    // What a chip says is worked out here. Only the parts that change hear of a change.
    let parts = made(app, seen, move || {
        let (config, yours) = (app.config.get(), app.view.get().yours);
        say(&config, yours).into_iter().map(|part| Shown::of(&config, yours, part)).collect::<Vec<_>>()
    });
    // The number of parts does not depend on the settings, so a chip that was clicked stays and has the focus.
    let count = parts.with_untracked(Vec::len);
    let part = move |at: usize| {
        let here = Memo::new(move |_| parts.with(|parts| parts.get(at).cloned()).unwrap_or_default());
        let label = move || here.get().label;
        if here.with_untracked(|here| here.chip.is_none()) {
            return view! { <span>{label}</span> }.into_any();
        }
        let chip = move || here.get().chip.unwrap_or_default();
        view! {
            <button
                class="chip number-chip"
                aria-pressed=move || chip().pressed.to_string()
                aria-label=move || format!("{}: {}", label(), chip().says)
                title=move || chip().says
                on:click=move |_| app.change(&untrack(chip).changes)
            >
                {label}
            </button>
        }
        .into_any()
    };
    let joined = move |at: usize| {
        let closes = parts.with_untracked(|parts| {
            parts.get(at).is_some_and(|part| part.chip.is_none() && part.label.starts_with(['.', ':']))
        });
        [if closes { "" } else { " " }.into_any(), part(at)]
    };
    let parts = (0..count).flat_map(joined).collect_view();
    view! { <p class="sentence">{parts}</p> }
}
