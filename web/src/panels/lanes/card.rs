//! The cards. Each lane has one, with its kind, main control, a fact and the formula. Another card holds what all runs share.

use etalon::Stepped;
use etalon_explorer::flags::locks::LOCKED;
use etalon_explorer::flags::parts::Part;
use etalon_explorer::kinds::page::{KindPage, Shown, Source};
use etalon_explorer::kinds::{self, KINDS};
use etalon_explorer::number::rate;
use etalon_explorer::panels::advice::evidence;
use etalon_explorer::race::control::{Control, Owner};
use etalon_explorer::race::row::Row;
use etalon_explorer::race::run_settings;
use etalon_explorer::race::slot::{Line, Slot};
use etalon_explorer::race::trail::Trail;
use leptos::prelude::*;

use crate::app::every_rate::EveryRates;
use crate::app::state::App;
use crate::app::undo::{redo, undo};
use crate::panels::lanes::more::{More, Rest};
use crate::panels::lanes::questions::Questions;
use crate::parts::field::Field;
use crate::parts::presets::Presets;
use crate::parts::swatch::Swatch;
use crate::parts::traps::{TrapLine, Traps};

/// The number of the run's rows on its card.
pub(super) const MAIN: usize = 6;
/// How many of them are choices. They stand side by side above the others.
const CHOICES: usize = 2;

/// The name of an empty place in the menus.
const EMPTY: &str = "empty";

/// Characters of the longest name that stands in a heading as it is.
const LONGEST: usize = 16;

