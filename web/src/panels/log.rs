//! A visitor's own log: where the rule of a plateau would have cut, and how another patience would have fared.

use std::time::Duration;

use etalon::Settings;
use etalon_explorer::code::log::{Log, MOST_BYTES, NoLog, Replay, describe, read, replay};
use etalon_explorer::kinds::plateau;
use etalon_explorer::panels::csv::per_epoch;
use etalon_explorer::panels::log::{
    Fared, Own, PATIENCE, PATIENCES, ROWS, START, fared, mode, origin, picture, rows, usual,
};
use etalon_explorer::race::config::Config;
use etalon_explorer::race::refusal::Refusal;
use etalon_explorer::race::row::Row;
use etalon_explorer::race::slot::Line;
use etalon_explorer::race::yours::Gauge;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::app::state::App;
use crate::io::file;
use crate::io::later::later;
use crate::panels::Panel;
use crate::parts::field::{Inputs, Knob};

/// The panel.
pub const PANEL: Panel =
    Panel::new(include_str!("log/style.css"), |app| view! { <LogSection app /> }.into_any());

/// The pause after the last change before the result is announced.
const ANNOUNCE_LATER: Duration = Duration::from_millis(700);

/// A longer text is not shown in the field, which would make the page slow.
const MOST_SHOWN: usize = 200_000;

/// What the parts of the panel read and change.
#[derive(Debug, Clone, Copy)]
struct Desk {
    app: App,
    /// The settings in the visitor's units, which are those of the log.
    config: Memo<Config>,
    /// The text in the field.
    draft: RwSignal<String>,
    /// The text of the last good log.
    text: StoredValue<String>,
    /// The last good log.
    log: RwSignal<Option<Log>>,
    /// Why the last text is no log, or why a value was refused.
    problem: RwSignal<Option<String>>,
    /// Values of the panel's own.
    own: RwSignal<Own>,
    /// The values that apply where it has none.
    usual: Memo<Settings>,
    /// All values in force.
    settings: Memo<Settings>,
    /// What the rule does with the log.
    replay: Memo<Option<Replay>>,
}

impl Desk {
    fn new(app: App) -> Self {
        let (log, own) = (RwSignal::new(None::<Log>), RwSignal::new(Own::default()));
        let config = Memo::new(move |_| app.config.with(|config| app.view.get().yours.scaled_all(config)));
        let usual = Memo::new(move |_| log.with(|log| config.with(|config| usual(config, log.as_ref()))));
        let settings = Memo::new(move |_| own.get().over(usual.get()));
        let replay = Memo::new(move |_| {
            log.with(|log| log.as_ref().and_then(|log| replay(&log.values, &settings.get()).ok()))
        });
        let (draft, text) = (RwSignal::new(String::new()), StoredValue::new(String::new()));
        Self { app, config, draft, text, log, problem: RwSignal::new(None), own, usual, settings, replay }
    }

    /// Takes a text that was pasted, typed or dropped.
    fn write(self, text: String) {
        self.draft.set(if text.len() > MOST_SHOWN { String::new() } else { text.clone() });
        if text.trim().is_empty() {
            // An empty field asks for nothing.
            self.problem.set(None);
            return self.log.set(None);
        }
        let log = read(&text, None);
        if log.is_ok() {
            self.text.set_value(text);
        }
        self.take(log);
    }

    /// Takes what was read. If it is no log, the last good one stays.
    fn take(self, read: Result<Log, NoLog>) {
        match read {
            Ok(log) => {
                self.own.update(|own| {
                    *own = self.log.with_untracked(|before| own.for_log(before.as_ref(), &log))
                });
                self.problem.set(None);
                self.log.set(Some(log));
            }
            Err(reason) => self.fail(&reason.to_string()),
        }
    }

    fn fail(self, reason: &str) {
        let stays = if self.log.with_untracked(Option::is_some) { " The last good log stays." } else { "" };
        self.problem.set(Some(format!("{reason}.{stays}")));
    }

    /// Reads a file.
    fn open(self, file: web_sys::File) {
        spawn_local(async move {
            if file.size() > MOST_BYTES as f64 {
                return self.fail(&NoLog::TooLong.to_string());
            }
            match file::text(&file).await {
                Some(text) => self.write(text),
                None => self.fail("The browser cannot read this file"),
            }
        });
    }

