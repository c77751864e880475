//! The table of results: its columns, and the order of the rows. A cell stands out only where many seeds bear it out.

use core::cmp::Ordering;

use etalon_train::task::Measure;
use etalon_train::verdict::Verdict;

use crate::number::{brief_rate, grouped, loss, percent, rate};
use crate::panels::rates::Rates;
use crate::race::run::{Run, Summary};
use crate::race::seeds::findings::Known;
use crate::race::slot::{Line, PerLine};
use crate::race::yours::Yours;

/// A run as the table shows it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Standing {
    /// Its numbers up to the play head.
    pub summary: Summary,
    /// Whether all of it is shown. A mark that is not reached then is never reached.
    pub ended: bool,
    /// What many seeds show of its line, once they are trained.
    pub known: Option<Known>,
    /// Whether many seeds are trained.
    pub awaited: bool,
    /// The good base rates of its line, once every rate is known.
    pub good: Option<Good>,
}

/// The good base rates of a line: those that are not shown to be worse than the leading median of all lines.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Good {
    /// From the lowest to the highest.
    Within(f64, f64),
    /// It has none.
    Nowhere,
}

impl Good {
    /// Of `line`, if `rates` are all known.
    #[must_use]
    pub fn of(rates: &Rates, line: Line) -> Option<Self> {
        let found = rates.good(line).map_or(Good::Nowhere, |(low, high)| Good::Within(low, high));
        rates.is_complete().then_some(found)
    }

    /// How many times the highest is the lowest.
    fn width(self) -> Option<f64> {
        match self {
            Good::Within(low, high) => Some(high / low),
            Good::Nowhere => None,
        }
    }

    /// The same in the units of `yours`.
    #[must_use]
    pub fn in_units(self, yours: Yours) -> Self {
        match self {
            Good::Within(low, high) => Good::Within(yours.rate(low), yours.rate(high)),
            Good::Nowhere => Good::Nowhere,
        }
    }

    /// The range, a single rate, or that there is none.
    #[must_use]
    pub fn words(self) -> String {
        match self {
            Good::Within(low, high) if low < high => format!("{}–{}", brief_rate(low), brief_rate(high)),
            Good::Within(only, _) => brief_rate(only),
            Good::Nowhere => "none".to_owned(),
        }
    }
}

impl Standing {
    /// How `run` stands after `steps` steps, and what is `known` of many seeds.
    #[must_use]
    pub fn of(run: &Run, steps: f64, known: Option<Known>) -> Self {
        Self {
            summary: run.summary(steps),
            ended: run.complete && steps >= f64::from(run.steps_done()),
            known,
            awaited: false,
            good: None,
        }
    }

    /// Where many seeds are trained, what is not known of them yet will be.
    #[must_use]
    pub fn with_awaited(self, awaited: bool) -> Self {
        Self { awaited, ..self }
    }

    /// With what is known of its good base rates.
    #[must_use]
    pub fn with_good(self, good: Option<Good>) -> Self {
        Self { good, ..self }
    }

    /// The same with its steps and rates in the units of `yours`.
    #[must_use]
    pub fn in_units(mut self, yours: Yours) -> Self {
        let step = |steps: u32| yours.step(f64::from(steps)) as u32;
        let Summary { rate, to_90, diverged, .. } = &mut self.summary;
        *rate = rate.map(|rate| yours.rate(rate));
        for steps in [to_90, diverged] {
            *steps = steps.map(step);
        }
        self.good = self.good.map(|good| good.in_units(yours));
        self
    }
}

/// All runs as the table shows them.
pub type Standings = PerLine<Option<Standing>>;

/// A column of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Column {
    /// Latest validation accuracy.
    Accuracy,
    /// Mean and standard deviation of the end over many seeds.
    Seeds,
    /// The number of seeds with which the line ends better than the constant rate.
    Wins,
    /// Latest validation loss.
    Loss,
    /// Steps until 90 % accuracy.
    To90,
    /// The range of good base rates.
    Good,
    /// Latest learning rate.
    Rate,
}

/// Which end of a column is the better one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Better {
    Higher,
    Lower,
}

