//! What the rule does on a metric that stands still. The rule itself is asked, so that no text and no trap computes a cut of its
//! own.

use etalon::{Observed, Plateau, ReduceLrOnPlateau};

/// A metric that any first observation may have, and that never changes.
const METRIC: f64 = 1.0;

/// The end of an epoch after which a cut is due.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Due {
    /// The epoch, counted from 1.
    pub epoch: u32,
    /// Whether the rate is cut. It is not where it has reached `min_lr`, or where `eps` stops the cut.
    pub cuts: bool,
    /// The rate after it.
    pub rate: f64,
}

/// The epochs, of the first `epochs`, after which a cut is due.
pub fn due(rule: &ReduceLrOnPlateau<f64>, epochs: u32) -> Vec<Due> {
    let mut state = rule.start();
    let observe = |epoch| match rule.observe(&mut state, METRIC) {
        Observed::Cut => Some(Due { epoch, cuts: true, rate: state.lr() }),
        Observed::Floor => Some(Due { epoch, cuts: false, rate: state.lr() }),
        // Better, waiting, or not a number, which this metric never is. `Observed` may grow.
        _ => None,
    };
    (1..=epochs).filter_map(observe).collect()
}

/// The rate after `count` cuts that come as soon as possible.
pub fn after_cuts(rule: &ReduceLrOnPlateau<f64>, count: u32) -> f64 {
    let at_once = with(rule, |settings| Plateau { patience: 0, cooldown: 0, ..settings });
    // The first observation is the best so far, unless no metric is ever better.
    let due = due(&at_once, count + 1);
    due.iter().take(count as usize).next_back().map_or(rule.initial_lr(), |due| due.rate)
}

/// The rate to which one cut would lead if neither `min_lr` nor `eps` stopped it.
pub fn wanted(rule: &ReduceLrOnPlateau<f64>) -> f64 {
    after_cuts(&with(rule, |settings| Plateau { min_lr: 0.0, eps: 0.0, ..settings }), 1)
}

/// Whether the rule takes its first metric for the best so far.
pub fn takes_the_first(rule: &ReduceLrOnPlateau<f64>) -> bool {
    rule.observe(&mut rule.start(), METRIC) == Observed::Better
}

/// The same rule with other settings; the rule itself where they are refused.
pub fn with(
    rule: &ReduceLrOnPlateau<f64>,
    change: impl FnOnce(Plateau<f64>) -> Plateau<f64>,
) -> ReduceLrOnPlateau<f64> {
    ReduceLrOnPlateau::<f64>::new(rule.initial_lr(), change(*rule.settings())).unwrap_or(*rule)
}

#[cfg(test)]
mod tests {
    use etalon::Mode;

    use super::*;

    fn rule(settings: Plateau<f64>) -> ReduceLrOnPlateau<f64> {
        ReduceLrOnPlateau::<f64>::new(0.1, settings).unwrap()
    }

    #[test]
    fn a_cut_is_due_after_one_bad_epoch_more_than_is_tolerated() {
        let eager = Plateau { patience: 2, cooldown: 1, factor: 0.5, ..Plateau::default() };
        let cuts = due(&rule(eager), 9);
        assert_eq!(cuts.iter().map(|due| due.epoch).collect::<Vec<_>>(), [4, 8]);
        assert_eq!(cuts.iter().map(|due| due.rate).collect::<Vec<_>>(), [0.05, 0.025]);
        assert!(due(&rule(eager), 3).is_empty());
    }

    #[test]
    fn a_floor_and_eps_stop_cuts() {
        let floor = rule(Plateau { patience: 0, min_lr: 0.04, factor: 0.5, ..Plateau::default() });
        let cuts: Vec<(bool, f64)> = due(&floor, 4).iter().map(|due| (due.cuts, due.rate)).collect();
        assert_eq!(cuts, [(true, 0.05), (true, 0.04), (false, 0.04)]);
        assert_eq!((after_cuts(&floor, 3), wanted(&floor)), (0.04, 0.05));
        let stopped = rule(Plateau { eps: 1.0, ..Plateau::default() });
        assert_eq!((after_cuts(&stopped, 3), wanted(&stopped)), (0.1, 0.1 * 0.1));
    }

    #[test]
    fn some_settings_take_no_metric_for_better() {
        assert!(takes_the_first(&rule(Plateau::default())));
        assert!(!takes_the_first(&rule(Plateau { threshold: 1.0, ..Plateau::default() })));
        assert!(takes_the_first(&rule(Plateau { threshold: 1.0, mode: Mode::Max, ..Plateau::default() })));
    }
}
