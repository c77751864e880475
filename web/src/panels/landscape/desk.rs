//! The state of the landscape: what is chosen, what is trained, where the cursor is.

use etalon_explorer::number::epochs;
use etalon_explorer::panels::landscape::map::Sketch;
use etalon_explorer::panels::landscape::survey::{SEEDS, Survey};
use etalon_explorer::panels::landscape::{At, Choice, Plan, words};
use etalon_explorer::race::yours::Yours;
use leptos::html::Canvas;
use leptos::prelude::*;

use super::figure::Figure;
use super::ghost::Ghost;
use crate::app::asking::{Asked, Stage, ask_some};
use crate::app::moving::made;
use crate::app::state::App;
use crate::chart::palette::Palette;
use crate::io::screen;

/// What the button does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    /// Begins a landscape.
    Compute,
    /// Stops the trainings.
    Pause,
    /// Trains what is left.
    GoOn,
    /// Every cell has every seed.
    Nothing,
}

/// What the parts of the panel read and change.
#[derive(Debug, Clone, Copy)]
pub struct Desk {
    pub app: App,
    /// Whether the landscape is in sight.
    pub seen: Signal<bool>,
    /// The units of the visitor's own run.
    pub yours: Memo<Yours>,
    /// The colours in force.
    pub palette: Signal<Palette>,
    /// The lane and the parameters in force. `None` without a lane.
    pub choice: Memo<Option<Choice>>,
    /// The landscape that was asked for last, with its outcomes.
    pub survey: RwSignal<Option<Survey>>,
    /// The axes that are shown.
    pub plan: Memo<Option<Plan>>,
    /// The picture.
    pub sketch: Memo<Option<Sketch>>,
    /// Whether trainings are wanted.
    pub wanted: RwSignal<bool>,
    /// Why there are no more outcomes.
    pub problem: RwSignal<Option<String>>,
    /// The cell under the pointer, or of the keyboard.
    pub cursor: RwSignal<Option<At>>,
    /// What is read aloud after a key.
    pub spoken: RwSignal<String>,
    /// The run of that cell.
    pub ghost: RwSignal<Option<Ghost>>,
    /// Whether the landscape waits for the run of a cell.
    pub waits: RwSignal<bool>,
    /// The canvas of the map.
    pub canvas: NodeRef<Canvas>,
}

impl Desk {
    /// Nothing is asked for yet. `seen` is whether the landscape is in sight.
    pub fn new(app: App, seen: Signal<bool>) -> Self {
        let choice = Memo::new(move |_| {
            let config = app.config.get();
            let first = || Choice::usual(&config, config.lanes().next()?.0);
            app.view.get().landscape.or_else(first)?.within(&config)
        });
        let survey = RwSignal::new(None::<Survey>);
        let plan = made(app, seen, move || {
            let choice = choice.get()?;
            let asked = survey.with(|survey| {
                survey.as_ref().map(Survey::plan).filter(|plan| plan.choice == choice).cloned()
            });
            asked.or_else(|| Plan::new(&app.config.get(), choice))
        });
        let yours = Memo::new(move |_| app.view.get().yours);
        let sketch = Memo::new(move |_| {
            let yours = yours.get();
            plan.with(|plan| {
                let plan = plan.as_ref()?;
                let asked = |survey: &Survey| (survey.plan() == plan).then(|| Sketch::of(survey, yours));
                let known = survey.with(|survey| survey.as_ref().and_then(asked));
                Some(known.unwrap_or_else(|| Sketch::empty(plan, yours)))
            })
        });
        Self {
            app,
            seen,
            yours,
            palette: screen::palette(),
            choice,
            survey,
            plan,
            sketch,
            wanted: RwSignal::new(false),
            problem: RwSignal::new(None),
            cursor: RwSignal::new(None),
            spoken: RwSignal::new(String::new()),
            ghost: RwSignal::new(None),
            waits: RwSignal::new(false),
            canvas: NodeRef::new(),
        }
    }

    /// Whether cells with outcomes are shown.
    pub fn has_outcomes(self) -> bool {
        let choice = self.choice.get();
        self.survey.with(|survey| survey.as_ref().is_some_and(|survey| Some(survey.plan().choice) == choice))
    }

    /// Whether the cells belong to the present settings.
    pub fn is_current(self) -> bool {
        let config = self.app.config.get();
        self.has_outcomes()
            && self.survey.with(|survey| survey.as_ref().is_some_and(|survey| survey.plan().is_of(&config)))
    }

    /// Whether the cells belong to other settings.
    pub fn is_stale(self) -> bool {
        self.has_outcomes() && !self.is_current()
    }

    /// What the button does now.
    pub fn deed(self) -> Deed {
        let complete = self.survey.with(|survey| survey.as_ref().is_some_and(Survey::is_complete));
        match (self.is_current(), complete, self.wanted.get()) {
            (false, _, _) => Deed::Compute,
            (true, true, _) => Deed::Nothing,
            (true, false, true) => Deed::Pause,
            (true, false, false) => Deed::GoOn,
        }
    }

    /// Shows another landscape.
    pub fn choose(self, choice: Option<Choice>) {
        self.app.view.update(|view| view.landscape = choice);
    }

