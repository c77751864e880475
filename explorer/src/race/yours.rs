//! A visitor's own run: the batches in an epoch of theirs, and their base rate. The page speaks in these units. The small network
//! trains the same shape over its own batches and at its own rates.
//!
//! This is the one place of translation. A [`Gauge`] translates a value of one control, [`Yours::scaled`] the values of a whole line:
//! facts, traps, sentences and programs read a seat of the scaled settings.

mod gauge;
mod lengths;

use etalon::param::{Domain, ParamSpec, Scale, Unit};

use crate::number::{batches, epochs, exact, grouped, tidy};
use crate::race::config::{Config, ROUND};
use crate::race::control::{Changes, Control, Owner};
use crate::race::refusal::Refusal;
use crate::race::row::Row;
use crate::race::run_settings::LR;
use crate::race::seat::Seat;
use crate::race::slot::{Line, Slot};
use crate::text::Part;
pub use gauge::Gauge;
use lengths::{Length, Lengths};

/// The batches in an epoch of the visitor's run.
pub const BATCHES: Row = Row::new(
    &ParamSpec::new(
        "batches",
        "batches",
        Unit::Number,
        Domain::Count { min: 1, max: 1_000_000 },
        ROUND as f64,
        "Batches in an epoch of your run.",
    )
    .slider(1.0, 1_000.0, Scale::Linear),
);

/// The base rate of the visitor's run.
pub const BASE: Row = Row::new(&BASE_ROW);

const BASE_ROW: ParamSpec = ParamSpec::new(
    "rate",
    "your rate",
    Unit::Rate,
    LR.spec().domain,
    LR.spec().default,
    "The base rate of your run.",
)
.slider(1e-5, 1.0, Scale::Log);

/// What the units of the visitor's run are. Every value is legal.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Yours {
    batches: u32,
    /// The visitor's rates over the small network's. It is set with the base rate and does not change when the slider moves.
    ratio: f64,
    /// Lengths that the visitor has entered.
    lengths: Lengths,
}

impl Default for Yours {
    fn default() -> Self {
        Self::NETWORK
    }
}

impl Yours {
    /// The units of the small network, for visitors who have not entered a run of their own.
    pub const NETWORK: Self = Self { batches: ROUND, ratio: 1.0, lengths: Lengths::NONE };

    /// Whether the visitor has entered a run.
    #[must_use]
    pub fn is_entered(self) -> bool {
        self != Self::NETWORK
    }

    /// The batches in an epoch.
    #[must_use]
    pub const fn batches(self) -> u32 {
        self.batches
    }

    /// The visitor's rates over the small network's.
    #[must_use]
    pub const fn ratio(self) -> f64 {
        self.ratio
    }

    /// The gauge of every rate.
    #[must_use]
    pub const fn rates(self) -> Gauge {
        Gauge::rates(self.ratio)
    }

    /// The gauge of every step.
    #[must_use]
    pub const fn steps(self) -> Gauge {
        Gauge::steps(self.batches as f64 / ROUND as f64)
    }

    /// The visitor's rate, where the small network trains at `lr`.
    #[must_use]
    pub fn rate(self, lr: f64) -> f64 {
        self.rates().shown(lr)
    }

    /// The visitor's step, where the small network has made `step` steps.
    #[must_use]
    pub fn step(self, step: f64) -> f64 {
        self.steps().shown(step)
    }

    /// With another number of batches in an epoch. What was entered in steps of another epoch is forgotten.
    ///
    /// # Errors
    /// A number that is not whole, or outside its range.
    pub fn with_batches(self, batches: f64) -> Result<Self, Refusal> {
        BATCHES.check(batches)?;
        let batches = batches as u32;
        let lengths = if batches == self.batches { self.lengths } else { Lengths::NONE };
        Ok(Self { batches, lengths, ..self })
    }

    /// With `rate` as the visitor's base rate, while the small network trains at `lr`.
    ///
    /// # Errors
    /// A rate that is none, or one of 0, which has no ratio to another.
    pub fn with_rate(self, rate: f64, lr: f64) -> Result<Self, Refusal> {
        BASE.check(rate)?;
        self.with_ratio(rate / lr).map_err(|_| Refusal::NoRatio { rate, lr })
    }

