//! The engine badge: what trains, why, and how fast this device is.

use etalon_train::engine::EngineKind;

use crate::html::*;
use crate::model::entrant::Entrant;
use crate::model::number::grouped;
use crate::signals::signal;
use crate::ui::chart_speed;
use crate::ui::list::CollectList as _;
use crate::ui::shown::Shown;
use crate::ui::state::App;
use crate::ui::training::measure_now;
use etalon_explorer::choice::{Figure, hundreds, kind_name, plain_name};

/// What trains, how fast; opened, why it does and what else there is.
#[component]
pub fn Badge(app: App) -> impl IntoView {
    let open = signal(false);
    let kind = move || app.trainer.get().kind.map_or("…", kind_name);
    let speed = move || {
        let runs: Vec<_> = Entrant::ALL.into_iter().filter_map(|entrant| app.run(entrant)).collect();
        let timed = || runs.iter().filter(|run| run.complete && run.millis > 0.0);
        let each = timed().map(|run| f64::from(run.steps_done()) / run.millis * 1_000.0);
        // A GPU trains all at once, a CPU worker one after the other.
        let speed = match app.trainer.get().kind {
            Some(EngineKind::Gpu | EngineKind::SoftwareGpu) => each.sum(),
            Some(EngineKind::Cpu) | None => each.fold(0.0, f64::max),
        };
        if speed > 0.0 { format!(" {} steps/s", grouped(hundreds(speed))) } else { String::new() }
    };
    let escape = move |event: leptos::ev::KeyboardEvent| {
        if event.key() == "Escape" {
            open.set(false);
        }
    };
    view! {
        <div class="engine" on:keydown=escape>
            <button
                class="badge"
                id="engine"
                aria-expanded=move || open.get().to_string()
                on:click=move |_| open.update(|open| *open = !*open)
            >
                // The spaces come with the words after them: nothing that is there moves when those are known.
                <strong>{move || kind()}</strong>
                <span>{move || [" ", plain_name(&app.trainer.get().name)].concat()}</span>
                <span class="speed">{move || speed()}</span>
                <span class="visually-hidden">{move || format!(". {}.", app.trainer.get().why)}</span>
            </button>
            <Shown when=open>
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
            </Shown>
        </div>
    }
}

fn why(app: App) -> String {
    let trainer = app.trainer.get();
    let kind = trainer.kind.map_or("Nothing", kind_name);
    format!("{kind} trains. {}.", trainer.why)
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
        .collect_list();
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

/// The figures or the comparison as JSON, where the address asks for them.
#[component]
pub fn Reports(app: App) -> impl IntoView {
    let compared = signal(None::<String>);
    if app.flags.selftest {
        wasm_bindgen_futures::spawn_local(async move {
            compared.set(Some(crate::io::measure::compare(&app.crew()).await));
        });
    }
    let redraws = signal(None::<String>);
    if app.flags.charts {
        chart_speed::measure(move |json| redraws.set(Some(json)));
    }
    let measured = move || app.measured.get().filter(|_| app.flags.measure);
    view! {
        {move || measured().map(|measured| view! { <pre class="report" id="measure">{measured.json()}</pre> }.into_any())}
        {move || redraws.get().map(|json| view! { <pre class="report" id="measure">{json}</pre> }.into_any())}
        {move || compared.get().map(|json| view! { <pre class="report" id="selftest">{json}</pre> }.into_any())}
    }
}
