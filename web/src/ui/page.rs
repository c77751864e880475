//! The page as a whole: what stands where.

use std::time::Duration;

use leptos::prelude::*;

use crate::io::screen;
use crate::model::entrant::Entrant;
use crate::model::group::Group;
use crate::model::number::percent;
use crate::signals::{RwSignal, effect, signal};
use crate::ui::badge::{Badge, Reports};
use crate::ui::card::Card;
use crate::ui::chart::later;
use crate::ui::charts::Charts;
use crate::ui::code::CodeSection;
use crate::ui::compare::Compare;
use crate::ui::explain::ExplainSection;
use crate::ui::learned::LearnedSection;
use crate::ui::list::CollectList as _;
use crate::ui::panel::Panel;
use crate::ui::player::Player;
use crate::ui::results::Results;
use crate::ui::share::{OpenWhole, Share};
use crate::ui::state::App;
use crate::ui::theme::ThemeButton;
use crate::ui::traps::{TrapNews, Traps};

/// The explorer.
#[component]
pub fn Page() -> impl IntoView {
    let app = App::open();
    let open = signal(None::<Group>);
    let traps = Traps::watch(app);
    let cards = Group::ALL.map(|group| view! { <Card app group traps open /> }).collect_list();
    if app.flags.embed {
        return view! { <Embedded app traps open cards /> }.into_any();
    }
    view! {
        <header class="top">
            <h1>"Etalon"</h1>
            <p class="claim">"Four learning-rate schedules, one race. Drag anything: every model is trained again."</p>
            <Badge app />
            <Share app />
            <ThemeButton app />
        </header>
        <main>
            <div class="controls">
                {cards}
                <Status app />
                <p class="about">
                    "64-32-10 network, 1,797 handwritten digits, "
                    <a href="https://doi.org/10.24432/C50P49">"UCI"</a> ", CC BY 4.0"
                </p>
                <TrapNews traps />
                <Panel app traps open />
            </div>
            <div class="view">
                <Charts app />
                <Player app />
                <Results app />
            </div>
        </main>
        <div class="below">
            <LearnedSection app />
            <Compare app />
            <CodeSection app />
            <ExplainSection app />
            <Reports app />
        </div>
    }
    .into_any()
}

/// Cards, charts and player only, as a part of other people's pages.
#[component]
fn Embedded(
    app: App,
    traps: Traps,
    open: RwSignal<Option<Group>>,
    cards: impl IntoView + 'static,
) -> impl IntoView {
    // Nobody sees a theme button here: the theme is the address's, or the system's.
    effect(move || screen::wear(app.flags.theme));
    view! {
        <main class="embed">
            <h1 class="visually-hidden">"Etalon: four learning-rate schedules, one race"</h1>
            <div class="controls">
                {cards}
                <Status app />
                <p class="about"><OpenWhole app /></p>
                <TrapNews traps />
                <Panel app traps open />
            </div>
            <div class="view">
                <Charts app />
                <Player app />
            </div>
        </main>
    }
}

/// How long after the last result it is announced: a moving slider is not.
const ANNOUNCE_LATER: Duration = Duration::from_millis(900);

/// Messages, and, for those who cannot see the table, who leads.
#[component]
fn Status(app: App) -> impl IntoView {
    let leader = signal(String::new());
    let pending = StoredValue::new(None::<TimeoutHandle>);
    effect(move || {
        let complete =
            Entrant::ALL.into_iter().all(|entrant| app.run(entrant).is_some_and(|run| run.complete));
        if let Some(pending) = pending.try_update_value(Option::take).flatten() {
            pending.clear();
        }
        if complete {
            let handle = set_timeout_with_handle(move || leader.set(who_leads(app)), ANNOUNCE_LATER).ok();
            pending.set_value(handle);
        }
    });
    let spoken = later(app.spoken.into(), SPEAK_LATER);
    let messages = move || {
        let messages = app.messages.get();
        messages.into_iter().map(|(_, message)| view! { <p>{message}</p> }).collect_list()
    };
    view! {
        // Where there is more to read than fits, the keyboard has to get there.
        <div class="status" role="status" tabindex=move || (!app.messages.get().is_empty()).then_some("0")>
            {move || messages()}
            <p class="visually-hidden">{move || leader.get()}</p>
            <p class="visually-hidden">{move || spoken.get()}</p>
        </div>
    }
}

/// How long the cursor rests before its values are read.
const SPEAK_LATER: Duration = Duration::from_millis(300);

fn who_leads(app: App) -> String {
    let finals = Entrant::ALL.into_iter().filter_map(|entrant| {
        let run = app.runs.get(entrant).get_untracked()?;
        let summary = run.summary(f64::INFINITY);
        summary.last.filter(|_| summary.diverged.is_none()).map(|last| (entrant, last))
    });
    match finals.max_by(|a, b| a.1.total_cmp(&b.1)) {
        Some((entrant, last)) => {
            format!("All five trained. {} ends highest, at {}.", entrant.name(), percent(f64::from(last)))
        }
        None => "All five diverged.".to_owned(),
    }
}
