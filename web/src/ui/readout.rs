//! What the lines are worth at one moment: in the headings, under the cursor, and read aloud.

use leptos::prelude::*;

use crate::chart::cursor::Cursor;
use crate::model::axis::Axis;
use crate::model::entrant::{Entrant, PerEntrant};
use crate::model::series::{Point, value_while_alive};
use crate::ui::state::App;

/// The points of each entrant's line.
pub type Lines = PerEntrant<Memo<Vec<Point>>>;

/// The values at one moment, each in its colour.
#[component]
pub fn Readout(lines: Lines, at: Signal<f64>, say: Signal<fn(f64) -> String>) -> impl IntoView {
    let values = Entrant::ALL
        .into_iter()
        .map(|entrant| {
            let line = *lines.get(entrant);
            let value = move || {
                let value = line.with(|line| value_while_alive(line, at.get()));
                value.map_or_else(|| "–".to_owned(), |value| (say.get())(value))
            };
            view! { <span class=format!("value c-{}", entrant.id()) title=entrant.name()>{value}</span> }
        })
        .collect_view();
    view! {
        <p class="readout">
            {values}
            <span class="moment">{move || format!("at epoch {:.0}", at.get())}</span>
        </p>
    }
}

/// Says the values of all lines at a moment, for those who cannot see them.
pub fn speak(app: App, lines: Lines, say: Signal<fn(f64) -> String>) -> Callback<f64> {
    Callback::new(move |at: f64| {
        let say = say.get_untracked();
        let values: Vec<String> = lines
            .iter()
            .filter_map(|(entrant, line)| {
                let value = line.with_untracked(|line| value_while_alive(line, at))?;
                Some(format!("{} {}", entrant.short(), say(value)))
            })
            .collect();
        app.spoken.set(format!("Epoch {at:.0}: {}", values.join(", ")));
    })
}

/// The moment that headings speak of: pointed at, else where the play head stands.
pub fn moment(app: App, head: Memo<f64>) -> Signal<f64> {
    Signal::derive(move || app.cursor.get().unwrap_or_else(|| head.get().floor()))
}

/// What the cursor layer of a chart shows.
pub fn cursor(app: App, head: Memo<f64>, x: Memo<Axis>, y: Memo<Axis>, lines: Lines) -> Memo<Cursor> {
    Memo::new(move |_| {
        let at = app.cursor.get();
        let (x, y) = (x.get(), y.get());
        let dots = at.map_or_else(Vec::new, |at| {
            Entrant::ALL
                .into_iter()
                .rev()
                .filter_map(|entrant| {
                    let value = lines.get(entrant).with(|line| value_while_alive(line, at))?;
                    let point = (x.position(at), y.position(value));
                    (0.0..=1.0).contains(&point.1).then_some((entrant, point))
                })
                .collect()
        });
        let playing = head.get() < x.high;
        Cursor { at: at.map(|at| x.position(at)), head: playing.then(|| x.position(head.get())), dots }
    })
}
