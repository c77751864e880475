//! Every rate: how each lane ends at base rates over two decades. A lane keeps its ratio of peak to base, so a kind that brings its
//! own peak is trained at the base rate times this ratio. The question itself is train's.

pub mod picture;
pub mod words;

use etalon_train::job::Job;
use etalon_train::question::{Axis, EveryRate, LaneRates, Question, QuestionError, RatesAnswer};
use etalon_train::task::Measure;

use crate::number;
use crate::race::config::Config;
use crate::race::control::{Changes, Control};
use crate::race::refusal::Refusal;
use crate::race::run_settings::LR;
use crate::race::slot::Line;
use crate::race::yours::Yours;

/// The number of rates.
pub const COUNT: usize = 13;

/// The number of seeds at each rate: the fewest that can show a difference.
pub const SEEDS: u32 = etalon_train::verdict::FEWEST_PAIRS;

/// Two decades of base rates, from a power of ten.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    exponent: i32,
}

impl Span {
    /// The decades in which the base rates of the page's tasks lie: 0.001 to 0.1.
    const USUAL: Self = Self { exponent: -3 };

    /// The places of a slider in one decade: a place is 3.9 % above the one before it, and each rate that is trained has a place.
    const PLACES_OF_DECADE: f64 = 60.0;

    /// The last place of a slider. The first one is 0.
    pub const LAST: f64 = 2.0 * Self::PLACES_OF_DECADE;

    /// The usual decades if `rate` lies in them, or else the nearest ones that hold it.
    #[must_use]
    pub fn around(rate: f64) -> Self {
        if !(rate > 0.0 && rate.is_finite()) || Self::USUAL.holds(rate) {
            return Self::USUAL;
        }
        let exponent = rate.log10();
        let exponent =
            if rate < Self::USUAL.low() { exponent.floor() as i32 } else { exponent.ceil() as i32 - 2 };
        Self { exponent: exponent.clamp(-300, 300) }
    }

    /// The same decades while they hold `rate`, so that the chart does not change under a moving slider.
    #[must_use]
    pub fn following(self, rate: f64) -> Self {
        if self.holds(rate) { self } else { Self::around(rate) }
    }

    /// The lowest rate.
    #[must_use]
    pub fn low(self) -> f64 {
        power_of_ten(self.exponent)
    }

    /// The highest rate.
    #[must_use]
    pub fn high(self) -> f64 {
        power_of_ten(self.exponent + 2)
    }

    fn holds(self, rate: f64) -> bool {
        (self.low()..=self.high()).contains(&rate)
    }

    /// The rate at a place of a slider. It has three digits where it is shown.
    #[must_use]
    pub fn rate(self, place: f64, yours: Yours) -> f64 {
        let rate = self.low() * 10f64.powf(place.clamp(0.0, Self::LAST) / Self::PLACES_OF_DECADE);
        yours.rates().held(number::digits(yours.rate(rate), 3))
    }

    /// The place of a rate, held to the slider.
    #[must_use]
    pub fn place(self, rate: f64) -> f64 {
        let decades = if rate > 0.0 { rate.log10() - f64::from(self.exponent) } else { 0.0 };
        (decades * Self::PLACES_OF_DECADE).round().clamp(0.0, Self::LAST)
    }
}

fn power_of_ten(exponent: i32) -> f64 {
    number::read(&format!("1e{exponent}")).unwrap_or(1.0)
}

/// The peak of `line` as a multiple of the base rate that all lanes share. It is 1 unless the kind brings its own peak.
#[must_use]
pub fn ratio(config: &Config, line: Line) -> f64 {
    let (base, peak) = (config.value(Control::run(LR)), config.with_one_rate().base_rate(line));
    // Nine digits: a peak that was computed from a rounded ratio yields the same ratio again.
    if base > 0.0 && peak > 0.0 { number::digits(peak / base, 9) } else { 1.0 }
}

/// The base rate, on the scale of all lanes, at which `line` runs now.
#[must_use]
pub fn present(config: &Config, line: Line) -> f64 {
    config.base_rate(line) / ratio(config, line)
}

