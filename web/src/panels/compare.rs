//! A fair comparison: whether all runs started alike, and earlier configurations.

mod past;

use leptos::html::Section;
use leptos::prelude::*;

use crate::app::moving::made;
use crate::app::state::App;
use crate::io::sight::in_sight;
use crate::panels::Panel;
use crate::panels::compare::past::Past;
use etalon_explorer::race::fairness::Fairness;
use etalon_explorer::race::slot::Line;

/// The panel.
pub const PANEL: Panel =
    Panel::new(include_str!("compare/style.css"), |app| view! { <Compare app /> }.into_any());

/// The section below the charts.
#[component]
pub fn Compare(app: App) -> impl IntoView {
    let home = NodeRef::<Section>::new();
    let seen = in_sight(home);
    view! {
        <section class="compare" aria-labelledby="compare" node_ref=home>
            <h2 id="compare">"Compare fairly"</h2>
            <SameStart app seen />
            <Past app seen />
        </section>
    }
}

/// Says whether all runs started alike, with the fingerprint of each. If they did not, it is an alert.
#[component]
fn SameStart(app: App, seen: Signal<bool>) -> impl IntoView {
    let fairness = made(app, seen, move || Fairness::of(&app.present_runs(), app.lines.get().len()));
    let print = move |line: Line, text: String| {
        view! { <span class=format!("print {line}")>{app.short_name(line)} " " <code>{text}</code></span> }
    };
    let answer = move || match fairness.get() {
        Fairness::Waiting => view! { <p class="same">"The runs are training."</p> }.into_any(),
        Fairness::Same(same) => {
            let lines = app.lines.get().into_iter();
            let all = lines.map(|line| print(line, same.to_string())).collect_view();
            view! {
                <p class="same">
                    "All runs began with the same weights and saw the same batches in the same order. The fingerprint of each run shows it: "
                    {all}
                </p>
            }
            .into_any()
        }
        Fairness::Different(prints) => {
            let all = prints.into_iter().map(|(line, one)| print(line, one.to_string())).collect_view();
            view! {
                <p class="same bad" role="alert">
                    "These runs did not start alike and cannot be compared: " {all}
                </p>
            }
            .into_any()
        }
    };
    view! { {answer} }
}
