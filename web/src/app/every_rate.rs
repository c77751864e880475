//! Asks how each lane ends at every rate, while somebody looks at the chart of it. What is known of lanes that have not changed is
//! kept, so that only a changed lane is trained again.

use std::collections::VecDeque;
use std::time::Duration;

use etalon_explorer::panels::rates::{Rates, Span, question};
use etalon_explorer::race::config::Config;
use etalon_explorer::race::control::Control;
use etalon_explorer::race::run_settings::LR;
use etalon_train::question::{EveryRate, Question};
use leptos::prelude::*;

use crate::app::asking::{Asked, Stage, ask_rest};
use crate::app::state::App;
use crate::io::later::Later;

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
    /// What is known of the present settings, once every job is trained.
    pub present: Memo<Option<Rates>>,
    /// Whether somebody looks at the chart of it.
    seen: RwSignal<bool>,
    /// The settings for which the table of results asks.
    asked: RwSignal<Option<Config>>,
}

impl EveryRates {
    /// Asks while somebody looks at the chart of it, or has asked for the present settings in the table of results.
    pub fn watch(app: App) -> Self {
        let span = Memo::new(move |before: Option<&Span>| {
            let rate = app.config.get().value(Control::run(LR));
            before.map_or_else(|| Span::around(rate), |span| span.following(rate))
        });
        let (seen, asked) = (RwSignal::new(false), RwSignal::new(None::<Config>));
        let wanted = Memo::new(move |_| {
            seen.get() || asked.with(|asked| asked.as_ref().is_some_and(|asked| *asked == app.config.get()))
        });
        let found = RwSignal::new(None::<Rates>);
        let is_known = Memo::new(move |_| found.with(|found| found.as_ref().is_some_and(Rates::is_complete)));
        // It takes a while to make the question, so it is made for those alone who ask or have an answer.
        let posed = Memo::new(move |_| {
            let needed = wanted.get() || is_known.get();
            needed.then(|| question(&app.config.get(), span.get()).map_err(|why| why.to_string()))
        });
        // The question that `found` answers, without its answer.
        let answered = StoredValue::new(None::<EveryRate>);
        let present = Memo::new(move |_| {
            let posed = posed.get()?.ok()?;
            let rates = found.get().filter(Rates::is_complete)?;
            answered.with_value(|answered| answered.as_ref() == Some(&posed)).then_some(rates)
        });
        let this = Self { span, found, stage: RwSignal::new(Stage::Growing), present, seen, asked };
        let awaited = Memo::new(move |_| if wanted.get() { posed.get() } else { None });
        let asking = StoredValue::new_local(None::<Asked>);
        let timer = Later::default();
        let kept = StoredValue::new(VecDeque::<EveryRate>::new());
        Effect::new(move || {
            asking.set_value(None);
            timer.cancel();
            match awaited.get() {
                None => {}
                Some(Err(why)) => {
                    this.found.set(None);
                    this.stage.set(Stage::Failed(why));
                }
                Some(Ok(mut question)) => {
                    answered.set_value(Some(question.clone()));
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
                    timer.start(SETTLED, ask);
                }
            }
        });
        this
    }
    /// Asks while `seen` is true.
    pub fn while_seen(self, seen: Signal<bool>) {
        Effect::new(move || self.seen.set(seen.get()));
    }

    /// Asks for the present settings, until they change.
    pub fn ask(self, app: App) {
        self.asked.set(Some(app.config.get_untracked()));
    }

    /// How many of the trainings are done, and of how many, while the table waits for them.
    pub fn waits(self, app: App) -> Option<(usize, usize)> {
        let asked = self.asked.with(|asked| asked.as_ref() == Some(&app.config.get()));
        let growing = self.stage.with(|stage| *stage == Stage::Growing);
        (asked && growing && self.present.with(Option::is_none))
            .then(|| self.found.with(|found| found.as_ref().map_or((0, 0), |rates| (rates.done, rates.jobs))))
    }
}