    /// `config` with the rates that were set in these units, for `next`: what differs from its usual value is shown as before, and the
    /// small network follows. So a rate that was pasted stays when the visitor's base rate is entered after it.
    #[must_use]
    pub fn carried(self, config: &Config, next: Self) -> Config {
        let rates = config
            .controls()
            .filter(|control| matches!((control.row.unit, control.owner), (Unit::Rate, Owner::Lane(_))));
        let set = rates.filter(|control| config.value(*control) != config.usual(*control));
        set.fold(*config, |carried, control| {
            let shown = self.gauge(config, control).shown(config.value(control));
            carried.with(control, next.gauge(config, control).held(shown)).unwrap_or(carried)
        })
    }

    /// With this ratio of the rates.
    ///
    /// # Errors
    /// A ratio that is not finite or not above 0.
    pub fn with_ratio(self, ratio: f64) -> Result<Self, Refusal> {
        if ratio.is_finite() && ratio > 0.0 {
            Ok(Self { ratio: tidy(ratio), ..self })
        } else {
            Err(Refusal::NotANumber { what: "ratio".to_owned(), typed: ratio.to_string() })
        }
    }

    /// How the values of `control` are shown and held.
    #[must_use]
    pub fn gauge(self, config: &Config, control: Control) -> Gauge {
        let by_batch = || config.page(control.owner.line()).is_stepped_by_batches();
        match (control.row.unit, control.owner) {
            (Unit::Rate, _) => self.rates(),
            (Unit::Steps, Owner::Lane(slot)) if by_batch() && !self.steps().is_same() => {
                let entered = self.lengths.all().find(|length| length.control == control);
                let entered = entered.filter(|length| length.holds(config));
                let entered = entered.map(|length| (length.held, length.entered));
                self.steps().exactly(entered.or_else(|| self.fitting(config, slot, control)))
            }
            // Epochs, shares, choices. `Unit` may grow.
            (_, Owner::Run | Owner::Lane(_)) => Gauge::SAME,
        }
    }

    /// The length of a schedule that ends with the run, in the small network's steps and the visitor's. Each part is rounded, and the
    /// schedule still ends with the visitor's run.
    fn fitting(self, config: &Config, slot: Slot, control: Control) -> Option<(f64, f64)> {
        let lane = config.lane(slot).filter(|lane| lane.fits(config.run()))?;
        if lane.page().lengths.first() != Some(&control.row) {
            return None;
        }
        let shown = |row: Row| {
            let part = Control::lane(slot, row);
            self.gauge(config, part).shown(config.value(part))
        };
        let others: f64 = lane.parts().filter(|row| *row != control.row).map(shown).sum();
        let length = (f64::from(config.epochs() * self.batches) - others).max(0.0);
        control.row.check(length).is_ok().then_some((config.value(control), length))
    }

    /// With `steps` as the visitor's length where the small network of `config` holds `control`. It is shown from now on, as long as
    /// the network's number stays. The value of another control is exact without that.
    ///
    /// # Errors
    /// A length that is none, or one that is another for the small network.
    pub fn with_length(self, config: &Config, control: Control, steps: f64) -> Result<Self, Refusal> {
        control.row.check(steps)?;
        let without = Self { lengths: self.lengths.without(control), ..self };
        let (gauge, held) = (without.gauge(config, control), config.value(control));
        if gauge.shown(held) == steps {
            return Ok(without);
        }
        if gauge.is_same() || gauge.is_rounding() || self.steps().held(steps) != held {
            return Err(Refusal::OtherLength { what: control.row.id, steps, shown: gauge.shown(held) });
        }
        Ok(Self { lengths: without.lengths.with(Length { control, held, entered: steps }), ..self })
    }

    /// The lengths that were entered and still hold, in the visitor's steps.
    pub fn lengths<'a>(&'a self, config: &'a Config) -> impl Iterator<Item = (Control, f64)> + 'a {
        let held = self.lengths.all().filter(|length| length.holds(config));
        held.map(|length| (length.control, length.entered))
    }

    /// A value of `control` as text, in the visitor's units.
    #[must_use]
    pub fn text(self, config: &Config, control: Control, value: f64) -> String {
        control.text(self.gauge(config, control).shown(value))
    }

    /// What `changes` do, in words: “T_max = 20”.
    #[must_use]
    pub fn describe(self, config: &Config, changes: &Changes) -> String {
        let one = |(control, value): &(Control, f64)| {
            format!("{} = {}", control.row.label, self.text(config, *control, *value))
        };
        changes.iter().map(one).collect::<Vec<_>>().join(", ")
    }

