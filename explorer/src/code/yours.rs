//! A visitor's own run: the batches in an epoch of theirs, and their base rate. Programs count in these units. The small network
//! trains the same shape over its own batches and at its own rates.

use etalon::Stepped;
use etalon::param::{Domain, ParamSpec, Scale, Unit};

use crate::number::tidy;
use crate::race::config::{Config, ROUND};
use crate::race::control::{Control, Owner};
use crate::race::refusal::Refusal;
use crate::race::row::Row;
use crate::race::run_settings::LR;
use crate::race::slot::Line;

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

/// What the units of the visitor's run are. Every value is legal.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Yours {
    batches: u32,
    /// The visitor's rates over the small network's. It is set with the base rate and does not change when the slider moves.
    ratio: f64,
}

impl Default for Yours {
    fn default() -> Self {
        Self { batches: ROUND, ratio: 1.0 }
    }
}

impl Yours {
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

    /// The visitor's base rate, where the small network trains at `lr`.
    #[must_use]
    pub fn rate(self, lr: f64) -> f64 {
        tidy(lr * self.ratio)
    }

    /// With another number of batches in an epoch.
    ///
    /// # Errors
    /// A number that is not whole, or outside its range.
    pub fn with_batches(self, batches: f64) -> Result<Self, Refusal> {
        BATCHES.check(batches)?;
        Ok(Self { batches: batches as u32, ..self })
    }

    /// With `rate` as the visitor's base rate, while the small network trains at `lr`.
    ///
    /// # Errors
    /// A rate that is none, or one of 0, which has no ratio to another.
    pub fn with_rate(self, rate: f64, lr: f64) -> Result<Self, Refusal> {
        LR.check(rate)?;
        self.with_ratio(rate / lr).map_err(|_| Refusal::NoRatio { rate, lr })
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

    /// `config` with the rates, and for a schedule that is stepped by batches the lengths, of `line` in the visitor's units. A value
    /// that is legal only in the small network's units stays.
    #[must_use]
    pub fn scaled(self, config: &Config, line: Line) -> Config {
        let mut scaled = *config;
        let mut set = |control: Control, value: f64| {
            if let Ok(next) = scaled.with(control, value) {
                scaled = next;
            }
        };
        let by_batch = config.page(line).kind.spec().stepped == Stepped::Batch;
        let lane =
            line.slot().and_then(|slot| config.lane(slot)).map(|lane| lane.rows().collect::<Vec<Row>>());
        for row in lane.unwrap_or_default() {
            let control = Control { owner: line.slot().map_or(Owner::Run, Owner::Lane), row };
            let value = config.value(control);
            // A lane without a rate of its own follows the run's, which is scaled below.
            let follows = row == LR && config.own_rates().get(line).is_none();
            if row.unit == Unit::Rate && !follows {
                set(control, tidy(value * self.ratio));
            } else if row.unit == Unit::Steps && by_batch {
                set(control, (value * f64::from(self.batches) / f64::from(ROUND)).round());
            }
        }
        set(Control::run(LR), self.rate(config.value(Control::run(LR))));
        match *config.own_rates().get(line) {
            Some(own) if line == Line::Reference => {
                scaled.with_own_rate(line, Some(self.rate(own))).unwrap_or(scaled)
            }
            Some(_) | None => scaled,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::code::{Framework, export_for};
    use crate::kinds::{cosine, exponential, one_cycle};
    use crate::race::run_settings::EPOCHS;
    use crate::race::slot::Slot;

    fn yours() -> Yours {
        Yours::default().with_batches(400.0).unwrap().with_rate(3e-4, 0.02).unwrap()
    }

    fn run_of_30(page: &'static crate::kinds::page::KindPage) -> (Config, Line) {
        let config = Config::racing(&[page]).with_change(Control::run(LR), 0.02).unwrap();
        let config = config.with_change(Control::run(EPOCHS), 30.0).unwrap();
        (config, Line::Lane(Slot::numbered(1).unwrap()))
    }

    #[test]
    fn a_cycle_is_as_long_as_the_visitors_run() {
        let (config, line) = run_of_30(&one_cycle::PAGE);
        let program = export_for(&config, line, Framework::PyTorch, yours());
        assert!(program.contains("epochs, batches = 30, 400"), "{program}");
        assert!(program.contains("steps_per_epoch=batches"), "{program}");
        let peak = config.base_rate(line) * 0.015;
        assert!(program.contains(&format!("max_lr={}", tidy(peak))), "{program}");
    }

    #[test]
    fn a_cycle_that_is_shorter_than_the_run_keeps_its_share() {
        let (config, line) = run_of_30(&one_cycle::PAGE);
        let slot = line.slot().unwrap();
        let total = config.lane(slot).unwrap().row("total_steps").unwrap();
        let shorter = config.with(Control::lane(slot, total), 900.0).unwrap();
        let program = export_for(&shorter, line, Framework::PyTorch, yours());
        assert!(program.contains("total_steps=8000"), "{program}");
    }

    #[test]
    fn a_schedule_of_epochs_keeps_its_lengths_and_takes_the_rate() {
        let (config, line) = run_of_30(&cosine::PAGE);
        let program = export_for(&config, line, Framework::PyTorch, yours());
        assert!(program.contains("lr=0.0003") && program.contains("T_max=20"), "{program}");
    }

    #[test]
    fn with_nothing_entered_programs_are_as_before() {
        for page in crate::kinds::KINDS {
            let (config, line) = run_of_30(page);
            for framework in Framework::ALL.iter().copied() {
                let plain = crate::code::export(&config, line, framework);
                assert_eq!(export_for(&config, line, framework, Yours::default()), plain);
            }
        }
    }

    #[test]
    fn the_ratio_stays_when_the_slider_moves() {
        let yours = yours();
        assert_eq!((yours.rate(0.02), yours.rate(0.04)), (3e-4, 6e-4));
        let (config, line) = run_of_30(&exponential::PAGE);
        let own = config.with_own_rate(line, Some(0.04)).unwrap();
        assert_eq!(yours.scaled(&own, line).base_rate(line), 6e-4);
    }

    #[test]
    fn bad_values_are_refused_with_a_reason() {
        for batches in [0.0, 1.5, f64::NAN, 1e9] {
            assert!(Yours::default().with_batches(batches).unwrap_err().to_string().contains("batches"));
        }
        for (rate, lr) in [(0.0, 0.02), (3e-4, 0.0), (-1.0, 0.02), (f64::INFINITY, 1.0)] {
            assert!(Yours::default().with_rate(rate, lr).is_err(), "{rate} {lr}");
        }
    }
}
