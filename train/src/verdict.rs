//! Whether two groups of runs differ: the paired comparison over their seeds, and the verdict. Nothing else decides what is better.

use core::cmp::Ordering;

use serde::{Deserialize, Serialize};

use crate::stats::{Ending, Summary};
use crate::task::Measure;

/// A difference is shown where chance alone would show one as clear with a probability below this.
pub const LEVEL: f64 = 0.01;

/// The fewest pairs without ties that can show a difference: with 7, even 7 wins happen by chance with a probability of 0.016.
pub const FEWEST_PAIRS: u32 = 8;

/// What a comparison shows of the one group against the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Verdict {
    /// It is better.
    Better,
    /// It is worse.
    Worse,
    /// The seeds show no difference. There may be one that more seeds would show.
    NoDifferenceShown,
}

/// A group of runs against another: pairs of the same seed.
///
/// A run wins if it ends better by the measure of the task. A run that diverged loses to one that did not; two that diverged tie.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Paired {
    /// Pairs that the first group wins.
    pub wins: u32,
    /// Pairs that it loses.
    pub losses: u32,
    /// Pairs without a winner. The test drops them.
    pub ties: u32,
}

impl Paired {
    /// Compares pairs, each of a run of the first group and one of the second.
    #[must_use]
    pub fn of(pairs: impl IntoIterator<Item = (Ending, Ending)>, measure: Measure) -> Self {
        let mut paired = Self::default();
        for (ours, theirs) in pairs {
            match ours.compare(theirs, measure) {
                Ordering::Greater => paired.wins += 1,
                Ordering::Less => paired.losses += 1,
                Ordering::Equal => paired.ties += 1,
            }
        }
        paired
    }

    /// Pairs, ties included.
    #[must_use]
    pub fn pairs(self) -> u32 {
        self.untied() + self.ties
    }

    /// Pairs with a winner.
    #[must_use]
    pub fn untied(self) -> u32 {
        self.wins + self.losses
    }

    /// The p-value of the exact two-sided sign test: the probability that n fair coins, one per pair with a winner, fall at least
    /// as unevenly as the pairs did. 1 if there is no such pair.
    #[must_use]
    pub fn p(self) -> f64 {
        let (n, fewer) = (self.untied(), self.wins.min(self.losses));
        // P(X = fewer) = (n choose fewer) / 2ⁿ, halved on the way so that nothing overflows.
        let (mut term, mut halvings) = (1.0, n);
        for i in 1..=fewer {
            term *= f64::from(n - fewer + i) / f64::from(i);
            while term > 1.0 && halvings > 0 {
                term *= 0.5;
                halvings -= 1;
            }
        }
        term = libm::ldexp(term, -(halvings as i32));
        let mut tail = 0.0;
        for k in (0..=fewer).rev() {
            tail += term;
            term *= f64::from(k) / f64::from(n - k + 1);
        }
        f64::min(1.0, 2.0 * tail)
    }

    /// What the pairs show.
    #[must_use]
    pub fn verdict(self) -> Verdict {
        if self.untied() < FEWEST_PAIRS || self.p() >= LEVEL {
            Verdict::NoDifferenceShown
        } else if self.wins > self.losses {
            Verdict::Better
        } else {
            Verdict::Worse
        }
    }
}

/// What is known of a group beside the one with the leading median.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Standing {
    /// It is not worse than the leading median.
    Good,
    /// It is worse.
    Worse,
    /// Too few seeds were trained to show that it is worse.
    TooFewSeeds,
}

impl Standing {
    /// How a group stands, by its comparison with the one that leads. Too few pairs are no proof that a group is good.
    #[must_use]
    pub fn of(against_leading: Paired) -> Self {
        match against_leading.verdict() {
            Verdict::Worse => Standing::Worse,
            Verdict::Better | Verdict::NoDifferenceShown if against_leading.pairs() < FEWEST_PAIRS => {
                Standing::TooFewSeeds
            }
            Verdict::Better | Verdict::NoDifferenceShown => Standing::Good,
        }
    }
}

