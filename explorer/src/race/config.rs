//! What the visitor has set: the lineup, a legal value for every control, and what all runs share.

use etalon::Settings;
use etalon_train::task::{self, Task};

use crate::kinds;
use crate::kinds::page::KindPage;
use crate::race::control::{Changes, Control, Owner};
use crate::race::curve::Curve;
use crate::race::lane::Lane;
use crate::race::opening;
use crate::race::refusal::Refusal;
use crate::race::row::Row;
use crate::race::run_settings::{EPOCHS, LR, OPTIMISER, RunSettings, SEED, TASK, WEIGHT_DECAY, WRONG_LABELS};
use crate::race::slot::{Line, PerLine, Slot};

/// Batches between two validations. The page calls that an epoch: a round of the digits is one pass over their training samples.
pub const ROUND: u32 = task::ROUND as u32;

/// The state of all controls that decide over training.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Config {
    run: RunSettings,
    lanes: [Option<Lane>; Slot::COUNT],
    /// A base rate of its own for the reference, where each line has one.
    reference_rate: Option<f64>,
}

impl Config {
    /// Nothing but the reference, at the rate that a visitor finds.
    #[must_use]
    pub fn empty() -> Self {
        Self { run: opening::run(), lanes: [None; Slot::COUNT], reference_rate: None }
    }

    /// A lane of each of these kinds, with the values that a visitor finds. Kinds beyond the last place are left out.
    #[must_use]
    pub fn racing(pages: &[&'static KindPage]) -> Self {
        let mut config = Self::empty();
        for (place, page) in config.lanes.iter_mut().zip(pages) {
            *place = Some(Lane::new(page, &config.run));
        }
        config
    }

    /// The lane at `slot`.
    #[must_use]
    pub const fn lane(&self, slot: Slot) -> Option<&Lane> {
        self.lanes[slot.index()].as_ref()
    }

    /// The lanes with their places.
    pub fn lanes(&self) -> impl DoubleEndedIterator<Item = (Slot, &Lane)> {
        Slot::all().zip(&self.lanes).filter_map(|(slot, lane)| Some((slot, lane.as_ref()?)))
    }

    /// The lines of the charts and rows of the table: every lane, then the reference.
    pub fn lines(&self) -> impl Iterator<Item = Line> + use<> {
        let slots: Vec<Slot> = self.lanes().map(|(slot, _)| slot).collect();
        slots.into_iter().map(Line::Lane).chain([Line::Reference])
    }

    /// The first lane of the kind with this page.
    #[must_use]
    pub fn first_of(&self, page: &KindPage) -> Option<Slot> {
        self.lanes().find(|(_, lane)| lane.page() == page).map(|(slot, _)| slot)
    }

    /// The first empty place.
    #[must_use]
    pub fn vacancy(&self) -> Option<Slot> {
        Slot::all().find(|slot| self.lane(*slot).is_none())
    }

    /// What the page knows of the kind that `line` runs.
    #[must_use]
    pub fn page(&self, line: Line) -> &'static KindPage {
        let lane = line.slot().and_then(|slot| self.lane(slot));
        lane.map_or(&kinds::constant::PAGE, Lane::page)
    }

    /// The name of `line`: its kind, with a number where an earlier lane is of the same kind. The reference is the first constant one.
    #[must_use]
    pub fn name(&self, line: Line) -> String {
        self.numbered(line, self.page(line).label())
    }

    /// The name of `line` where there is little room.
    #[must_use]
    pub fn short_name(&self, line: Line) -> String {
        self.numbered(line, self.page(line).short)
    }

    fn numbered(&self, line: Line, name: &str) -> String {
        let Some(slot) = line.slot() else { return name.to_owned() };
        let alike = |(other, lane): &(Slot, &Lane)| *other < slot && lane.page() == self.page(line);
        let is_reference_too = self.page(line) == self.page(Line::Reference);
        match self.lanes().filter(alike).count() + usize::from(is_reference_too) {
            0 => name.to_owned(),
            earlier => format!("{name} {}", earlier + 1),
        }
    }

    /// The settings that all runs share.
    #[must_use]
    pub const fn run(&self) -> &RunSettings {
        &self.run
    }

