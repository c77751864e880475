//! Whether the runs that are compared may be: the fingerprints of their starts and batches, side by side.

use etalon_train::start::Fingerprint;

use crate::model::entrant::Entrant;
use crate::model::history::Runs;

/// What the fingerprints say.
#[derive(Debug, Clone, PartialEq)]
pub enum Fairness {
    /// Not every run is over.
    Waiting,
    /// Every run had this one.
    Same(Fingerprint),
    /// The runs had these: they are not to be compared.
    Different(Vec<(Entrant, Fingerprint)>),
}

impl Fairness {
    /// What the fingerprints of `runs` say.
    #[must_use]
    pub fn of(runs: &Runs) -> Self {
        let prints: Vec<(Entrant, Fingerprint)> = runs
            .iter()
            .filter_map(|(entrant, run)| run.as_ref().map(|run| (entrant, run.fingerprint)))
            .collect();
        match prints.split_first() {
            Some(((_, first), others)) if others.iter().any(|(_, print)| print != first) => {
                Self::Different(prints)
            }
            Some(((_, first), others)) if others.len() + 1 == Entrant::COUNT => Self::Same(*first),
            _ => Self::Waiting,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::model::entrant::PerEntrant;
    use crate::model::run::tests::sample;

    #[test]
    fn one_run_with_another_start_is_an_alarm() {
        let run = Arc::new(sample());
        let mut runs = PerEntrant::from_fn(|_| Some(Arc::clone(&run)));
        assert_eq!(Fairness::of(&runs), Fairness::Same(run.fingerprint));
        let mut other = sample();
        other.fingerprint = Fingerprint(7);
        runs.0[2] = Some(Arc::new(other));
        let Fairness::Different(prints) = Fairness::of(&runs) else { panic!("no alarm") };
        assert_eq!((prints.len(), prints[2].1), (5, Fingerprint(7)));
        runs.0[2] = None;
        assert_eq!(Fairness::of(&runs), Fairness::Waiting);
    }
}
