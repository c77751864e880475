//! A chart's numbers as a table in pages, over its chart.

use leptos::html::Div;
use leptos::prelude::*;

use crate::panels::charts::board::Board;
use crate::panels::charts::plot::{Content, columns};
use crate::panels::charts::stories::Stories;
use etalon_explorer::panels::table::{self, Pages, Remarks};
use etalon_explorer::view::Unit;

/// The table, while it is `open`.
#[component]
pub fn Data(board: Board, content: Content, open: RwSignal<bool>) -> impl IntoView {
    let page = RwSignal::new(0u32);
    let home = NodeRef::<Div>::new();
    Effect::new(move || {
        if let Some(home) = home.get() {
            // The visitor opened the table, perhaps by keyboard, so it takes the focus.
            drop(home.focus());
        }
    });
    let pages = Memo::new(move |_| {
        let epochs = board.app.config.get().epochs();
        // Outcomes are measured once an epoch, whatever the axis counts.
        match board.time.get().unit {
            Unit::Steps if content.first == 0 => Pages::of_steps(epochs, board.app.view.get().yours),
            Unit::Steps | Unit::Epochs => Pages::of_epochs(content.first, epochs),
        }
    });
    let at = move || page.get().min(pages.get().count() - 1);
    let rows = move || {
        let stories = content.stories.filter(Stories::are_any);
        let remark = |epoch| stories.and_then(|stories| stories.remark(epoch));
        let remarks: &[Remarks<'_>] = if stories.is_some() { &[("What the rule saw", &remark)] } else { &[] };
        table::page(&pages.get(), at(), &columns(board, content.values), content.say.get(), remarks)
    };
    let turn = move |by: i64, name: &'static str, text: &'static str| {
        let next = move || i64::from(at()) + by;
        let there = move || (0..i64::from(pages.get().count())).contains(&next());
        view! {
            <button
                class="button step"
                aria-label=name
                disabled=move || !there()
                on:click=move |_| page.set(u32::try_from(next()).unwrap_or(0))
            >
                {text}
            </button>
        }
    };
    let escape = move |event: leptos::ev::KeyboardEvent| {
        if event.key() == "Escape" {
            open.set(false);
        }
    };
    view! {
        <div class="data" role="region" tabindex="0" node_ref=home on:keydown=escape
            aria-label=move || format!("Data of {}", content.name.get())
        >
            <div class="pager">
                {turn(-1, "Rows before", "‹")}
                <span>{move || pages.get().name(at())}</span>
                {turn(1, "Rows after", "›")}
                <button class="button step" on:click=move |_| open.set(false)>"Close"</button>
            </div>
            // The rows hold only numbers and names of the program.
            <table inner_html=rows></table>
        </div>
    }
}
