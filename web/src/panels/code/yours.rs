//! The visitor's own run in one line above the charts: epochs, batches, base rate. The page counts in these units. The line is folded
//! until somebody wants it.

use etalon_explorer::race::control::Control;
use etalon_explorer::race::refusal::Refusal;
use etalon_explorer::race::row::Row;
use etalon_explorer::race::run_settings::{EPOCHS, LR};
use etalon_explorer::race::yours::{BASE, BATCHES, Gauge, Yours};
use leptos::ev::MouseEvent;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use crate::app::state::App;
use crate::parts::field::{Knob, Number};

/// The element of the field for code.
pub const PASTE: &str = "paste";

/// The line. `has_code` says whether the page has the field that code is pasted into.
#[component]
pub fn YourRun(app: App, has_code: bool) -> impl IntoView {
    let is_entered = Memo::new(move |_| app.view.get().yours.is_entered());
    let summary = move || {
        if !is_entered.get() {
            return "Use your own run’s numbers".to_owned();
        }
        app.view.get().yours.summary(&app.config.get())
    };
    view! {
        <details class="your-run" id="your-run">
            <summary>{summary}</summary>
            <Fields app is_entered has_code />
        </details>
    }
}

#[component]
fn Fields(app: App, is_entered: Memo<bool>, has_code: bool) -> impl IntoView {
    let wrong = RwSignal::new(None::<String>);
    let refuse = Callback::new(move |refusal: Refusal| wrong.set(Some(refusal.to_string())));
    let knob = move |row: Row, value: Signal<f64>, usual: f64, set: Callback<f64, Result<(), Refusal>>| {
        let set = Callback::new(move |value| {
            let set = set.run(value).inspect_err(|refusal| refuse.run(refusal.clone()));
            if set.is_ok() {
                wrong.set(None);
            }
            set
        });
        Knob {
            row,
            help: row.help,
            value,
            usual: Signal::stored(usual),
            // These values are the visitor's already.
            set,
            enter: set,
            gauge: Signal::stored(Gauge::SAME),
            locked: row == EPOCHS && app.flags.teaching.locks.holds(Control::run(EPOCHS)),
            refuse,
        }
    };
    let lr = move || app.config.get_untracked().value(Control::run(LR));
    let become_ = move |next: Result<Yours, Refusal>| {
        let yours = next?;
        app.view.update(|view| view.yours = yours);
        Ok(())
    };
    let epochs = knob(
        EPOCHS,
        Signal::derive(move || app.config.get().value(Control::run(EPOCHS))),
        EPOCHS.default,
        Callback::new(move |value| app.set(Control::run(EPOCHS), value)),
    );
    let batches = knob(
        BATCHES,
        Signal::derive(move || f64::from(app.view.get().yours.batches())),
        BATCHES.default,
        Callback::new(move |value| become_(app.view.get_untracked().yours.with_batches(value))),
    );
    let base = knob(
        BASE,
        Signal::derive(move || app.view.get().yours.rate(app.config.get().value(Control::run(LR)))),
        BASE.default,
        Callback::new(move |value| {
            let before = app.view.get_untracked().yours;
            let next = before.with_rate(value, lr());
            // Where the address locks a rate that would have to follow, a message says so and nothing changes.
            match next.as_ref().map(|next| before.carried(&app.config.get_untracked(), *next)) {
                Ok(carried) if !app.move_to(carried) => Ok(()),
                Ok(_) | Err(_) => become_(next),
            }
        }),
    );
    let said = move || {
        if is_entered.get() {
            app.view.get().yours.sentence_of(&app.config.get())
        } else {
            "Fill in your own run. Then axes, hints and programs use its steps and rates.".to_owned()
        }
    };
    let reset = move |_| {
        wrong.set(None);
        app.view.update(|view| view.yours = Yours::default());
    };
    let paste = move |event: MouseEvent| {
        let field =
            document().get_element_by_id(PASTE).and_then(|field| field.dyn_into::<HtmlElement>().ok());
        if let Some(field) = field {
            event.prevent_default();
            drop(field.focus());
        }
    };
    view! {
        <div class="your-fields" role="group" aria-label="Your run">
            <p class="your-line">
                "I train "<Number knob=epochs />" epochs of "<Number knob=batches />" batches at "<Number knob=base />
                {has_code
                    .then(|| {
                        view! {
                            <span>"or " <a href=format!("#{PASTE}") on:click=paste>"paste a scheduler"</a></span>
                        }
                    })}
                <button class="link" disabled=move || !is_entered.get() on:click=reset>"as the small network"</button>
            </p>
            <p class="refused" role="status">{move || wrong.get()}</p>
            <p class="hint">{said}</p>
        </div>
    }
}
