//! The state of the page: settings, runs, and what is shown. Controls change the settings. Trainings, curves and the address
//! follow from them.

use std::ops::Deref;
use std::sync::Arc;
use std::time::Duration;

use etalon::Stepped;
use etalon_train::engine::EngineKind;
use leptos::prelude::*;

use crate::app::flash::Flash;
use crate::app::present::Present;
use crate::app::{play, progress, undo};
use crate::io::address::{self, Address};
use crate::io::crew::Crew;
use crate::io::later::Later;
use crate::io::measure::processors;
use crate::io::screen;
use etalon_explorer::address::{self as link, Link};
use etalon_explorer::chart::playback::{Playback, SPEED};
use etalon_explorer::choice::{Measured, Mode};
use etalon_explorer::crew::Device;
use etalon_explorer::flags::{Flags, Theme};
use etalon_explorer::kinds::page::{KindPage, Source};
use etalon_explorer::race::config::Config;
use etalon_explorer::race::control::Changes;
use etalon_explorer::race::control::Control;
use etalon_explorer::race::curve::{Curve, CurveError};
use etalon_explorer::race::history::History;
use etalon_explorer::race::refusal::Refusal;
use etalon_explorer::race::run::Run;
use etalon_explorer::race::run::Runs;
use etalon_explorer::race::seeds::ManySeeds;
use etalon_explorer::race::seeds::findings::Findings;
use etalon_explorer::race::slot::{Line, PerLine, Slot};
use etalon_explorer::race::trail::Trail;
use etalon_explorer::view::View;

/// The sources of messages in the status region. Each has one message at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Speaker {
    /// A refused value.
    Field(Control),
    /// The address.
    Address,
    /// What the address locks.
    Locks,
    /// The engine.
    Engine,
    /// A worker.
    Worker,
    /// A preset's lesson, or what an action has done. The next change removes it.
    Preset,
    /// The seeds behind the results.
    Seeds,
}

/// What trains.
#[derive(Debug, Clone, PartialEq)]
pub struct Trainer {
    /// The engine's kind, once it has started.
    pub kind: Option<EngineKind>,
    /// Its name.
    pub name: String,
    /// Why this one.
    pub why: String,
}

/// How long after the last change a configuration is added to the history.
pub(super) const SETTLED: Duration = Duration::from_millis(700);

/// All of the page's state. It lives as long as the page. This handle is one pointer, which every component and closure copies.
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
    pub config: ReadSignal<Config>,
    /// Replaces them. Only [`App::put`] does, which keeps what is locked.
    replace_config: WriteSignal<Config>,
    /// The lines of the lineup, in the order of the cards.
    pub lines: Memo<Vec<Line>>,
    /// How the charts are looked at.
    pub view: RwSignal<View>,
    /// What else the address asks for.
    pub flags: Flags,
    /// Light or dark.
    pub theme: RwSignal<Theme>,
    /// The latest run of each.
    pub runs: PerLine<RwSignal<Option<Arc<Run>>>>,
    /// What the present settings make of each.
    pub present: Present,
    /// Whether a training takes longer than a moment.
    pub late: RwSignal<bool>,
    /// Whether a control is being moved.
    pub moving: RwSignal<bool>,
    /// The lines that flash.
    pub flash: Flash,
    /// The courses of many seeds.
    pub seeds: RwSignal<ManySeeds>,
    /// What they show.
    pub findings: Memo<Findings>,
    /// The last configurations, and which of them the charts show faintly.
    pub history: RwSignal<History>,
    /// The last settings, for undo.
    pub trail: RwSignal<Trail>,
    /// The play head.
    pub playback: RwSignal<Playback>,
    /// Steps per second when playing.
    pub speed: RwSignal<f64>,
    /// The time under the pointer, in epochs.
    pub cursor: RwSignal<Option<f64>>,
    /// What the status region says, the latest first.
    pub messages: RwSignal<Vec<(Speaker, String)>>,
    /// The lane whose points are being edited. The chart of the rates takes the pointer for it.
    pub drawing: RwSignal<Option<Slot>>,
    /// What a screen reader reads when the cursor moves by keyboard.
    pub spoken: RwSignal<String>,
    /// The page's address.
    address: StoredValue<Address, LocalStorage>,
    /// What trains.
    pub trainer: RwSignal<Trainer>,
    /// What decides between the engines.
    pub mode: StoredValue<Mode>,
    /// The measured speed of this device.
    pub measured: RwSignal<Option<Measured>>,
    /// Whether it is being measured.
    pub measuring: RwSignal<bool>,
    /// The workers.
    crew: StoredValue<Crew, LocalStorage>,
}

