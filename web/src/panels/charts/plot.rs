//! A chart with its heading: name, legend, options and menu.

use leptos::prelude::*;

use crate::chart::figure::Figure;
use crate::chart::lines::Curve;
use crate::panels::charts::board::Board;
use crate::panels::charts::chart::{Chart, Shown};
use crate::panels::charts::data::Data;
use crate::panels::charts::readout::{Legend, Lines, cursor, speak};
use crate::panels::charts::stories::Stories;
use etalon_explorer::chart::axis::Axis;
use etalon_explorer::chart::say::Say;
use etalon_explorer::panels::table::{self, Column};

/// The content of a chart.
#[derive(Debug, Clone, Copy)]
pub struct Content {
    /// The id of its element.
    pub id: &'static str,
    /// Its name.
    pub name: Signal<&'static str>,
    /// Whose runs it shows, in words.
    pub whose: Signal<String>,
    /// The points of each line.
    pub values: Lines,
    /// The axis of the values.
    pub y: Memo<Axis>,
    /// The lines that are drawn.
    pub lines: Memo<Vec<Curve>>,
    /// A value in words.
    pub say: Signal<Say>,
    /// The first epoch that has values.
    pub first: u32,
    /// The whole data, for other programs.
    pub csv: Callback<(), String>,
    /// The stories of rules that it shows.
    pub stories: Option<Stories>,
    /// The axis of the values while a point is dragged, on a chart on which points can be dragged.
    pub still: Option<RwSignal<Option<Axis>>>,
    /// Whether they are shown beside the cursor too.
    pub notes: bool,
}

impl Content {
    /// The chart as a picture.
    pub fn figure(&self, board: Board) -> Figure {
        let config = board.app.config.get_untracked();
        Figure {
            title: self.name.get_untracked().to_owned(),
            subtitle: format!("Etalon · {} epochs, {}", config.epochs(), self.whose.get_untracked()),
            x: board.x.get_untracked(),
            y: self.y.get_untracked(),
            curves: self.lines.get_untracked(),
        }
    }
}

/// The chart. `heading` is before the legend, `aside` after it. `menu` gets the switch of the data table. While it is `away`, another
/// chart is in its place.
#[component]
pub fn Plot(
    board: Board,
    content: Content,
    heading: impl FnOnce() -> AnyView,
    aside: impl FnOnce() -> AnyView,
    menu: impl FnOnce(RwSignal<bool>) -> AnyView,
    #[prop(into, default = Signal::derive(|| false))] away: Signal<bool>,
) -> impl IntoView {
    let app = board.app;
    let table = RwSignal::new(false);
    let note = move |at: f64| content.stories.and_then(|stories| stories.note(at));
    let last = move || app.config.get().epochs();
    let shown = Shown {
        name: content.name,
        y: content.y,
        lines: content.lines,
        cursor: cursor(board, content.y, content.values),
        table: Memo::new(move |_| {
            table::rows(&columns(board, content.values), content.first, last(), content.say.get())
        }),
    };
    let said = speak(board, content.values, content.say, Callback::new(note));
    let noted = Signal::derive(move || app.cursor.get().filter(|_| content.notes).and_then(note));
    view! {
        <section class="plot" aria-label=move || content.name.get() hidden=move || away.get()>
            <header>
                {heading()}
                <Legend app lines=content.values curves=content.lines at=board.moment() say=content.say />
                {aside()}
                <button
                    class="tab small unzoom"
                    class:absent=move || !board.is_zoomed()
                    aria-label="Reset zoom"
                    on:click=move |_| {
                        board.reset();
                    }
                >
                    "reset"
                </button>
                {menu(table)}
            </header>
            <Chart board id=content.id shown speak=said note=noted still=content.still />
            <Show when=move || table.get()>
                <Data board content open=table />
            </Show>
        </section>
    }
}

/// The columns of a chart's table: every line with its name.
pub fn columns(board: Board, values: Lines) -> Vec<Column> {
    let lines = board.app.lines.get().into_iter();
    lines.map(|line| Column { name: board.app.name(line), line: values.get(line).get() }).collect()
}
