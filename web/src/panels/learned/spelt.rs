//! What a model of the names writes at the play head: names that it makes up, and its table of next letters.

use etalon_explorer::learned::spelling::{capital, rows};
use leptos::prelude::*;

use crate::panels::learned::knowledge::Now;

/// The names, and the table.
#[component]
pub fn Spelt(now: Now, wide: bool) -> impl IntoView {
    let spelling = Memo::new(move |_| now.read(|_, snapshot| snapshot.spelling.clone()).flatten());
    let names = move || {
        let names = spelling.get().map(|spelling| spelling.names).unwrap_or_default();
        names.iter().map(|name| view! { <li>{capital(name)}</li> }).collect_view()
    };
    let rows = move || spelling.with(|spelling| rows(spelling.as_ref()));
    view! {
        <ul class="invented" aria-label="Names that it makes up">{names}</ul>
        <details class="matrix next" open=wide>
            <summary>"Next letters " <span>"after ↓ likeliest →"</span></summary>
            <table>
                <caption>"after the first letter of a name; · ends it"</caption>
                // The rows hold only letters and shares of the program.
                <tbody inner_html=rows></tbody>
            </table>
        </details>
    }
}