impl App {
    /// The state that the address describes. The status region lists what cannot be followed.
    #[must_use]
    pub fn open() -> Self {
        let (opened, problems) = link::read(&address::query());
        let (config, replace_config) = signal(opened.config);
        let seeds = RwSignal::new(ManySeeds::default());
        let runs: PerLine<RwSignal<Option<Arc<Run>>>> = PerLine::from_fn(|_| RwSignal::new(None));
        let app = Self(Box::leak(Box::new(Parts {
            config,
            replace_config,
            lines: Memo::new(move |_| config.with(|config| config.lines().collect())),
            view: RwSignal::new(opened.view),
            flags: opened.flags,
            theme: RwSignal::new(screen::theme(opened.flags.theme)),
            runs,
            present: Present::of(config, runs),
            late: RwSignal::new(false),
            moving: RwSignal::new(false),
            flash: Flash::none(),
            seeds,
            findings: Memo::new(move |_| seeds.with(ManySeeds::findings)),
            history: RwSignal::new(Default::default()),
            trail: RwSignal::new(undo::remembered()),
            playback: RwSignal::new(Playback::finished(f64::from(opened.config.steps()))),
            speed: RwSignal::new(SPEED),
            cursor: RwSignal::new(None),
            messages: RwSignal::new(Default::default()),
            drawing: RwSignal::new(None),
            spoken: RwSignal::new(Default::default()),
            address: StoredValue::new_local(Address::default()),
            trainer: RwSignal::new(Trainer { kind: None, name: String::new(), why: "starting".to_owned() }),
            mode: StoredValue::new(Mode::Cpu),
            measured: RwSignal::new(None),
            measuring: RwSignal::new(false),
            crew: StoredValue::new_local(Crew::new(processors(), opened.flags.fault)),
        })));
        if !problems.is_empty() {
            let said: Vec<String> = problems.iter().map(ToString::to_string).collect();
            app.say(Speaker::Address, &format!("In the address: {}.", said.join("; ")));
        }
        if let Some(locked) = opened.flags.teaching.locks.sentence(&opened.config) {
            app.say(Speaker::Locks, &locked);
        }
        app.keep_address();
        undo::keep(app);
        app.keep_length();
        app.keep_history();
        play::on_request(app);
        progress::watch(app);
        app.flash.watch(app);
        app
    }

    /// The workers.
    #[must_use]
    pub fn crew(&self) -> Crew {
        self.crew.get_value()
    }

    /// What trains `replicas` trainings that are asked for at once.
    #[must_use]
    pub fn device(&self, replicas: usize) -> Device {
        self.mode.with_value(|mode| mode.device(replicas))
    }

    /// Shows a message in the status region. It replaces the speaker's earlier one.
    pub fn say(&self, speaker: Speaker, message: &str) {
        self.messages.update(|messages| {
            messages.retain(|(before, _)| *before != speaker);
            messages.insert(0, (speaker, message.to_owned()));
        });
    }

    /// Removes the message of `speaker`.
    pub fn hush(&self, speaker: Speaker) {
        if self.messages.with_untracked(|messages| messages.iter().any(|(before, _)| *before == speaker)) {
            self.messages.update(|messages| messages.retain(|(before, _)| *before != speaker));
        }
    }

    /// Replaces the settings, unless that changes what the address locks.
    fn put(&self, next: Config) -> Result<(), Refusal> {
        let before = self.config.get_untracked();
        self.flags.teaching.locks.check(&before, &next)?;
        if before != next {
            // It is known before the settings change, so that what nobody sees does not follow the first change either.
            self.moving.set(true);
            let measure = |config: &Config| config.task().measure;
            let (before, now) = (self.config.with_untracked(measure), measure(&next));
            self.replace_config.set(next);
            // Another task shows what its runs are judged by. Whoever sets a view of its own sets it after this.
            if before != now {
                self.view.update(|view| view.measure = now);
            }
        }
        Ok(())
    }

