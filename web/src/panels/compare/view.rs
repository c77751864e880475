//! Comparing fairly: that all started alike, each tuned by itself, and the configurations before this one.

mod past;
mod tune;

use leptos::prelude::*;

use etalon_explorer::race::slot::Line;
use etalon_explorer::race::fairness::Fairness;
use crate::panels::compare::past::Past;
use crate::panels::compare::tune::Tune;
use crate::app::state::App;

/// The section below the charts.
#[component]
pub fn Compare(app: App) -> impl IntoView {
    view! {
        <section class="compare" aria-labelledby="compare">
            <h2 id="compare">"Compare fairly"</h2>
            <SameStart app />
            <Tune app />
            <Past app />
        </section>
    }
}

/// That all five started alike, with each run's own word for it; an alarm where they did not.
#[component]
fn SameStart(app: App) -> impl IntoView {
    let fairness = Memo::new(move |before: Option<&Fairness>| {
        match Fairness::of(&app.present_runs(&app.config.get())) {
            // While a slider moves there are no five runs to compare: what was last said stands.
            Fairness::Waiting => before.cloned().unwrap_or(Fairness::Waiting),
            known => known,
        }
    });
    let print = |line: Line, text: String| {
        view! { <span class=format!("print c-{}", line.id())>{line.short()} " " <code>{text}</code></span> }
    };
    let told = move || match fairness.get() {
        Fairness::Waiting => view! { <p class="same">"The five trainings are under way."</p> }.into_any(),
        Fairness::Same(same) => {
            let all = Line::ALL.map(|line| print(line, same.to_string())).collect_view();
            view! {
                <p class="same">
                    "All five began with the same weights and saw the same batches in the same order; each run's fingerprint of both says so: "
                    {all}
                </p>
            }
            .into_any()
        }
        Fairness::Different(prints) => {
            let all = prints.into_iter().map(|(line, one)| print(line, one.to_string())).collect_view();
            view! {
                <p class="same bad" role="alert">
                    "These runs did not start alike and are not to be compared: " {all}
                </p>
            }
            .into_any()
        }
    };
    view! { {told} }
}
