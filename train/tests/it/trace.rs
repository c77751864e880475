//! The CPU engine under our schedules follows what PyTorch recorded; a file that is not such a trace is refused.

use crate::follow::{follow, worst};

const TRACE: &str = include_str!("../data/training_trace.json");
const NAMES: &str = include_str!("../data/names_trace.json");
const SGD: &str = include_str!("../data/names_sgd_trace.json");

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
fn pytorchs_training_of_the_names_is_followed() {
    let runs = follow(NAMES).unwrap();
    let schedules: Vec<&str> = runs.iter().map(|run| run.schedule.as_str()).collect();
    assert_eq!(schedules, ["constant", "cosine", "exponential", "linear", "one_cycle", "plateau", "step"]);
    for run in runs {
        assert!(run.holds(), "{run:?}");
    }
}

/// SGD does not amplify what rounding leaves, so the losses agree as closely to the end.
#[test]
fn pytorchs_sgd_is_followed() {
    let runs = follow(SGD).unwrap();
    assert_eq!(runs.len(), 7);
    for run in runs {
        assert!(run.holds() && run.first_100 < 1e-6, "{run:?}");
        assert!((run.last.0 / run.last.1 - 1.0).abs() < 1e-6 && run.parted.is_none(), "{run:?}");
    }
    // Each argument matters: without it one run departs.
    let arguments = [
        ("\"momentum\":0.8", "\"momentum\":0.7"),
        ("\"nesterov\":true", "\"nesterov\":false"),
        ("\"weight_decay\":0.01", "\"weight_decay\":0.0"),
    ];
    for (from, to) in arguments {
        let changed = SGD.replacen(from, to, 1);
        assert_ne!(changed, SGD);
        assert_eq!(follow(&changed).unwrap().iter().filter(|run| !run.holds()).count(), 1, "{to}");
    }
}

#[test]
fn a_wrong_number_in_the_file_is_noticed() {
    // The first loss of the exponential run, and the first rate, wrong in the sixth digit.
    let loss = TRACE.replacen("2.2884695529937744", "2.2884755529937744", 1);
    assert_ne!(loss, TRACE);
    assert_eq!(follow(&loss).unwrap().iter().filter(|run| !run.holds()).count(), 1);
    // The validation loss of the names after each round of the plateau's run, too high by 0.005.
    let mut last: serde_json::Value = serde_json::from_str(NAMES).unwrap();
    for loss in last["runs"]["plateau"]["float32"]["val_loss"].as_array_mut().unwrap() {
        *loss = (loss.as_f64().unwrap() + 0.005).into();
    }
    let beyond = follow(&last.to_string()).unwrap();
    let beyond: Vec<&str> =
        beyond.iter().filter(|run| !run.holds()).map(|run| run.schedule.as_str()).collect();
    assert_eq!(beyond, ["plateau"]);
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
    let unknown = NAMES.replacen("\"task\":\"names\"", "\"task\":\"words\"", 1);
    assert!(refused(&unknown).contains("there is no task called words"));
    assert!(refused_after("\"val\":[", "\"value\":[").contains("must list the split of digits"));
    assert!(
        refused_after("\"plateau\":{", "\"polynomial\":{").contains("no recorded run is called polynomial")
    );
}

#[test]
fn nan_is_worst() {
    assert!(worst(f64::NAN, 1.0).is_nan() && worst(1.0, f64::NAN).is_nan());
}