    fn set(self, row: Row, value: f64) -> Result<(), Refusal> {
        let next = self.own.get_untracked().with(row, value, &self.usual.get_untracked());
        let next = next.inspect_err(|refusal| self.refuse(refusal))?;
        self.problem.set(None);
        self.own.set(next);
        Ok(())
    }

    fn refuse(self, refusal: &Refusal) {
        self.problem.set(Some(format!("{refusal}; the last good value stays.")));
    }

    fn knob(self, row: Row) -> Knob {
        let of = move |settings: Memo<Settings>| settings.get().get(row.id).unwrap_or(row.default);
        let set = Callback::new(move |value| self.set(row, value));
        Knob {
            row,
            help: row.help,
            value: Memo::new(move |_| of(self.settings)).into(),
            usual: Memo::new(move |_| of(self.usual)).into(),
            set,
            enter: set,
            // A log is in the visitor's units already.
            gauge: Signal::stored(Gauge::SAME),
            locked: false,
            refuse: Callback::new(move |refusal| self.refuse(&refusal)),
        }
    }

    /// What was taken, and why the mode is what it is; or why nothing was taken.
    fn said(self) -> String {
        self.problem.get().unwrap_or_else(|| {
            self.log.with(|log| {
                log.as_ref().map_or_else(String::new, |log| {
                    format!("{} {}", log.said, mode(log, &self.settings.get()))
                })
            })
        })
    }

    /// What the rule does.
    fn sentence(self) -> String {
        self.replay
            .with(|replay| replay.as_ref().map_or_else(|| "The rule waits for a log.".to_owned(), describe))
    }
}

/// The section below the charts.
#[component]
pub fn LogSection(app: App) -> impl IntoView {
    let desk = Desk::new(app);
    let line = Memo::new(move |_| {
        app.config.with(|config| config.first_of(&plateau::PAGE)).map_or(Line::Reference, Line::Lane)
    });
    let spoken = Memo::new(move |_| {
        let said = desk.said();
        if said.is_empty() { said } else { format!("{said} {}", desk.sentence()) }
    });
    let aloud = later(spoken.into(), ANNOUNCE_LATER);
    view! {
        <section class=move || format!("log {}", line.get()) aria-labelledby="own-log">
            <header>
                <h2 id="own-log">"Your own log"</h2>
                <p>
                    "A metric that you have recorded, and where the rule of a plateau would have cut the rate. Nothing is uploaded: the log stays in this browser."
                </p>
            </header>
            <div class="log-columns" class:idle=move || desk.log.with(Option::is_none)>
                <Source desk />
                <Outcome desk />
            </div>
            <p class="visually-hidden" aria-live="polite">{move || aloud.get()}</p>
        </section>
    }
}

/// The field for the log, what was taken of it, and the values of the rule.
#[component]
fn Source(desk: Desk) -> impl IntoView {
    let app = desk.app;
    let example = move |_| {
        if let Some(run) = app.runs.get(Line::Reference).get_untracked() {
            desk.write(per_epoch(&[("constant".to_owned(), &*run)]));
        }
    };
    let names = Memo::new(move |_| {
        desk.log.with(|log| log.as_ref().map(|log| log.columns.clone()).unwrap_or_default())
    });
    let is_taken = move |name: &str| {
        desk.log.with(|log| log.as_ref().is_some_and(|log| log.name.as_deref() == Some(name)))
    };
    let options = move || {
        let option = |name: String| {
            let value = name.clone();
            view! { <option value=value.clone() prop:selected=move || is_taken(&value)>{name}</option> }
        };
        names.get().into_iter().map(option).collect_view()
    };
    let pick = move |event| {
        let name: String = event_target_value(&event);
        desk.take(desk.text.with_value(|text| read(text, Some(&name))));
    };
    let knobs =
        ROWS.map(|row| view! { <Inputs knob=desk.knob(row) id=format!("log-{}", row.id) /> }).collect_view();
    view! {
        <div class="log-source">
            <label for="log-text">"Paste or drop your log"</label>
            <textarea
                id="log-text"
                rows="6"
                spellcheck="false"
                autocapitalize="off"
                autocomplete="off"
                placeholder="epoch,val_loss\n1,0.92\n2,0.71"
                prop:value=move || desk.draft.get()
                on:input=move |event| desk.write(event_target_value(&event))
                on:dragover=move |event| event.prevent_default()
                on:drop=move |event| {
                    if let Some(file) = file::dropped(&event) {
                        desk.open(file);
                    }
                }
            ></textarea>
            <p class="log-ways">
                <span>"CSV, an export of TensorBoard or W&B, a Python list, lines with “loss: 0.4”."</span>
                <label class="button log-file">
                    "Choose a file"
                    <input
                        type="file"
                        class="visually-hidden"
                        on:change:target=move |event| {
                            if let Some(file) = file::chosen(&event.target()) {
                                desk.open(file);
                            }
                        }
                    />
                </label>
                <button class="chip" on:click=example>"Take this page’s constant run"</button>
            </p>
            <p class="log-said" class:bad=move || desk.problem.with(Option::is_some)>{move || desk.said()}</p>
            <div class="field choice">
                <label for="log-column">"column"</label>
                <select id="log-column" disabled=move || names.with(|names| names.len() < 2) on:change=pick>
                    {options}
                </select>
            </div>
            {knobs}
            <p class="log-origin">{move || desk.config.with(origin)}</p>
        </div>
    }
}