    /// `changes` that are made in the visitor's units, in those of the small network.
    #[must_use]
    pub fn held(self, config: &Config, changes: Changes) -> Changes {
        let one = |(control, value): (Control, f64)| (control, self.gauge(config, control).held(value));
        changes.into_iter().map(one).collect()
    }

    /// A sentence that is written in the visitor's units. What its chips set is in those of the small network.
    #[must_use]
    pub fn sentence(self, config: &Config, parts: Vec<Part>) -> Vec<Part> {
        let one = |part: Part| match part {
            Part::Chip { label, changes } => {
                let held = self.held(config, changes.clone());
                // A chip whose label is a value has the value as it is shown once it is set.
                let label = match (&changes[..], &held[..]) {
                    ([(control, value)], [(_, held)]) if label == control.text(*value) => {
                        self.text(config, *control, *held)
                    }
                    (_, _) => label,
                };
                Part::Chip { label, changes: held }
            }
            Part::Words(words) => Part::Words(words),
        };
        parts.into_iter().map(one).collect()
    }

    /// What `see` says of `line` in the visitor's units.
    pub fn seen<T>(self, config: &Config, line: Line, see: impl FnOnce(&Seat<'_>) -> T) -> T {
        if !self.is_entered() {
            return see(&Seat::new(config, line));
        }
        let scaled = self.scaled(config, line);
        see(&Seat::new(&scaled, line).in_units(self))
    }

    /// `config` with the rates of `line`, and for a schedule that is stepped by batches its lengths, in the visitor's units. A value
    /// that is legal only in the small network's units stays.
    #[must_use]
    pub fn scaled(self, config: &Config, line: Line) -> Config {
        self.scaled_lines(config, core::iter::once(line))
    }

    /// The same for every line.
    #[must_use]
    pub fn scaled_all(self, config: &Config) -> Config {
        self.scaled_lines(config, config.lines())
    }

    fn scaled_lines(self, config: &Config, lines: impl Iterator<Item = Line>) -> Config {
        let mut scaled = *config;
        if !self.is_entered() {
            return scaled;
        }
        let show = |scaled: &mut Config, control: Control| {
            let value = self.gauge(config, control).shown(config.value(control));
            if let Ok(next) = scaled.with(control, value) {
                *scaled = next;
            }
        };
        let lines: Vec<Line> = lines.collect();
        for (slot, lane) in config.lanes().filter(|(slot, _)| lines.contains(&Line::Lane(*slot))) {
            for row in lane.rows() {
                // A lane without a rate of its own follows the run's, which is scaled below.
                let follows = row == LR && config.own_rates().get(Line::Lane(slot)).is_none();
                if !follows {
                    show(&mut scaled, Control::lane(slot, row));
                }
            }
        }
        show(&mut scaled, Control::run(LR));
        match *config.own_rates().get(Line::Reference) {
            Some(own) if lines.contains(&Line::Reference) => {
                scaled.with_own_rate(Line::Reference, Some(self.rate(own))).unwrap_or(scaled)
            }
            Some(_) | None => scaled,
        }
    }

    /// Why `line` cannot be trained, in the visitor's units.
    #[must_use]
    pub fn refusal(self, config: &Config, line: Line) -> Option<Refusal> {
        let plain = config.job(line).err()?;
        Some(self.scaled(config, line).job(line).err().unwrap_or(plain))
    }

    /// The run in one line. Its numbers are written as in the fields that they are typed into.
    #[must_use]
    pub fn summary(self, config: &Config) -> String {
        let base = exact(self.rate(config.run().get(LR)));
        format!("Your run: {} of {} at {base}", epochs(config.epochs()), batches(self.batches))
    }

    /// What the page says of these units, once and plainly.
    #[must_use]
    pub fn sentence_of(self, config: &Config) -> String {
        let epochs = config.epochs();
        let steps = u64::from(epochs) * u64::from(self.batches);
        format!(
            "Your run has {} steps, and the page counts in your steps and rates. The small network makes {ROUND} steps in an epoch, \
             at its own rates. It is a demonstration of the shape. Its rates do not carry over to your model.",
            grouped(steps as f64),
        )
    }
}

#[cfg(test)]
mod tests;
