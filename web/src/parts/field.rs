//! A control: a slider with a number field, or a choice, and a button that resets it. Ranges, names and help come from the tables.

use etalon::param::Domain;
use leptos::html::Input;
use leptos::prelude::*;

use crate::app::state::{App, Speaker};
use etalon_explorer::address::parse;
use etalon_explorer::number::{exact, read};
use etalon_explorer::race::control::Control;
use etalon_explorer::race::refusal::Refusal;
use etalon_explorer::race::slide::{Track, nudge};

/// The inputs of `control`. `says` is the fact that a screen reader adds to the slider's value.
#[component]
pub fn Field(
    app: App,
    control: Control,
    #[prop(default = "")] place: &'static str,
    #[prop(optional)] says: Option<Signal<String>>,
) -> impl IntoView {
    match (control.row.domain, Track::of(control.row)) {
        (Domain::Choice(names), _) => view! { <Choice app control place names /> }.into_any(),
        (_, Some(track)) => view! { <Slide app control place track says /> }.into_any(),
        (_, None) => ().into_any(),
    }
}

#[component]
fn Choice(app: App, control: Control, place: &'static str, names: &'static [&'static str]) -> impl IntoView {
    let spec = control.row;
    let id = format!("{place}{control}");
    let chosen = move || app.config.get().value(control) as usize;
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
            drop(app.set(control, at));
        }
    };
    view! {
        <div class="field choice">
            <label for=id.clone()>{spec.label}</label>
            <select id=id on:change=choose>
                {options}
            </select>
            <Reset app control />
        </div>
    }
}

#[component]
fn Slide(
    app: App,
    control: Control,
    place: &'static str,
    track: Track,
    says: Option<Signal<String>>,
) -> impl IntoView {
    let spec = control.row;
    let id = format!("{place}{control}");
    let value = Memo::new(move |_| app.config.get().value(control));
    let slide = move |event| {
        if let Some(at) = read(&event_target_value(&event)) {
            // Every position of the track is legal.
            drop(app.set(control, track.value(at)));
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
            <label for=id.clone()>{spec.label}</label>
            <input
                type="range"
                id=id
                min=track.min.to_string()
                max=track.max.to_string()
                step=track.step.to_string()
                prop:value=move || track.position(value.get()).to_string()
                style:--share=move || format!("{:.4}", track.share(value.get()))
                aria-valuetext=spoken
                title=spec.help
                on:input=slide
            />
            <Number
                name=spec.label
                value
                nudge=move |value| nudge(control.row, value)
                set=move |value| app.set(control, value)
                fail=move |refusal: Refusal| app.refuse(Speaker::Field(control), &refusal)
                key=spec.id
            />
            <Reset app control />
        </div>
    }
}

/// A button that resets `control` to its value at the opening. It takes its room even when it is disabled, so that nothing moves.
#[component]
fn Reset(app: App, control: Control) -> impl IntoView {
    let usual = Memo::new(move |_| app.config.get().usual(control));
    let away = Memo::new(move |_| app.config.get().value(control) != usual.get());
    let say = move || format!("{}: back to {}", control.row.label, control.text(usual.get()));
    view! {
        <button
            class="reset"
            class:idle=move || !away.get()
            disabled=move || !away.get()
            aria-label=say
            title=say
            // The opening's value is legal.
            on:click=move |_| drop(app.set(control, usual.get_untracked()))
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
