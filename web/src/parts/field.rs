//! A control: a slider with a number field, or a choice, and a button that resets it. Ranges, names and help come from the tables.

use etalon::param::Domain;
use leptos::ev::KeyboardEvent;
use leptos::html::Input;
use leptos::prelude::*;

use crate::app::state::App;
use etalon_explorer::flags::locks::LOCKED;
use etalon_explorer::number::{exact, read};
use etalon_explorer::race::control::Control;
use etalon_explorer::race::refusal::Refusal;
use etalon_explorer::race::row::Row;
use etalon_explorer::race::slide::{End, Track, nudged};
use etalon_explorer::race::typed::typed;
use etalon_explorer::race::yours::Gauge;

/// What the inputs of a control show and change.
#[derive(Debug, Clone, Copy)]
pub struct Knob {
    /// Names and range.
    pub row: Row,
    /// What it does.
    pub help: &'static str,
    /// The present value.
    pub value: Signal<f64>,
    /// The value that the reset button sets.
    pub usual: Signal<f64>,
    /// Sets another value. A refused value changes nothing.
    pub set: Callback<f64, Result<(), Refusal>>,
    /// The same in the visitor's units, for a number that is typed. It is shown as it was typed.
    pub enter: Callback<f64, Result<(), Refusal>>,
    /// How its values are shown in the units of the visitor's own run.
    pub gauge: Signal<Gauge>,
    /// Whether the address locks it.
    pub locked: bool,
    /// Reports that a text is no value.
    pub refuse: Callback<Refusal>,
}

/// The inputs of `control`. `says` is the fact that a screen reader adds to the slider's value.
#[component]
pub fn Field(app: App, control: Control, #[prop(optional)] says: Option<Signal<String>>) -> impl IntoView {
    // A change of the settings concerns few fields. The others hear of it here alone.
    let now = Memo::new(move |_| {
        let yours = app.view.get().yours;
        app.config.with(|config| (config.value(control), config.usual(control), yours.gauge(config, control)))
    });
    let knob = Knob {
        row: control.row,
        help: app.config.with_untracked(|config| config.help(control)),
        value: Signal::derive(move || now.get().0),
        usual: Signal::derive(move || now.get().1),
        set: Callback::new(move |value| app.set(control, value)),
        enter: Callback::new(move |number| app.enter(control, number)),
        gauge: Signal::derive(move || now.get().2),
        locked: app.flags.teaching.locks.holds(control),
        refuse: Callback::new(move |refusal| app.refuse(control, &refusal)),
    };
    view! { <Inputs knob id=control.to_string() says /> }
}

/// The inputs of `knob`. `id` is the element's.
#[component]
pub fn Inputs(knob: Knob, id: String, #[prop(default = None)] says: Option<Signal<String>>) -> impl IntoView {
    match (knob.row.domain, Track::of(knob.row)) {
        (Domain::Choice(names), _) => view! { <Choice knob id names /> }.into_any(),
        (_, Some(track)) => view! { <Slide knob id track says /> }.into_any(),
        (_, None) => ().into_any(),
    }
}

#[component]
fn Choice(knob: Knob, id: String, names: &'static [&'static str]) -> impl IntoView {
    let chosen = move || knob.value.get() as usize;
    let options = names
        .iter()
        .enumerate()
        .map(|(at, name)| {
            view! { <option value=at.to_string() prop:selected=move || chosen() == at>{*name}</option> }
        })
        .collect_view();
    let choose = move |event| {
        if let Some(at) = read(&event_target_value(&event)) {
            // The list offers legal choices only.
            drop(knob.set.run(at));
        }
    };
    view! {
        <div class="field choice">
            <label for=id.clone()>{knob.row.label}</label>
            <select id=id disabled=knob.locked title=knob.locked.then_some(LOCKED) on:change=choose>
                {options}
            </select>
            <Reset knob />
        </div>
    }
}

#[component]
fn Slide(knob: Knob, id: String, track: Track, says: Option<Signal<String>>) -> impl IntoView {
    let Knob { row, value, gauge, .. } = knob;
    let slide = move |event| {
        if let Some(at) = read(&event_target_value(&event)) {
            // Every position of the track is legal.
            drop(knob.set.run(gauge.get_untracked().slid(track, at)));
        }
    };
    // The arrow keys skip positions that stand for the same value, so that every press has an effect.
    let press = move |event: KeyboardEvent| {
        let up = match event.key().as_str() {
            "ArrowUp" | "ArrowRight" => true,
            "ArrowDown" | "ArrowLeft" => false,
            _ => return,
        };
        event.prevent_default();
        drop(knob.set.run(gauge.get_untracked().moved(row, track, value.get_untracked(), up)));
    };
    // A touch that becomes a scroll has changed nothing.
    let held = StoredValue::new(None::<f64>);
    let hold = move |_| held.set_value(Some(value.get_untracked()));
    let scrolled = move |_| {
        if let Some(before) = held.get_value() {
            drop(knob.set.run(before));
        }
    };
    let beyond = Memo::new(move |_| track.beyond(value.get()));
    let ends = move || {
        let end = beyond.get()?;
        Some(format!("{} the end of the slider, {}", end.side(), exact(gauge.get().shown(end.value()))))
    };
    let spoken = move || {
        let value = exact(gauge.get().shown(value.get()));
        [Some(value), ends(), says.map(|says| says.get())]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(", ")
    };
    let title = move || match ends() {
        Some(ends) if !knob.locked => format!("The value is {ends}"),
        Some(_) | None => if knob.locked { LOCKED } else { knob.help }.to_owned(),
    };
    view! {
        <div class="field">
            <label for=id.clone()>{row.label}</label>
            <input
                type="range"
                id=id
                min=track.min.to_string()
                max=track.max.to_string()
                step=track.step.to_string()
                prop:value=move || track.position(value.get()).to_string()
                style:--share=move || format!("{:.4}", track.share(value.get()))
                data-beyond=move || beyond.get().map(End::side)
                aria-valuetext=spoken
                disabled=knob.locked
                title=title
                on:input=slide
                on:keydown=press
                on:pointerdown=hold
                on:pointercancel=scrolled
            />
            <Number knob />
            <Reset knob />
        </div>
    }
}