    /// Replaces the settings, and says whether it did. Where the address locks what would change, a message says so.
    pub fn adopt(&self, next: Config) -> bool {
        let before = self.config.get_untracked();
        let adopted = self.move_to(next);
        if adopted {
            self.flash.act(&before, &next);
        }
        adopted
    }

    /// The same while a control is moved: nothing flashes.
    pub fn move_to(&self, next: Config) -> bool {
        self.put(next)
            .inspect_err(|refusal| self.say(Speaker::Preset, &format!("Nothing is changed: {refusal}.")))
            .is_ok()
    }

    /// Sets `control`. A refused value is reported and changes nothing.
    pub fn set(&self, control: Control, value: f64) -> Result<(), Refusal> {
        let before = self.config.get_untracked();
        let set = before.with_change(control, value).and_then(|next| self.put(next));
        set.inspect_err(|refusal| self.refuse(control, refusal))?;
        self.hush(Speaker::Field(control));
        self.hush(Speaker::Preset);
        Ok(())
    }

    /// Sets `control` to a number that is typed in the visitor's units. A length is shown as it was typed from now on.
    pub fn enter(&self, control: Control, number: f64) -> Result<(), Refusal> {
        let yours = self.view.get_untracked().yours;
        self.set(control, self.config.with_untracked(|config| yours.gauge(config, control).held(number)))?;
        let entered = self.config.with_untracked(|config| yours.with_length(config, control, number));
        if let Some(yours) = entered.ok().filter(|entered| *entered != yours) {
            self.view.update(|view| view.yours = yours);
        }
        Ok(())
    }

    /// Makes several changes together, or none if one of them is refused.
    pub fn change(&self, changes: &Changes) {
        if let Ok(config) = self.config.get_untracked().with_changes(changes) {
            self.hush(Speaker::Preset);
            self.adopt(config);
        }
    }

    /// Puts a lane of another kind at `slot`, or empties it. A curve that is drawn begins with the rates of the lane before it. The old run is removed, and the line is visible.
    pub fn race(&self, slot: Slot, page: Option<&'static KindPage>) {
        let line = Line::Lane(slot);
        self.hush(Speaker::Preset);
        let before = self.config.get_untracked();
        let drawn = page.is_some_and(|page| page.source == Source::Points);
        let next = if drawn { before.with_drawn(slot) } else { before.with_lane(slot, page) };
        if !self.adopt(next) {
            return;
        }
        self.runs.get(line).set(None);
        self.view.update(|view| *view.hidden.get_mut(line) = false);
    }

    /// Sets the points of the lane at `slot`. Points that are no curve are reported, and nothing changes.
    pub fn draw(&self, slot: Slot, curve: Result<Curve, CurveError>) -> Result<(), Refusal> {
        let before = self.config.get_untracked();
        let rate = Control::lane(slot, before.page(Line::Lane(slot)).rate);
        let drawn = curve.map_err(Refusal::from).and_then(|curve| before.with_curve(slot, curve));
        match drawn.and_then(|config| self.put(config)) {
            Ok(()) => {
                self.hush(Speaker::Field(rate));
                self.hush(Speaker::Preset);
                Ok(())
            }
            Err(refusal) => {
                self.refuse_curve(slot, &refusal);
                Err(refusal)
            }
        }
    }

    /// Reports that a point of the lane at `slot` was refused, at its card.
    pub fn refuse_curve(&self, slot: Slot, refusal: &Refusal) {
        let rate = self.config.with_untracked(|config| config.page(Line::Lane(slot)).rate);
        let speaker = Speaker::Field(Control::lane(slot, rate));
        self.say(speaker, &format!("{refusal}. The curve stays as it was."));
    }

    /// Reports that a value of `control` was refused, and which one stays.
    pub fn refuse(&self, control: Control, refusal: &Refusal) {
        let yours = self.view.get_untracked().yours;
        let stays = self.config.with_untracked(|config| yours.text(config, control, config.value(control)));
        self.say(Speaker::Field(control), &format!("{refusal}. It stays {stays}."));
    }

