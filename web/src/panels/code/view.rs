//! Code out and in: what is set as a program for five frameworks, and pasted PyTorch code as settings.

mod export;
mod import;
mod tabs;

use leptos::prelude::*;

use crate::model::kind::Kind;
use crate::app::state::App;
use export::Export;
use import::Paste;

/// The section below the charts.
#[component]
pub fn CodeSection(app: App) -> impl IntoView {
    // The schedule whose program is shown; none follows whatever was moved last.
    let chosen = RwSignal::new(Some(Kind::Exponential));
    view! {
        <section class="code" aria-labelledby="code">
            <header>
                <h2 id="code">"Code"</h2>
                <p>
                    "The settings as a program that runs as pasted, in five frameworks with their own ways of counting; and PyTorch code back into the sliders."
                </p>
            </header>
            <div class="code-columns">
                <Paste app chosen />
                <Export app chosen />
            </div>
        </section>
    }
}