/// A button that resets a control. It takes its room even when it is disabled, so that nothing moves.
#[component]
fn Reset(knob: Knob) -> impl IntoView {
    let Knob { row, value, usual, gauge, locked, .. } = knob;
    let away = Memo::new(move |_| !locked && value.get() != usual.get());
    let say = move || format!("{}: back to {}", row.label, row.text(gauge.get().shown(usual.get())));
    view! {
        <button
            class="reset"
            class:idle=move || !away.get()
            disabled=move || !away.get()
            aria-label=say
            title=say
            // The usual value is legal.
            on:click=move |_| drop(knob.set.run(usual.get_untracked()))
        >
            <span aria-hidden="true">"↺"</span>
        </button>
    }
}

/// The value of `knob` as a number that can be typed.
#[component]
pub fn Number(knob: Knob) -> impl IntoView {
    let Knob { row, value, gauge, locked, .. } = knob;
    let next = Callback::new(move |up| {
        let next = nudged(row, gauge.get_untracked().shown(value.get_untracked()), up);
        // At the end of the legal range there is nothing more.
        row.check(next).is_ok().then_some(next)
    });
    let shown = Signal::derive(move || gauge.get().shown(value.get()));
    let set = Callback::new(move |shown| {
        // A refusal names the value that was typed.
        let legal =
            row.check(shown).map_err(Refusal::from).inspect_err(|refusal| knob.refuse.run(refusal.clone()));
        legal.and_then(|()| knob.enter.run(shown))
    });
    view! { <Typed name=row.label.to_owned() what=row.id value=shown next set refuse=knob.refuse locked /> }
}

/// The value as a number that can be typed. Enter and leaving the field apply the text, the arrow keys change the value, Escape
/// drops the text. A refused text stays until the visitor leaves the field, which then shows the value in force. `what` is its name
/// in messages, and `next` is the value that an arrow key leads to, up or down.
#[component]
pub fn Typed(
    name: String,
    what: &'static str,
    value: Signal<f64>,
    next: Callback<bool, Option<f64>>,
    set: Callback<f64, Result<(), Refusal>>,
    refuse: Callback<Refusal>,
    #[prop(optional)] locked: bool,
) -> impl IntoView {
    let input = NodeRef::<Input>::new();
    let wrong = RwSignal::new(false);
    let show = move |value: f64| {
        wrong.set(false);
        if let Some(input) = input.get_untracked() {
            input.set_value(&exact(value));
        }
    };
    Effect::new(move || {
        // The value and the element both decide what is shown.
        let (value, _) = (value.get(), input.get());
        show(value);
    });
    let take = move || {
        let Some(input) = input.get_untracked() else { return };
        let text = input.value();
        if text == exact(value.get_untracked()) {
            return wrong.set(false);
        }
        let taken = typed(what, &text).inspect_err(|refusal| refuse.run(refusal.clone()));
        match taken.and_then(|number| set.run(number)) {
            Ok(()) => show(value.get_untracked()),
            Err(_) => wrong.set(true),
        }
    };
    let leave = move |_| {
        // A text that was refused before is not refused again.
        if !wrong.get_untracked() {
            take();
        }
        show(value.get_untracked());
    };
    let press = move |event: KeyboardEvent| match event.key().as_str() {
        "Enter" => take(),
        "Escape" => {
            event.stop_propagation();
            show(value.get_untracked());
        }
        key @ ("ArrowUp" | "ArrowDown") => {
            event.prevent_default();
            if let Some(next) = next.run(key == "ArrowUp") {
                drop(set.run(next));
            }
        }
        _ => {}
    };
    view! {
        <input
            type="text"
            inputmode="decimal"
            autocomplete="off"
            spellcheck="false"
            class="number"
            disabled=locked
            title=locked.then_some(LOCKED)
            node_ref=input
            style:--digits=move || exact(value.get()).chars().count().to_string()
            aria-label=format!("{name}, as a number")
            aria-invalid=move || wrong.get().then_some("true")
            on:keydown=press
            on:input=move |_| wrong.set(false)
            on:blur=leave
        />
    }
}
