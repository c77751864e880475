//! The traps of reduce-on-plateau, numbered as in `traps.rs`.

use etalon::{Mode, NanPolicy, Observed, Plateau, PlateauState, ReduceLrOnPlateau, ThresholdMode};

const DEFAULT: fn() -> Plateau<f64> = Plateau::default;

fn rule(lr: f64, settings: Plateau<f64>) -> ReduceLrOnPlateau<f64> {
    ReduceLrOnPlateau::<f64>::new(lr, settings).unwrap()
}

/// The rate after each of the metrics, and the state at the end.
fn run(
    rule: &ReduceLrOnPlateau<f64>,
    metrics: impl IntoIterator<Item = f64>,
) -> (Vec<f64>, PlateauState<f64>) {
    let mut state = rule.start();
    let rates = metrics
        .into_iter()
        .map(|metric| {
            rule.observe(&mut state, metric);
            state.lr()
        })
        .collect();
    (rates, state)
}

/// The number of times that the rate has been halved after each metric.
fn halvings(settings: Plateau<f64>, metrics: impl IntoIterator<Item = f64>) -> Vec<i32> {
    let rule = rule(1.0, Plateau { factor: 0.5, eps: 0.0, ..settings });
    run(&rule, metrics).0.into_iter().map(|rate| -rate.log2() as i32).collect()
}

#[test]
fn trap_23_patience_must_be_exceeded_and_cooldown_follows_a_cut() {
    let flat = |patience, cooldown, count| {
        halvings(Plateau { patience, cooldown, ..DEFAULT() }, std::iter::repeat_n(1.0, count))
    };
    assert_eq!(flat(0, 0, 5), [0, 1, 2, 3, 4]);
    assert_eq!(flat(1, 0, 6), [0, 0, 1, 1, 2, 2]);
    assert_eq!(flat(2, 0, 7), [0, 0, 0, 1, 1, 1, 2]);
    assert_eq!(flat(2, 1, 8), [0, 0, 0, 1, 1, 1, 1, 2]);
    assert_eq!(flat(2, 2, 9), [0, 0, 0, 1, 1, 1, 1, 1, 2]);
    // The best is updated during the cooldown too. It becomes 0.5 there, so 0.7 is bad afterwards.
    let cooling = Plateau { patience: 0, cooldown: 2, ..DEFAULT() };
    assert_eq!(halvings(cooling, [1.0, 1.0, 0.5, 0.7, 0.7]), [0, 1, 1, 1, 2]);
}

#[test]
fn trap_24_a_cut_that_is_not_made_still_restarts_the_counters() {
    let rule_ = rule(0.1, Plateau { factor: 0.5, patience: 1, cooldown: 2, eps: 1.0, ..DEFAULT() });
    let mut state = rule_.start();
    let seen: Vec<_> = (0..4)
        .map(|_| (rule_.observe(&mut state, 1.0), state.num_bad_epochs(), state.cooldown_counter()))
        .collect();
    assert_eq!(
        seen,
        [
            (Observed::Better, 0, 0),
            (Observed::Waiting, 1, 0),
            (Observed::Floor, 0, 2),
            (Observed::Waiting, 0, 1)
        ]
    );
    assert_eq!(state.lr(), 0.1);
    // A floor above the rate does not raise the rate. `eps` is an absolute amount, so tiny rates are not cut.
    let raised = rule(0.1, Plateau { patience: 0, min_lr: 0.2, ..DEFAULT() });
    assert_eq!(run(&raised, [1.0; 5]).1.lr(), 0.1);
    let frozen = rule(1e-8, Plateau { patience: 0, ..DEFAULT() });
    assert_eq!(run(&frozen, [1.0; 5]).1.lr(), 1e-8);
    // A cut by exactly `eps` is not larger than `eps`.
    let by_eps = rule(1.0, Plateau { factor: 0.5, eps: 0.5, patience: 0, ..DEFAULT() });
    assert_eq!(run(&by_eps, [1.0; 5]).1.lr(), 1.0);
    let last_hop = rule(1e-7, Plateau { factor: 0.95, patience: 0, ..DEFAULT() });
    assert_eq!(run(&last_hop, [1.0; 5]).1.lr(), 1e-7);
}

