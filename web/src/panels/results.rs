//! The table of results up to the play head: every run in numbers, sorted by any column. Below it stands what many seeds show.

use etalon_train::task::Measure;
use leptos::prelude::*;

use crate::app::every_rate::EveryRates;
use crate::app::state::App;
use crate::io::screen;
use crate::parts::swatch::Swatch;
use etalon_explorer::panels::rates::{COUNT, SEEDS};
use etalon_explorer::race::config::Config;
use etalon_explorer::race::ranking::{Column, Good, Sort, Standing, Standings, order};
use etalon_explorer::race::run::Run;
use etalon_explorer::race::seeds::SeedCount;
use etalon_explorer::race::slot::{Line, PerLine};
use etalon_explorer::view::View;

/// Characters of the longest name that the first column has room for.
const LONGEST: usize = 17;

/// How the runs stand at the play head.
pub fn standings(app: App, every: EveryRates) -> Memo<Standings> {
    Memo::new(move |_| {
        let good = |line| every.present.with(|rates| Good::of(rates.as_ref()?, line));
        let now = app.playback.get();
        // "All" means the whole of each run, even if its length differs from the controls'.
        let steps = if now.at >= app.total() { f64::INFINITY } else { now.at };
        let View { yours, seeds: chosen, .. } = app.view.get();
        app.findings.with(|findings| {
            // A device that is too slow for many seeds trains one.
            let awaited = chosen != SeedCount::One && findings.seeds() != 1;
            PerLine::from_fn(|line| {
                let known = findings.line(line).copied();
                let standing = |run: &Run| Standing::of(run, steps, known).with_awaited(awaited);
                app.run(line).map(|run| standing(&run).with_good(good(line)).in_units(yours))
            })
        })
    })
}

/// The table of results.
#[component]
pub fn Results(app: App, every: EveryRates) -> impl IntoView {
    let at_end = Memo::new(move |_| app.playback.get().at >= app.total());
    let all = standings(app, every);
    let measure = Memo::new(move |_| app.config.with(|config| config.task().measure));
    let sort = RwSignal::new(None::<Sort>);
    let order = Memo::new(move |_| order(&all.get(), app.lines.get(), sort.get()));
    let heads = move || {
        let head = |column: &Column| {
            let column = *column;
            view! { <Head app every all column sort at_end /> }
        };
        Column::all(measure.get()).iter().map(head).collect_view()
    };
    // A column of the other measure sorts nothing.
    Effect::new(move || {
        measure.track();
        sort.set(None);
    });
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
                {move || order.get().into_iter().map(|line| view! { <Row app all line measure /> }).collect_view()}
            </tbody>
        </table>
        </div>
        <Shown app />
    }
}

/// The number of seeds, and what they show.
#[component]
fn Shown(app: App) -> impl IntoView {
    let sentence = Memo::new(move |_| app.shown_by_seeds());
    let choose = move |event| {
        let chosen = event_target_value(&event);
        let count = SeedCount::ALL.into_iter().find(|count| count.number().to_string() == chosen);
        if let Some(count) = count {
            app.view.update(|view| view.seeds = count);
        }
    };
    let option = |count: SeedCount| {
        let number = count.number();
        let name = if number == 1 { "1 seed".to_owned() } else { format!("{number} seeds") };
        let chosen = move || app.view.get().seeds == count;
        view! { <option value=number.to_string() prop:selected=chosen>{name}</option> }
    };
    view! {
        <div class="seeds">
            <select aria-label="Seeds behind the results" on:change=choose>
                {SeedCount::ALL.map(option).collect_view()}
            </select>
            <p title=move || sentence.get()>{move || sentence.get()}</p>
            <button
                class="chip"
                title="Draw the run of this seed beside the median of all"
                aria-pressed=move || app.view.get().own_seed.to_string()
                on:click=move |_| app.view.update(|view| view.own_seed = !view.own_seed)
            >
                {move || format!("draw seed {}", app.config.with(Config::seed))}
            </button>
        </div>
    }
}