    /// The latest refusal at one of the controls that `concerns` names.
    #[must_use]
    pub fn refused(&self, concerns: impl Fn(Control) -> bool) -> Option<String> {
        let here = |speaker: &Speaker| matches!(speaker, Speaker::Field(control) if concerns(*control));
        self.messages.with(|messages| {
            messages.iter().find(|(speaker, _)| here(speaker)).map(|(_, message)| message.clone())
        })
    }

    /// The run of `line`.
    #[must_use]
    pub fn run(&self, line: Line) -> Option<Arc<Run>> {
        self.runs.get(line).get()
    }

    /// Whether every training is over.
    #[must_use]
    pub fn is_trained(&self) -> bool {
        self.lines.get().into_iter().all(|line| self.run(line).is_some_and(|run| run.complete))
    }

    /// The run of `line`, if its learning rates depend on it.
    #[must_use]
    pub fn rates_run(&self, line: Line) -> Option<Arc<Run>> {
        let watches = self.config.with(|config| config.page(line).kind.spec().stepped) == Stepped::Metric;
        if watches { self.run(line) } else { None }
    }

    /// The name of `line`, which depends on the settings.
    #[must_use]
    pub fn name(&self, line: Line) -> String {
        self.present.names.with(|names| names.get(line).0.clone())
    }

    /// The same where there is little room.
    #[must_use]
    pub fn short_name(&self, line: Line) -> String {
        self.present.names.with(|names| names.get(line).1.clone())
    }

    /// What many seeds show, in a sentence.
    #[must_use]
    pub fn shown_by_seeds(&self) -> String {
        let chosen = self.view.with(|view| view.seeds);
        self.config.with(|config| self.findings.with(|findings| findings.sentence(config, chosen)))
    }

    /// Steps of the whole training.
    #[must_use]
    pub fn total(&self) -> f64 {
        f64::from(self.config.get().steps())
    }

    fn keep_address(self) {
        Effect::new(move || {
            let now = Link { config: self.config.get(), view: self.view.get(), flags: self.flags };
            self.address.with_value(|address| address.replace(link::write(&now)));
        });
    }

    /// The query that the browser's Back or Forward has led to, if it did.
    #[must_use]
    pub fn gone_to(&self) -> Option<String> {
        self.address.with_value(Address::gone_to)
    }

    /// Follows a link of the page: `config` as `view` shows it. The browser's Back leads to what was there before. False where the
    /// address locks what would change.
    pub fn visit(&self, config: Config, view: View) -> bool {
        let query = |config, view| link::write(&Link { config, view, flags: self.flags });
        let (from, to) = (query(self.config.get_untracked(), self.view.get_untracked()), query(config, view));
        let shown = self.show(config, view);
        if shown {
            self.address.with_value(|address| address.push(&from, &to));
        }
        shown
    }

    /// Shows `config` as `view` does. False where the address locks what would change: nothing changes then.
    pub fn show(&self, config: Config, view: View) -> bool {
        let adopted = self.adopt(config);
        if adopted {
            self.view.set(view);
        }
        adopted
    }

    /// The finished runs of the present configuration.
    #[must_use]
    pub fn present_runs(&self) -> Runs {
        PerLine::from_fn(|line| {
            let run = self.runs.get(line).get().filter(|_| self.lines.get().contains(&line))?;
            (run.complete && self.present.is_fresh(line)).then_some(run)
        })
    }

    /// Adds the present configuration to the history before another one replaces it, even if it is still training.
    pub fn keep_present(&self) {
        untrack(|| {
            let (config, runs) = (self.config.get(), self.present_runs());
            self.history.update(|history| history.settle(config, runs));
        });
    }

    /// Adds a configuration to the history once its trainings are over and nothing has changed for a moment.
    fn keep_history(self) {
        let timer = Later::default();
        Effect::new(move || {
            let lines = self.lines.get().len();
            let whole = self.present_runs().values().flatten().count() == lines;
            timer.cancel();
            if whole && self.history.with_untracked(|history| history.present().is_none()) {
                // The first configuration enters the history at once, even if somebody drags soon.
                self.keep_present();
            } else if whole {
                timer.start(SETTLED, move || self.keep_present());
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

    /// The same, without tracking.
    #[must_use]
    pub fn total_untracked(&self) -> f64 {
        f64::from(self.config.get_untracked().steps())
    }
}
