//! The engine badge: which engine trains, why, and how fast this device is.

use etalon_train::engine::EngineKind;
use leptos::prelude::*;

use crate::app::state::App;
use crate::app::training::measure_now;
use crate::panels::charts::speed;
use crate::parts::fold::Fold;
use etalon_explorer::choice::{Figure, hundreds, kind_name, plain_name, training_sentence};
use etalon_explorer::number::grouped;

/// The engine and its speed. Opened, it shows the reason and the other engines.
#[component]
pub fn Badge(app: App) -> impl IntoView {
    let fold = Fold::folded();
    let Fold { open, home, button } = fold;
    let kind = move || app.trainer.get().kind.map_or("…", kind_name);
    let speed = move || {
        let runs: Vec<_> = app.lines.get().into_iter().filter_map(|line| app.run(line)).collect();
        let timed = || runs.iter().filter(|run| run.complete && run.millis > 0.0);
        let each = timed().map(|run| f64::from(run.steps_done()) / run.millis * 1_000.0);
        // A GPU trains all at once, a CPU worker one after the other.
        let speed = match app.trainer.get().kind {
            Some(EngineKind::Gpu | EngineKind::SoftwareGpu) => each.sum(),
            Some(EngineKind::Cpu) | None => each.fold(0.0, f64::max),
        };
        if speed > 0.0 { format!(" {} steps/s", grouped(hundreds(speed))) } else { String::new() }
    };
    view! {
        <div class="engine" node_ref=home on:keydown=move |event| fold.press(&event) on:focusout=move |event| fold.leave(&event)>
            <button
                class="badge"
                id="engine"
                node_ref=button
                aria-expanded=move || open.get().to_string()
                on:click=move |_| fold.turn()
            >
                // Each space belongs to the word after it, so nothing moves when a word appears.
                <strong>{kind}</strong>
                <span>{move || format!(" {}", plain_name(&app.trainer.get().name))}</span>
                <span class="speed">{speed}</span>
                <span class="visually-hidden">{move || format!(". {}.", app.trainer.get().why)}</span>
            </button>
            <Show when=move || open.get()>
                <div class="details" role="group" aria-label="Engines of this device">
                    <p>{move || why(app)}</p>
                    {move || app.measured.get().map(|measured| view! { <Figures figures=measured.figures /> }.into_any())}
                    <button
                        class="button"
                        disabled=move || app.measuring.get()
                        on:click=move |_| measure_now(app)
                    >
                        {move || if app.measuring.get() { "Measuring …" } else { "Measure this device" }}
                    </button>
                </div>
            </Show>
        </div>
    }
}

fn why(app: App) -> String {
    let trainer = app.trainer.get();
    format!("{} {}.", training_sentence(trainer.kind), trainer.why)
}

#[component]
fn Figures(figures: Vec<Figure>) -> impl IntoView {
    let rows = figures
        .into_iter()
        .map(|figure| {
            let workers =
                if figure.workers > 1 { format!(", {} workers", figure.workers) } else { String::new() };
            view! {
                <tr>
                    <th scope="row">{kind_name(figure.kind)} <small>{plain_name(&figure.name).to_owned()} {workers}</small></th>
                    <td>{figure.replicas}</td>
                    <td>{grouped(hundreds(figure.speed))}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <table>
            <thead>
                <tr>
                    <th scope="col">"engine"</th>
                    <th scope="col">"at once"</th>
                    <th scope="col">"steps/s"</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
}

/// The figures or the comparison as JSON, if the address asks for them.
#[component]
pub fn Reports(app: App) -> impl IntoView {
    let compared = RwSignal::new(None::<String>);
    if app.flags.selftest {
        wasm_bindgen_futures::spawn_local(async move {
            compared.set(Some(crate::io::measure::compare(&app.crew()).await));
        });
    }
    let redraws = RwSignal::new(None::<String>);
    if app.flags.charts {
        speed::measure(move |json| redraws.set(Some(json)));
    }
    let measured = move || app.measured.get().filter(|_| app.flags.measure);
    view! {
        {move || measured().map(|measured| view! { <pre class="report" id="measure">{measured.json()}</pre> }.into_any())}
        {move || redraws.get().map(|json| view! { <pre class="report" id="measure">{json}</pre> }.into_any())}
        {move || compared.get().map(|json| view! { <pre class="report" id="selftest">{json}</pre> }.into_any())}
    }
}