/// A heading that sorts. The arrow takes its room even when it is hidden. Where the column has no values yet, the heading asks for them.
#[component]
fn Head(
    app: App,
    every: EveryRates,
    all: Memo<Standings>,
    column: Column,
    sort: RwSignal<Option<Sort>>,
    at_end: Memo<bool>,
) -> impl IntoView {
    let mine = Memo::new(move |_| sort.get().filter(|sort| sort.column == column));
    let rises = Memo::new(move |_| mine.get().map(|sort| all.with(|all| sort.rises(all))));
    let sorted = move || match rises.get() {
        Some(true) => "ascending",
        Some(false) => "descending",
        None => "none",
    };
    let arrow = move || if rises.get() == Some(true) { "▲" } else { "▼" };
    let sorts = move || {
        view! {
            <button
                class="sort"
                title=format!("{}. Click to sort", column.help())
                on:click=move |_| sort.update(|sort| *sort = Sort::clicked(*sort, column))
            >
                {move || column.name(at_end.get())}
                <span class="arrow" class:idle=move || mine.get().is_none() aria-hidden="true">{arrow}</span>
            </button>
        }
        .into_any()
    };
    let open = Memo::new(move |_| column == Column::Good && every.present.with(Option::is_none));
    view! {
        <th scope="col" class=column.id() aria-sort=sorted>
            {move || if open.get() { view! { <Find app every column /> }.into_any() } else { sorts() }}
        </th>
    }
}

/// Asks for every rate, and says how far the answer is.
#[component]
fn Find(app: App, every: EveryRates, column: Column) -> impl IntoView {
    let says = move || match every.waits(app) {
        None => "find good rates".to_owned(),
        Some((done, all)) => format!("finding: {} %", (done * 100).checked_div(all).unwrap_or(0)),
    };
    view! {
        <button
            class="sort find"
            title=format!("{}. Trains every lane at {COUNT} base rates with {SEEDS} seeds each", column.help())
            on:click=move |_| every.ask(app)
        >
            {says}
        </button>
    }
}

#[component]
fn Row(app: App, all: Memo<Standings>, line: Line, measure: Memo<Measure>) -> impl IntoView {
    let standing = Memo::new(move |_| *all.get().get(line));
    let diverged = Memo::new(move |_| standing.get().and_then(|standing| standing.summary.diverged));
    let cells = move || {
        Column::all(measure.get())
            .iter()
            .map(|&column| {
                let decides = column == Column::of(measure.get());
                let cell = move || match (column, diverged.get()) {
                    // The last accuracy and loss of a diverged run mean nothing.
                    (Column::Accuracy | Column::Loss, Some(step)) if decides => {
                        view! { <td class="bad" title=format!("It diverged at step {step}")>"diverged"</td> }
                            .into_any()
                    }
                    (Column::Accuracy | Column::Loss, Some(step)) => {
                        view! { <td class="bad">{format!("step {step}")}</td> }.into_any()
                    }
                    _ => view! { <Cell standing column /> }.into_any(),
                };
                view! { {cell} }
            })
            .collect_view()
    };
    let name = move || {
        Some(app.name(line))
            .filter(|name| name.chars().count() <= LONGEST)
            .unwrap_or_else(|| app.short_name(line))
    };
    view! {
        // A result that is older than the settings is faint until the new one is there.
        <tr class=line.to_string() class:stale=move || !app.present.is_fresh(line)>
            <th scope="row">
                <Swatch line />
                <button class="to-card" title="Go to its card" on:click=move |_| screen::focus(&format!(".card.{line} select"))>
                    <span class="long">{name}</span>
                    <span class="short">{move || app.short_name(line)}</span>
                </button>
            </th>
            {cells}
        </tr>
    }
}

/// A number. It is bold only where many seeds bear out what it says.
#[component]
fn Cell(standing: Memo<Option<Standing>>, column: Column) -> impl IntoView {
    let text = Memo::new(move |_| column.cell(standing.get().as_ref()));
    let borne_out = Memo::new(move |_| column.borne_out(standing.get().as_ref()));
    let words = move || {
        borne_out.get().map(|words| view! { <span class="visually-hidden">{format!(", {words}")}</span> })
    };
    view! {
        <td class=column.id() class:wins=move || borne_out.get().is_some() title=move || borne_out.get()>
            {move || text.get()}
            {words}
        </td>
    }
}