/// The cards of all lanes, and a menu that adds one. `open` is the card whose other controls are shown. While the page is made only so
/// many `cards` are.
#[component]
pub fn Lanes(
    app: App,
    traps: Traps,
    every: EveryRates,
    open: RwSignal<Option<Owner>>,
    cards: RwSignal<usize>,
) -> impl IntoView {
    let lanes = Memo::new(move |_| {
        app.config.with(|config| {
            let lanes = config.lanes().filter(|(slot, _)| has_card(app, *slot));
            lanes.map(|(slot, lane)| (slot, lane.page().id())).collect::<Vec<(Slot, &'static str)>>()
        })
    });
    let vacancy =
        Memo::new(move |_| app.config.with(|config| config.vacancy().filter(|slot| has_card(app, *slot))));
    view! {
        <div class="lanes">
            {(!app.flags.embed).then(|| view! { <Questions app /> }.into_any())}
            <For
                each=move || lanes.get()
                key=|lane| *lane
                children=move |(place, _)| {
                    let is_made = Memo::new(move |_| cards.get() >= place.number());
                    view! {
                        <Show when=move || is_made.get() fallback=move || skeleton(place)>
                            <LaneCard app place traps every open />
                        </Show>
                    }
                }
            />
            <div class="lineup" hidden=app.flags.embed>
                <Show when=move || vacancy.get().is_some()>
                    <Add app vacancy open />
                </Show>
                <Back app />
            </div>
        </div>
    }
}

/// What stands for a card until it is made.
fn skeleton(place: Slot) -> AnyView {
    view! { <section class=format!("skeleton card {}", Line::Lane(place))></section> }.into_any()
}

/// Whether the address leaves the card of `slot` on the page.
fn has_card(app: App, slot: Slot) -> bool {
    app.flags.teaching.parts.shows(Part::Card(Owner::Lane(slot)))
}

/// Undo and redo of the settings.
#[component]
fn Back(app: App) -> impl IntoView {
    let changed = Memo::new(move |_| app.trail.with(Trail::has_past));
    let undone = Memo::new(move |_| app.trail.with(Trail::has_future));
    view! {
        <button class="link undo" title="Undo the last change of the settings (Ctrl-Z)" disabled=move || !changed.get() on:click=move |_| undo(app)>
            "Undo"
        </button>
        <button class="link" title="Redo (Ctrl-Shift-Z)" disabled=move || !undone.get() on:click=move |_| redo(app)>
            "Redo"
        </button>
    }
}

/// A menu that puts a schedule at the first empty place.
#[component]
fn Add(app: App, vacancy: Memo<Option<Slot>>, open: RwSignal<Option<Owner>>) -> impl IntoView {
    let choose = move |event| {
        if let (Some(slot), Some(page)) = (vacancy.get_untracked(), kinds::named(&event_target_value(&event)))
        {
            race(app, slot, Some(page), open);
        }
    };
    let kinds =
        KINDS.iter().map(|page| view! { <option value=page.id()>{page.offer()}</option> }).collect_view();
    view! {
        <select class="add" aria-label="Add a schedule" prop:value="" on:change=choose>
            <option value="" selected>"+ schedule"</option>
            {kinds}
        </select>
    }
}

/// Puts a lane of another kind at `slot`, or empties it. Points are edited below the main control, so that part unfolds.
fn race(app: App, slot: Slot, page: Option<&'static KindPage>, open: RwSignal<Option<Owner>>) {
    app.race(slot, page);
    if page.is_some_and(|page| page.source == Source::Points) {
        open.set(Some(Owner::Lane(slot)));
    }
}

/// The card of a lane. Its heading opens the list of kinds.
#[component]
fn LaneCard(
    app: App,
    place: Slot,
    traps: Traps,
    every: EveryRates,
    open: RwSignal<Option<Owner>>,
) -> impl IntoView {
    let slot = place;
    let line = Line::Lane(slot);
    let page = app.config.with_untracked(|config| config.page(line));
    let fact = fact_of(app, line);
    let button = NodeRef::new();
    let locked = app.flags.teaching.locks.holds_kind(slot);
    let main = page.kind.params().first().map(|row| Control::lane(slot, Row::new(row)));
    let field = main.map(|control| view! { <Field app control says=fact /> });
    let against = Memo::new(move |_| app.view.with(|view| view.answers.against(page)));
    let unfit = move || against.get().is_some();
    let when = move || {
        against.get().map_or_else(|| page.lesson.when.to_owned(), |why| format!("Does not fit: {why}"))
    };
    let choose = move |event| race(app, slot, kinds::named(&event_target_value(&event)), open);
    let kinds = KINDS
        .iter()
        .map(|other| {
            let is_chosen = *other == page;
            let name = if is_chosen {
                // With two lanes of a kind their names have numbers.
                (move || app.present.names.with(|names| heading(names.get(line)))).into_any()
            } else {
                match other.source {
                    Source::Kind => heading(&(other.label().to_owned(), other.short.to_owned())).into_any(),
                    Source::Points => other.offer().into_any(),
                }
            };
            view! { <option value=other.id() selected=is_chosen>{name}</option> }
        })
        .collect_view();
    view! {
        <section class=format!("card {line}") class:unfit=unfit aria-labelledby=format!("name-{line}")>
            <header>
                <Swatch line />
                <h2 class="visually-hidden" id=format!("name-{line}")>{move || app.name(line)}</h2>
                <select class="kind" aria-label=format!("Schedule of lane {}", slot.number()) disabled=locked title=locked.then_some(LOCKED) on:change=choose>
                    {kinds}
                    <option value=EMPTY>{EMPTY}</option>
                </select>
                <p class="fact" title=move || fact.get()>{move || fact.get()}</p>
            </header>
            {field}
            <footer>
                <p class="when" title=when>{when}</p>
                <More app owner=Owner::Lane(slot) open button />
            </footer>
            <TrapLine app traps line otherwise=evidence_of(app, every, line) />
            <Rest app traps owner=Owner::Lane(slot) open button />
        </section>
    }
}

/// The name in a heading, which has room for a fact beside it: `name`, or the shorter one where it is too long.
fn heading((name, short): &(String, String)) -> String {
    if name.chars().count() <= LONGEST { name.clone() } else { short.clone() }
}

/// The card of what all runs share. Its colour is the reference's.
#[component]
pub fn RunCard(app: App, traps: Traps, open: RwSignal<Option<Owner>>) -> impl IntoView {
    let start = same_start(app);
    let button = NodeRef::new();
    let field = |row| view! { <Field app control=Control::run(Row::new(row)) /> };
    let choices = run_settings::ROWS.iter().take(CHOICES).map(field).collect_view();
    let fields = run_settings::ROWS.iter().take(MAIN).skip(CHOICES).map(field).collect_view();
    view! {
        <section class="card reference" aria-labelledby="name-reference">
            <header>
                <Swatch line=Line::Reference />
                <h2 id="name-reference" title="What all runs share; the line is the constant base rate">"All runs"</h2>
                <p class="fact" title=move || start.get()>{move || start.get()}</p>
            </header>
            <div class="choices">{choices}</div>
            {fields}
            <footer>
                <Presets app />
                <More app owner=Owner::Run open button />
            </footer>
            <TrapLine app traps line=Line::Reference />
            <Rest app traps owner=Owner::Run open button />
        </section>
    }
}

/// The name of a card.
pub fn name_of(app: App, owner: Owner) -> String {
    match owner {
        Owner::Run => "all runs".to_owned(),
        Owner::Lane(_) => app.name(owner.line()),
    }
}

fn fact_of(app: App, line: Line) -> Signal<String> {
    let fact = Memo::new(move |_| {
        let config = app.config.get();
        // There is no room for both. The slider does not show the rate, so the card does.
        if let Some(rate_of_its_own) = config.own_rates().get(line) {
            return format!("own rate: {}", rate(app.view.get().yours.rate(*rate_of_its_own)));
        }
        let page = config.page(line);
        let run = app.rates_run(line);
        let steps = if page.kind.spec().stepped == Stepped::Metric {
            let at = app.playback.get().at;
            if at >= app.total() { f64::INFINITY } else { at }
        } else {
            0.0
        };
        let shown = run.as_deref().map(|run| Shown { run, steps });
        app.view.get().yours.seen(&config, line, |seat| (page.fact)(seat, shown))
    });
    fact.into()
}

/// What the trainings show of `line`, once a question above the cards is answered.
fn evidence_of(app: App, every: EveryRates, line: Line) -> Signal<Option<String>> {
    let said = Memo::new(move |_| {
        app.view.with(|view| view.answers.any()).then(|| {
            let rates = every.present.get();
            let yours = app.view.get().yours;
            app.findings.with(|findings| evidence(findings, rates.as_ref(), line, yours))
        })?
    });
    said.into()
}

/// Says that all runs started alike, with the fingerprint.
fn same_start(app: App) -> Signal<String> {
    let print = Memo::new(move |_| {
        let run = app.run(Line::Reference).filter(|_| app.present.is_fresh(Line::Reference));
        run.map(|run| run.fingerprint)
    });
    Signal::derive(move || match (app.config.get().own_rates().get(Line::Reference), print.get()) {
        (Some(own), _) => format!("own rate: {}", rate(app.view.get().yours.rate(*own))),
        (None, Some(print)) => format!("same start and batches · {print}"),
        (None, None) => "same start and batches".to_owned(),
    })
}
