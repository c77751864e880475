//! The state of the page: what is set, what came back, what is shown. Controls change the settings; from them follow trainings,
//! curves, address.

use std::ops::Deref;
use std::sync::Arc;
use std::time::Duration;

use etalon_explorer::choice::Measured;
use etalon_train::engine::EngineKind;
use leptos::prelude::LocalStorage;

use crate::html::*;
use crate::io::address::{self, Address};
use crate::io::crew::Crew;
use crate::io::frames;
use crate::io::measure::processors;
use crate::io::screen;
use crate::model::config::{Config, Refusal, STEPS};
use crate::model::entrant::{Entrant, PerEntrant};
use crate::model::flags::{Flags, Theme};
use crate::model::history::{History, Runs};
use crate::model::kind::Kind;
use crate::model::knob::Knob;
use crate::model::playback::{Playback, SPEED};
use crate::model::run::Run;
use crate::model::url::{self, Link};
use crate::model::view::View;
use crate::signals::{RwSignal, effect, memo, signal};

/// Who speaks in the status region; each has one message at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Speaker {
    /// A refused value.
    Field(Knob),
    /// The address.
    Address,
    /// The engine.
    Engine,
    /// A worker.
    Worker,
    /// A preset's lesson.
    Preset,
    /// A tuning.
    Tuner,
}

/// What trains.
#[derive(Debug, Clone, PartialEq)]
pub struct Trainer {
    /// What kind, once it is up.
    pub kind: Option<EngineKind>,
    /// Its name.
    pub name: String,
    /// Why this one.
    pub why: String,
}

/// How long after the last change a configuration is worth keeping.
const SETTLED: Duration = Duration::from_millis(700);

/// All of the page's state, which lives as long as the page: a word that every component and every closure takes along.
#[derive(Debug, Clone, Copy)]
pub struct App(&'static Parts);

impl Deref for App {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        self.0
    }
}

/// What the state consists of.
#[derive(Debug)]
pub struct Parts {
    /// Values of the controls.
    pub config: RwSignal<Config>,
    /// How the charts are looked at.
    pub view: RwSignal<View>,
    /// What the address asks.
    pub flags: Flags,
    /// Light or dark.
    pub theme: RwSignal<Theme>,
    /// The latest run of each.
    pub runs: PerEntrant<RwSignal<Option<Arc<Run>>>>,
    /// The last configurations, and which of them haunts the charts.
    pub history: RwSignal<History>,
    /// The play head.
    pub playback: RwSignal<Playback>,
    /// Steps per second when playing.
    pub speed: RwSignal<f64>,
    /// The time pointed at, in epochs.
    pub cursor: RwSignal<Option<f64>>,
    /// What the status region says, the latest first.
    pub messages: RwSignal<Vec<(Speaker, String)>>,
    /// What is read to those who move the cursor by keyboard.
    pub spoken: RwSignal<String>,
    /// What trains.
    pub trainer: RwSignal<Trainer>,
    /// What this device was measured to do.
    pub measured: RwSignal<Option<Measured>>,
    /// Whether it is being measured.
    pub measuring: RwSignal<bool>,
    /// The workers.
    crew: StoredValue<Crew, LocalStorage>,
}

impl App {
    /// The state that the address asks for; what it asks in vain is told in the status region.
    #[must_use]
    pub fn open() -> Self {
        let (link, problems) = url::read(&address::query());
        let app = Self(Box::leak(Box::new(Parts {
            config: signal(link.config),
            view: signal(link.view),
            flags: link.flags,
            theme: signal(screen::theme(link.flags.theme)),
            runs: PerEntrant::from_fn(|_| signal(None)),
            history: signal(Default::default()),
            playback: signal(Playback::finished(f64::from(link.config.steps()))),
            speed: signal(SPEED),
            cursor: signal(None),
            messages: signal(Default::default()),
            spoken: signal(Default::default()),
            trainer: signal(Trainer { kind: None, name: String::new(), why: "being brought up".to_owned() }),
            measured: signal(None),
            measuring: signal(false),
            crew: StoredValue::new_local(Crew::new(processors(), link.flags.fault)),
        })));
        if !problems.is_empty() {
            let said: Vec<String> = problems.iter().map(ToString::to_string).collect();
            app.say(Speaker::Address, &format!("In the address: {}.", said.join("; ")));
        }
        app.keep_address();
        app.keep_length();
        app.keep_history();
        app.play_on_request();
        app
    }

    /// The workers.
    #[must_use]
    pub fn crew(&self) -> Crew {
        self.crew.get_value()
    }

    /// Says something in the status region, in place of what the same speaker said before.
    pub fn say(&self, speaker: Speaker, message: &str) {
        self.messages.update(|messages| {
            messages.retain(|(before, _)| *before != speaker);
            messages.insert(0, (speaker, message.to_owned()));
        });
    }

