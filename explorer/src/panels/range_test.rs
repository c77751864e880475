//! The range test: the rate rises within one run, and the loss says which peak and which base rate suit the run's settings. The test
//! itself is train's.

mod picture;

use core::fmt::Write as _;

use etalon_train::job::Job;
use etalon_train::question::{Question, RangeAnswer, RangeTest, Suggestion};
use etalon_train::stats::Ending;

use crate::number::{self, exact, loss, rate};
use crate::race::config::Config;
use crate::race::control::{Changes, Control};
use crate::race::run_settings::LR;
use crate::race::slot::Line;
use crate::race::yours::Yours;
use crate::text::list;

/// The rate of the first step.
pub const LOW: f64 = 1e-4;

/// The rate of the last step. Every task of the page diverges or stops learning below it.
pub const HIGH: f64 = 10.0;

/// Rows of the table.
const ROWS: usize = 40;

/// The test for the settings of `config`. The schedules of the lanes play no part.
///
/// # Errors
/// The reason why these settings cannot be trained, in words.
pub fn question(config: &Config) -> Result<RangeTest, String> {
    let job = config.job(Line::Reference).map_err(|why| why.to_string())?;
    RangeTest::new(&job, LOW, HIGH, RangeTest::SEEDS).map_err(|why| why.to_string())
}

/// What the test says so far.
#[derive(Debug, Clone, PartialEq)]
pub struct Tested {
    rates: Vec<f64>,
    answer: RangeAnswer,
    runs: usize,
    job: Option<Job>,
}

impl Tested {
    /// The answer to `question` so far.
    #[must_use]
    pub fn of(question: &RangeTest) -> Self {
        let (rates, answer) = (question.rates().to_vec(), question.answer());
        Self { rates, answer, runs: question.jobs(), job: question.job(0) }
    }

    /// Runs that have ended, and all runs.
    #[must_use]
    pub fn count(&self) -> (usize, usize) {
        (self.answer.seeds, self.runs)
    }

    /// Whether every run has ended.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.answer.seeds == self.runs
    }

    /// Whether the test is about the settings of `config`.
    #[must_use]
    pub fn is_about(&self, config: &Config) -> bool {
        question(config).is_ok_and(|question| question.job(0) == self.job)
    }

    /// The suggested rates, once every run has ended. Each has two digits where it is shown.
    #[must_use]
    pub fn suggestion(&self, yours: Yours) -> Option<Suggestion> {
        let short = |rate: f64| {
            let shown = yours.rate(rate);
            yours.rates().held(number::digits(shown, 2))
        };
        let found = self.answer.suggestion.filter(|_| self.is_complete())?;
        Some(Suggestion { max_lr: short(found.max_lr), base_lr: short(found.base_lr) })
    }

    fn value(&self, at: usize) -> Option<f64> {
        self.answer.losses.get(at)?.value()
    }

    /// The result in words.
    #[must_use]
    pub fn sentence(&self, yours: Yours) -> String {
        let rate = |at: f64| rate(yours.rate(at));
        let (done, runs) = self.count();
        let at = |step: Option<usize>| step.and_then(|step| self.rates.get(step)).copied();
        if done == 0 {
            return format!("The first of {runs} runs is under way.");
        }
        let loss = match done {
            1 => "The loss of the first run".to_owned(),
            _ => format!("The median loss of {done} runs"),
        };
        let mut said = match (self.answer.suggestion, at(self.answer.lowest)) {
            (Some(found), Some(lowest)) => format!(
                "{loss} falls most steeply at a rate of {} and is lowest at {}.",
                rate(found.max_lr),
                rate(lowest)
            ),
            (_, _) => {
                format!("{loss} does not fall, so the test suggests no rate.")
            }
        };
        if let Some(gone) = at(self.answer.diverged) {
            // Writing to a string cannot fail.
            let _ = write!(said, " The median run diverges at {}.", rate(gone));
        }
        if yours.is_entered() {
            said.push_str(
                " That holds for the small network. Run this test on your model to find its rates.",
            );
        }
        said
    }

    /// The rows of a table, as HTML: rates, and the loss at each.
    #[must_use]
    pub fn table(&self, yours: Yours) -> String {
        let mut html = String::from(
            "<thead><tr><th scope=\"col\">rate</th><th scope=\"col\">loss</th></tr></thead><tbody>",
        );
        let stride = self.rates.len().div_ceil(ROWS).max(1);
        for (value, ending) in self.rates.iter().zip(&self.answer.losses).step_by(stride) {
            let said = match ending {
                Ending::Value(value) => loss(*value),
                Ending::Diverged => "diverged".to_owned(),
            };
            // Writing to a string cannot fail.
            let _ =
                write!(html, "<tr><th scope=\"row\">{}</th><td>{said}</td></tr>", rate(yours.rate(*value)));
        }
        html.push_str("</tbody>");
        html
    }
}

