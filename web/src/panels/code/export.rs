//! The program of a schedule with its present settings, to be copied or saved as a file.

use std::time::Duration;

use etalon_explorer::code::{Framework, export_for, moved};
use etalon_explorer::race::slot::Line;
use leptos::html::{Pre, Section};
use leptos::prelude::*;

use crate::app::moving::made;
use crate::app::state::App;
use crate::io::{address, download, selection, sight};
use crate::panels::code::tabs::{Tab, Tabs, element};

/// How long the button shows that it has copied.
const COPIED_FOR: Duration = Duration::from_secs(2);

/// The tab that follows the lane that changed last.
fn last_moved() -> Tab {
    Tab { name: "Last moved".to_owned(), id: "last-moved".to_owned(), class: String::new() }
}

fn schedules(app: App) -> Vec<Tab> {
    let tab = |line: Line| Tab { name: app.short_name(line), id: line.to_string(), class: line.to_string() };
    app.lines.get().into_iter().map(tab).chain([last_moved()]).collect()
}

fn frameworks() -> Vec<Tab> {
    let tab = |framework: &Framework| Tab {
        name: framework.name().to_owned(),
        id: framework.id().to_owned(),
        class: String::new(),
    };
    Framework::ALL.iter().map(tab).collect()
}

/// The program of the line that is `chosen`.
#[component]
pub fn Export(app: App, chosen: RwSignal<Option<Line>>) -> impl IntoView {
    let section = NodeRef::<Section>::new();
    let pre = NodeRef::<Pre>::new();
    let framework = RwSignal::new(0_usize);
    let last = RwSignal::new(Line::Reference);
    Effect::new(move |before: Option<_>| {
        let now = app.config.get();
        if let Some(line) = before.and_then(|before| moved(&before, &now)) {
            last.set(line);
        }
        now
    });
    let line = Memo::new(move |_| {
        let lines = app.lines.get();
        let here = |line: &Line| lines.contains(line);
        chosen.get().filter(here).or(Some(last.get()).filter(here)).unwrap_or(Line::Reference)
    });
    let named = Memo::new(move |_| Framework::ALL[framework.get().min(Framework::ALL.len() - 1)]);
    let text = made(app, sight::in_sight(section), move || {
        export_for(&app.config.get(), line.get(), named.get(), app.view.get().yours)
    });
    let place = Signal::derive(move || {
        let lines = app.lines.get();
        let at = chosen.get().and_then(|chosen| lines.iter().position(|line| *line == chosen));
        at.unwrap_or(lines.len())
    });
    let labels = move || {
        let schedule = schedules(app).into_iter().nth(place.get());
        let framework = frameworks().into_iter().nth(framework.get());
        let ids: Vec<String> =
            [schedule, framework].into_iter().flatten().map(|tab| element(&tab.id)).collect();
        ids.join(" ")
    };
    let name =
        Signal::derive(move || named.get().file_name(app.config.with(|config| config.page(line.get()))));
    view! {
        <section class="export" aria-label="Export" node_ref=section>
            {move || {
                view! {
                    <Tabs
                        name="Schedule"
                        tabs=schedules(app)
                        panel="program"
                        chosen=place
                        choose=move |at| chosen.set(app.lines.get_untracked().get(at).copied())
                    />
                }
            }}
            <div class="export-row">
                <Tabs
                    name="Framework"
                    tabs=frameworks()
                    panel="program"
                    chosen=framework
                    choose=move |at| framework.set(at)
                />
                <Hand text pre name />
            </div>
            <pre
                id="program"
                class=move || format!("program {}", line.get())
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

/// The buttons that copy the program and save it.
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