    /// Takes back what `speaker` said.
    pub fn hush(&self, speaker: Speaker) {
        if self.messages.with_untracked(|messages| messages.iter().any(|(before, _)| *before == speaker)) {
            self.messages.update(|messages| messages.retain(|(before, _)| *before != speaker));
        }
    }

    /// Sets `knob`; a refused value is told and changes nothing.
    pub fn set(&self, knob: impl Into<Knob>, value: f64) -> Result<(), Refusal> {
        let knob = knob.into();
        let next = self.config.get_untracked().turned(knob, value);
        self.take(Speaker::Field(knob), next)
    }

    fn take(&self, speaker: Speaker, next: Result<Config, Refusal>) -> Result<(), Refusal> {
        match next {
            Ok(config) => {
                self.hush(speaker);
                self.hush(Speaker::Preset);
                if self.config.get_untracked() != config {
                    self.config.set(config);
                }
                Ok(())
            }
            Err(refusal) => {
                self.refuse(speaker, &refusal);
                Err(refusal)
            }
        }
    }

    /// Tells that a value was refused.
    pub fn refuse(&self, speaker: Speaker, refusal: &Refusal) {
        self.say(speaker, &format!("{refusal}; the last good value stays in force."));
    }

    /// The run of `entrant`.
    #[must_use]
    pub fn run(&self, entrant: Entrant) -> Option<Arc<Run>> {
        self.runs.get(entrant).get()
    }

    /// Whether every training is over.
    #[must_use]
    pub fn is_trained(&self) -> bool {
        Entrant::ALL.into_iter().all(|entrant| self.run(entrant).is_some_and(|run| run.complete))
    }

    /// The plateau's run: the only one whose learning rates nobody knows beforehand.
    #[must_use]
    pub fn rates_run(&self, entrant: Entrant) -> Option<Arc<Run>> {
        match entrant {
            Entrant::Schedule(Kind::ReduceOnPlateau) => self.run(entrant),
            Entrant::Schedule(_) | Entrant::Constant => None,
        }
    }

    /// Steps of the whole training.
    #[must_use]
    pub fn total(&self) -> f64 {
        f64::from(self.config.get().steps())
    }

    fn keep_address(self) {
        let address = StoredValue::new_local(Address::default());
        effect(move || {
            let link = Link { config: self.config.get(), view: self.view.get(), flags: self.flags };
            address.with_value(|address| address.replace(url::write(&link)));
        });
    }

    /// The runs that belong to the present configuration and are over.
    #[must_use]
    pub fn present_runs(&self, config: &Config) -> Runs {
        PerEntrant::from_fn(|entrant| {
            let run = self.runs.get(entrant).get()?;
            (run.complete && run.config.job(entrant).ok() == config.job(entrant).ok()).then_some(run)
        })
    }

    /// Keeps what is set now before something else is: nothing is lost, even of a training that is under way.
    pub fn keep_present(&self) {
        untrack(|| {
            let config = self.config.get();
            let runs = self.present_runs(&config);
            self.history.update(|history| history.settle(config, runs));
        });
    }

    /// Keeps a configuration once its trainings are over and nobody has touched anything for a moment.
    fn keep_history(self) {
        let pending = StoredValue::new(None::<TimeoutHandle>);
        effect(move || {
            let whole = self.present_runs(&self.config.get()).iter().all(|(_, run)| run.is_some());
            if let Some(pending) = pending.try_update_value(Option::take).flatten() {
                pending.clear();
            }
            if whole && self.history.with_untracked(|history| history.present().is_none()) {
                // What the page opened with is kept however soon somebody drags.
                self.keep_present();
            } else if whole {
                pending.set_value(set_timeout_with_handle(move || self.keep_present(), SETTLED).ok());
            }
        });
    }

    fn keep_length(self) {
        Effect::new(move |before: Option<f64>| {
            let total = self.total();
            if let Some(before) = before.filter(|before| *before != total) {
                self.playback.update(|playback| *playback = playback.resized(before, total));
            }
            total
        });
    }

    fn play_on_request(self) {
        let reduced = crate::io::screen::reduced_motion();
        let playing = memo(move || self.playback.get().playing);
        effect(move || {
            if !playing.get() {
                return;
            }
            // Where less motion is asked for, whole epochs appear at once.
            let mut saved = 0.0;
            frames::animate(move |millis| {
                let (now, total) = (self.playback.get_untracked(), self.total_untracked());
                let speed = self.speed.get_untracked();
                let next = if reduced.get_untracked() {
                    saved += millis;
                    let epoch = f64::from(STEPS) / speed * 1_000.0;
                    if saved < epoch.max(250.0) {
                        return now.playing;
                    }
                    saved = 0.0;
                    if now.playing { now.leap(total) } else { now }
                } else {
                    now.tick(millis, speed, total)
                };
                if next != now {
                    self.playback.set(next);
                }
                next.playing
            });
        });
    }

    fn total_untracked(&self) -> f64 {
        f64::from(self.config.get_untracked().steps())
    }
}
