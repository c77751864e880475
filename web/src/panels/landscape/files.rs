//! A landscape as a table, as a picture and as a file.

use etalon_explorer::panels::csv::file_name;
use etalon_explorer::panels::landscape::table;
use leptos::prelude::*;

use super::desk::Desk;
use super::figure::SIZE;
use crate::io::download;

/// The cells as files and as a table.
#[component]
pub fn Files(desk: Desk) -> impl IntoView {
    let name = move |kind| {
        let config = desk.app.config.get_untracked();
        file_name("landscape", config.epochs(), config.seed(), kind)
    };
    let png = move |_| {
        if let Some(figure) = untrack(|| desk.figure()) {
            let palette = desk.palette.get_untracked();
            download::drawn(&name("png"), SIZE, &|outlet, density| figure.draw(outlet, density, &palette));
        }
    };
    let csv = move |_| {
        if let Some(csv) = desk.survey.with_untracked(|survey| {
            survey.as_ref().map(|survey| table::csv(survey, desk.yours.get_untracked()))
        }) {
            download::text(&name("csv"), "text/csv", &csv);
        }
    };
    let idle = Memo::new(move |_| !desk.has_outcomes());
    let open = RwSignal::new(false);
    // The table is written only while somebody looks at it. Its rows hold numbers and names of the program.
    let rows = move || {
        if !open.get() {
            return String::new();
        }
        desk.survey.with(|survey| {
            survey.as_ref().map(|survey| table::html(survey, desk.yours.get())).unwrap_or_default()
        })
    };
    view! {
        <div class="land-files" class:idle=move || idle.get()>
            <details class:idle=move || idle.get() on:toggle:target=move |event| open.set(event.target().open())>
                <summary>"The cells as a table"</summary>
                <div class="land-rows" role="region" aria-label="Cells of the landscape" tabindex="0">
                    <table inner_html=rows></table>
                </div>
            </details>
            <button class="button" aria-label="Save the landscape as PNG" on:click=png>"PNG"</button>
            <button class="button" aria-label="Save the landscape as CSV" on:click=csv>"CSV"</button>
        </div>
    }
}
