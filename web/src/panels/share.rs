//! Sharing: a link with all settings, and a frame for other pages.

use std::time::Duration;

use leptos::html::Textarea;
use leptos::prelude::*;

use crate::app::state::App;
use crate::io::address;
use crate::parts::fold::Fold;
use etalon_explorer::address::{self as link, Link};
use etalon_explorer::flags::Flags;

/// How long a button shows that it has copied.
const COPIED_FOR: Duration = Duration::from_secs(2);

/// What is shared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum What {
    /// A link to the page with its settings.
    Link,
    /// A frame that shows the page in another one.
    Embed,
}

impl What {
    const fn copy(self) -> &'static str {
        match self {
            What::Link => "Copy link",
            What::Embed => "Copy embed code",
        }
    }

    /// The text to be copied.
    fn text(self, app: App) -> String {
        match self {
            What::Link => address::of(&query(app, false)),
            What::Embed => format!(
                "<iframe src=\"{}\" title=\"Etalon: learning-rate schedules\" width=\"100%\" height=\"560\" \
                 style=\"border:0\" loading=\"lazy\"></iframe>",
                address::of(&query(app, true)).replace('&', "&amp;")
            ),
        }
    }
}

/// The query of the page with its settings, embedded or not.
fn query(app: App, embed: bool) -> String {
    let flags = Flags { embed, ..app.flags.kept() };
    link::write(&Link { config: app.config.get(), view: app.view.get(), flags })
}

/// A button that copies the link, and a menu with everything that can be shared.
#[component]
pub fn Share(app: App) -> impl IntoView {
    let fold = Fold::folded();
    let Fold { open, home, button } = fold;
    view! {
        <div class="sharing" node_ref=home on:keydown=move |event| fold.press(&event) on:focusout=move |event| fold.leave(&event)>
            <Copy app what=What::Link class="button share" refused=move || open.set(true) />
            <button
                class="button more"
                node_ref=button
                aria-label="More ways to share"
                title="More ways to share"
                aria-expanded=move || open.get().to_string()
                on:click=move |_| fold.turn()
            >
                <span aria-hidden="true">"▾"</span>
            </button>
            <Show when=move || open.get()>
                <div class="details" role="group" aria-label="Share">
                    <Text app what=What::Link label="Link to the page as it is set" />
                    <Text app what=What::Embed label="The same in a page of yours, without header and results" />
                </div>
            </Show>
        </div>
    }
}

/// A button that copies. If the browser refuses, `refused` is called.
#[component]
fn Copy(
    app: App,
    what: What,
    class: &'static str,
    refused: impl Fn() + Copy + Send + 'static,
) -> impl IntoView {
    let copied = RwSignal::new(false);
    let copy = move |_| {
        let text = untrack(|| what.text(app));
        wasm_bindgen_futures::spawn_local(async move {
            if address::copy(&text).await {
                copied.set(true);
                set_timeout(move || copied.set(false), COPIED_FOR);
            } else {
                refused();
            }
        });
    };
    view! {
        <button class=class on:click=copy>
            {move || if copied.get() { "Copied" } else { what.copy() }}
        </button>
    }
}

/// The text with a button that copies it. If the browser does not copy, the visitor can select the text.
#[component]
fn Text(app: App, what: What, label: &'static str) -> impl IntoView {
    let field = NodeRef::<Textarea>::new();
    let select = move || {
        if let Some(field) = field.get_untracked() {
            field.select();
        }
    };
    Effect::new(move || {
        // The menu opens for the link, so the link is selected and can be copied by keyboard.
        if let Some(field) = field.get().filter(|_| what == What::Link) {
            // Its text is there in the next frame.
            request_animation_frame(move || {
                drop(field.focus());
                field.select();
            });
        }
    });
    view! {
        <label>
            <span>{label}</span>
            <textarea
                readonly=true
                rows=if what == What::Link { "2" } else { "4" }
                spellcheck="false"
                node_ref=field
                on:focus=move |_| select()
                prop:value=move || what.text(app)
            ></textarea>
        </label>
        <Copy app what class="button" refused=select />
    }
}

/// A link from an embedded page to the whole one with its settings.
#[component]
pub fn OpenWhole(app: App) -> impl IntoView {
    view! {
        <a class="whole" target="_blank" rel="noopener" href=move || address::of(&query(app, false))>
            "Open in Etalon"
        </a>
    }
}
