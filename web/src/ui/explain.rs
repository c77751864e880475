//! Each schedule explained, for those who meet it: what it does, its formula, a sentence to play with, when to choose it.

use etalon::Kind;
use leptos::prelude::*;

use crate::model::entrant::Entrant;
use crate::model::lessons::formula::{Formula, formula};
use crate::model::lessons::sentence::{first_try, sentence};
use crate::model::lessons::{Lesson, Paper, default, documentation, lesson, range};
use crate::ui::presets::PresetList;
use crate::ui::sentence::Sentence;
use crate::ui::state::App;
use crate::ui::swatch::Swatch;

/// The section on the schedules.
#[component]
pub fn ExplainSection(app: App) -> impl IntoView {
    let lessons = Kind::ALL.map(|kind| view! { <Explained app kind /> });
    view! {
        <section class="explain" aria-labelledby="explain">
            <header>
                <h2 id="explain">"What a schedule does"</h2>
                <div class="newcomers">
                    <p>
                        "A network learns in steps. Each step asks in which direction the error shrinks and goes a little way there; how far, says the learning rate η. A high rate gets along quickly and never settles; a low one settles and takes for ever. So one starts high and ends low, and a schedule says how."
                    </p>
                    <p>
                        "Look first at the upper chart, the rate over time, then at the lower one, what each model has learned by then. A try:"
                    </p>
                    <Sentence app say=first_try />
                </div>
            </header>
            <div class="lessons">{lessons}</div>
            <h3 id="presets">"Settings worth a look"</h3>
            <PresetList app />
        </section>
    }
}

#[component]
fn Explained(app: App, kind: Kind) -> impl IntoView {
    let entrant = Entrant::Schedule(kind);
    let Lesson { what, choose, avoid, class, papers } = lesson(kind);
    let Formula { mathml, words } = formula(kind);
    let id = format!("explain-{}", entrant.id());
    let labelled_by = id.clone();
    let math =
        ["<math display=\"block\" alttext=\"", words, "\" aria-label=\"", words, "\">", mathml, "</math>"]
            .concat();
    view! {
        <article class=format!("lesson c-{}", entrant.id()) aria-labelledby=labelled_by>
            <header>
                <Swatch entrant />
                <h3 id=id>{entrant.name()}</h3>
            </header>
            <p>{what}</p>
            <div class="math" inner_html=math></div>
            <Sentence app say=move |config| sentence(&config.seen_by(entrant), kind) />
            <p><strong>"Choose it "</strong>{lower(choose)}</p>
            <p><strong>"Not "</strong>{lower(avoid)}</p>
            <details>
                <summary>"Parameters"</summary>
                <Parameters kind />
            </details>
            <p class="origin">
                <a href=documentation(class)>{class}</a>
                " in PyTorch. "
                {papers.iter().map(|paper| view! { <PaperLink paper=*paper /> " " }).collect_view()}
            </p>
        </article>
    }
}

/// A sentence that goes on one.
fn lower(text: &str) -> String {
    let mut chars = text.chars();
    chars
        .next()
        .map(|first| core::iter::once(first.to_ascii_lowercase()).chain(chars).collect())
        .unwrap_or_default()
}

/// A paper with its authors.
#[component]
pub fn PaperLink(paper: Paper) -> impl IntoView {
    view! { <span><a href=paper.url>{paper.title}</a>" ("{paper.by}")."</span> }
}

#[component]
fn Parameters(kind: Kind) -> impl IntoView {
    let rows = kind.params().iter().map(|param| {
        let spec = param.spec();
        view! {
            <dt>
                <code>{spec.id}</code>
                <small>{range(&spec)}"; default "{default(&spec)}</small>
            </dt>
            <dd>{spec.help}</dd>
        }
    });
    view! { <dl>{rows.collect_view()}</dl> }
}