impl Column {
    /// The columns of a task that is judged by `measure`, from left to right: what came out, how fast, at what rates. Where the loss
    /// decides, an accuracy of 90 % means nothing.
    #[must_use]
    pub const fn all(measure: Measure) -> &'static [Column] {
        match measure {
            Measure::Accuracy => &[
                Column::Accuracy,
                Column::Seeds,
                Column::Wins,
                Column::Loss,
                Column::To90,
                Column::Good,
                Column::Rate,
            ],
            Measure::Loss => {
                &[Column::Loss, Column::Seeds, Column::Wins, Column::Accuracy, Column::Good, Column::Rate]
            }
        }
    }

    /// The column of the measure itself.
    #[must_use]
    pub const fn of(measure: Measure) -> Self {
        match measure {
            Measure::Accuracy => Column::Accuracy,
            Measure::Loss => Column::Loss,
        }
    }

    /// Its name in a style sheet.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Column::Accuracy => "accuracy",
            Column::Seeds => "seeds-of",
            Column::Wins => "beats",
            Column::Loss => "loss",
            Column::To90 => "to-90",
            Column::Good => "good-rates",
            Column::Rate => "rate",
        }
    }

    /// Its heading; `over` once all is shown.
    #[must_use]
    pub const fn name(self, over: bool) -> &'static str {
        match self {
            Column::Accuracy if over => "final accuracy",
            Column::Accuracy => "accuracy now",
            Column::Seeds => "over seeds",
            Column::Wins => "beats constant",
            Column::Loss if over => "final loss",
            Column::Loss => "loss now",
            Column::To90 => "steps to 90 %",
            Column::Good => "good rates",
            Column::Rate if over => "last η",
            Column::Rate => "η now",
        }
    }

    /// What it shows, in a sentence.
    #[must_use]
    pub const fn help(self) -> &'static str {
        match self {
            Column::Accuracy => {
                "Share of the validation samples predicted right at the end of the latest epoch, with the seed of the race"
            }
            Column::Seeds => "Mean and standard deviation at the end of the training, over many seeds",
            Column::Wins => {
                "With how many seeds it ends better than the constant rate; bold where this is more than chance"
            }
            Column::Loss => "Mean cross entropy on the validation samples at the end of the latest epoch",
            Column::To90 => "Steps until 90 % validation accuracy, checked only at the end of each epoch",
            Column::Good => {
                "Base rates at which it is not shown to be worse than the leading median of all; sorted by how wide the range is"
            }
            Column::Rate => "Learning rate of the latest step",
        }
    }

    /// The end that a visitor wants first. That of the means follows the measure of the task.
    fn better(self, all: &Standings) -> Better {
        let known = || all.values().flatten().find_map(|standing| standing.known.as_ref());
        match self {
            Column::Seeds if known().map(Known::measure) == Some(Measure::Loss) => Better::Lower,
            Column::Accuracy | Column::Seeds | Column::Wins | Column::Good | Column::Rate => Better::Higher,
            Column::Loss | Column::To90 => Better::Lower,
        }
    }

    /// Whether it says how well the run of the race went. A diverged run has no figure there.
    const fn is_merit(self) -> bool {
        match self {
            Column::Accuracy | Column::Loss | Column::To90 => true,
            Column::Seeds | Column::Wins | Column::Good | Column::Rate => false,
        }
    }

    /// The figure by which the rows are sorted.
    fn figure(self, standing: &Standing) -> Option<f64> {
        let Standing { summary, known, .. } = standing;
        if self.is_merit() && summary.diverged.is_some() {
            return None;
        }
        match self {
            Column::Accuracy => summary.last.map(f64::from),
            Column::Seeds => known.as_ref().and_then(Known::figure),
            Column::Wins => known.as_ref().and_then(Known::wins).map(f64::from),
            Column::Loss => summary.loss.map(f64::from),
            Column::To90 => summary.to_90.map(f64::from),
            Column::Good => standing.good.and_then(Good::width),
            Column::Rate => summary.rate,
        }
    }

    /// The text of a cell. A loss from before a divergence would look like a merit, so it is left out.
    #[must_use]
    pub fn cell(self, standing: Option<&Standing>) -> String {
        let Some(standing) = standing else { return "–".to_owned() };
        let summary = &standing.summary;
        let known = standing.known.as_ref();
        let text = match self {
            Column::Seeds => known.map(Known::mean),
            Column::Wins => known.map(Known::wins_in_words),
            Column::To90 => summary.to_90.map(|steps| grouped(f64::from(steps))),
            Column::Good => standing.good.map(Good::words),
            Column::Accuracy => self.figure(standing).map(percent),
            Column::Loss => self.figure(standing).map(loss),
            Column::Rate => self.figure(standing).map(rate),
        };
        text.unwrap_or_else(|| {
            let missing = match self {
                Column::To90 if standing.ended => "never",
                Column::Seeds | Column::Wins if standing.awaited => "…",
                Column::Accuracy
                | Column::Seeds
                | Column::Wins
                | Column::Loss
                | Column::To90
                | Column::Good
                | Column::Rate => "–",
            };
            missing.to_owned()
        })
    }

    /// What a cell says beyond its number, where many seeds bear it out. Such a cell is bold.
    #[must_use]
    pub fn borne_out(self, standing: Option<&Standing>) -> Option<&'static str> {
        let known = standing?.known.as_ref()?;
        match self {
            Column::Seeds => known.is_best().then_some("ends better than every other"),
            Column::Wins => (known.verdict() == Some(Verdict::Better)).then_some("more than chance"),
            Column::Accuracy | Column::Loss | Column::To90 | Column::Good | Column::Rate => None,
        }
    }

    /// The better figure first, none last.
    fn compare(better: Better, a: Option<f64>, b: Option<f64>) -> Ordering {
        match (a, b, better) {
            (Some(a), Some(b), Better::Higher) => b.total_cmp(&a),
            (Some(a), Some(b), Better::Lower) => a.total_cmp(&b),
            (a, b, Better::Higher | Better::Lower) => b.is_some().cmp(&a.is_some()),
        }
    }
}

