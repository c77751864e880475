//! The aim of a lesson, above the charts: what should end how, and whether it does.

use etalon_explorer::flags::aim::{Aim, Progress};
use leptos::prelude::*;

use crate::app::state::App;

/// The aim and how far it is. It is announced when it is reached for the first time.
#[component]
pub fn AimLine(app: App, aim: Aim) -> impl IntoView {
    let said = Memo::new(move |_| {
        app.config.with(|config| app.findings.with(|findings| aim.sentence(config, findings)))
    });
    let reached = Memo::new(move |_| {
        let progress = app.config.with(|config| app.findings.with(|findings| aim.progress(config, findings)));
        progress == Progress::Reached
    });
    let announced = RwSignal::new(String::new());
    Effect::new(move || {
        if reached.get() && announced.with_untracked(String::is_empty) {
            announced.set(said.get_untracked());
        }
    });
    view! {
        <p class="aim" class:reached=move || reached.get()>{move || said.get()}</p>
        <p class="visually-hidden" role="status">{move || announced.get()}</p>
    }
}