#[test]
fn trap_25_relative_thresholds_at_the_edges() {
    let min = |threshold, threshold_mode| Plateau { patience: 0, threshold, threshold_mode, ..DEFAULT() };
    // PyTorch's share of a negative best has the wrong sign, so slowly worsening metrics count as better. With our share of its
    // absolute value they do not.
    let worse = [-1.0, -0.99995, -0.9999];
    assert_eq!(halvings(min(1e-4, ThresholdMode::Rel), worse), [0, 0, 0]);
    assert_eq!(halvings(min(1e-4, ThresholdMode::RelSigned), worse), [0, 1, 2]);
    assert_eq!(halvings(min(1e-4, ThresholdMode::RelSigned), [-1.0, -1.1, -1.10001]), [0, 0, 1]);
    let max = Plateau { mode: Mode::Max, ..min(1e-4, ThresholdMode::RelSigned) };
    assert_eq!(halvings(max, [-1.0, -0.9, -0.89999]), [0, 0, 1]);
    // Every share of a best of zero is zero.
    assert_eq!(halvings(min(0.5, ThresholdMode::Rel), [0.0, -1e-300, 0.0]), [0, 0, 1]);
    // With a threshold of 0, a metric equal to the best is bad.
    assert_eq!(halvings(min(0.0, ThresholdMode::Rel), [1.0, 1.0, 0.5, 0.5]), [0, 1, 1, 2]);
    // A threshold of 1 gives ∞·0, and a threshold above 1 gives -∞, so no metric is ever better, as in PyTorch. `RelSigned` does
    // not have this fault.
    for threshold in [1.0, 2.0] {
        assert_eq!(halvings(min(threshold, ThresholdMode::Rel), [1.0, 0.5, 0.1]), [1, 2, 3]);
        assert_eq!(halvings(min(threshold, ThresholdMode::RelSigned), [1.0]), [0]);
    }
    // An infinite first metric is not better than the initial best, which is infinite.
    assert_eq!(halvings(min(1e-4, ThresholdMode::Rel), [f64::INFINITY, 1.0]), [1, 1]);
    assert_eq!(halvings(min(1e-4, ThresholdMode::Rel), [f64::NEG_INFINITY, -1e300]), [0, 1]);
}

#[test]
fn trap_25_a_nan_is_bad_unless_the_policy_says_otherwise() {
    let waiting = Plateau { patience: 2, ..DEFAULT() };
    assert_eq!(halvings(waiting, [f64::NAN; 6]), [0, 0, 1, 1, 1, 2]);
    let rule_ = rule(1.0, waiting);
    assert_eq!(run(&rule_, [f64::NAN; 6]).1.best(), f64::INFINITY);
    for (nan_policy, observed) in
        [(NanPolicy::Ignore, Observed::NanIgnored), (NanPolicy::Report, Observed::NanReported)]
    {
        let rule_ = rule(1.0, Plateau { nan_policy, patience: 0, ..DEFAULT() });
        let mut state = rule_.start();
        rule_.observe(&mut state, 1.0);
        let before = state;
        assert_eq!(rule_.observe(&mut state, f64::NAN), observed);
        assert_eq!(state, before);
    }
}

#[test]
fn trap_26_max_mode_starts_from_minus_infinity() {
    for threshold_mode in [ThresholdMode::Rel, ThresholdMode::Abs, ThresholdMode::RelSigned] {
        for threshold in [0.0, 1e-4, 1.0, 5.0] {
            let max = Plateau { mode: Mode::Max, patience: 0, threshold, threshold_mode, ..DEFAULT() };
            assert_eq!(halvings(max, [-1e300]), [0], "{threshold_mode:?} {threshold}");
            assert_eq!(halvings(max, [f64::NEG_INFINITY]), [1], "{threshold_mode:?} {threshold}");
        }
    }
}

#[test]
fn trap_32_a_copied_state_goes_on_as_the_original() {
    let rule_ = rule(0.1, Plateau { patience: 1, cooldown: 2, factor: 0.5, ..DEFAULT() });
    let metrics: Vec<f64> = (0..40).map(|step| 1.0 / f64::from(1 + step % 7)).collect();
    let whole = run(&rule_, metrics.iter().copied()).1;
    for pause in 0..metrics.len() {
        let mut resumed = run(&rule_, metrics[..pause].iter().copied()).1;
        for &metric in &metrics[pause..] {
            rule_.observe(&mut resumed, metric);
        }
        assert_eq!(resumed, whole, "paused after {pause}");
    }
}
