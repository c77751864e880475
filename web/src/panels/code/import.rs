//! Pasted code: its changes, its questions, and the button that applies it.

use std::time::Duration;

use etalon_explorer::code::apply::{Applied, apply};
use etalon_explorer::code::reader::{Note, Page, Question, Reading, Verdict, open_questions, read};
use etalon_explorer::number::exact;
use etalon_explorer::race::config::{Config, ROUND};
use etalon_explorer::race::run_settings::LR;
use etalon_explorer::race::slot::Line;
use etalon_explorer::race::typed::typed;
use etalon_explorer::race::yours::Yours;
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

use crate::app::state::App;
use crate::io::later::later;
use crate::panels::code::yours::PASTE;

/// The pause after the last key before the changes are announced.
const READ_LATER: Duration = Duration::from_millis(700);

/// Lines to try.
const EXAMPLES: &[&str] = &[
    "ExponentialLR(optimizer, gamma=0.9)",
    "CosineAnnealingLR(optimizer, T_max=20, eta_min=1e-3)",
    "ReduceLROnPlateau(optimizer, mode=\"max\", patience=2, factor=0.1)",
    "OneCycleLR(optimizer, max_lr=0.01, epochs=20, steps_per_epoch=45, pct_start=0.3)",
];

/// The settings that were applied, and those before.
#[derive(Debug, Clone, PartialEq)]
struct Done {
    applied: Applied,
    before: (Config, Yours),
}

/// A field for code, with the questions about it and with what it changes.
#[component]
pub fn Paste(app: App, chosen: RwSignal<Option<Line>>) -> impl IntoView {
    let draft = RwSignal::new(String::new());
    let reading = RwSignal::new_local(None::<Reading>);
    let done = RwSignal::new(None::<Done>);
    let write = move |text: String| {
        done.set(None);
        // An empty field asks for nothing.
        let yours = app.view.get_untracked().yours;
        let read = || read(&text, page(&app.config.get_untracked(), yours)).for_batches(batches_of(yours));
        reading.set((!text.trim().is_empty()).then(read));
        draft.set(text);
    };
    let preview = Memo::new(move |_| {
        reading.with(|reading| {
            reading.as_ref().map(|reading| apply(reading, &app.config.get(), app.view.get().yours))
        })
    });
    let apply_it = move |_| {
        let Some(applied) = preview.get_untracked() else { return };
        let before = (app.config.get_untracked(), app.view.get_untracked().yours);
        if applied.config != before.0 {
            app.keep_present();
            if !app.adopt(applied.config) {
                return;
            }
        }
        if let Some(line) = applied.lines.first() {
            chosen.set(Some(*line));
        }
        // The program that is exported runs over as many batches as the code says.
        count_in(app, applied.yours);
        done.set(Some(Done { applied, before }));
    };
    // Only while nothing else has changed since.
    let back = Memo::new(move |_| {
        let current = |Done { applied, before }: &Done| {
            let after = (applied.config, applied.yours);
            after == (app.config.get(), app.view.get().yours) && *before != after
        };
        done.get().filter(current)
    });
    let take_back = move |_| {
        if let Some(Done { before: (config, yours), .. }) = back.get_untracked() {
            app.adopt(config);
            count_in(app, yours);
            done.set(None);
        }
    };
    let asked = move || {
        reading.with(|reading| reading.as_ref().map(|reading| reading.asked.clone()).unwrap_or_default())
    };
    let sum = Memo::new(move |_| match (done.get(), preview.get()) {
        (Some(done), _) => done.applied.sentence("Applied", &done.before.0, app.view.get().yours),
        (None, Some(_)) if !asked().is_empty() => open_questions(asked().len()).to_owned(),
        (None, Some(applied)) => applied.sentence("Would set", &app.config.get(), applied.yours),
        (None, None) => String::new(),
    });
    let notes = move || {
        let said =
            reading.with(|reading| reading.as_ref().map(|reading| reading.notes.clone()).unwrap_or_default());
        let (refused, became) =
            preview.get().map(|applied| (applied.refused, applied.became)).unwrap_or_default();
        let with = |verdict| move |text| Note { verdict, text };
        let became = became.into_iter().map(with(Verdict::Taken));
        let refused = refused.into_iter().map(with(Verdict::NotTaken));
        said.into_iter().chain(became).chain(refused).map(note).collect_view()
    };
    let examples = EXAMPLES
        .iter()
        .map(|line| {
            let name = line.split('(').next().unwrap_or(line);
            view! { <button class="chip" on:click=move |_| write((*line).to_owned())>{name}</button> }
        })
        .collect_view();
    let aloud = later(sum.into(), READ_LATER);
    view! {
        <section class="import" aria-label="Import">
            <label for=PASTE>"Paste a scheduler"</label>
            <textarea
                id=PASTE
                rows="6"
                spellcheck="false"
                autocapitalize="off"
                autocomplete="off"
                placeholder="CosineAnnealingLR(optimizer, T_max=20, eta_min=1e-3)"
                prop:value=move || draft.get()
                on:input=move |event| write(event_target_value(&event))
            ></textarea>
            <p class="presets">"Textbook lines: " {examples}</p>
            <Show when=move || !asked().is_empty()>
                <fieldset class="asked">
                    <legend>"The code does not say these values"</legend>
                    <For
                        each=asked
                        key=|question| question.name.clone()
                        children=move |question| view! { <Ask question reading done /> }
                    />
                </fieldset>
            </Show>
            <p class="apply">
                <button class="button primary" disabled=move || preview.get().is_none() || !asked().is_empty() on:click=apply_it>
                    "Apply"
                </button>
                <button class="button" hidden=move || back.get().is_none() on:click=take_back>
                    "Take back"
                </button>
            </p>
            <p class="sum">{move || sum.get()}</p>
            <ul class="notes">{notes}</ul>
            <p class="visually-hidden" aria-live="polite">{move || aloud.get()}</p>
        </section>
    }
}

