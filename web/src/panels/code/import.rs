//! PyTorch code pasted: what of it would be taken, and taking it.

use std::time::Duration;

use leptos::prelude::*;

use etalon_explorer::code::import::{EXAMPLES, Import, Verdict, read};
use etalon_explorer::race::config::Config;
use etalon_explorer::race::slot::Line;
use crate::model::kind::Kind;
use crate::panels::charts::chart::later;
use crate::app::state::App;

/// How long typing rests before what would be taken is read out.
const READ_LATER: Duration = Duration::from_millis(700);

/// What was applied, and what was set before.
#[derive(Debug, Clone, PartialEq)]
struct Applied {
    import: Import,
    before: Config,
}

/// A field for code, with what it would change under it.
#[component]
pub fn Paste(app: App, chosen: RwSignal<Option<Kind>>) -> impl IntoView {
    let draft = RwSignal::new(String::new());
    let applied = RwSignal::new(None::<Applied>);
    let preview = Memo::new(move |_| {
        let text = draft.get();
        // An empty field follows no slider.
        (!text.trim().is_empty()).then(|| read(&text, &app.config.get()))
    });
    let write = move |text: String| {
        applied.set(None);
        draft.set(text);
    };
    let apply = move |_| {
        let Some(import) = preview.get_untracked() else { return };
        let before = app.config.get_untracked();
        if let [kind, ..] = import.kinds.as_slice() {
            chosen.set(Some(*kind));
        }
        if import.config != before {
            app.config.set(import.config);
        }
        applied.set(Some(Applied { import, before }));
    };
    // Only as long as nothing else has been moved since.
    let back = Memo::new(move |_| {
        applied
            .get()
            .filter(|done| done.import.config == app.config.get() && done.before != done.import.config)
    });
    let take_back = move |_| {
        if let Some(done) = back.get_untracked() {
            app.config.set(done.before);
            applied.set(None);
        }
    };
    let sum = Memo::new(move |_| match (applied.get(), preview.get()) {
        (Some(done), _) => told("Applied", "changed nothing", &done.import.differences(&done.before)),
        (None, Some(import)) => told(
            "Would set",
            "the page is set so already, or nothing can be taken",
            &import.differences(&app.config.get()),
        ),
        (None, None) => String::new(),
    });
    let notes = move || {
        let import = applied.get().map(|done| done.import).or_else(|| preview.get());
        import.into_iter().flat_map(|import| import.notes).map(note).collect_view()
    };
    let examples = EXAMPLES
        .map(|(kind, line)| {
            let line = Line::Schedule(kind);
            view! {
                <button class=format!("chip c-{}", line.id()) on:click=move |_| write(line.to_owned())>
                    {line.short()}
                </button>
            }
        })
        .collect_view();
    let read = later(sum.into(), READ_LATER);
    view! {
        <section class="import" aria-label="Import">
            <label for="paste">"Paste a PyTorch scheduler line"</label>
            <textarea
                id="paste"
                rows="6"
                spellcheck="false"
                autocapitalize="off"
                autocomplete="off"
                placeholder="CosineAnnealingLR(optimizer, T_max=20, eta_min=1e-3)"
                prop:value=move || draft.get()
                on:input=move |event| write(event_target_value(&event))
            ></textarea>
            <p class="presets">"Textbook lines: " {examples}</p>
            <p class="apply">
                <button class="button primary" disabled=move || preview.get().is_none() on:click=apply>
                    "Apply"
                </button>
                <button class="button" hidden=move || back.get().is_none() on:click=take_back>
                    "Take back"
                </button>
            </p>
            <p class="sum">{move || sum.get()}</p>
            <ul class="notes">{notes}</ul>
            <p class="visually-hidden" aria-live="polite">{move || read.get()}</p>
        </section>
    }
}

/// What changes, in a sentence.
fn told(done: &str, nothing: &str, differences: &[String]) -> String {
    if differences.is_empty() {
        format!("{done}: {nothing}.")
    } else {
        format!("{done}: {}.", differences.join(", "))
    }
}

fn note(note: etalon_explorer::code::import::Note) -> impl IntoView {
    let class = match note.verdict {
        Verdict::Taken => "taken",
        Verdict::LeftOut => "left-out",
        Verdict::Refused => "bad",
    };
    view! { <li class=class>{note.to_string()}</li> }
}
