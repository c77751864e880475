//! A control: a slider with a number field, or a choice, and a button that resets it. Ranges, names and help come from the tables.

use etalon::param::Domain;
use leptos::html::Input;
use leptos::prelude::*;

use crate::app::state::{App, Speaker};
use etalon_explorer::address::parse;
use etalon_explorer::number::{exact, read};
use etalon_explorer::race::control::Control;
use etalon_explorer::race::refusal::Refusal;
use etalon_explorer::race::row::Row;
use etalon_explorer::race::slide::{Track, nudge};

/// What the inputs of a control show and change.
#[derive(Debug, Clone, Copy)]
pub struct Knob {
    /// Names, range and help.
    pub row: Row,
    /// The present value.
    pub value: Signal<f64>,
    /// The value that the reset button sets.
    pub usual: Signal<f64>,
    /// Sets another value. A refused value changes nothing.
    pub set: Callback<f64, Result<(), Refusal>>,
    /// Reports that a text is no value.
    pub refuse: Callback<Refusal>,
}

/// The inputs of `control`. `says` is the fact that a screen reader adds to the slider's value.
#[component]
pub fn Field(
    app: App,
    control: Control,
    #[prop(default = "")] place: &'static str,
    #[prop(optional)] says: Option<Signal<String>>,
) -> impl IntoView {
    let knob = Knob {
        row: control.row,
        value: Memo::new(move |_| app.config.get().value(control)).into(),
        usual: Memo::new(move |_| app.config.get().usual(control)).into(),
        set: Callback::new(move |value| app.set(control, value)),
        refuse: Callback::new(move |refusal| app.refuse(Speaker::Field(control), &refusal)),
    };
    view! { <Inputs knob id=format!("{place}{control}") says /> }
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
            <select id=id on:change=choose>
                {options}
            </select>
            <Reset knob />
        </div>
    }
}

#[component]
fn Slide(knob: Knob, id: String, track: Track, says: Option<Signal<String>>) -> impl IntoView {
    let Knob { row, value, .. } = knob;
    let slide = move |event| {
        if let Some(at) = read(&event_target_value(&event)) {
            // Every position of the track is legal.
            drop(knob.set.run(track.value(at)));
        }
    };
    let spoken = move || {
        let value = exact(value.get());
        match says {
            Some(says) => format!("{value}, {}", says.get()),
            None => value,
        }
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
                aria-valuetext=spoken
                title=row.help
                on:input=slide
            />
            <Number
                name=row.label
                value
                nudge=move |value| nudge(row, value)
                set=move |value| knob.set.run(value)
                fail=move |refusal: Refusal| knob.refuse.run(refusal)
                key=row.id
            />
            <Reset knob />
        </div>
    }
}

/// A button that resets a control. It takes its room even when it is disabled, so that nothing moves.
#[component]
fn Reset(knob: Knob) -> impl IntoView {
    let Knob { row, value, usual, .. } = knob;
    let away = Memo::new(move |_| value.get() != usual.get());
    let say = move || format!("{}: back to {}", row.label, row.text(usual.get()));
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

/// A number field. A legal value applies while it is typed. An illegal one stays in the field, the status line gives the reason, and
/// the last good value applies.
#[component]
pub fn Number(
    name: &'static str,
    key: &'static str,
    #[prop(into)] value: Signal<f64>,
    nudge: impl Fn(f64) -> f64 + Copy + Send + Sync + 'static,
    set: impl Fn(f64) -> Result<(), Refusal> + Copy + 'static,
    fail: impl Fn(Refusal) + Copy + 'static,
) -> impl IntoView {
    let input = NodeRef::<Input>::new();
    let wrong = RwSignal::new(false);
    Effect::new(move || {
        let (value, Some(input)) = (value.get(), input.get()) else { return };
        if read(&input.value()) != Some(value) || wrong.get_untracked() {
            input.set_value(&exact(value));
        }
        wrong.set(false);
    });
    let take = move |settled: bool| {
        let Some(input) = input.get_untracked() else { return };
        let typed = input.value();
        // A number field without a number has an empty value. While somebody types, that is no mistake.
        if typed.is_empty() && !settled {
            return;
        }
        let taken = parse(key, &typed).inspect_err(|refusal| fail(refusal.clone())).and_then(set);
        wrong.set(taken.is_err());
    };
    view! {
        <input
            type="number"
            class="number"
            node_ref=input
            aria-label=format!("{name}, as a number")
            step=move || nudge(value.get()).to_string()
            aria-invalid=move || wrong.get().then_some("true")
            on:input=move |_| take(false)
            on:change=move |_| take(true)
        />
    }
}
