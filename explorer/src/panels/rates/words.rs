//! Every rate in words, as a table and as a file. The word "better" is the verdict's.

use core::fmt::Write as _;

use etalon_train::question::Cell;
use etalon_train::stats::Ending;
use etalon_train::task::Measure;
use etalon_train::verdict::Standing;

use super::{Rates, SEEDS};
use crate::number::{loss, percent, rate};
use crate::panels::csv::head;
use crate::race::config::Config;
use crate::race::slot::Line;
use crate::race::yours::Yours;

/// A median with one digit. One that is not a number is that of a run that diverged.
#[must_use]
pub fn accuracy(value: f64) -> String {
    if value.is_nan() { "×".to_owned() } else { percent(value) }
}

/// The same where the measure is a loss.
#[must_use]
pub fn mean_loss(value: f64) -> String {
    if value.is_nan() { "×".to_owned() } else { loss(value) }
}

impl Rates {
    /// How a median is written.
    #[must_use]
    pub fn say(&self) -> fn(f64) -> String {
        match self.measure {
            Measure::Accuracy => accuracy,
            Measure::Loss => mean_loss,
        }
    }

    /// The result in a sentence: the leading median, and what the seeds show of it.
    #[must_use]
    pub fn sentence(&self, config: &Config, yours: Yours) -> String {
        let rate = |at: f64| rate(yours.rate(at));
        let Some((lane, at)) = self.answer.leading else {
            let all_diverged = self.is_complete() && self.jobs > 0;
            return if all_diverged {
                "Every lane diverged at every rate.".to_owned()
            } else {
                String::new()
            };
        };
        let name =
            |lane: usize| self.lines.get(lane).map(|line| config.short_name(*line)).unwrap_or_default();
        let median =
            self.answer.lanes.get(lane).and_then(|lane| lane.rates.get(at)?.summary.median()?.value());
        let (median, at) = (median.unwrap_or(f64::NAN), self.rates.get(at).copied().unwrap_or(f64::NAN));
        let mut said = format!("Leading median: {} at {}, {}.", name(lane), rate(at), self.say()(median));
        if self.is_complete() && self.lines.len() > 1 {
            match self.answer.best {
                // Writing to a string cannot fail.
                Some(best) => {
                    let _ = write!(
                        said,
                        " {} is better than every other lane, each at its own leading rate.",
                        name(best)
                    );
                }
                None => {
                    let _ = write!(
                        said,
                        " {SEEDS} seeds show no lane that is better than every other, each at its own leading rate."
                    );
                }
            }
        }
        said
    }

    /// The leading rate and the good rates of each lane, for those who cannot see them.
    #[must_use]
    pub fn ranges(&self, config: &Config, yours: Yours) -> String {
        let rate = |at: f64| rate(yours.rate(at));
        let each = self.lines.iter().filter_map(|line| {
            let leading = self.leading(*line)?;
            let good = match self.good(*line) {
                Some((low, high)) if low < high => format!("good from {} to {}", rate(low), rate(high)),
                Some((only, _)) => format!("good at {}", rate(only)),
                None => "no good rate".to_owned(),
            };
            Some(format!("{}: leading at {}, {good}", config.short_name(*line), rate(leading)))
        });
        each.collect::<Vec<_>>().join("; ")
    }

    /// The rows of a table, as HTML: one for each rate, with median, middle half and standing of each lane.
    #[must_use]
    pub fn table(&self, config: &Config, yours: Yours) -> String {
        let mut html = String::from("<thead><tr><th scope=\"col\">Base rate</th>");
        for line in &self.lines {
            // Writing to a string cannot fail.
            let _ = write!(html, "<th scope=\"col\">{}</th>", config.name(*line));
        }
        html.push_str("</tr></thead><tbody>");
        for (at, value) in self.rates.iter().enumerate() {
            let _ = write!(html, "<tr><th scope=\"row\">{}</th>", rate(yours.rate(*value)));
            for lane in &self.answer.lanes {
                let cell = lane.rates.get(at).map_or_else(|| "–".to_owned(), |cell| self.cell(cell));
                let _ = write!(html, "<td>{cell}</td>");
            }
            html.push_str("</tr>");
        }
        html.push_str("</tbody>");
        html
    }

    fn cell(&self, cell: &Cell) -> String {
        let Some(quartiles) = cell.summary.quartiles else { return "–".to_owned() };
        let say = |ending: Ending| ending.value().map_or_else(|| "diverged".to_owned(), self.say());
        let standing = match cell.standing {
            Some(Standing::Good) => ", good",
            Some(Standing::Worse) => ", worse",
            Some(Standing::TooFewSeeds) | None => "",
        };
        let (q1, median, q3) = (say(quartiles.q1), say(quartiles.median), say(quartiles.q3));
        format!("{median} ({q1} to {q3}){standing}")
    }

    /// All numbers, for other programs, with base rates in the visitor's units. `name` is the name of a line's columns. What diverged
    /// has no number.
    #[must_use]
    pub fn csv(&self, name: impl Fn(Line) -> String, yours: Yours) -> String {
        let mut csv = head("base_rate", yours.rates());
        for line in &self.lines {
            let name = name(*line);
            // Writing to a string cannot fail.
            let _ =
                write!(csv, ",{name}_runs,{name}_diverged,{name}_q1,{name}_median,{name}_q3,{name}_standing");
        }
        csv.push('\n');
        for (at, rate) in self.rates.iter().enumerate() {
            let _ = write!(csv, "{}", yours.rate(*rate));
            for cell in self.answer.lanes.iter().filter_map(|lane| lane.rates.get(at)) {
                let _ = write!(csv, ",{},{}", cell.summary.runs(), cell.summary.diverged);
                let quartiles = cell.summary.quartiles.map(|all| [all.q1, all.median, all.q3]);
                for ending in quartiles.map_or([None; 3], |all| all.map(Ending::value)) {
                    csv.push(',');
                    if let Some(value) = ending {
                        let _ = write!(csv, "{value}");
                    }
                }
                csv.push_str(match cell.standing {
                    Some(Standing::Good) => ",good",
                    Some(Standing::Worse) => ",worse",
                    Some(Standing::TooFewSeeds) => ",too few seeds",
                    None => ",",
                });
            }
            csv.push('\n');
        }
        csv
    }
}

/// Which lanes run at a base rate of their own, in a sentence. `None` if no lane does. `found` is what is known of every rate.
#[must_use]
pub fn own_rates(config: &Config, found: Option<&Rates>, yours: Yours) -> Option<String> {
    let own = config.own_rates();
    let each: Vec<String> = config
        .lines()
        .filter_map(|line| {
            Some(format!("{} {}", config.short_name(line), rate(yours.rate((*own.get(line))?))))
        })
        .collect();
    let what = match (each.as_slice(), found) {
        ([], _) => return None,
        (_, Some(rates)) if rates.are_applied(config) => {
            "Each lane runs at the rate of its own leading median"
        }
        ([_], _) => "One lane runs at a base rate of its own",
        (all, _) if all.len() == config.lines().count() => "Each lane runs at a base rate of its own",
        (_, _) => "Some lanes run at a base rate of their own",
    };
    Some(format!("{what}: {}.", each.join(", ")))
}
