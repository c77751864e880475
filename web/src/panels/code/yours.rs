//! The visitor's own run in one line: epochs, batches, base rate. Programs and pasted code count in these units.

use etalon_explorer::code::yours::{BATCHES, Yours};
use etalon_explorer::number::rate;
use etalon_explorer::race::config::ROUND;
use etalon_explorer::race::control::Control;
use etalon_explorer::race::refusal::Refusal;
use etalon_explorer::race::row::Row;
use etalon_explorer::race::run_settings::{EPOCHS, LR};
use leptos::prelude::*;

use crate::app::state::App;
use crate::parts::field::{Knob, Number};

/// The line, and what it changes.
#[component]
pub fn YourRun(app: App) -> impl IntoView {
    let wrong = RwSignal::new(None::<String>);
    let refuse = Callback::new(move |refusal: Refusal| wrong.set(Some(refusal.to_string())));
    let knob = move |row: Row, value: Signal<f64>, usual: f64, set: Callback<f64, Result<(), Refusal>>| Knob {
        row,
        help: row.help,
        value,
        usual: Signal::stored(usual),
        set: Callback::new(move |value| {
            let set = set.run(value).inspect_err(|refusal| refuse.run(refusal.clone()));
            if set.is_ok() {
                wrong.set(None);
            }
            set
        }),
        locked: row == EPOCHS && app.flags.teaching.locks.holds(Control::run(EPOCHS)),
        refuse,
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
        LR,
        Signal::derive(move || app.view.get().yours.rate(app.config.get().value(Control::run(LR)))),
        LR.default,
        Callback::new(move |value| become_(app.view.get_untracked().yours.with_rate(value, lr()))),
    );
    let said = move || {
        let yours = app.view.get().yours;
        if yours == Yours::default() {
            return "The program below is for the small network of this page. Fill in your own run, and it is for yours.".to_owned();
        }
        format!(
            "Programs and pasted code count in your batches and rates: {} of your epochs are {} of your batches, and your rates are the small network's times {}. \
             The small network trains the same shape over {ROUND} batches an epoch. It is a demonstration: its best rates are not yours.",
            app.config.get().epochs(),
            u64::from(app.config.get().epochs()) * u64::from(yours.batches()),
            rate(yours.ratio()),
        )
    };
    let is_own = Memo::new(move |_| app.view.get().yours != Yours::default());
    let reset = move |_| {
        wrong.set(None);
        app.view.update(|view| view.yours = Yours::default());
    };
    view! {
        <div class="your-run" role="group" aria-label="Your run">
            <p class="your-line">
                "I train "<Number knob=epochs />" epochs of "<Number knob=batches />" batches at a base rate of "<Number knob=base />
                <button class="link" disabled=move || !is_own.get() on:click=reset>"as the small network"</button>
            </p>
            <p class="refused" role="status">{move || wrong.get()}</p>
            <p class="hint">{said}</p>
        </div>
    }
}
