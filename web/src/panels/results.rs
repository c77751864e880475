//! The table of results up to the play head: every run in numbers, sorted by any column.

use leptos::prelude::*;

use crate::app::state::App;
use crate::parts::swatch::Swatch;
use etalon_explorer::race::ranking::{Column, Place, Sort, Standing, Standings, order};
use etalon_explorer::race::slot::{Line, PerLine};

/// The ranking of the runs at the play head.
pub fn standings(app: App) -> Memo<Standings> {
    Memo::new(move |_| {
        let now = app.playback.get();
        // "All" means the whole of each run, even if its length differs from the controls'.
        let steps = if now.at >= app.total() { f64::INFINITY } else { now.at };
        PerLine::from_fn(|line| app.run(line).map(|run| Standing::of(&run, steps)))
    })
}

/// The table of results.
#[component]
pub fn Results(app: App) -> impl IntoView {
    let at_end = Memo::new(move |_| app.playback.get().at >= app.total());
    let all = standings(app);
    let sort = RwSignal::new(None::<Sort>);
    let order = Memo::new(move |_| order(&all.get(), app.lines.get(), sort.get()));
    let heads = Column::ALL.map(|column| view! { <Head column sort at_end /> }).collect_view();
    view! {
        <div class="results-frame" role="region" aria-label="Results" tabindex="0">
        <table class="results">
            <caption class="visually-hidden">
                "Results of the trainings; the buttons in the headings sort"
            </caption>
            <thead>
                <tr>
                    <th scope="col">"schedule"</th>
                    {heads}
                </tr>
            </thead>
            <tbody>
                {move || order.get().into_iter().map(|line| view! { <Row app all line /> }).collect_view()}
            </tbody>
        </table>
        </div>
    }
}

/// A heading that sorts. The arrow takes its room even when it is hidden.
#[component]
fn Head(column: Column, sort: RwSignal<Option<Sort>>, at_end: Memo<bool>) -> impl IntoView {
    let mine = Memo::new(move |_| sort.get().filter(|sort| sort.column == column));
    let sorted = move || match mine.get().map(Sort::rises) {
        Some(true) => "ascending",
        Some(false) => "descending",
        None => "none",
    };
    let arrow = move || if mine.get().is_some_and(Sort::rises) { "▲" } else { "▼" };
    view! {
        <th scope="col" aria-sort=sorted>
            <button
                class="sort"
                title=format!("{}. Click to sort", column.help())
                on:click=move |_| sort.update(|sort| *sort = Sort::clicked(*sort, column))
            >
                {move || column.name(at_end.get())}
                <span class="arrow" class:idle=move || mine.get().is_none() aria-hidden="true">{arrow}</span>
            </button>
        </th>
    }
}

#[component]
fn Row(app: App, all: Memo<Standings>, line: Line) -> impl IntoView {
    let standing = Memo::new(move |_| *all.get().get(line));
    let diverged = Memo::new(move |_| standing.get().and_then(|standing| standing.summary.diverged));
    let cells = Column::ALL
        .map(|column| {
            let cell = move || match (column, diverged.get()) {
                // The last accuracy and loss of a diverged run mean nothing.
                (Column::Accuracy, Some(step)) => {
                    view! { <td colspan="2" class="bad">{format!("diverged at step {step}")}</td> }.into_any()
                }
                (Column::Loss, Some(_)) => ().into_any(),
                _ => view! { <Cell all standing column line /> }.into_any(),
            };
            view! { {cell} }
        })
        .collect_view();
    view! {
        <tr class=line.to_string()>
            <th scope="row">
                <Swatch line />
                <span class="long">{move || app.name(line)}</span>
                <span class="short">{move || app.short_name(line)}</span>
            </th>
            {cells}
        </tr>
    }
}

/// A number. It is bold if it is the best of its column, and has a mark if others are as good.
#[component]
fn Cell(all: Memo<Standings>, standing: Memo<Option<Standing>>, column: Column, line: Line) -> impl IntoView {
    let text = Memo::new(move |_| column.cell(standing.get().as_ref()));
    let place = Memo::new(move |_| all.with(|all| column.place(all, line)));
    let mark = move || match place.get() {
        Place::Best => view! { <span class="visually-hidden">", best"</span> }.into_any(),
        Place::Shared => view! {
            <span class="tie" aria-hidden="true">"="</span>
            <span class="visually-hidden">", shared best"</span>
        }
        .into_any(),
        Place::Other => ().into_any(),
    };
    view! {
        <td
            class:wins=move || place.get() != Place::Other
            title=move || (place.get() == Place::Shared).then_some("as good as the best")
        >
            {move || text.get()}
            {mark}
        </td>
    }
}
