//! Earlier configurations: their changes, their results, buttons that restore them or draw their lines faintly in the charts.

use leptos::html::Div;
use leptos::prelude::*;

use crate::app::moving::made;
use crate::app::state::App;
use crate::parts::swatch::Swatch;
use etalon_explorer::race::history::{Entry, History, change_in_words, end_in_words, has_diverged};
use etalon_explorer::race::ranking::{Standing, Standings};
use etalon_explorer::race::slot::{Line, PerLine};
use etalon_explorer::race::yours::Yours;

/// The last configurations as a table. The present one is the first row.
#[component]
pub fn Past(app: App, seen: Signal<bool>) -> impl IntoView {
    let past = Memo::new(move |_| app.history.with(|history| history.past().to_vec()));
    let now = made(app, seen, move || {
        PerLine::from_fn(|line| app.run(line).map(|run| Standing::of(&run, f64::INFINITY, None)))
    });
    let yours = Memo::new(move |_| app.view.get().yours);
    let present = move || {
        let config = app.config.get();
        app.history.with(|history| {
            let settled = history.present().filter(|present| present.config == config);
            settled.map_or_else(|| "changing …".to_owned(), |present| present.changed(yours.get()))
        })
    };
    let head = move |line: Line| {
        view! {
            <th scope="col" class=line.to_string()>
                <Swatch line />
                <br />
                {move || app.short_name(line)}
            </th>
        }
    };
    let measure = Memo::new(move |_| app.config.with(|config| config.task().measure));
    let end = move |line: Line| {
        let text = move || now.with(|now| end_in_words(now.get(line).as_ref(), measure.get()));
        let diverged = move || now.with(|now| has_diverged(now.get(line).as_ref()));
        view! { <td><span class:bad=diverged>{text}</span></td> }
    };
    let home = NodeRef::<Div>::new();
    view! {
        <h3 id="past">"Earlier settings"</h3>
        <p class="hint">
            {format!("The last {} configurations: what changed, and how each lane ended with one seed. ", History::MOST)}
            "Below each figure is its change from then to now: for accuracies in percentage points. One seed alone proves \
             nothing. A ghost is an earlier line, drawn faintly in the charts."
        </p>
        <div class="rows" role="region" aria-labelledby="past" tabindex="0" node_ref=home>
            <table class="past">
                <thead>
                    <tr>
                        <th scope="col">"what changed"</th>
                        {move || app.lines.get().into_iter().map(head).collect_view()}
                        <th scope="col"><span class="visually-hidden">"actions"</span></th>
                    </tr>
                </thead>
                <tbody>
                    <tr class="now">
                        <th scope="row"><strong>"now"</strong> " " {present}</th>
                        {move || app.lines.get().into_iter().map(end).collect_view()}
                        <td></td>
                    </tr>
                    {move || {
                        past.get().into_iter().map(|entry| view! { <Before app entry now yours home /> }).collect_view()
                    }}
                </tbody>
            </table>
        </div>
        <Show when=move || past.with(Vec::is_empty)>
            <p class="hint">"Change anything, and the earlier settings appear here."</p>
        </Show>
    }
}

/// One earlier configuration.
#[component]
fn Before(
    app: App,
    entry: Entry,
    now: Memo<Standings>,
    yours: Memo<Yours>,
    home: NodeRef<Div>,
) -> impl IntoView {
    let Entry { id, config, .. } = entry;
    let then = entry.standings();
    let measure = config.task().measure;
    let entry = StoredValue::new(entry);
    let changes =
        Memo::new(move |_| now.with(|now| entry.with_value(|entry| entry.changes(now, &app.config.get()))));
    let changed = Memo::new(move |_| entry.with_value(|entry| entry.changed(yours.get())));
    let cell = move |line: Line| {
        let standing = *then.get(line);
        let diverged = has_diverged(standing.as_ref());
        let text = end_in_words(standing.as_ref(), measure);
        let gain = move || {
            changes.get().get(line).map(|change| change_in_words(change, measure)).unwrap_or_default()
        };
        view! {
            <td>
                <span class:bad=diverged>{text}</span>
                <small>{gain}</small>
            </td>
        }
    };
    let pinned =
        Memo::new(move |_| app.history.with(|history| history.ghost().is_some_and(|ghost| ghost.id == id)));
    // The row disappears with its buttons, so the table takes the focus.
    let leave = move || {
        if let Some(home) = home.get_untracked() {
            drop(home.focus());
        }
    };
    let restore = move |_| {
        leave();
        app.keep_present();
        app.adopt(config);
    };
    let forget = move |_| {
        leave();
        app.history.update(|history| history.forget(id));
    };
    let named = move |verb: &'static str| move || format!("{verb}: {}", changed.get());
    view! {
        <tr>
            <th scope="row">{move || changed.get()}</th>
            {move || app.lines.get().into_iter().map(cell).collect_view()}
            <td class="deeds">
                <button class="button" aria-label=named("Restore") on:click=restore>"Restore"</button>
                <button
                    class="button ghost"
                    aria-label=named("Ghost")
                    aria-pressed=move || pinned.get().to_string()
                    title="Draw its lines faintly in the charts"
                    on:click=move |_| app.history.update(|history| history.pin(id))
                >
                    "Ghost"
                </button>
                <button
                    class="button"
                    aria-label=named("Forget")
                    on:click=forget
                >
                    "Forget"
                </button>
            </td>
        </tr>
    }
}
