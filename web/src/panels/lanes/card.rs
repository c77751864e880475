//! The card of a group of controls: its main ones, a fact computed from them, its formula, and the way to the others.

use leptos::html::Button;
use leptos::prelude::*;

use etalon_explorer::race::slot::Line;
use crate::model::facts::fact;
use etalon_explorer::race::control::Owner;
use crate::model::kind::Kind;
use etalon_explorer::number::rate;
use crate::parts::field::Field;
use crate::parts::presets::Presets;
use crate::app::state::App;
use crate::parts::swatch::Swatch;
use crate::parts::traps::{TrapLine, Traps};

/// The card of `group`. `open` is the group whose other controls are shown.
#[component]
pub fn Card(app: App, group: Group, traps: Traps, open: RwSignal<Option<Group>>) -> impl IntoView {
    let id = group.line().id();
    let fact = match group {
        Group::Schedule(kind) => fact_of(app, kind),
        Group::Shared => same_start(app),
    };
    let fields = group
        .controls()
        .into_iter()
        .take(group.main())
        .map(|control| match group {
            Group::Schedule(_) => view! { <Field app control says=fact /> }.into_any(),
            Group::Shared => view! { <Field app control /> }.into_any(),
        })
        .collect_view();
    let foot = move || match group {
        Group::Schedule(kind) => view! { <p class="formula">{formula(kind)}</p> }.into_any(),
        Group::Shared => view! { <Presets app /> }.into_any(),
    };
    let name = match group {
        Group::Schedule(_) => group.line().card_name(),
        Group::Shared => group.name(),
    };
    view! {
        <section class=format!("card c-{id}") aria-labelledby=format!("name-{id}")>
            <header>
                <Swatch line=group.line() />
                <h2 id=format!("name-{id}") title=group.name()>{name}</h2>
                <p class="fact" title=move || fact.get()>{move || fact.get()}</p>
            </header>
            {fields}
            <footer>
                <TrapLine app traps group>{foot()}</TrapLine>
                <More group open />
            </footer>
        </section>
    }
}

#[component]
fn More(group: Group, open: RwSignal<Option<Group>>) -> impl IntoView {
    let more = NodeRef::<Button>::new();
    // Back from the panel, the keyboard stands where it left.
    Effect::new(move |before: Option<bool>| {
        let is_open = open.get() == Some(group);
        let closed = before == Some(true) && open.get_untracked().is_none();
        if let Some(button) = more.get_untracked().filter(|_| closed) {
            // A button that cannot be focused leaves the focus where it is.
            drop(button.focus());
        }
        is_open
    });
    view! {
        <button
            class="link"
            node_ref=more
            aria-label=format!("More parameters of {}", group.name())
            aria-expanded=move || (open.get() == Some(group)).to_string()
            on:click=move |_| open.update(|open| *open = (*open != Some(group)).then_some(group))
        >
            "more"
        </button>
    }
}

fn fact_of(app: App, kind: Kind) -> Signal<String> {
    let line = Line::Schedule(kind);
    let shown = move || {
        let at = app.playback.get().at;
        if at >= app.total() { f64::INFINITY } else { at }
    };
    let fact = Memo::new(move |_| {
        let shown = if kind == Kind::ReduceOnPlateau { shown() } else { 0.0 };
        let config = app.config.get();
        let fact = fact(&config.seen_by(line), kind, app.rates_run(line).as_deref(), shown);
        // There is no room for both, and the rate is what its slider does not show.
        match config.tuned() {
            Some(tuned) => format!("tuned: {}", rate(*tuned.get(line))),
            None => fact,
        }
    });
    fact.into()
}

/// That all five start alike, with the proof.
fn same_start(app: App) -> Signal<String> {
    let print = Memo::new(move |_| app.run(Line::Constant).map(|run| run.fingerprint));
    Signal::derive(move || match (app.config.get().tuned(), print.get()) {
        (Some(tuned), _) => format!("constant tuned: {}", rate(*tuned.get(Line::Constant))),
        (None, Some(print)) => format!("same start and batches · {print}"),
        (None, None) => "same start and batches".to_owned(),
    })
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
