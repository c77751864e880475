//! The table of results.

use anyhow::{Context, Result, ensure};

use super::Page;
use super::parts::{BEATS_CONSTANT, BEING_TRAINED, GOOD_RATES, LANES, Lane, OVER_SEEDS, SHOWN_BY_SEEDS};

/// The rows of the table of results, headings first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Results(Vec<Vec<String>>);

impl Results {
    /// The rows without the headings.
    pub fn rows(&self) -> &[Vec<String>] {
        self.0.get(1..).unwrap_or_default()
    }

    /// The names of the rows, in their current order.
    pub fn names(&self) -> Vec<String> {
        self.rows().iter().filter_map(|row| row.first().cloned()).collect()
    }

    /// The row of a lane.
    pub fn row(&self, name: &str) -> Result<&[String]> {
        let row = self.rows().iter().find(|row| row.first().is_some_and(|first| first.contains(name)));
        row.map(Vec::as_slice).with_context(|| format!("no row of the results is called {name}: {self:?}"))
    }

    /// The row of a lane without what many seeds and rates show, which comes later.
    pub fn figures(&self, lane: Lane) -> Result<Vec<String>> {
        let head = self.0.first().map(Vec::as_slice).unwrap_or_default();
        let others = [OVER_SEEDS, BEATS_CONSTANT, GOOD_RATES];
        let is_other =
            |at: usize| head.get(at).is_some_and(|name| others.iter().any(|other| name.contains(other)));
        let row = self.row(lane.name)?;
        Ok(row.iter().enumerate().filter(|(at, _)| !is_other(*at)).map(|(_, cell)| cell.clone()).collect())
    }

    /// The figures of all lanes.
    pub fn all_figures(&self) -> Result<Vec<Vec<String>>> {
        LANES.iter().map(|lane| self.figures(*lane)).collect()
    }

    /// The numbers in the column whose heading begins with `name`.
    pub fn column(&self, name: &str) -> Result<Vec<Option<f64>>> {
        let mut heads = self.0.first().into_iter().flatten();
        let at =
            heads.position(|head| head.starts_with(name)).with_context(|| format!("no column {name}"))?;
        Ok(self.rows().iter().map(|row| row.get(at).and_then(|cell| number(cell))).collect())
    }

    /// The rows of runs that diverged.
    pub fn diverged(&self) -> impl Iterator<Item = &Vec<String>> {
        self.rows().iter().filter(|row| row.iter().any(|cell| cell.contains("diverged")))
    }

    /// Whether the run of every lane has ended.
    fn is_complete(&self) -> bool {
        let ended =
            |row: &Vec<String>| row.iter().any(|cell| cell.contains('%') || cell.contains("diverged"));
        !self.rows().is_empty() && self.rows().iter().all(ended)
    }
}

/// The number in a cell such as `97.5 %`, `1,125` or `0.0100`.
pub fn number(cell: &str) -> Option<f64> {
    let digits: String =
        cell.chars().filter(|c| *c != ',').take_while(|c| c.is_ascii_digit() || "-.e".contains(*c)).collect();
    digits.parse().ok()
}

impl Page {
    /// The current table of results.
    pub fn results(&self) -> Result<Results> {
        let code = concat!(
            include_str!("../look/results.js"),
            "return table ? [...table.rows].map((row) => [...row.cells].map((cell) => cell.textContent.trim())) : [];"
        );
        let rows: Vec<Vec<String>> = serde_json::from_value(self.script(code, &[])?)?;
        ensure!(rows.len() > 1, "there is no table of results");
        Ok(Results(rows))
    }

    /// The figures of one lane.
    pub fn figures(&self, lane: Lane) -> Result<Vec<String>> {
        self.results()?.figures(lane)
    }

    /// The lower edge of the table of results, in pixels of the viewport.
    pub fn bottom_of_results(&self) -> Result<f64> {
        let code =
            concat!(include_str!("../look/results.js"), "return table.getBoundingClientRect().bottom;");
        self.number(code)
    }

    /// Waits until every training has ended, those of many seeds too, and the results no longer change.
    pub fn settled(&self) -> Result<Results> {
        let mut last = Results::default();
        let mut same = 0;
        self.wait_for("results that stand still", || {
            let now = self.results().unwrap_or_default();
            let grows = self.text_of(SHOWN_BY_SEEDS)?.contains(BEING_TRAINED);
            same = if now.is_complete() && now == last && !grows { same + 1 } else { 0 };
            last.clone_from(&now);
            Ok((same >= 6).then_some(now))
        })
        .with_context(|| format!("the table of results was last {last:?}"))
    }

    /// Waits until a lane's figures differ from `before`.
    pub fn wait_for_other_figures(&self, lane: Lane, before: &[String]) -> Result<()> {
        self.wait_until("other results", || Ok(self.figures(lane)? != before))
    }

    /// Waits for a run that is shown as diverged.
    pub fn wait_for_divergence(&self) -> Result<Results> {
        self.wait_for("a diverged run", || {
            let results = self.results()?;
            Ok((results.diverged().count() > 0).then_some(results))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_begins_with_its_number() {
        assert_eq!(number("97.5 %"), Some(97.5));
        assert_eq!(number("1,125"), Some(1125.0));
        assert_eq!(number("never"), None);
    }

    #[test]
    fn figures_leave_out_what_seeds_show() {
        let row = |cells: [&str; 3]| cells.map(str::to_owned).to_vec();
        let one =
            Results(vec![row(["schedule", "final", OVER_SEEDS]), row(["Exponential", "95 %", "94 ± 1 %"])]);
        assert_eq!(one.figures(LANES[0]).unwrap(), ["Exponential", "95 %"]);
        assert!(one.figures(LANES[1]).is_err());
        assert_eq!(one.column("final").unwrap(), [Some(95.0)]);
        assert!(one.is_complete() && !Results::default().is_complete());
        let waiting = Results(vec![row(["schedule", "final", OVER_SEEDS]), row(["Exponential", "–", "…"])]);
        assert!(!waiting.is_complete());
    }
}