/// The first and the last rate in words.
#[must_use]
pub fn span(yours: Yours) -> String {
    format!("{} to {}", exact(yours.rate(LOW)), exact(yours.rate(HIGH)))
}

/// The lanes that bring a peak of their own, and the changes that give them this one. `None` if there are none.
#[must_use]
pub fn peaks(config: &Config, max_lr: f64, yours: Yours) -> Option<(String, Changes)> {
    let cycles: Vec<_> = config.lanes().filter(|(_, lane)| lane.page().brings_its_rate()).collect();
    let names: Vec<String> = cycles.iter().map(|(slot, _)| config.short_name(Line::Lane(*slot))).collect();
    let changes =
        cycles.iter().map(|(slot, lane)| (Control::lane(*slot, lane.page().rate), max_lr)).collect();
    let peak = exact(yours.rate(max_lr));
    (!names.is_empty()).then(|| (format!("max_lr = {peak} for {}", list(names, "and")), changes))
}

/// The change to this base rate, with its name.
#[must_use]
pub fn base(base_lr: f64, yours: Yours) -> (String, Changes) {
    (format!("base rate = {}", exact(yours.rate(base_lr))), vec![(Control::run(LR), base_lr)])
}

#[cfg(test)]
mod tests {
    use etalon_train::report::{Divergence, Metrics};

    use super::*;
    use crate::kinds::cosine;
    use crate::race::opening;
    use crate::race::run_settings::{EPOCHS, SEED};
    use crate::race::slot::Slot;

    /// A loss that falls along a logistic curve, and diverges at step `end`.
    fn run(end: usize) -> Metrics {
        let loss = |step: usize| 2.3 - 1.5 / (1.0 + (-(step as f32 - 90.0) / 8.0).exp());
        let mut metrics = Metrics { train_loss: (0..180).map(loss).collect(), ..Metrics::default() };
        if end < 180 {
            metrics.divergence = Some(Divergence { step: end as u32 });
        }
        metrics
    }

    fn config() -> Config {
        opening::config().with_change(Control::run(EPOCHS), 4.0).unwrap()
    }

    fn tested(metrics: impl Fn(usize) -> Metrics, runs: usize) -> Tested {
        let mut question = question(&config()).unwrap();
        (0..runs).for_each(|number| question.add(number, metrics(number)));
        Tested::of(&question)
    }

    #[test]
    fn the_suggestion_becomes_a_peak_and_a_base_rate() {
        let all = tested(|_| run(160), 8);
        let found = all.suggestion(Yours::NETWORK).unwrap();
        assert!((0.02..0.2).contains(&found.max_lr) && found.base_lr < found.max_lr / 9.0, "{found:?}");
        let (name, changes) = peaks(&config(), found.max_lr, Yours::NETWORK).unwrap();
        assert_eq!(name, format!("max_lr = {} for 1cycle", exact(found.max_lr)));
        let next = config().with_changes(&changes).unwrap();
        assert_eq!(next.base_rate(Line::Lane(Slot::numbered(4).unwrap())), found.max_lr);
        assert_eq!(next.base_rate(Line::Reference), config().base_rate(Line::Reference));
        let (name, changes) = base(found.base_lr, Yours::NETWORK);
        assert!(name.starts_with("base rate = 0.0"), "{name}");
        assert_eq!(config().with_changes(&changes).unwrap().base_rate(Line::Reference), found.base_lr);
        assert_eq!(peaks(&Config::racing(&[&cosine::PAGE]), 0.1, Yours::NETWORK), None);
    }