/// Which group has the best median: the first of equals. None if each median is that of no run or of runs that diverged. That it
/// leads does not show that it is best.
#[must_use]
pub fn leading<'a>(groups: impl IntoIterator<Item = &'a Summary>, measure: Measure) -> Option<usize> {
    let mut first: Option<(usize, Ending)> = None;
    for (at, group) in groups.into_iter().enumerate() {
        if let Some(median @ Ending::Value(_)) = group.median()
            && first.is_none_or(|(_, best)| median.compare(best, measure) == Ordering::Greater)
        {
            first = Some((at, median));
        }
    }
    first.map(|(at, _)| at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paired(wins: u32, losses: u32, ties: u32) -> Paired {
        Paired { wins, losses, ties }
    }

    /// Computed with whole numbers: Python's `2 * sum(comb(n, k) for k in range(m + 1)) / 2**n`.
    #[test]
    fn p_is_the_exact_sign_test() {
        let cases = [
            (0, 0, 1.0),
            (1, 0, 1.0),
            (5, 5, 1.0),
            (8, 0, 0.007_812_5),
            (7, 1, 0.070_312_5),
            (16, 0, 2.0 / 65_536.0),
            (14, 2, 2.0 * 137.0 / 65_536.0),
            (12, 20, 0.215_327_149_722_725_15),
            (32, 0, 2.0 / 4_294_967_296.0),
        ];
        for (wins, losses, p) in cases {
            assert!(
                (paired(wins, losses, 3).p() - p).abs() <= 1e-14,
                "{wins} to {losses}: {}",
                paired(wins, losses, 0).p()
            );
            assert_eq!(paired(wins, losses, 0).p(), paired(losses, wins, 0).p());
        }
        let many = paired(5_100, 4_900, 0).p();
        assert!((many - 0.046_585_527_704_947_39).abs() < 1e-12, "{many}");
        assert_eq!(paired(30_000, 0, 0).p(), 0.0);
    }

    #[test]
    fn a_verdict_needs_eight_pairs_and_a_small_p() {
        assert_eq!(paired(8, 0, 0).verdict(), Verdict::Better);
        assert_eq!(paired(0, 8, 5).verdict(), Verdict::Worse);
        assert_eq!(paired(7, 0, 1).verdict(), Verdict::NoDifferenceShown);
        assert_eq!(paired(10, 1, 0).verdict(), Verdict::NoDifferenceShown);
        assert_eq!(paired(11, 1, 0).verdict(), Verdict::Better);
        assert_eq!(paired(14, 2, 0).verdict(), Verdict::Better);
        assert_eq!(paired(13, 3, 0).verdict(), Verdict::NoDifferenceShown);
        assert_eq!(Paired::default().verdict(), Verdict::NoDifferenceShown);
    }

    #[test]
    fn a_pair_is_won_by_the_measure_and_lost_by_diverging() {
        let (low, high, gone) = (Ending::Value(1.0), Ending::Value(2.0), Ending::Diverged);
        let pairs =
            [(low, high), (high, low), (high, high), (gone, low), (high, gone), (low, gone), (gone, gone)];
        assert_eq!(Paired::of(pairs, Measure::Accuracy), paired(3, 2, 2));
        assert_eq!(Paired::of([(low, high)], Measure::Loss), paired(1, 0, 0));
        assert_eq!(Paired::of(pairs, Measure::Accuracy).pairs(), 7);
    }

    #[test]
    fn few_seeds_prove_nothing_good() {
        assert_eq!(Standing::of(paired(0, 0, 8)), Standing::Good);
        assert_eq!(Standing::of(paired(0, 7, 1)), Standing::Good);
        assert_eq!(Standing::of(paired(0, 8, 0)), Standing::Worse);
        assert_eq!(Standing::of(paired(0, 7, 0)), Standing::TooFewSeeds);
    }

    #[test]
    fn the_first_of_the_best_medians_leads_and_none_that_diverged() {
        let group = |ending| Summary::of([ending; 3], Measure::Accuracy);
        let groups =
            [Ending::Diverged, Ending::Value(0.2), Ending::Value(0.9), Ending::Value(0.9)].map(group);
        assert_eq!(leading(&groups, Measure::Accuracy), Some(2));
        assert_eq!(leading(&groups, Measure::Loss), Some(1));
        assert_eq!(leading(&groups[..1], Measure::Accuracy), None);
    }
}
