//! Why a falling rate helps: the rates, and how much the loss of each line still changes from epoch to epoch.

use etalon_explorer::panels::why::{Changes, caption, pictures, rows};
use etalon_explorer::race::slot::PerLine;
use leptos::html::Section;
use leptos::prelude::*;

use crate::app::state::App;
use crate::io::sight::in_sight;
use crate::panels::Panel;

/// The panel.
pub const PANEL: Panel = Panel::new(include_str!("why/style.css"), |app| view! { <Why app /> }.into_any());

/// What is seen, and why.
const ABOUT: &str = "The rate sets the length of each step. Near a minimum, long steps jump over it: the weights keep moving, and the \
    loss keeps rising and falling. As the rate falls the steps shorten, and the weights settle. The lower picture shows how much of that \
    movement is left: the change of the loss from one epoch to the next. The validation samples stay the same, so only the weights change this loss.";

/// What the panel shows.
#[derive(Debug, Clone, PartialEq, Default)]
struct Html {
    pictures: String,
    caption: String,
    rows: String,
}

/// The section below the charts.
#[component]
pub fn Why(app: App) -> impl IntoView {
    let home = NodeRef::<Section>::new();
    let seen = in_sight(home);
    // They are HTML of numbers and of names of the program. What nobody sees is not computed.
    let html = Memo::new(move |before: Option<&Html>| {
        if !seen.get() {
            return before.cloned().unwrap_or_default();
        }
        let (config, yours) = (app.config.get(), app.view.get().yours);
        let lines = app.seeds.with(|seeds| {
            PerLine::from_fn(|line| {
                if !app.lines.get().contains(&line) {
                    return Changes::default();
                }
                let run = app.run(line).filter(|_| app.present.is_fresh(line));
                Changes::of(&config, line, seeds.courses(line).as_deref(), run.as_deref())
            })
        });
        Html {
            pictures: pictures(&config, &lines, yours),
            caption: caption(&config, &lines),
            rows: rows(&config, &lines, yours),
        }
    });
    view! {
        <section class="why" aria-labelledby="why" node_ref=home>
            <h2 id="why">"Why a falling rate helps"</h2>
            <p>{ABOUT}</p>
            <div class="why-body">
                <div
                    class="why-pictures"
                    role="img"
                    aria-label="The learning rates, and the change of the validation loss from epoch to epoch. The table has its end."
                    inner_html=move || html.get().pictures
                ></div>
                <div class="why-end">
                    <p class="why-when" inner_html=move || html.get().caption></p>
                    <table aria-label="Change of the validation loss at the end of the run" inner_html=move || html.get().rows></table>
                </div>
            </div>
        </section>
    }
}
