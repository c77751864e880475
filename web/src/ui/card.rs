//! The card of a group of controls: its main ones, a fact computed from them, its formula, and the way to the others.

use leptos::html::Button;
use leptos::prelude::*;

use crate::model::entrant::Entrant;
use crate::model::facts::fact;
use crate::model::group::Group;
use crate::model::kind::Kind;
use crate::model::number::rate;
use crate::ui::field::Field;
use crate::ui::presets::Presets;
use crate::ui::state::App;
use crate::ui::swatch::Swatch;
use crate::ui::traps::{TrapLine, Traps};

/// The card of `group`. `open` is the group whose other controls are shown.
#[component]
pub fn Card(app: App, group: Group, traps: Traps, open: RwSignal<Option<Group>>) -> impl IntoView {
    let id = group.entrant().id();
    let fact = match group {
        Group::Schedule(kind) => fact_of(app, kind),
        Group::Shared => same_start(app),
    };
    let fields = group
        .knobs()
        .into_iter()
        .take(group.main())
        .map(|knob| match group {
            Group::Schedule(_) => view! { <Field app knob says=fact /> }.into_any(),
            Group::Shared => view! { <Field app knob /> }.into_any(),
        })
        .collect_view();
    let foot = move || match group {
        Group::Schedule(kind) => view! { <p class="formula">{formula(kind)}</p> }.into_any(),
        Group::Shared => view! { <Presets app /> }.into_any(),
    };
    let name = match group {
        Group::Schedule(_) => group.entrant().card_name(),
        Group::Shared => group.name(),
    };
    view! {
        <section class=format!("card c-{id}") aria-labelledby=format!("name-{id}")>
            <header>
                <Swatch entrant=group.entrant() />
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
    let entrant = Entrant::Schedule(kind);
    let shown = move || {
        let at = app.playback.get().at;
        if at >= app.total() { f64::INFINITY } else { at }
    };
    let fact = Memo::new(move |_| {
        let shown = if kind == Kind::ReduceOnPlateau { shown() } else { 0.0 };
        let config = app.config.get();
        let fact = fact(&config.seen_by(entrant), kind, app.rates_run(entrant).as_deref(), shown);
        // There is no room for both, and the rate is what its slider does not show.
        match config.tuned() {
            Some(tuned) => format!("tuned: {}", rate(*tuned.get(entrant))),
            None => fact,
        }
    });
    fact.into()
}

/// That all five start alike, with the proof.
fn same_start(app: App) -> Signal<String> {
    let print = Memo::new(move |_| app.run(Entrant::Constant).map(|run| run.fingerprint));
    Signal::derive(move || match (app.config.get().tuned(), print.get()) {
        (Some(tuned), _) => format!("constant tuned: {}", rate(*tuned.get(Entrant::Constant))),
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
