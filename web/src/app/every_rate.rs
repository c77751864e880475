//! Asks how each lane ends at every rate, while somebody looks at the chart of it. What is known of lanes that have not changed is
//! kept, so that only a changed lane is trained again.

use std::collections::VecDeque;
use std::time::Duration;

use etalon_explorer::panels::rates::{Rates, Span, question};
use etalon_explorer::race::control::Control;
use etalon_explorer::race::run_settings::LR;
use etalon_train::question::{EveryRate, Question};
use leptos::prelude::*;

use crate::app::asking::{Asked, Stage, ask_rest};
use crate::app::state::App;

/// How long after the last change of the settings the trainings are asked for.
const SETTLED: Duration = Duration::from_millis(300);

/// The number of questions that are kept.
const KEPT: usize = 8;

/// Every rate of the present lanes, as far as it is known. It lives as long as the page.
#[derive(Debug, Clone, Copy)]
pub struct EveryRates {
    /// The rates between which the chart's slider moves.
    pub span: Memo<Span>,
    /// What is known.
    pub found: RwSignal<Option<Rates>>,
    /// How far the question is.
    pub stage: RwSignal<Stage>,
}

impl EveryRates {
    /// Asks while `wanted` is true.
    pub fn watch(app: App, wanted: Signal<bool>) -> Self {
        let span = Memo::new(move |before: Option<&Span>| {
            let rate = app.config.get().value(Control::run(LR));
            before.map_or_else(|| Span::around(rate), |span| span.following(rate))
        });
        let this = Self { span, found: RwSignal::new(None), stage: RwSignal::new(Stage::Growing) };
        let asked = Memo::new(move |_| {
            wanted.get().then(|| question(&app.config.get(), span.get()).map_err(|why| why.to_string()))
        });
        let asking = StoredValue::new_local(None::<Asked>);
        let pending = StoredValue::new(None::<TimeoutHandle>);
        let kept = StoredValue::new(VecDeque::<EveryRate>::new());
        Effect::new(move || {
            asking.set_value(None);
            if let Some(pending) = pending.try_update_value(Option::take).flatten() {
                pending.clear();
            }
            match asked.get() {
                None => {}
                Some(Err(why)) => {
                    this.found.set(None);
                    this.stage.set(Stage::Failed(why));
                }
                Some(Ok(mut question)) => {
                    kept.update_value(|kept| {
                        kept.iter().for_each(|known| question.take_over(known));
                        kept.push_front(question.clone());
                        kept.truncate(KEPT);
                    });
                    let lines = app.lines.get_untracked();
                    this.found.set(Some(Rates::of(lines.iter().copied(), &question)));
                    if question.is_complete() {
                        return this.stage.set(Stage::Complete);
                    }
                    this.stage.set(Stage::Growing);
                    let on = move |question: &EveryRate, stage| {
                        kept.update_value(|kept| {
                            if let Some(first) = kept.front_mut() {
                                first.clone_from(question);
                            }
                        });
                        this.found.set(Some(Rates::of(lines.iter().copied(), question)));
                        this.stage.set(stage);
                    };
                    let ask = move || {
                        let open = question.open();
                        asking.set_value(Some(ask_rest(app, question, open, on)));
                    };
                    pending.set_value(set_timeout_with_handle(ask, SETTLED).ok());
                }
            }
        });
        this
    }
}