/// How the rows are sorted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sort {
    /// The column.
    pub column: Column,
    /// Whether the worst come first.
    pub worst_first: bool,
}

impl Sort {
    /// What a click on `column` makes of `sort`: best first, then worst first, then the order of the cards again.
    #[must_use]
    pub fn clicked(sort: Option<Self>, column: Column) -> Option<Self> {
        match sort {
            Some(Self { column: same, worst_first }) if same == column => {
                (!worst_first).then_some(Self { column, worst_first: true })
            }
            _ => Some(Self { column, worst_first: false }),
        }
    }

    /// Whether figures rise from top to bottom in a table of `all` runs.
    #[must_use]
    pub fn rises(self, all: &Standings) -> bool {
        (self.column.better(all) == Better::Lower) != self.worst_first
    }
}

/// The order of the rows: `lines`, sorted. A line without a figure stands last either way, and equals stay in the order of the cards.
#[must_use]
pub fn order(all: &Standings, mut lines: Vec<Line>, sort: Option<Sort>) -> Vec<Line> {
    let Some(Sort { column, worst_first }) = sort else { return lines };
    let figure = |line: Line| all.get(line).as_ref().and_then(|standing| column.figure(standing));
    let better = column.better(all);
    lines.sort_by(|a, b| {
        let (a, b) = (figure(*a), figure(*b));
        let both = a.is_some() && b.is_some();
        let better_first = Column::compare(better, a, b);
        if worst_first && both { better_first.reverse() } else { better_first }
    });
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn standing(last: f32, diverged: Option<u32>) -> Option<Standing> {
        let summary = Summary { last: Some(last), loss: Some(1.0 - last), diverged, ..Summary::default() };
        Some(Standing { summary, ended: true, known: None, awaited: false, good: None })
    }

    /// The lines of the tests, and how they stand: the third has diverged, the last one has not begun.
    const LINES: usize = 5;

    fn lines() -> Vec<Line> {
        Line::all().take(LINES).collect()
    }

    fn race() -> Standings {
        let mut all = PerLine::default();
        let known = [(0.95, None), (0.97, None), (0.99, Some(100)), (0.97, None)];
        for (line, (last, diverged)) in lines().into_iter().zip(known) {
            *all.get_mut(line) = standing(last, diverged);
        }
        all
    }

    #[test]
    fn a_diverged_run_sorts_last() {
        let [first, second, third, fourth, fifth] = lines().try_into().unwrap();
        for column in [Column::Accuracy, Column::Loss] {
            for worst_first in [false, true] {
                let order = order(&race(), lines(), Some(Sort { column, worst_first }));
                assert_eq!(order[3..], [third, fifth], "{column:?}");
            }
        }
        let sorted =
            |worst_first| order(&race(), lines(), Some(Sort { column: Column::Accuracy, worst_first }));
        assert_eq!(sorted(false), [second, fourth, first, third, fifth]);
        assert_eq!(sorted(true), [first, second, fourth, third, fifth]);
        assert_eq!(order(&race(), lines(), None), lines());
        assert_eq!(Column::Loss.cell(race().get(third).as_ref()), "–");
    }

    #[test]
    fn what_was_not_reached_is_never_reached_once_all_is_shown() {
        let mut one = standing(0.8, None).unwrap();
        assert_eq!(Column::To90.cell(Some(&one)), "never");
        one.ended = false;
        assert_eq!(Column::To90.cell(Some(&one)), "–");
        one.summary.to_90 = Some(1_125);
        assert_eq!(Column::To90.cell(Some(&one)), "1,125");
    }

    #[test]
    fn only_seeds_that_are_trained_are_awaited() {
        let one = standing(0.8, None).unwrap();
        for column in [Column::Seeds, Column::Wins] {
            assert_eq!(column.cell(Some(&one)), "–");
            assert_eq!(column.cell(Some(&one.with_awaited(true))), "…");
        }
        assert_eq!(Column::Good.cell(Some(&one.with_awaited(true))), "–");
    }

    #[test]
    fn the_columns_follow_the_measure() {
        for measure in [Measure::Accuracy, Measure::Loss] {
            let all = Column::all(measure);
            assert_eq!(all[0], Column::of(measure));
            assert!(all.contains(&Column::Good) && all.contains(&Column::Rate));
            assert_eq!(all.contains(&Column::To90), measure == Measure::Accuracy);
        }
    }

    #[test]
    fn the_widest_range_of_good_rates_comes_first() {
        let good = [
            Some(Good::Within(0.01, 0.02)),
            Some(Good::Nowhere),
            Some(Good::Within(0.001, 0.01)),
            Some(Good::Within(0.05, 0.05)),
        ];
        let mut all = race();
        for (line, good) in lines().into_iter().zip(good) {
            let standing = all.get_mut(line);
            *standing = standing.map(|standing| standing.with_good(good));
        }
        let [first, second, third, fourth, fifth] = lines().try_into().unwrap();
        let sort = Some(Sort { column: Column::Good, worst_first: false });
        assert_eq!(order(&all, lines(), sort), [third, first, fourth, second, fifth]);
        let cells: Vec<String> =
            lines().into_iter().map(|line| Column::Good.cell(all.get(line).as_ref())).collect();
        assert_eq!(cells, ["0.01–0.02", "none", "0.001–0.01", "0.05", "–"]);
    }

    #[test]
    fn a_visitors_table_has_the_visitors_steps_and_rates() {
        let yours = Yours::NETWORK.with_batches(400.0).unwrap().with_rate(3e-4, 0.02).unwrap();
        let mut one = standing(0.8, Some(135)).unwrap();
        one.summary.to_90 = Some(1_125);
        one.summary.rate = Some(0.02);
        let shown = one.in_units(yours);
        assert_eq!(Column::To90.cell(Some(&shown)), "10,000");
        assert_eq!(
            (Column::Rate.cell(Some(&shown)), shown.summary.diverged),
            ("3.0e-4".to_owned(), Some(1_200))
        );
        assert_eq!(one.in_units(Yours::NETWORK), one);
    }

    #[test]
    fn three_clicks_lead_back() {
        let once = Sort::clicked(None, Column::Loss);
        let twice = Sort::clicked(once, Column::Loss);
        assert!(once.unwrap().rises(&race()) && !twice.unwrap().rises(&race()));
        assert_eq!(Sort::clicked(twice, Column::Loss), None);
        assert_eq!(
            Sort::clicked(twice, Column::Rate),
            Some(Sort { column: Column::Rate, worst_first: false })
        );
    }
}