    #[test]
    fn nothing_is_suggested_before_every_run_has_ended() {
        let none = tested(|_| run(160), 0);
        assert_eq!(
            (none.sentence(Yours::NETWORK).as_str(), none.count()),
            ("The first of 8 runs is under way.", (0, 8))
        );
        let some = tested(|_| run(160), 3);
        assert!(
            some.suggestion(Yours::NETWORK).is_none()
                && some.sentence(Yours::NETWORK).contains("median loss of 3 runs"),
            "{}",
            some.sentence(Yours::NETWORK)
        );
        let all = tested(|_| run(160), 8);
        assert!(
            all.is_complete() && all.sentence(Yours::NETWORK).contains("falls most steeply at a rate of ")
        );
        assert!(
            all.sentence(Yours::NETWORK).contains("The median run diverges at "),
            "{}",
            all.sentence(Yours::NETWORK)
        );
        assert!(!tested(|_| run(180), 8).sentence(Yours::NETWORK).contains("diverges"));
    }

    #[test]
    fn a_loss_that_never_falls_suggests_nothing() {
        let rising = |_| Metrics {
            train_loss: (0..180).map(|step| 1.0 + step as f32).collect(),
            ..Metrics::default()
        };
        let all = tested(rising, 8);
        assert!(
            all.suggestion(Yours::NETWORK).is_none()
                && all.sentence(Yours::NETWORK).contains("suggests no rate")
        );
    }

    #[test]
    fn a_test_is_about_the_settings_of_all_runs_and_not_about_seed_or_base_rate() {
        let test = tested(|_| run(160), 8);
        assert!(test.is_about(&config()));
        let with = |row, value| config().with_change(Control::run(row), value).unwrap();
        assert!(test.is_about(&with(LR, 0.5)) && test.is_about(&with(SEED, 9.0)));
        assert!(!test.is_about(&with(EPOCHS, 5.0)));
    }

    #[test]
    fn the_picture_and_the_table_hold_what_diverged() {
        let all = tested(|_| run(160), 8);
        let html = all.picture(Yours::NETWORK);
        assert!(html.contains("diverged") && !html.contains("NaN") && html.contains("max_lr"), "{html}");
        assert!(all.table(Yours::NETWORK).contains("<td>diverged</td>"));
        let none = tested(|_| run(160), 0).picture(Yours::NETWORK);
        assert!(!none.contains("NaN") && !none.contains("diverged") && none.contains(">0.01<"), "{none}");
        let gone = tested(|_| run(0), 8).picture(Yours::NETWORK);
        assert!(!gone.contains("NaN") && !gone.contains("inf"), "{gone}");
    }

    #[test]
    fn a_visitor_reads_rates_of_their_own_and_sets_those_of_the_network() {
        let yours = Yours::NETWORK.with_rate(3e-4, 0.013).unwrap();
        let all = tested(|_| run(160), 8);
        let found = all.suggestion(yours).unwrap();
        let (peak, low) = (yours.rate(found.max_lr), yours.rate(found.base_lr));
        assert!(
            [peak, low]
                .iter()
                .all(|rate| exact(*rate) == exact(number::read(&format!("{rate:.1e}")).unwrap()))
        );
        let (name, changes) = peaks(&config(), found.max_lr, yours).unwrap();
        assert_eq!((name, changes[0].1), (format!("max_lr = {} for 1cycle", exact(peak)), found.max_lr));
        let (name, changes) = base(found.base_lr, yours);
        assert_eq!((name, changes[0].1), (format!("base rate = {}", exact(low)), found.base_lr));
        let gone = all.rates[160] * yours.ratio();
        let said = all.sentence(yours);
        assert!(
            said.contains(&format!("diverges at {}. That holds for the small network.", rate(gone))),
            "{said}"
        );
        assert!(!all.sentence(Yours::NETWORK).contains("small network"));
        assert!(all.table(yours).contains(&format!("<th scope=\"row\">{}</th>", rate(LOW * yours.ratio()))));
        let (own, plain) = (all.picture(yours), all.picture(Yours::NETWORK));
        assert!(own.contains(">0.1<") && !own.contains(">10<") && plain.contains(">10<"), "{own}");
        assert!(own.contains(&format!("max_lr {}<", exact(peak))), "{own}");
        let half = Yours::NETWORK.with_ratio(0.5).unwrap();
        assert_eq!((span(Yours::NETWORK), span(half)), ("0.0001 to 10".to_owned(), "5e-5 to 5".to_owned()));
    }
}
