//! The page as a whole: the place of each part, and the order in which the parts appear.

use std::time::Duration;

use etalon_explorer::flags::parts::{Part, Section};
use etalon_explorer::panels::caption::caption;
use etalon_explorer::race::control::Owner;
use etalon_explorer::race::seeds::findings::Findings;
use etalon_explorer::race::slot::Slot;
use leptos::mount::mount_to_body;
use leptos::prelude::*;
use leptos::task::spawn_local_scoped;

use crate::app::every_rate::EveryRates;
use crate::app::state::{App, Speaker};
use crate::app::{marks, moving, seeds, training};
use crate::io::later::{Later, later};
use crate::io::screen;
use crate::io::turns::{breathe, rest};
use crate::panels::Panel;
use crate::panels::charts::dock::dock;
use crate::panels::charts::{Charts, Outcomes, Settings};
use crate::panels::code::yours::YourRun;
use crate::panels::engine::{Badge, Reports};
use crate::panels::lanes::card::{Lanes, RunCard};
use crate::panels::player::Player;
use crate::panels::results::Results;
use crate::panels::share::{OpenWhole, Share};
use crate::parts::on_paper::AddressOnPaper;
use crate::parts::place::{append, replace};
use crate::parts::theme::ThemeButton;
use crate::parts::traps::{TrapNews, Traps};

/// Puts the page in place of what `index.html` shows while it loads.
pub fn show() {
    // The root owns everything and has no element of its own.
    mount_to_body(|| spawn_local_scoped(open()));
}

/// How long each section below the first screen waits for the parts before it.
const BELOW_LATER: Duration = Duration::from_millis(16);

/// Makes the page piece by piece. Between two pieces the browser handles the visitor's input. The first screen is made
/// before the other parts. The trainings take all processors, so they begin after the first screen.
pub async fn open() {
    breathe().await;
    let app = App::open();
    breathe().await;
    // An embedded page has no theme button. Its theme is the address's or the system's.
    Effect::new(move || screen::wear(if app.flags.embed { app.flags.theme } else { app.theme.get() }));
    let open = RwSignal::new(None::<Owner>);
    let traps = Traps::watch(app);
    let every = EveryRates::watch(app);
    let embed = app.flags.embed;
    screen::embed(embed);
    breathe().await;
    let is_shown =
        |(_, section): &(&str, Section)| !embed && app.flags.teaching.parts.shows(Part::Panel(*section));
    let panels: Vec<Panel> =
        Section::ALL.into_iter().filter(is_shown).map(|(_, section)| Panel::of(section)).collect();
    // All at once and before the elements: with each new style sheet the browser works out the style of every element again.
    screen::adopt(&panels.iter().map(|panel| panel.style).collect::<String>());
    breathe().await;
    if embed {
        let name = "Etalon: learning-rate schedules, one race";
        replace("top", move || view! { <header class="visually-hidden"><h1>{name}</h1></header> }.into_any());
    } else {
        replace("actions", move || view! { <Badge app /> <Share app /> <ThemeButton app /> }.into_any());
    }
    breathe().await;
    // Until a card is made its place looks as in `index.html`.
    let cards = RwSignal::new(0);
    replace("lanes", move || view! { <Lanes app traps every open cards /> }.into_any());
    for made in 1..=Slot::COUNT {
        breathe().await;
        cards.set(made);
    }
    breathe().await;
    let has_run_card = app.flags.teaching.parts.shows(Part::Card(Owner::Run));
    replace("card-reference", move || {
        if has_run_card { view! { <RunCard app traps open /> }.into_any() } else { ().into_any() }
    });
    breathe().await;
    replace("foot", move || view! { <Foot app traps /> }.into_any());
    breathe().await;
    if !embed {
        let has_code = app.flags.teaching.parts.shows(Part::Panel(Section::Code));
        replace("your-run", move || view! { <YourRun app has_code /> }.into_any());
        breathe().await;
    }
    let charts = Charts::new(app, every);
    breathe().await;
    replace("settings", move || view! { <Settings charts /> }.into_any());
    breathe().await;
    replace("outcomes", move || view! { <Outcomes charts /> }.into_any());
    breathe().await;
    if !embed {
        replace("caption", move || view! { <Caption app /> }.into_any());
    }
    replace("player", move || view! { <Player app /> }.into_any());
    breathe().await;
    replace(
        "results",
        move || if embed { ().into_any() } else { view! { <Results app every /> }.into_any() },
    );
    breathe().await;
    if app.flags.marks {
        marks::keep(app);
    }
    moving::begin(app);
    training::begin(app);
    seeds::begin(app);
    if embed {
        return replace("below", || ().into_any());
    }
    dock();
    // The sections below are not in sight yet. The first results come before them, unless they take long.
    for _ in 0..50 {
        rest(BELOW_LATER).await;
        if app.is_trained() {
            break;
        }
    }
    // The seeds wait for the sections. Both at once would keep a machine with few processors from handling input.
    app.crew().hold();
    for panel in panels {
        rest(BELOW_LATER).await;
        append("below", move || (panel.view)(app));
        for (home, make) in (panel.pieces)(app) {
            rest(BELOW_LATER).await;
            append(home, make);
        }
    }
    append("below", move || view! { <Reports app /> }.into_any());
    app.crew().release();
    screen::seek_fragment();
}