/// The picture, the sentence and the tables.
#[component]
fn Outcome(desk: Desk) -> impl IntoView {
    let sentence = Memo::new(move |_| desk.sentence());
    // Both are HTML of numbers and of names of the program.
    let with_log = move |make: fn(&[f64], &Replay, f64) -> String| {
        let start = desk.settings.get().get(START.id).unwrap_or(0.0);
        desk.log.with(|log| {
            desk.replay.with(|replay| {
                log.as_ref()
                    .zip(replay.as_ref())
                    .map(|(log, replay)| make(&log.values, replay, start))
                    .unwrap_or_default()
            })
        })
    };
    let table = Memo::new(move |_| {
        let settings = desk.settings.get();
        desk.log.with(|log| fared(log.as_ref().map_or(&[], |log| &log.values), &settings))
    });
    let others = (0..PATIENCES.len()).map(|at| view! { <Other desk table at /> }).collect_view();
    view! {
        <div class="log-outcome">
            <p class="log-sentence">{move || sentence.get()}</p>
            <div
                class="log-picture"
                role="img"
                aria-label=move || format!("The metric, the cuts and the rate. {}", sentence.get())
                aria-details="log-data"
                inner_html=move || with_log(picture)
            ></div>
            <div class="log-tables">
                <table class="log-others">
                    <caption>"What another patience would have done"</caption>
                    <thead>
                        <tr>
                            <th scope="col">"patience"</th>
                            <th scope="col">"cuts"</th>
                            <th scope="col">"first after value"</th>
                            <th scope="col">"rate at the end"</th>
                        </tr>
                    </thead>
                    <tbody>{others}</tbody>
                </table>
                <details class="log-data" id="log-data">
                    <summary>"The values as a table"</summary>
                    <div class="log-rows" role="region" aria-label="Values of your log" tabindex="0">
                        <table inner_html=move || with_log(|values, replay, _| rows(values, replay))></table>
                    </div>
                </details>
            </div>
        </div>
    }
}

/// The row of another patience. Its button sets the patience.
#[component]
fn Other(desk: Desk, table: Memo<Vec<Fared>>, at: usize) -> impl IntoView {
    let patience = PATIENCES[at];
    let cell =
        move |of: fn(Fared) -> String| table.with(|table| table.get(at).cloned().map(of).unwrap_or_default());
    let is_set = move || desk.settings.get().get(PATIENCE.id) == Some(f64::from(patience));
    view! {
        <tr>
            <th scope="row">
                <button
                    class="chip"
                    aria-label=format!("Set patience {patience}")
                    aria-pressed=move || is_set().to_string()
                    // It is a legal patience.
                    on:click=move |_| drop(desk.set(PATIENCE, f64::from(patience)))
                >
                    {patience}
                </button>
            </th>
            <td>{move || cell(|row| row.cuts)}</td>
            <td>{move || cell(|row| row.first)}</td>
            <td>{move || cell(|row| row.end)}</td>
        </tr>
    }
}