    /// What is trained.
    #[must_use]
    pub fn task(&self) -> &'static Task {
        self.run.task()
    }

    /// The seed of split, weights and batch order.
    #[must_use]
    pub fn seed(&self) -> u64 {
        self.run.get(SEED) as u64
    }

    /// Passes over the training set.
    #[must_use]
    pub fn epochs(&self) -> u32 {
        self.run.get(EPOCHS) as u32
    }

    /// Steps of the whole training.
    #[must_use]
    pub fn steps(&self) -> u32 {
        self.epochs() * ROUND
    }

    /// Every control that there is, those of the run first.
    pub fn controls(&self) -> impl Iterator<Item = Control> + '_ {
        let run = crate::race::run_settings::ROWS.iter().map(|row| Control::run(Row::new(row)));
        run.chain(self.lanes().flat_map(|(slot, lane)| lane.rows().map(move |row| Control::lane(slot, row))))
    }

    /// What `control` does.
    #[must_use]
    pub fn help(&self, control: Control) -> &'static str {
        match control.owner {
            Owner::Run => control.row.help,
            Owner::Lane(slot) => self.page(Line::Lane(slot)).help(control.row),
        }
    }

    /// The value of `control`. A control that there is not has its row's default.
    #[must_use]
    pub fn value(&self, control: Control) -> f64 {
        match control.owner {
            Owner::Run => self.run.get(control.row),
            Owner::Lane(slot) => {
                self.lane(slot).map_or(control.row.default, |lane| lane.get(control.row, self.run.get(LR)))
            }
        }
    }

    /// What `control` is where nobody has set it: as a visitor finds it, and a schedule as long as the run.
    #[must_use]
    pub fn usual(&self, control: Control) -> f64 {
        match control.owner {
            Owner::Run => opening::usual(&self.run, control.row),
            Owner::Lane(slot) => {
                let Some(lane) = self.lane(slot) else { return control.row.default };
                let fitting = lane.fitting(lane.length_of(&self.run)).filter(|(row, _)| *row == control.row);
                match fitting {
                    Some((_, length)) => length,
                    None => Lane::new(lane.page(), &self.run).get(control.row, self.run.get(LR)),
                }
            }
        }
    }

    /// With `control` set and nothing else.
    ///
    /// # Errors
    /// A value outside the row's domain, or a control that there is not.
    pub fn with(mut self, control: Control, value: f64) -> Result<Self, Refusal> {
        match control.owner {
            Owner::Run => {
                control.row.check(value)?;
                check_setting(control.row, value)?;
                self.run.put(control.row, value);
                // Also while AdamW is chosen: every choice of an optimiser stays legal.
                self.run.sgd()?;
            }
            Owner::Lane(slot) => {
                let missing = || Refusal::NoSuchControl(control.to_string());
                let lane = self.lanes[slot.index()].as_mut().ok_or_else(missing)?;
                let row = lane.row(control.row.id).ok_or_else(missing)?;
                lane.set(row, value)?;
            }
        }
        Ok(self)
    }

    /// As [`Config::with`], and what belongs together stays together: a schedule that is as long as the run stays as long when
    /// the run's length or another of its own parts changes, and a base rate that is set for all holds for all.
    ///
    /// # Errors
    /// As [`Config::with`].
    pub fn with_change(self, control: Control, value: f64) -> Result<Self, Refusal> {
        let mut next = self.with(control, value)?;
        if control == Control::run(TASK) || control == Control::run(OPTIMISER) {
            next.follow(&self);
        }
        if control == Control::run(LR) && value != self.value(control) {
            next = next.with_one_rate();
        }
        for (slot, before) in self.lanes() {
            let sets_the_length =
                control.owner == Owner::Lane(slot) && before.page().lengths.first() == Some(&control.row);
            if let (false, true, Some(lane)) =
                (sets_the_length, before.fits(&self.run), next.lanes[slot.index()].as_mut())
            {
                lane.fit(lane.length_of(&next.run));
            }
        }
        Ok(next)
    }

    /// What has its usual value in `before` gets the usual value beside the task and the optimiser that are chosen now: weight decay,
    /// wrong labels, and the direction in which a plateau's metric should go.
    fn follow(&mut self, before: &Self) {
        for row in [WEIGHT_DECAY, WRONG_LABELS] {
            if before.run.get(row) == opening::usual(&before.run, row) {
                self.run.put(row, opening::usual(&self.run, row));
            }
        }
        let (was, is) = (before.task().measure, self.task().measure);
        for lane in self.lanes.iter_mut().flatten() {
            lane.watch(was, is);
        }
    }

    /// With several changes, one after the other, or none if one of them is refused.
    ///
    /// # Errors
    /// As [`Config::with`].
    pub fn with_changes(self, changes: &Changes) -> Result<Self, Refusal> {
        changes.iter().try_fold(self, |config, (control, value)| config.with_change(*control, *value))
    }

    /// With a lane of another kind at `slot`, with the values that a visitor finds; or with nothing there.
    #[must_use]
    pub fn with_lane(mut self, slot: Slot, page: Option<&'static KindPage>) -> Self {
        self.lanes[slot.index()] = page.map(|page| Lane::new(page, &self.run));
        self
    }

    /// With other points of the lane at `slot`.
    ///
    /// # Errors
    /// A lane whose rates do not come from points.
    pub fn with_curve(mut self, slot: Slot, curve: Curve) -> Result<Self, Refusal> {
        let missing = || Refusal::NoSuchControl(format!("{}.points", slot.number()));
        self.lanes[slot.index()].as_mut().ok_or_else(missing)?.set_curve(curve).map_err(|_| missing())?;
        Ok(self)
    }

    /// The base rates that lines have of their own.
    #[must_use]
    pub fn own_rates(&self) -> PerLine<Option<f64>> {
        PerLine::from_fn(|line| match line {
            Line::Lane(slot) => self.lane(slot).and_then(Lane::own_rate),
            Line::Reference => self.reference_rate,
        })
    }

    /// Whether any line has a base rate of its own.
    #[must_use]
    pub fn has_own_rates(&self) -> bool {
        self.own_rates().values().any(Option::is_some)
    }

    /// With a base rate of its own for `line`, or without one.
    ///
    /// # Errors
    /// A rate outside the domain.
    pub fn with_own_rate(mut self, line: Line, rate: Option<f64>) -> Result<Self, Refusal> {
        match line {
            Line::Lane(slot) => {
                let missing = || Refusal::NoSuchControl(format!("rate of {line}"));
                self.lanes[slot.index()].as_mut().ok_or_else(missing)?.set_own_rate(rate)?;
            }
            Line::Reference => {
                if let Some(rate) = rate {
                    LR.check(rate)?;
                }
                self.reference_rate = rate;
            }
        }
        Ok(self)
    }

    /// Without base rates of the lines' own.
    #[must_use]
    pub fn with_one_rate(mut self) -> Self {
        for lane in self.lanes.iter_mut().flatten() {
            // To have none is always legal.
            drop(lane.set_own_rate(None));
        }
        self.reference_rate = None;
        self
    }

    /// The base rate of `line`: its own, or the run's, or the peak that its kind brings along.
    #[must_use]
    pub fn base_rate(&self, line: Line) -> f64 {
        match line.slot().and_then(|slot| self.lane(slot)) {
            Some(lane) => lane.get(lane.page().rate, self.run.get(LR)),
            None => self.reference_rate.unwrap_or(self.run.get(LR)),
        }
    }

    /// The settings that the schedule of `line` is built from.
    #[must_use]
    pub fn settings(&self, line: Line) -> Settings {
        match line.slot().and_then(|slot| self.lane(slot)) {
            Some(lane) => lane.settings(self.run.get(LR)),
            None => {
                let mut settings = Settings::suggested(kinds::constant::PAGE.kind);
                let set = settings.set(kinds::constant::PAGE.rate.id, self.base_rate(line));
                debug_assert!(set.is_ok(), "{set:?}");
                settings
            }
        }
    }
}

