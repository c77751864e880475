//! Traps: in a few words on the card, in full under the control that they concern, each with its fix.

use std::time::Duration;

use leptos::prelude::*;

use crate::app::state::App;
use crate::io::later::later;
use crate::parts::sentence::described;
use etalon_explorer::race::control::Changes;
use etalon_explorer::race::control::Control;
use etalon_explorer::race::seeds::findings::Known;
use etalon_explorer::race::slot::{Line, PerLine};
use etalon_explorer::race::trap::{self, Warning, judged};

/// The traps of the settings and the runs.
#[derive(Debug, Clone, Copy)]
pub struct Traps(&'static Parts);

#[derive(Debug)]
struct Parts {
    /// Those of the settings.
    set: Memo<Vec<Warning>>,
    /// Those that a run shows.
    shown: PerLine<Memo<Vec<Warning>>>,
}

impl Traps {
    /// Follows the page's settings and runs.
    #[must_use]
    pub fn watch(app: App) -> Self {
        let judge = |line| {
            Memo::new(move |_| {
                // While a slider moves, the runs belong to other settings, and a hint would be about those.
                if !app.present.is_fresh(line) || !app.present.is_fresh(Line::Reference) {
                    return Vec::new();
                }
                let (run, reference) = (app.run(line), app.run(Line::Reference));
                let verdict = app.findings.with(|findings| findings.line(line).and_then(Known::verdict));
                judged::judge(
                    &app.config.get(),
                    run.as_deref(),
                    reference.as_deref(),
                    verdict,
                    app.view.get().yours,
                )
                .unwrap_or_default()
            })
        };
        let set = Memo::new(move |_| trap::warnings_in(&app.config.get(), app.view.get().yours));
        Self(Box::leak(Box::new(Parts { set, shown: PerLine::from_fn(judge) })))
    }

    /// Those of `line`, the worst first.
    fn of(&self, line: Line) -> Vec<Warning> {
        let mut here: Vec<Warning> =
            self.0.set.get().into_iter().filter(|warning| warning.line == line).collect();
        here.extend(self.0.shown.get(line).get());
        trap::rank(&mut here);
        here
    }

    /// Those that concern `control`.
    fn at(&self, control: Control) -> Vec<Warning> {
        let mut here = self.of(control.owner.line());
        here.retain(|warning| warning.control == control);
        here
    }
}

/// The hint of `line`, on a line of its own: a value that was refused, or else the worst trap in a few words. Where there is no hint,
/// the line says `otherwise`.
#[component]
pub fn TrapLine(
    app: App,
    traps: Traps,
    line: Line,
    #[prop(optional)] otherwise: Signal<Option<String>>,
) -> impl IntoView {
    let refused = Memo::new(move |_| app.refused(|control| control.owner.line() == line));
    let here = Memo::new(move |_| traps.of(line));
    let first = Memo::new(move |_| here.get().into_iter().next());
    let kept = Memo::new(move |_| match (refused.get(), first.get()) {
        (Some(_), _) => Hint::Refusal,
        (None, Some(_)) => Hint::Trap,
        (None, None) => Hint::None,
    });
    let title = move || first.get().map(|warning| warning.title);
    let reason = move || first.get().map(|warning| warning.reason);
    let others = move || here.get().len().saturating_sub(1);
    let shown = move || {
        match kept.get() {
        Hint::None => view! { <p class="evidence" title=move || otherwise.get()>{move || otherwise.get()}</p> }.into_any(),
        Hint::Refusal => view! { <Sign /> <p class="refused">{move || refused.get()}</p> }.into_any(),
        Hint::Trap => {
            view! {
                <Sign />
                <p class="trap-title" title=reason>
                    <span class="visually-hidden">"Note: "</span>
                    {title}
                </p>
                <Show when=move || others() != 0>
                    <span class="trap-more" title="More of them under “more”">{move || format!("+{}", others())}</span>
                </Show>
                <Fix app fix=Signal::derive(move || first.get().and_then(|warning| warning.fix)) />
            }
            .into_any()
        }
    }
    };
    // The line keeps its room when it is empty, so that nothing moves.
    view! { <div class="trap">{shown}</div> }
}

/// What stands in the line of a hint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Hint {
    None,
    Refusal,
    Trap,
}

/// The traps of `control` in full. Without a trap, its help.
#[component]
pub fn TrapsOf(app: App, traps: Traps, control: Control) -> impl IntoView {
    let here = Memo::new(move |_| traps.at(control));
    let help = app.config.with_untracked(|config| config.help(control));
    let full = move |warning: Warning| {
        let Warning { title, reason, source, fix, .. } = warning;
        let source = source.map(|source| view! { " " <a href=source>"Source"</a> }.into_any());
        view! {
            <div class="trap-full">
                <Sign />
                <div>
                    <p><strong><span class="visually-hidden">"Note: "</span>{title}</strong></p>
                    <p>{reason}{source}</p>
                    <Fix app fix=Signal::derive(move || fix.clone()) />
                </div>
            </div>
        }
    };
    let shown = move || match here.get() {
        none if none.is_empty() => view! { <p class="help">{help}</p> }.into_any(),
        some => some.into_iter().map(full).collect_view().into_any(),
    };
    view! { {shown} }
}

/// Makes the changes that lead out of a trap. Its text is the new values.
#[component]
fn Fix(app: App, #[prop(into)] fix: Signal<Option<Changes>>) -> impl IntoView {
    let says = move || fix.get().map(|changes| described(app, &changes)).unwrap_or_default();
    let apply = move |_| app.change(&fix.get_untracked().unwrap_or_default());
    view! {
        <Show when=move || fix.get().is_some()>
            <button class="fix" aria-label=move || format!("Fix: {}", says()) title=says on:click=apply>
                {says}
            </button>
        </Show>
    }
}

/// A sign that is understood without its colour.
#[component]
fn Sign() -> impl IntoView {
    view! {
        <svg class="sign" width="15" height="14" viewBox="0 0 15 14" aria-hidden="true">
            <path d="M7.5 1 14 13H1Z" fill="none" stroke="currentColor" stroke-width="1.4" stroke-linejoin="round" />
            <path d="M7.5 5.2v3.6M7.5 10.4v1.1" stroke="currentColor" stroke-width="1.5" />
        </svg>
    }
}

/// The pause after the last change before a trap is announced, because a moving slider passes many traps.
const ANNOUNCE_LATER: Duration = Duration::from_millis(900);

/// Announces new traps to visitors who cannot see the signs.
#[component]
pub fn TrapNews(app: App, traps: Traps) -> impl IntoView {
    let all = Memo::new(move |_| {
        let titles = |line: Line| {
            let titles: Vec<String> = traps.of(line).into_iter().map(|warning| warning.title).collect();
            (!titles.is_empty()).then(|| format!("{}: {}", app.name(line), titles.join(", ")))
        };
        let lines: Vec<String> = app.lines.get().into_iter().filter_map(titles).collect();
        if lines.is_empty() { String::new() } else { format!("Traps. {}.", lines.join(". ")) }
    });
    let news = later(all.into(), ANNOUNCE_LATER);
    view! { <p class="visually-hidden" aria-live="polite">{move || news.get()}</p> }
}
