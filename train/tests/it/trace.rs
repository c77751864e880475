//! The CPU engine under our schedules follows what PyTorch recorded; a file that is not such a trace is refused.

use crate::follow::{follow, worst};

const TRACE: &str = include_str!("../data/training_trace.json");

#[test]
fn pytorchs_training_is_followed() {
    let runs = follow(TRACE).unwrap();
    assert_eq!(runs.len(), 4);
    for run in runs {
        assert!(run.holds(), "{run:?}");
        assert_eq!(run.parted, None, "{run:?}");
    }
}

#[test]
fn a_wrong_number_in_the_file_is_noticed() {
    // The first loss of the exponential run, and the first rate, wrong in the sixth digit.
    let loss = TRACE.replacen("2.2884695529937744", "2.2884755529937744", 1);
    assert_ne!(loss, TRACE);
    assert_eq!(follow(&loss).unwrap().iter().filter(|run| !run.holds()).count(), 1);
    let rate = TRACE.replacen("\"lr\":[0.001,", "\"lr\":[0.00100001,", 2);
    assert_ne!(rate, TRACE);
    assert!(follow(&rate).unwrap().iter().any(|run| !run.holds()));
}

#[test]
fn what_is_not_a_trace_is_refused_by_name() {
    let refused = |json: &str| follow(json).unwrap_err().to_string();
    assert!(refused("{").contains("not a training trace"));
    assert!(refused("{\"train\": 3}").contains("not a training trace"));
    let refused_after = |from: &str, to: &str| {
        let json = TRACE.replacen(from, to, 1);
        assert_ne!(json, TRACE);
        refused(&json)
    };
    assert!(refused_after("\"val\":[", "\"val\":[0,").contains("validation must hold 357 entries, got 358"));
    assert!(refused_after("\"train\":[589,", "\"train\":[1749,").contains("exactly once"));
    assert!(refused_after("\"b1\":[", "\"b1\":[0.0,").contains("width must be a multiple of 8"));
    assert!(refused_after("\"lr\":[", "\"lr\":[0.1,").contains("lr must hold 900 entries, got 901"));
    assert!(
        refused_after("\"plateau\":{", "\"polynomial\":{").contains("no recorded run is called polynomial")
    );
}

#[test]
fn nan_is_worst() {
    assert!(worst(f64::NAN, 1.0).is_nan() && worst(1.0, f64::NAN).is_nan());
}
