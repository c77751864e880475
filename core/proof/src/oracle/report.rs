//! The findings of a comparison for each family, and their text for people.

use std::fmt;

/// The largest of several differences, and where it was.
#[derive(Debug, Clone, Default)]
pub struct Difference {
    pub size: f64,
    pub at: Option<(String, u32)>,
}

/// The values of one case where the exact value decided, because PyTorch is further from it than is allowed.
#[derive(Debug, Clone, Default)]
pub struct Decided {
    pub values: usize,
    /// The largest distance of our values from the exact value, in ULP.
    pub ours: f64,
    /// The largest distance of PyTorch's values, in the measure of the family's rule.
    pub torch: f64,
}

impl Decided {
    pub fn note(&mut self, ours: f64, torch: f64) {
        self.values += 1;
        self.ours = self.ours.max(ours);
        self.torch = self.torch.max(torch);
    }
}

/// The measure of the differences in a family.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// Every bit must be the same.
    BitForBit,
    /// A share of the value.
    Relative,
    /// A share of the highest rate.
    OfPeak,
}

/// The findings in one family.
#[derive(Debug, Clone, Default)]
pub struct Family {
    pub name: String,
    pub cases: usize,
    pub compared: usize,
    pub values: usize,
    /// `None` before the first value.
    pub measure: Option<Measure>,
    /// The largest difference in that measure.
    pub difference: Difference,
    pub relative: Difference,
    pub ulps: Difference,
    /// The largest difference from the exact value, in ULP.
    pub ours_exact: Difference,
    pub torch_exact: Difference,
    /// Cases whose arguments we refuse, with the reason.
    pub refused: Vec<(String, String)>,
    /// Cases that PyTorch refuses and we do not, with PyTorch's message. They have no values to compare.
    pub only_ours: Vec<(String, String)>,
    /// The number of values past the end, where our schedule holds the last value.
    pub past_end: usize,
    /// The number of relative values at or below 1e-300, which are compared with the exact value only.
    pub tiny: usize,
    pub decided: Vec<(String, Decided)>,
    pub mismatches: Vec<(String, String)>,
}

/// The findings in all files.
#[derive(Debug, Clone, Default)]
pub struct Report {
    pub families: Vec<Family>,
    pub not_covered: Vec<(String, usize)>,
}

impl Report {
    /// The report of a family. If there is none, a new one is begun.
    pub fn family(&mut self, name: &str) -> &mut Family {
        let at = self.families.iter().position(|family| family.name == name).unwrap_or_else(|| {
            self.families.push(Family { name: name.to_owned(), ..Family::default() });
            self.families.len() - 1
        });
        &mut self.families[at]
    }

    /// Adds the contents of a file.
    pub fn add(&mut self, contents: &super::vectors::Contents) {
        for case in &contents.cases {
            super::compare::compare(case, self.family(&case.family));
        }
        for (name, count) in &contents.not_covered {
            match self.not_covered.iter_mut().find(|(known, _)| known == name) {
                Some((_, sum)) => *sum += count,
                None => self.not_covered.push((name.clone(), *count)),
            }
        }
    }

    /// All mismatches.
    pub fn mismatches(&self) -> usize {
        self.families.iter().map(|family| family.mismatches.len()).sum()
    }
}

/// The number of mismatches of a family that are printed.
const SHOWN: usize = 20;

impl Difference {
    /// The size, its unit, and where it was.
    fn text(&self, unit: &str) -> String {
        let size = match self.size {
            0.0 => "0".to_owned(),
            size if (0.001..10_000.0).contains(&size) => format!("{size:.3}"),
            size => format!("{size:.2e}"),
        };
        match &self.at {
            Some((id, step)) => format!("{size} {unit} ({id}, step {step})"),
            None => format!("{size} {unit}"),
        }
    }
}

impl fmt::Display for Family {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{}: {} cases, {} compared with {} values",
            self.name, self.cases, self.compared, self.values
        )?;
        let measure = match self.measure {
            Some(Measure::BitForBit) => {
                writeln!(f, "  bit for bit; largest difference {}", self.ulps.text("ULP"))?;
                None
            }
            Some(Measure::Relative) => Some("relative"),
            Some(Measure::OfPeak) => Some("of the peak rate"),
            None => None,
        };
        if let Some(measure) = measure {
            writeln!(f, "  largest difference from PyTorch: {}", self.difference.text(measure))?;
            writeln!(
                f,
                "                                    {}",
                self.relative.text("relative to the value")
            )?;
            writeln!(f, "                                    {}", self.ulps.text("ULP"))?;
            writeln!(f, "  furthest from the exact value: ours      {}", self.ours_exact.text("ULP"))?;
            writeln!(f, "                                 PyTorch's {}", self.torch_exact.text("ULP"))?;
        }
        if self.tiny > 0 {
            writeln!(f, "  at or below 1e-300, held against the exact value only: {} values", self.tiny)?;
        }
        if self.past_end > 0 {
            writeln!(
                f,
                "  past the end, where ours holds the last value by design: {} values",
                self.past_end
            )?;
        }
        for (id, why) in &self.refused {
            writeln!(f, "  refused by design: {id}: {why}")?;
        }
        for (id, theirs) in &self.only_ours {
            writeln!(
                f,
                "  nothing to compare: {id}: PyTorch raised at construction ({theirs}), ours is defined"
            )?;
        }
        for (id, Decided { values, ours, torch }) in &self.decided {
            writeln!(
                f,
                "  the exact value decided: {id}: {values} values, PyTorch up to {torch:.1e} from it, ours up to {ours:.3} ULP"
            )?;
        }
        for (id, what) in self.mismatches.iter().take(SHOWN) {
            writeln!(f, "  MISMATCH {id}: {what}")?;
        }
        if self.mismatches.len() > SHOWN {
            writeln!(f, "  … and {} more", self.mismatches.len() - SHOWN)?;
        }
        Ok(())
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for family in &self.families {
            writeln!(f, "{family}")?;
        }
        for (name, count) in &self.not_covered {
            writeln!(f, "not covered: {name}: {count} cases")?;
        }
        let values: usize = self.families.iter().map(|family| family.values).sum();
        write!(f, "{values} values compared, {} mismatches", self.mismatches())
    }
}