    /// Begins the landscape that is chosen.
    pub fn compute(self) {
        self.problem.set(None);
        let Some(choice) = self.choice.get_untracked() else { return };
        let Some(plan) = Plan::new(&self.app.config.get_untracked(), choice) else { return };
        match Survey::new(plan) {
            Ok(survey) => {
                self.survey.set(Some(survey));
                self.wanted.set(true);
            }
            Err(_) => self.problem.set(Some("No cell can be trained with these settings.".to_owned())),
        }
    }

    /// Sets the values of a cell.
    pub fn go(self, at: At) {
        let changes = self.plan.with_untracked(|plan| {
            plan.as_ref().filter(|plan| plan.job(at).is_ok()).map(|plan| plan.changes(at))
        });
        if let Some(changes) = changes {
            self.app.change(&changes);
        }
    }

    /// What is known of a cell.
    pub fn words(self, at: At) -> String {
        let yours = self.yours.get();
        let known = self.survey.with(|survey| {
            let survey = survey.as_ref()?;
            let is_shown = self.plan.with(|plan| plan.as_ref() == Some(survey.plan()));
            is_shown.then(|| words::cell(survey, at, yours))
        });
        known.unwrap_or_else(|| {
            self.plan.with(|plan| plan.as_ref().map(|plan| plan.name(at, yours)).unwrap_or_default())
        })
    }

    /// Reads a cell aloud.
    pub fn speak(self, at: At) {
        self.spoken.set(untrack(|| self.words(at)));
    }

    /// The landscape as a picture of its own.
    pub fn figure(self) -> Option<Figure> {
        let (plan, sketch, config) = (self.plan.get()?, self.sketch.get()?, self.app.config.get());
        let (x, y) = plan.cross(&config);
        Some(Figure {
            title: format!("{}: {} over {}", config.name(plan.line()), plan.y.label(), plan.x.label()),
            subtitle: format!("Etalon · {} · {}", epochs(config.epochs()), self.seeds()),
            measure: plan.measure(),
            sketch,
            cross: x.zip(y),
        })
    }

    /// How many seeds each cell of the picture has.
    fn seeds(self) -> String {
        let seeds = self.survey.with(|survey| survey.as_ref().map_or(0, Survey::seeds));
        if seeds == 0 {
            "the first seed, under way".to_owned()
        } else {
            format!("seeds in each cell: {seeds}")
        }
    }

    /// How far the landscape is.
    pub fn stage(self) -> String {
        if let Some(problem) = self.problem.get() {
            return problem;
        }
        if self.is_stale() {
            return "These cells belong to other settings. Compute them again for the present ones."
                .to_owned();
        }
        if !self.is_current() {
            return "Nothing is trained yet. The cross is at the present settings, and a click sets others."
                .to_owned();
        }
        self.survey.with(|survey| survey.as_ref().map(words::stage).unwrap_or_default())
    }
}

/// How many landscapes are retained besides the one that is shown.
const RETAINED: usize = 4;

/// Retains the landscape of a lane and its parameters when another is chosen, and shows it again when the visitor comes back.
pub fn retain(desk: Desk) {
    let others = StoredValue::new(Vec::<Survey>::new());
    Effect::new(move || {
        let Some(choice) = desk.choice.get() else { return };
        let is_shown =
            |survey: &Option<Survey>| survey.as_ref().is_some_and(|survey| survey.plan().choice == choice);
        if desk.survey.with_untracked(is_shown) {
            return;
        }
        let found = others.try_update_value(|others| {
            if let Some(before) = desk.survey.try_update_untracked(Option::take).flatten() {
                others.retain(|other| other.plan().choice != before.plan().choice);
                others.insert(0, before);
                others.truncate(RETAINED);
            }
            let place = others.iter().position(|other| other.plan().choice == choice)?;
            Some(others.remove(place))
        });
        desk.survey.set(found.flatten());
    });
}

/// Trains seed after seed. The first seed of each cell is trained as soon as it is asked for, and the others only while the section
/// is in sight.
pub fn train(desk: Desk, seen: Signal<bool>) {
    let asked = StoredValue::new_local(None::<Asked>);
    let seeds = Memo::new(move |_| {
        desk.survey.with(|survey| survey.as_ref().map(|survey| (survey.plan().clone(), survey.seeds())))
    });
    let current = Memo::new(move |_| desk.is_current());
    Effect::new(move || {
        let begun = seeds.with(|seeds| seeds.as_ref().map(|(_, seeds)| *seeds));
        let goes = match begun {
            Some(0) => true,
            Some(SEEDS) | None => false,
            Some(_) => seen.get(),
        };
        // A visitor who points at a cell is answered first.
        if !goes || !desk.wanted.get() || !current.get() || desk.waits.get() {
            return asked.set_value(None);
        }
        let next = desk.survey.with_untracked(|survey| survey.as_ref().map(Survey::next).unwrap_or_default());
        let question = ask_some(desk.app, next, move |outcomes, stage| match stage {
            Stage::Growing => desk.survey.update(|survey| {
                if let Some(survey) = survey {
                    survey.add(outcomes);
                }
            }),
            Stage::Complete => {}
            Stage::Failed(why) => {
                desk.wanted.set(false);
                desk.problem.set(Some(format!("The landscape ended early: {why}.")));
            }
        });
        asked.set_value(Some(question));
    });
}
