//! A row of tabs. It is one tab stop, and the arrow keys move inside.

use leptos::html::Button;
use leptos::prelude::*;

/// A tab: its text, id and class.
#[derive(Debug, Clone)]
pub struct Tab {
    /// Its name.
    pub name: String,
    /// The end of its element's id.
    pub id: String,
    /// Its class in addition to `tab`.
    pub class: String,
}

/// The id of a tab's element.
pub fn element(id: &str) -> String {
    format!("tab-{id}")
}

/// Tabs that switch the content of the element `panel`.
#[component]
pub fn Tabs(
    name: &'static str,
    tabs: Vec<Tab>,
    panel: &'static str,
    #[prop(into)] chosen: Signal<usize>,
    choose: impl Fn(usize) + Copy + 'static,
) -> impl IntoView {
    let buttons: Vec<NodeRef<Button>> = tabs.iter().map(|_| NodeRef::new()).collect();
    let count = tabs.len();
    let all = StoredValue::new(buttons.clone());
    let key = move |event: leptos::ev::KeyboardEvent| {
        let now = chosen.get_untracked();
        let next = match event.key().as_str() {
            "ArrowRight" | "ArrowDown" => (now + 1) % count,
            "ArrowLeft" | "ArrowUp" => (now + count - 1) % count,
            "Home" => 0,
            "End" => count - 1,
            _ => return,
        };
        event.prevent_default();
        choose(next);
        if let Some(button) = all.with_value(|all| all.get(next).and_then(|button| button.get_untracked())) {
            drop(button.focus());
        }
    };
    let rows = tabs
        .into_iter()
        .zip(buttons)
        .enumerate()
        .map(|(at, (tab, button))| {
            view! {
                <button
                    id=element(&tab.id)
                    class=format!("tab {}", tab.class)
                    role="tab"
                    aria-selected=move || if chosen.get() == at { "true" } else { "false" }
                    aria-controls=panel
                    tabindex=move || if chosen.get() == at { "0" } else { "-1" }
                    node_ref=button
                    on:click=move |_| choose(at)
                >
                    {tab.name}
                </button>
            }
        })
        .collect_view();
    view! {
        <div class="tabs" role="tablist" aria-label=name on:keydown=key>
            {rows}
        </div>
    }
}
