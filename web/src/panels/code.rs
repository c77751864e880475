//! Code: the settings as a program for each framework, and pasted code as settings.

mod export;
mod import;
mod tabs;
pub mod yours;

use leptos::prelude::*;

use crate::app::state::App;
use crate::panels::Panel;
use export::Export;
use import::Paste;

/// The panel.
pub const PANEL: Panel =
    Panel::new(include_str!("code/style.css"), |app| view! { <CodeSection app /> }.into_any());

/// The section below the charts.
#[component]
pub fn CodeSection(app: App) -> impl IntoView {
    // The line whose program is shown. `None` follows the lane that changed last.
    let chosen = RwSignal::new(app.lines.with_untracked(|lines| lines.first().copied()));
    view! {
        <section class="code" aria-labelledby="code">
            <header>
                <h2 id="code">"Code"</h2>
                <p>
                    "The settings as a complete program for each framework. Each framework counts epochs or batches in its own \
                     way. Pasted code sets the sliders. Programs and pasted code use the batches and rates of "
                    <a href="#your-run">"your own run"</a> ", if you have filled it in."
                </p>
            </header>
            <div class="code-columns">
                <Paste app chosen />
                <Export app chosen />
            </div>
        </section>
    }
}