/// What there is to see, or what is trained.
#[component]
fn Caption(app: App) -> impl IntoView {
    let text = Memo::new(move |_| app.config.with(caption));
    view! {
        <p class="caption">{move || text.get()}</p>
        <AddressOnPaper />
    }
}

/// The part below the cards.
#[component]
fn Foot(app: App, traps: Traps) -> impl IntoView {
    let about = if app.flags.embed {
        view! { <OpenWhole app /> }.into_any()
    } else {
        view! {
            "1,797 handwritten digits, " <a href="https://doi.org/10.24432/C50P49">"UCI"</a>
            ", CC BY 4.0; 2,268 names, Moby Word II, CC0"
        }
        .into_any()
    };
    view! {
        <Status app />
        <p class="about">{about}</p>
        <TrapNews app traps />
    }
}

/// How long after the last result it is announced. Results during a drag are not announced.
const ANNOUNCE_LATER: Duration = Duration::from_millis(900);

/// Messages, and what the seeds show, for visitors who cannot see the table.
#[component]
fn Status(app: App) -> impl IntoView {
    let outcome = RwSignal::new(String::new());
    let timer = Later::default();
    Effect::new(move || {
        let trained = app.is_trained().then(|| app.findings.with(Findings::is_complete));
        timer.cancel();
        if let Some(complete) = trained {
            let say = move || {
                outcome.set(if complete {
                    untrack(|| app.shown_by_seeds())
                } else {
                    "All trained.".to_owned()
                });
            };
            timer.start(ANNOUNCE_LATER, say);
        }
    });
    let spoken = later(app.spoken.into(), SPEAK_LATER);
    let messages = move || {
        let messages = app.messages.get();
        let said = |(speaker, message)| {
            // A refusal is seen in the card of its field, and only heard here.
            let class = matches!(speaker, Speaker::Field(_)).then_some("visually-hidden");
            view! { <p class=class>{message}</p> }
        };
        messages.into_iter().map(said).collect_view()
    };
    view! {
        // The messages may scroll, so they can take the focus.
        <div class="status" role="status" tabindex=move || (!app.messages.get().is_empty()).then_some("0")>
            {messages}
            <p class="visually-hidden">{move || outcome.get()}</p>
            <p class="visually-hidden">{move || spoken.get()}</p>
        </div>
    }
}

/// How long the cursor rests before its values are read.
const SPEAK_LATER: Duration = Duration::from_millis(300);
