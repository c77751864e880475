//! The engine badge: what trains and why.

use etalon_train::engine::EngineKind;
use leptos::prelude::*;

use crate::model::entrant::Entrant;
use crate::model::number::grouped;
use crate::ui::state::App;

/// Name of an engine's kind.
fn kind_name(kind: Option<EngineKind>) -> &'static str {
    match kind {
        None => "…",
        Some(EngineKind::Cpu) => "CPU",
        Some(EngineKind::Gpu) => "GPU",
        Some(EngineKind::SoftwareGpu) => "software GPU",
    }
}

/// What trains, how fast, and why it does.
#[component]
pub fn Badge(app: App) -> impl IntoView {
    let speed = move || {
        let runs: Vec<_> = Entrant::ALL.into_iter().filter_map(|entrant| app.run(entrant)).collect();
        let fastest = runs
            .iter()
            .filter(|run| run.complete && run.millis > 0.0)
            .map(|run| f64::from(run.steps_done()) / run.millis * 1_000.0)
            .fold(0.0, f64::max);
        if fastest > 0.0 { format!("{} steps/s", grouped(round_to_hundreds(fastest))) } else { String::new() }
    };
    view! {
        <p class="badge" id="engine" title=move || app.trainer.get().why>
            <strong>{move || kind_name(app.trainer.get().kind)}</strong>
            " "
            <span>{move || app.trainer.get().name}</span>
            " "
            <span class="speed">{speed}</span>
            <span class="visually-hidden">{move || format!(": {}", app.trainer.get().why)}</span>
        </p>
    }
}

fn round_to_hundreds(value: f64) -> f64 {
    (value / 100.0).round() * 100.0
}
