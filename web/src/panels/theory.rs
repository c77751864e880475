//! Theory beside reality: what a theorem on convex losses says of each curve, in a table that a visitor unfolds.

use etalon_explorer::panels::theory::{picture, table};
use etalon_explorer::race::slot::PerLine;
use leptos::html::Section;
use leptos::prelude::*;

use crate::app::moving::made;
use crate::app::state::App;
use crate::io::sight::in_sight;
use crate::panels::Panel;

/// The panel.
pub const PANEL: Panel =
    Panel::new(include_str!("theory/style.css"), |app| view! { <Theory app /> }.into_any());

/// What the table shows. It is HTML in one piece, which weighs less than the same as elements.
const ABOUT: &str = "Training ends at a loss above the lowest one. For a convex loss and SGD, the expected gap has an upper bound \
    (<a href=\"https://arxiv.org/abs/2501.18965\">Schaipp et al., 2025</a>). Apart from two unknown constants, the bound \
    depends on the rates alone. The loss of this \
    network is not convex and AdamW is not SGD, so the bound promises nothing here, and it does not explain why a warm-up helps. To \
    compare shapes, each curve is taken at the peak where its bound is lowest. A straight line to 0 comes close to the lowest bound of \
    all. The predicted peak is a multiple of the rate that suits a constant schedule: 2.8 × means a peak 2.8 times as high. The last \
    column shows how one run with one seed ended. In the chart Every rate, vertical ticks under the axis mark the predicted peaks.";

/// What the section shows.
#[derive(Debug, Clone, Default, PartialEq)]
struct Html {
    rows: String,
    picture: String,
}

/// The section below the charts.
#[component]
pub fn Theory(app: App) -> impl IntoView {
    let home = NodeRef::<Section>::new();
    // Nothing is computed before somebody asks.
    let open = RwSignal::new(false);
    // They are HTML of numbers and of names of the program.
    let html = made(app, in_sight(home), move || {
        if !open.get() {
            return Html::default();
        }
        let (config, runs) = (app.config.get(), PerLine::from_fn(|line| app.run(line)));
        Html { rows: table(&config, &runs, app.view.get().yours), picture: picture(&config, &runs) }
    });
    view! {
        <section class="theory" aria-labelledby="theory" node_ref=home>
            <h2 id="theory">"Theory beside reality"</h2>
            <details on:toggle:target=move |event| open.set(event.target().open())>
                <summary>"What a theorem says of the drawn curves"</summary>
                <p inner_html=ABOUT></p>
                <div class="theory-rows" role="region" aria-label="Theory" tabindex="0">
                    <table inner_html=move || html.get().rows></table>
                </div>
                <div
                    class="theory-picture"
                    role="img"
                    aria-label="The bound of each curve over the epochs. The table has its end."
                    inner_html=move || html.get().picture
                ></div>
            </details>
        </section>
    }
}
