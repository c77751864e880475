//! A schedule's card: its main parameter, a fact computed from it, its formula, and the way to its other parameters.

use etalon::Kind;
use leptos::html::Button;
use leptos::prelude::*;

use crate::model::entrant::Entrant;
use crate::model::facts::fact;
use crate::ui::field::Field;
use crate::ui::state::App;
use crate::ui::swatch::Swatch;

/// The card of `kind`. `open` is the schedule whose other parameters are shown.
#[component]
pub fn Card(app: App, kind: Kind, open: RwSignal<Option<Kind>>) -> impl IntoView {
    let entrant = Entrant::Schedule(kind);
    let shown = move || {
        let at = app.playback.get().at;
        if at >= app.total() { f64::INFINITY } else { at }
    };
    let fact = Memo::new(move |_| {
        let shown = if kind == Kind::ReduceOnPlateau { shown() } else { 0.0 };
        fact(&app.config.get(), kind, app.rates_run(entrant).as_deref(), shown)
    });
    let [main, ..] = kind.params() else { return ().into_any() };
    let more = NodeRef::<Button>::new();
    // Back from the panel, the keyboard stands where it left.
    Effect::new(move |before: Option<bool>| {
        let is_open = open.get() == Some(kind);
        let closed = before == Some(true) && open.get_untracked().is_none();
        if let Some(button) = more.get_untracked().filter(|_| closed) {
            // A button that cannot be focused leaves the focus where it is.
            drop(button.focus());
        }
        is_open
    });
    view! {
        <section class=format!("card c-{}", entrant.id()) aria-labelledby=format!("name-{}", entrant.id())>
            <header>
                <Swatch entrant />
                <h2 id=format!("name-{}", entrant.id()) title=entrant.name()>{entrant.card_name()}</h2>
                <p class="fact">{fact}</p>
            </header>
            <Field app param=*main says=Signal::from(fact) />
            <footer>
                <p class="formula">{formula(kind)}</p>
                <button
                    class="link"
                    node_ref=more
                    aria-label=format!("More parameters of {}", entrant.name())
                    aria-expanded=move || (open.get() == Some(kind)).to_string()
                    on:click=move |_| open.update(|open| *open = (*open != Some(kind)).then_some(kind))
                >
                    "more"
                </button>
            </footer>
        </section>
    }
    .into_any()
}

/// The formula of `kind`, set as one writes it.
fn formula(kind: Kind) -> AnyView {
    match kind {
        Kind::Exponential => view! { "η = η" <sub>"0"</sub> " · γ" <sup>"t"</sup> }.into_any(),
        Kind::CosineAnnealing => view! {
            "η = η" <sub>"min"</sub> " + ½(η" <sub>"0"</sub> " − η" <sub>"min"</sub> ")(1 + cos πt/T" <sub>"max"</sub> ")"
        }
        .into_any(),
        Kind::ReduceOnPlateau => "η ← η · factor when the metric stalls".into_any(),
        Kind::OneCycle => view! { "up to η" <sub>"max"</sub> ", then far below its start" }.into_any(),
    }
}
