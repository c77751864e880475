//! The program of a schedule in a framework, as it is set now; to be copied or kept as a file.

use std::time::Duration;

use leptos::html::{Pre, Section};
use leptos::prelude::*;

use crate::io::{address, download, selection, sight};
use etalon_explorer::code::{Framework, export, moved};
use etalon_explorer::race::slot::Line;
use crate::model::kind::Kind;
use crate::panels::code::tabs::{Tab, Tabs, element};
use crate::app::state::App;

/// How long the button says that it has copied.
const COPIED_FOR: Duration = Duration::from_secs(2);

/// The tab that follows whatever was moved last.
const LAST_MOVED: Tab = Tab { name: "Last moved", id: "last-moved", class: "" };

fn schedules() -> Vec<Tab> {
    let tab = |kind: Kind| {
        let line = Line::Schedule(kind);
        let class = match kind {
            Kind::Exponential => "c-exponential",
            Kind::CosineAnnealing => "c-cosine",
            Kind::ReduceOnPlateau => "c-plateau",
            Kind::OneCycle => "c-one_cycle",
        };
        Tab { name: line.short(), id: line.id(), class }
    };
    Kind::ALL.into_iter().map(tab).chain([LAST_MOVED]).collect()
}

fn frameworks() -> Vec<Tab> {
    Framework::ALL.map(|framework| Tab { name: framework.name(), id: framework.id(), class: "" }).to_vec()
}

/// The program of the schedule that is `chosen`.
#[component]
pub fn Export(app: App, chosen: RwSignal<Option<Kind>>) -> impl IntoView {
    let section = NodeRef::<Section>::new();
    let pre = NodeRef::<Pre>::new();
    let framework = RwSignal::new(0_usize);
    let last = RwSignal::new(Kind::Exponential);
    Effect::new(move |before: Option<_>| {
        let now = app.config.get();
        if let Some(kind) = before.and_then(|before| moved(&before, &now)) {
            last.set(kind);
        }
        now
    });
    let kind = Memo::new(move |_| chosen.get().unwrap_or_else(|| last.get()));
    let named = Memo::new(move |_| Framework::ALL[framework.get().min(Framework::ALL.len() - 1)]);
    // A program that nobody sees is not rewritten while a slider moves.
    let seen = sight::in_sight(section);
    let text = Memo::new(move |before: Option<&String>| match before {
        Some(before) if !seen.get() => before.clone(),
        _ => export(&app.config.get(), kind.get(), named.get()),
    });
    let place = Signal::derive(move || match chosen.get() {
        Some(kind) => Line::Schedule(kind).index(),
        None => Kind::ALL.len(),
    });
    let labels = move || {
        let (all, each) = (schedules(), frameworks());
        let schedule = all.get(place.get()).copied().unwrap_or(LAST_MOVED);
        let framework = each.get(framework.get()).copied().unwrap_or(LAST_MOVED);
        [element(schedule), element(framework)].join(" ")
    };
    view! {
        <section class="export" aria-label="Export" node_ref=section>
            <Tabs
                name="Schedule"
                tabs=schedules()
                panel="program"
                chosen=place
                choose=move |at| chosen.set(Kind::ALL.get(at).copied())
            />
            <div class="export-row">
                <Tabs
                    name="Framework"
                    tabs=frameworks()
                    panel="program"
                    chosen=framework
                    choose=move |at| framework.set(at)
                />
                <Hand text pre name=Signal::derive(move || named.get().file_name(kind.get())) />
            </div>
            <pre
                id="program"
                class=move || format!("program c-{}", kind.get().id())
                role="tabpanel"
                aria-labelledby=labels
                tabindex="0"
                node_ref=pre
            >
                <code>{move || text.get()}</code>
            </pre>
        </section>
    }
}

/// Copy and keep.
#[component]
fn Hand(text: Memo<String>, pre: NodeRef<Pre>, name: Signal<String>) -> impl IntoView {
    let said = RwSignal::new("");
    let copy = move |_| {
        wasm_bindgen_futures::spawn_local(async move {
            said.set(if address::copy(&text.get_untracked()).await {
                "Copied."
            } else if selection::select(pre) {
                "This page may not copy. The program is selected: press Ctrl or ⌘ and C."
            } else {
                "This page may not copy. Select the program and copy it by hand."
            });
            set_timeout(
                move || said.set(""),
                if said.get_untracked() == "Copied." { COPIED_FOR } else { COPIED_FOR * 4 },
            );
        });
    };
    let keep = move |_| download::text(&name.get_untracked(), "text/plain", &text.get_untracked());
    view! {
        <div class="hand">
            <p class="said" aria-live="polite">{move || said.get()}</p>
            <button class="button" on:click=copy>"Copy code"</button>
            <button class="button" on:click=keep>"Download code"</button>
        </div>
    }
}
