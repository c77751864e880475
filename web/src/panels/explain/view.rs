//! Each schedule explained, for those who meet it: what it does, its formula, a sentence to play with, when to choose it.

use leptos::prelude::*;

use etalon_explorer::race::slot::Line;
use crate::model::kind::Kind;
use crate::model::lessons::sentence::{first_try, sentence};
use crate::model::lessons::{INTRODUCTION, beginning, rest};
use crate::parts::presets::PresetList;
use crate::parts::sentence::Sentence;
use crate::app::state::App;
use crate::parts::swatch::Swatch;

/// The section on the schedules.
#[component]
pub fn ExplainSection(app: App) -> impl IntoView {
    let lessons = Kind::ALL.map(|kind| view! { <Explained app kind /> }).collect_view();
    view! {
        <section class="explain" aria-labelledby="explain">
            <h2 id="explain">"What a schedule does"</h2>
            <div class="newcomers">
                <div inner_html=INTRODUCTION></div>
                <Sentence app say=first_try />
            </div>
            <div class="lessons">{lessons}</div>
            <h3 id="presets">"Settings worth a look"</h3>
            <PresetList app />
        </section>
    }
}

#[component]
fn Explained(app: App, kind: Kind) -> impl IntoView {
    let line = Line::Schedule(kind);
    let id = format!("explain-{}", line.id());
    let labelled_by = id.clone();
    view! {
        <article class=format!("lesson c-{}", line.id()) aria-labelledby=labelled_by>
            <header>
                <Swatch line />
                <h3 id=id>{line.name()}</h3>
            </header>
            <div inner_html=beginning(kind)></div>
            <Sentence app say=move |config| sentence(&config.seen_by(line), kind) />
            <div class="rest" inner_html=rest(kind)></div>
        </article>
    }
}
