//! The values of a chart as a file for other programs: every line, every step or epoch, every digit.

use core::fmt::Write as _;

use crate::race::config::ROUND;
use crate::race::run::Run;
use crate::race::yours::{Gauge, Yours};

/// A run with the name of its column: the line and its kind, such as `1_exponential`.
pub type Named<'a> = (String, &'a Run);

/// What is written of each step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PerStep {
    /// Its learning rate.
    Rate,
    /// AdamW's first beta at it, or SGD's momentum.
    Momentum,
}

/// One row for each step of the longest of the `runs`: step, epoch, and a column for each run. Steps after a divergence are left
/// out. Steps and rates are in the visitor's units, and the heads of their columns say so: each row is a step of the small network, and
/// `your_step` is the visitor's step at the same share of the run.
#[must_use]
pub fn per_step(runs: &[Named<'_>], what: PerStep, yours: Yours) -> String {
    let gauge = match what {
        PerStep::Rate => yours.rates(),
        PerStep::Momentum => Gauge::SAME,
    };
    let name = |name: &str| if gauge.is_same() { name.to_owned() } else { format!("{name}_your_rate") };
    let names = runs.iter().map(|(of, _)| name(of)).collect();
    let longest = runs.iter().map(|(_, run)| run.steps_done()).max().unwrap_or(0);
    let cell = |run: &Run, step: u32| {
        let rate = run.metrics.rates.get(step as usize).filter(|_| step < run.steps_done())?;
        Some(match what {
            PerStep::Rate => gauge.shown(rate.lr),
            PerStep::Momentum => rate.momentum,
        })
    };
    let lead = |step: u32| format!("{},{}", yours.step(f64::from(step)), step / ROUND);
    written(&format!("{},epoch", head("step", yours.steps())), names, lead, 0..longest, |step| {
        runs.iter().map(|(_, run)| cell(run, step)).collect()
    })
}

/// One row for each epoch of the longest of the `runs`: accuracy and loss on the validation set after it.
#[must_use]
pub fn per_epoch(runs: &[Named<'_>]) -> String {
    let both = |(name, _): &Named<'_>| [format!("{name}_val_accuracy"), format!("{name}_val_loss")];
    let names = runs.iter().flat_map(both).collect();
    let longest = runs.iter().map(|(_, run)| run.epochs_done()).max().unwrap_or(0);
    let cells = |epoch: u32| {
        let of = |values: &[f32], run: &Run| {
            values
                .get(epoch as usize - 1)
                .filter(|_| epoch <= run.epochs_done())
                .map(|value| f64::from(*value))
        };
        runs.iter()
            .flat_map(|(_, run)| [of(&run.metrics.val_accuracy, run), of(&run.metrics.val_loss, run)])
            .collect()
    };
    written("epoch", names, |epoch| epoch.to_string(), 1..longest + 1, cells)
}

fn written(
    lead: &str,
    names: Vec<String>,
    head: impl Fn(u32) -> String,
    rows: core::ops::Range<u32>,
    cells: impl Fn(u32) -> Vec<Option<f64>>,
) -> String {
    let mut csv = format!("{lead},{}\n", names.join(","));
    for row in rows {
        csv.push_str(&head(row));
        for cell in cells(row) {
            csv.push(',');
            if let Some(value) = cell {
                // Writing to a string cannot fail; Rust writes the shortest form that reads back as the same number.
                let _ = write!(csv, "{value}");
            }
        }
        csv.push('\n');
    }
    csv
}

/// The name of a column whose values `gauge` translates: `your_step` where they are those of the visitor's own run.
#[must_use]
pub fn head(name: &str, gauge: Gauge) -> String {
    if gauge.is_same() { name.to_owned() } else { format!("your_{name}") }
}

/// A file's name: what is in it, of which runs.
#[must_use]
pub fn file_name(what: &str, epochs: u32, seed: u64, kind: &str) -> String {
    let what = what.to_ascii_lowercase().replace(' ', "-");
    format!("etalon-{what}-{epochs}-epochs-seed-{seed}.{kind}")
}

#[cfg(test)]
mod tests {
    use etalon_train::report::Divergence;

    use super::*;
    use crate::race::run::tests::sample;

    #[test]
    fn every_step_has_a_row_and_every_digit_comes_back() {
        let mut run = sample();
        run.metrics.rates[1].lr = 0.1 + 0.2;
        let csv = per_step(
            &[("1_plateau".to_owned(), &run), ("2_plateau".to_owned(), &run)],
            PerStep::Rate,
            Yours::NETWORK,
        );
        let rows: Vec<&str> = csv.lines().collect();
        assert_eq!(rows.len(), 1 + 135);
        assert_eq!(rows[0], "step,epoch,1_plateau,2_plateau");
        assert_eq!(rows[2], "1,0,0.30000000000000004,0.30000000000000004");
        assert!(rows[46].starts_with("45,1,"));
        assert!(
            per_step(&[(String::new(), &run)], PerStep::Momentum, Yours::NETWORK).contains("\n0,0,0.9\n")
        );
    }

    #[test]
    fn a_visitors_file_has_the_visitors_steps_and_rates() {
        let run = sample();
        let yours = Yours::NETWORK.with_batches(400.0).unwrap().with_rate(3e-5, 0.001).unwrap();
        let csv = per_step(&[("1_plateau".to_owned(), &run)], PerStep::Rate, yours);
        assert!(csv.starts_with("your_step,epoch,1_plateau_your_rate\n0,0,0.0003\n9,0,0.0003\n"), "{csv}");
        assert!(csv.contains("\n400,1,0.0003\n"), "{csv}");
        let csv = per_step(&[("1_plateau".to_owned(), &run)], PerStep::Momentum, yours);
        assert!(csv.starts_with("your_step,epoch,1_plateau\n0,0,0.9\n"), "{csv}");
    }

    #[test]
    fn nothing_is_written_after_a_divergence() {
        let mut run = sample();
        let whole = sample();
        run.metrics.divergence = Some(Divergence { step: 100 });
        let csv = per_step(&[(String::new(), &run), (String::new(), &whole)], PerStep::Rate, Yours::NETWORK);
        assert!(csv.contains("\n99,2,0.001,0.001\n") && csv.contains("\n100,2,,0.001\n"));
        let csv = per_epoch(&[(String::new(), &run), (String::new(), &whole)]);
        assert_eq!(csv.lines().count(), 4);
        let last = csv.lines().last().unwrap();
        assert!(last.starts_with("3,,,0.8"), "{last}");
    }

    #[test]
    fn names_tell_what_is_inside() {
        let name = file_name("Learning rate", 20, 7, "csv");
        assert_eq!(name, "etalon-learning-rate-20-epochs-seed-7.csv");
    }
}