/// The page counts in the units of `yours` from now on.
fn count_in(app: App, yours: Yours) {
    if app.view.get_untracked().yours != yours {
        app.view.update(|view| view.yours = yours);
    }
}

/// The page's settings, from which the reader makes guesses.
fn page(config: &Config, yours: Yours) -> Page {
    Page {
        lr: yours.rate(config.run().get(LR)),
        epochs: f64::from(config.epochs()),
        batches: f64::from(yours.batches()),
    }
}

/// The batches in an epoch, if the visitor has said how many.
fn batches_of(yours: Yours) -> Option<f64> {
    (yours.batches() != ROUND).then(|| f64::from(yours.batches()))
}

/// A field for one value that the code does not say. Its guess is a proposal, and nothing is taken before it is confirmed.
#[component]
fn Ask(
    question: Question,
    reading: RwSignal<Option<Reading>, LocalStorage>,
    done: RwSignal<Option<Done>>,
) -> impl IntoView {
    let Question { name, guess, choices, why } = question.clone();
    let draft = RwSignal::new(guess.map_or_else(String::new, exact));
    let button = move || draft.with(|draft| question.button(draft));
    let wrong = RwSignal::new(String::new());
    let key = name.clone();
    let answer = move |value: f64| {
        done.set(None);
        wrong.set(String::new());
        reading.update(|reading| *reading = reading.as_ref().map(|reading| reading.answer(&key, value)));
    };
    let (by_number, by_choice) = (answer.clone(), answer);
    let label = name.clone();
    let take = move || match typed(&label, &draft.get_untracked()) {
        Ok(value) => by_number(value),
        Err(refusal) => wrong.set(refusal.to_string()),
    };
    let by_click = take.clone();
    let by_enter = move |event: KeyboardEvent| {
        if event.key() == "Enter" {
            take();
        }
    };
    let field = if choices.is_empty() {
        view! {
            <input
                type="text"
                inputmode="decimal"
                autocomplete="off"
                class="number"
                prop:value=move || draft.get()
                on:input=move |event| draft.set(event_target_value(&event))
                on:keydown=by_enter
            />
            <button class="button" on:click=move |_| by_click()>{button}</button>
        }
        .into_any()
    } else {
        let options = choices
            .iter()
            .enumerate()
            .map(|(at, choice)| view! { <option value=at.to_string()>{*choice}</option> })
            .collect_view();
        let choose = move |event| {
            if let Ok(at) = event_target_value(&event).parse() {
                by_choice(at);
            }
        };
        view! {
            <select on:change=choose>
                <option value="">"choose …"</option>
                {options}
            </select>
        }
        .into_any()
    };
    view! {
        <label class="ask">
            <code>{name}</code>
            {field}
            <small>{why}</small>
            <small class="bad" role="status">{move || wrong.get()}</small>
        </label>
    }
}

fn note(note: Note) -> impl IntoView {
    let class = match note.verdict {
        Verdict::Taken => "taken",
        Verdict::LeftOut | Verdict::Asked => "left-out",
        Verdict::NotTaken => "bad",
        Verdict::Trap | Verdict::Foreign => "remark",
    };
    view! { <li class=class>{note.to_string()}</li> }
}