/// Checks what a training requires of a setting, in addition to the limits of its row.
fn check_setting(row: Row, value: f64) -> Result<(), Refusal> {
    use etalon_train::setting::Setting;
    match Setting::ALL.into_iter().find(|setting| setting.spec().id == row.id) {
        Some(setting) => Ok(setting.check(value)?),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kinds::{constant, cosine, exponential, one_cycle, plateau};
    use crate::race::run_settings::{MOMENTUM, NESTEROV};

    fn slot(number: usize) -> Slot {
        Slot::numbered(number).unwrap()
    }

    fn lane(config: &Config, number: usize, id: &str) -> Control {
        Control::lane(slot(number), config.lane(slot(number)).unwrap().row(id).unwrap())
    }

    #[test]
    fn a_refused_value_changes_nothing() {
        let config = opening::config();
        let gamma = lane(&config, 1, "gamma");
        assert_eq!(config.with(gamma, 0.5).unwrap().value(gamma), 0.5);
        assert!(config.with(gamma, f64::NAN).unwrap_err().to_string().contains("gamma"));
        assert!(config.with(Control::run(EPOCHS), 1e9).unwrap_err().to_string().contains("epochs"));
        assert!(matches!(
            config.with(Control::lane(slot(5), gamma.row), 0.5),
            Err(Refusal::NoSuchControl(_))
        ));
    }

    #[test]
    fn a_lane_follows_the_base_rate_unless_it_has_its_own() {
        let config = opening::config();
        let rates = |config: &Config| config.lines().map(|line| config.base_rate(line)).collect::<Vec<_>>();
        let raised = config.with_change(Control::run(LR), 0.03).unwrap();
        assert_eq!(rates(&raised), [0.03, 0.03, 0.03, 0.04, 0.03], "a peak is the kind's own");
        let own = raised.with_change(lane(&config, 2, "lr"), 0.005).unwrap();
        assert_eq!(rates(&own), [0.03, 0.005, 0.03, 0.04, 0.03]);
        assert_eq!(own.settings(Line::Lane(slot(2))).get("lr"), Some(0.005));
        assert_eq!(own.with_change(Control::run(LR), 0.05).unwrap().base_rate(Line::Lane(slot(2))), 0.05);
        assert!(own.has_own_rates() && !own.with_one_rate().has_own_rates());
    }

    #[test]
    fn a_schedule_as_long_as_the_run_stays_as_long() {
        let config = opening::config();
        let steps = lane(&config, 4, "total_steps");
        assert_eq!(config.value(steps), 900.0);
        let longer = config.with_change(Control::run(EPOCHS), 40.0).unwrap();
        assert_eq!((longer.value(steps), longer.usual(steps)), (1800.0, 1800.0));
        let other = config.with(steps, 500.0).unwrap().with_change(Control::run(EPOCHS), 40.0).unwrap();
        assert_eq!(other.value(steps), 500.0);
    }

    #[test]
    fn what_is_usual_follows_the_task_and_the_optimiser() {
        let config = opening::config();
        let mode = lane(&config, 3, "mode");
        let run = |config: &Config, row| config.value(Control::run(row));
        let names = config.with_change(Control::run(TASK), 1.0).unwrap();
        assert_eq!((names.task().id, run(&names, WRONG_LABELS), names.value(mode)), ("names", 0.0, 0.0));
        assert_eq!(names.with_change(Control::run(TASK), 0.0).unwrap(), config, "the way back");
        let sgd = config.with_change(Control::run(OPTIMISER), 1.0).unwrap();
        assert_eq!((run(&sgd, WEIGHT_DECAY), run(&sgd, WRONG_LABELS)), (0.0, 20.0));
        assert_eq!(sgd.with_change(Control::run(OPTIMISER), 0.0).unwrap(), config);
        // What somebody has set stays.
        let set =
            config.with_change(mode, 0.0).and_then(|set| set.with_change(Control::run(WRONG_LABELS), 40.0));
        let set = set.and_then(|set| set.with_change(Control::run(TASK), 1.0)).unwrap();
        assert_eq!((run(&set, WRONG_LABELS), set.value(mode)), (40.0, 0.0));
    }

    #[test]
    fn a_momentum_of_0_has_no_nesterov_form() {
        let nesterov = opening::config().with_change(Control::run(NESTEROV), 1.0).unwrap();
        let refusal = nesterov.with_change(Control::run(MOMENTUM), 0.0).unwrap_err();
        assert!(refusal.to_string().contains("sgd_momentum"), "{refusal}");
    }

    #[test]
    fn a_part_that_outgrows_the_run_and_comes_back_leaves_no_trace() {
        for page in kinds::KINDS {
            let config = Config::racing(&[page]);
            let lane = config.lane(slot(1)).unwrap();
            let warm_up = lane.row(crate::race::warm_up::STEPS.id);
            for row in page.lengths.iter().skip(1).copied().chain(warm_up) {
                let part = Control::lane(slot(1), row);
                let longer = config.with_change(part, 4_000.0).unwrap();
                let back = longer.with_change(part, config.value(part)).unwrap();
                assert_eq!(back, config, "{part} of {:?}", page.kind);
            }
        }
    }

    #[test]
    fn two_lanes_may_be_of_one_kind_and_a_place_may_be_empty() {
        let config =
            Config::racing(&[&cosine::PAGE, &exponential::PAGE]).with_lane(slot(5), Some(&cosine::PAGE));
        let names: Vec<String> = config.lines().map(|line| config.name(line)).collect();
        assert_eq!(names, ["Cosine annealing", "Exponential", "Cosine annealing 2", "Constant"]);
        let gone = config.with_lane(slot(1), None);
        assert_eq!(gone.first_of(&cosine::PAGE), Some(slot(5)));
        assert_eq!(gone.vacancy(), Some(slot(1)));
        assert_eq!(Config::empty().lines().collect::<Vec<_>>(), [Line::Reference]);
    }

    #[test]
    fn a_constant_lane_differs_from_the_reference_by_name() {
        let config = Config::racing(&[&constant::PAGE, &cosine::PAGE, &constant::PAGE]);
        let names: Vec<String> = config.lines().map(|line| config.name(line)).collect();
        assert_eq!(names, ["Constant 2", "Cosine annealing", "Constant 3", "Constant"]);
        let short: Vec<String> = config.lines().map(|line| config.short_name(line)).collect();
        assert_eq!(short, ["Constant 2", "Cosine", "Constant 3", "Constant"]);
    }

    #[test]
    fn every_lane_of_every_kind_can_be_built_and_has_its_usual_values() {
        for page in kinds::KINDS {
            let config = Config::racing(&[page]);
            assert!(config.settings(Line::Lane(slot(1))).build::<f64>().is_ok(), "{page:?}");
            for control in config.controls() {
                assert_eq!(config.value(control), config.usual(control), "{control}");
            }
        }
        assert_eq!(Config::racing(&[&plateau::PAGE, &one_cycle::PAGE, &constant::PAGE]).lanes().count(), 3);
    }
}