fn own(ratio: f64, rate: f64) -> f64 {
    number::digits(ratio * rate, 12)
}

/// Another base rate for all lanes, each of which keeps its ratio of peak to base.
#[must_use]
pub fn moved(config: &Config, rate: f64) -> Changes {
    let peaks = config.lanes().filter(|(_, lane)| lane.page().brings_its_rate());
    let peak = |(slot, lane): (_, &crate::race::lane::Lane)| {
        (Control::lane(slot, lane.page().rate), own(ratio(config, Line::Lane(slot)), rate))
    };
    core::iter::once((Control::run(LR), rate)).chain(peaks.map(peak)).collect()
}

/// The question for the lanes of `config`. Rates of the lanes' own play no part.
///
/// # Errors
/// A lane that cannot be trained at one of the rates.
pub fn question(config: &Config, span: Span) -> Result<EveryRate, QuestionError> {
    let shared = config.with_one_rate();
    let lines: Vec<(Line, f64)> = config.lines().map(|line| (line, ratio(config, line))).collect();
    let rates = Axis::log_rates(span.low(), span.high(), COUNT)?;
    let job = |lane: usize, rate: f64| -> Result<Job, Refusal> {
        let (line, ratio) = lines.get(lane).copied().unwrap_or((Line::Reference, 1.0));
        shared.with_own_rate(line, Some(own(ratio, rate)))?.job(line)
    };
    EveryRate::new(lines.len(), rates, SEEDS, job)
}

/// What is known of every rate.
#[derive(Debug, Clone, PartialEq)]
pub struct Rates {
    lines: Vec<Line>,
    rates: Vec<f64>,
    measure: Measure,
    answer: RatesAnswer,
    /// Trainings that have ended.
    pub done: usize,
    /// All trainings.
    pub jobs: usize,
}

impl Rates {
    /// The answer to `question`, which is about these lines.
    #[must_use]
    pub fn of(lines: impl IntoIterator<Item = Line>, question: &EveryRate) -> Self {
        let measure = question.job_at(0, 0).map_or(Measure::Accuracy, |job| job.task().measure);
        Self {
            lines: lines.into_iter().collect(),
            rates: question.rates().values().to_vec(),
            measure,
            answer: question.answer(),
            done: question.done(),
            jobs: question.jobs(),
        }
    }

    /// Whether every training has ended.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.done == self.jobs
    }

    /// What the lanes are compared by.
    #[must_use]
    pub fn measure(&self) -> Measure {
        self.measure
    }

    fn lane(&self, line: Line) -> Option<&LaneRates> {
        let at = self.lines.iter().position(|other| *other == line)?;
        self.answer.lanes.get(at)
    }

    /// The rate with the best median of `line`.
    #[must_use]
    pub fn leading(&self, line: Line) -> Option<f64> {
        self.rates.get(self.lane(line)?.leading?).copied()
    }

    /// The lowest and the highest of the good rates around the leading one of `line`: those that are not shown to be worse than the
    /// leading median of all lanes.
    #[must_use]
    pub fn good(&self, line: Line) -> Option<(f64, f64)> {
        let (low, high) = self.lane(line)?.good?;
        Some((*self.rates.get(low)?, *self.rates.get(high)?))
    }

    /// `config` with the rate of its leading median for each lane. A lane that diverged at every rate keeps the rate that it has.
    #[must_use]
    pub fn applied(&self, config: &Config) -> Config {
        self.lines.iter().fold(*config, |next, &line| {
            let leading = self.leading(line).map(|rate| own(ratio(config, line), rate));
            // A rate that was trained is legal, and so is the one in force.
            next.with_own_rate(line, Some(leading.unwrap_or_else(|| config.base_rate(line)))).unwrap_or(next)
        })
    }

    /// Whether each lane of `config` runs at the rate of its leading median.
    #[must_use]
    pub fn are_applied(&self, config: &Config) -> bool {
        self.is_complete() && config.has_own_rates() && self.applied(config) == *config
    }
}

#[cfg(test)]
pub(crate) mod tests;
