//! Traps where they lie: in a word on the card, in full under the control they concern, each with its mend.

use std::time::Duration;

use leptos::prelude::*;

use etalon_explorer::race::slot::{Line, PerLine};
use etalon_explorer::race::control::Owner;
use etalon_explorer::race::control::Control;
use etalon_explorer::race::trap::{self, Warning, judged};
use crate::panels::charts::chart::later;
use crate::app::state::{App, Speaker};

/// The traps that the settings and the runs stand in.
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
            Memo::new(move |before: Option<&Vec<Warning>>| {
                let (run, constant) = (app.run(line), app.run(Line::Constant));
                let judged = judged::judge(&app.config.get(), line, run.as_deref(), constant.as_deref());
                // While a slider moves, the runs are of different settings for a moment: what was said stands.
                judged.or_else(|| before.cloned()).unwrap_or_default()
            })
        };
        let set = Memo::new(move |_| traps::warnings(&app.config.get()));
        Self(Box::leak(Box::new(Parts { set, shown: PerLine::from_fn(judge) })))
    }

    /// Those of `group`, the worst first.
    fn of(&self, group: Group) -> Vec<Warning> {
        let mut here: Vec<Warning> =
            self.0.set.get().into_iter().filter(|warning| warning.group == group).collect();
        here.extend(self.0.shown.get(group.line()).get());
        traps::rank(&mut here);
        here
    }

    /// Those that concern `control` of `group`.
    fn at(&self, group: Group, control: Control) -> Vec<Warning> {
        let mut here = self.of(group);
        here.retain(|warning| warning.control == control);
        here
    }
}

/// The worst trap of `group` in a word; while there is none, `children`.
#[component]
pub fn TrapLine(app: App, traps: Traps, group: Group, children: ChildrenFn) -> impl IntoView {
    let here = Memo::new(move |_| traps.of(group));
    let first = Memo::new(move |_| here.get().into_iter().next());
    let caught = Memo::new(move |_| first.get().is_some());
    let title = move || first.get().map(|warning| warning.title);
    let reason = move || first.get().map(|warning| warning.reason);
    let others = move || here.get().len().saturating_sub(1);
    let line = move || {
        view! {
            <div class="trap">
                <Sign />
                <p class="trap-title" title=reason>
                    <span class="visually-hidden">"Trap: "</span>
                    {title}
                </p>
                <Show when=move || others() != 0>
                    <span class="trap-more" title="More of them under “more”">{move || format!("+{}", others())}</span>
                </Show>
                <Mend app mend=Signal::derive(move || first.get().and_then(|warning| warning.mend)) brief=true />
            </div>
        }
        .into_any()
    };
    view! { {move || if caught.get() { line() } else { children() }} }
}

/// The traps of `control` in full; while there is none, its help.
#[component]
pub fn TrapsOf(app: App, traps: Traps, group: Group, control: Control) -> impl IntoView {
    let here = Memo::new(move |_| traps.at(group, control));
    let full = move |warning: Warning| {
        let Warning { title, reason, source, mend, .. } = warning;
        let source = source.map(|source| view! { " " <a href=source>"Source"</a> }.into_any());
        view! {
            <div class="trap-full">
                <Sign />
                <div>
                    <p><strong><span class="visually-hidden">"Trap: "</span>{title}</strong></p>
                    <p>{reason}{source}</p>
                    <Mend app mend=Signal::derive(move || mend.clone()) brief=false />
                </div>
            </div>
        }
    };
    let shown = move || match here.get() {
        none if none.is_empty() => view! { <p class="help">{control.spec().help}</p> }.into_any(),
        some => some.into_iter().map(full).collect_view().into_any(),
    };
    view! { {shown} }
}

/// Makes the changes that lead out of a trap.
#[component]
fn Mend(app: App, #[prop(into)] mend: Signal<Option<Changes>>, brief: bool) -> impl IntoView {
    let says = move || mend.get().map(|changes| traps::say(&changes)).unwrap_or_default();
    let apply = move |_| {
        let config = app.config.get_untracked();
        if let Some(mended) = mend.get_untracked().and_then(|changes| traps::mend(&config, &changes)) {
            app.hush(Speaker::Preset);
            app.config.set(mended);
        }
    };
    view! {
        <Show when=move || mend.get().is_some()>
            <button class="mend" aria-label=move || format!("Mend: {}", says()) title=says on:click=apply>
                {move || if brief { "mend".to_owned() } else { says() }}
            </button>
        </Show>
    }
}

/// A sign that does not need its colour.
#[component]
fn Sign() -> impl IntoView {
    view! {
        <svg class="sign" width="15" height="14" viewBox="0 0 15 14" aria-hidden="true">
            <path d="M7.5 1 14 13H1Z" fill="none" stroke="currentColor" stroke-width="1.4" stroke-linejoin="round" />
            <path d="M7.5 5.2v3.6M7.5 10.4v1.1" stroke="currentColor" stroke-width="1.5" />
        </svg>
    }
}

/// How long after the last change a trap is announced: a moving slider passes many.
const ANNOUNCE_LATER: Duration = Duration::from_millis(900);

/// Tells those who cannot see the signs what somebody has just walked into.
#[component]
pub fn TrapNews(traps: Traps) -> impl IntoView {
    let all = Memo::new(move |_| {
        let told = |group: Group| {
            let titles: Vec<String> = traps.of(group).into_iter().map(|warning| warning.title).collect();
            (!titles.is_empty()).then(|| format!("{}: {}", group.name(), titles.join(", ")))
        };
        let told: Vec<String> = Group::ALL.into_iter().filter_map(told).collect();
        if told.is_empty() { String::new() } else { format!("Traps. {}.", told.join(". ")) }
    });
    let news = later(all.into(), ANNOUNCE_LATER);
    view! { <p class="visually-hidden" aria-live="polite">{move || news.get()}</p> }
}
