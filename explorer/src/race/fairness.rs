//! Whether the runs may be compared: the fingerprints of their starts and batches, side by side.

use etalon_train::start::Fingerprint;

use crate::race::run::Runs;
use crate::race::slot::Line;

/// What the fingerprints say.
#[derive(Debug, Clone, PartialEq)]
pub enum Fairness {
    /// Not every run is over.
    Waiting,
    /// Every run had this one.
    Same(Fingerprint),
    /// The runs had these: they cannot be compared.
    Different(Vec<(Line, Fingerprint)>),
}

impl Fairness {
    /// What the fingerprints of `runs` say, of which there will be one for each of `lines` lines.
    #[must_use]
    pub fn of(runs: &Runs, lines: usize) -> Self {
        let prints: Vec<(Line, Fingerprint)> =
            runs.iter().filter_map(|(line, run)| run.as_ref().map(|run| (line, run.fingerprint))).collect();
        match prints.split_first() {
            Some(((_, first), others)) if others.iter().any(|(_, print)| print != first) => {
                Self::Different(prints)
            }
            Some(((_, first), others)) if others.len() + 1 == lines => Self::Same(*first),
            _ => Self::Waiting,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::race::run::tests::sample;
    use crate::race::slot::PerLine;

    #[test]
    fn one_run_with_another_start_is_an_alarm() {
        let run = Arc::new(sample());
        let third = Line::all().nth(2).unwrap();
        let mut runs = PerLine::from_fn(|_| Some(Arc::clone(&run)));
        assert_eq!(Fairness::of(&runs, Line::COUNT), Fairness::Same(run.fingerprint));
        let mut other = sample();
        other.fingerprint = Fingerprint(7);
        *runs.get_mut(third) = Some(Arc::new(other));
        let Fairness::Different(prints) = Fairness::of(&runs, Line::COUNT) else { panic!("no alarm") };
        assert_eq!((prints.len(), prints[2].1), (Line::COUNT, Fingerprint(7)));
        *runs.get_mut(third) = None;
        assert_eq!(Fairness::of(&runs, Line::COUNT), Fairness::Waiting);
    }
}
