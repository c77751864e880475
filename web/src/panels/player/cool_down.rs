//! A menu of the lanes that the player can cool down: the lane that is chosen holds its rate up to the play head and decays from there.

use etalon_explorer::number;
use etalon_explorer::race::cool_down::{cool_down, epoch_at, rate_at, sentence};
use etalon_explorer::race::slot::{Line, Slot};
use leptos::html::Select;
use leptos::prelude::*;

use crate::app::state::{App, Speaker};

/// The menu. At the end of the run it is disabled, because nothing is left to decay over.
#[component]
pub fn CoolDown(app: App) -> impl IntoView {
    let menu = NodeRef::<Select>::new();
    let epoch = Memo::new(move |_| epoch_at(&app.config.get(), app.playback.get().at));
    let choose = move |event| {
        let slot = event_target_value(&event).parse().ok().and_then(Slot::numbered);
        if let Some(menu) = menu.get_untracked() {
            menu.set_value("");
        }
        if let (Some(slot), Some(epoch)) = (slot, epoch.get_untracked()) {
            cool(app, slot, epoch);
        }
    };
    let option = move |line: Line| {
        let slot = line.slot()?;
        Some(view! { <option value=slot.number().to_string()>{move || app.name(line)}</option> })
    };
    let help = move || match epoch.get() {
        Some(epoch) => format!("A lane holds its rate until epoch {epoch} and decays from there"),
        None => "Play or step to an epoch, and a lane can cool down from there".to_owned(),
    };
    view! {
        <select
            class="add cool"
            aria-label="Cool down from here"
            title=help
            node_ref=menu
            disabled=move || epoch.get().is_none()
            on:change=choose
        >
            <option value="" selected>"cool down"</option>
            {move || app.lines.get().into_iter().map(option).collect_view()}
        </select>
    }
}

/// Cools the lane at `slot` down from `epoch`. The history has the lane as it was.
fn cool(app: App, slot: Slot, epoch: u32) {
    let line = Line::Lane(slot);
    let config = app.config.get_untracked();
    let run = app.runs.get(line).get_untracked();
    let rate = config.job(line).ok().and_then(|job| rate_at(&job, run.as_deref(), epoch));
    // A rule that takes a metric has no rate before its run has come so far.
    let Some(rate) = rate else { return };
    match cool_down(&config, slot, epoch, rate) {
        Ok(cooled) => {
            let name = config.name(line);
            app.keep_present();
            if app.adopt(cooled) {
                app.say(
                    Speaker::Preset,
                    &sentence(&name, &number::rate(app.view.get_untracked().yours.rate(rate)), epoch),
                );
            }
        }
        Err(refusal) => app.say(Speaker::Preset, &format!("{refusal}; the lane stays as it was.")),
    }
}
