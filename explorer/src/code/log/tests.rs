//! Tests of logs: forms of text, and the rule over them.

use super::*;

fn values(text: &str) -> Vec<f64> {
    read(text, None).unwrap().values
}

#[test]
fn exports_and_lists_are_read() {
    let tensorboard = "Wall time,Step,Value\n1690000000.1,0,0.9\n1690000001.2,1,0.7\n1690000002.3,2,0.6\n";
    assert_eq!(values(tensorboard), [0.9, 0.7, 0.6]);
    let wandb = "\"Step\",\"run-1 - val/loss\",\"run-1 - val/loss__MIN\",\"run-1 - val/loss__MAX\"\n\"0\",\"0.5\",\"0.5\",\"0.5\"\n\"1\",\"0.4\",\"0.4\",\"0.4\"\n";
    let log = read(wandb, None).unwrap();
    assert_eq!((log.values.as_slice(), log.name.as_deref()), (&[0.5, 0.4][..], Some("run-1 - val/loss")));
    assert_eq!(values("[0.9, 0.8, 0.7]"), [0.9, 0.8, 0.7]);
    assert_eq!(values("losses = [0.9,\n 0.8,\n 7e-1]"), [0.9, 0.8, 0.7]);
    assert_eq!(values("0.9\n0.8\n\n0.7\n"), [0.9, 0.8, 0.7]);
    assert_eq!(values("0.9 0.8 0.7"), [0.9, 0.8, 0.7]);
    assert_eq!(values("[tensor(0.9), tensor(0.8)]"), [0.9, 0.8]);
    assert_eq!(values("epoch\ttrain_loss\tval_loss\r\n1\t1.0\t1.1\r\n2\t0.9\t1.0\r\n"), [1.1, 1.0]);
    assert_eq!(values("Epoch 1: loss=0.9 val_loss=1.1\nEpoch 2: loss=0.8 val_loss=1.0\n"), [1.1, 1.0]);
    assert_eq!(values("1,0.5\n2,0.4\n3,0.3\n"), [0.5, 0.4, 0.3]);
    assert_eq!(values("loss\n0.5\n0.4\n"), [0.5, 0.4]);
    assert_eq!(values("\u{feff}val_acc,lr\n0.5,0.1\n0.6,0.1\n"), [0.5, 0.6]);
}

#[test]
fn a_log_says_what_was_taken_and_what_else_there_is() {
    let csv = "epoch,train_loss,val_loss,lr\n1,1.0,1.1,0.1\n2,0.9,,0.1\n3,0.8,1.0,0.1\n";
    let log = read(csv, None).unwrap();
    assert_eq!(log.said, "The 2 values of “val_loss”; 1 rows have none.");
    assert_eq!(log.others, ["epoch", "train_loss", "lr"]);
    assert_eq!(read(csv, Some("train_loss")).unwrap().values, [1.0, 0.9, 0.8]);
    assert_eq!(read(csv, Some("x")), Err(NoLog::NoSuchColumn("x".to_owned())));
    assert_eq!(read("hello world", None), Err(NoLog::NoNumbers));
    assert_eq!(read("", None), Err(NoLog::NoNumbers));
    assert_eq!(read(&"1\n".repeat(MOST_BYTES), None), Err(NoLog::TooLong));
    let nan = read("loss\n0.5\nnan\n0.4", None).unwrap();
    assert!(nan.values.len() == 3 && nan.values[1].is_nan());
}

#[test]
fn the_rule_runs_over_a_log_as_pytorch_does() {
    // A flat metric, patience 2: the fourth observation cuts, and every third one after it.
    let mut rule = Settings::suggested(Kind::ReduceOnPlateau);
    rule.set("lr", 1.0).unwrap();
    rule.set("patience", 2.0).unwrap();
    let flat = replay(&[0.5; 8], &rule).unwrap();
    assert_eq!((flat.cuts.as_slice(), flat.rates.len()), (&[3, 6][..], 8));
    assert_eq!(describe(&flat), "It would have cut after values 4 and 7, down to 0.0100.");
    let all = patiences(&[0.5; 8], &rule, 8).unwrap();
    let counts: Vec<usize> = all.iter().map(|(_, replay)| replay.cuts.len()).collect();
    assert_eq!(counts, [7, 3, 2, 1, 1, 1, 1, 0, 0]);
    assert_eq!(describe(&all[8].1), "It would not have cut.");
    let falling: Vec<f64> = (0..20).map(|step| 0.9_f64.powi(step)).collect();
    assert_eq!(replay(&falling, &rule).unwrap().cuts, [0_usize; 0]);
    assert!(replay(&[1.0], &Settings::suggested(Kind::Exponential)).is_err());
}

#[test]
fn the_name_of_a_metric_says_its_direction() {
    assert_eq!(should_rise("val_acc"), Some(true));
    assert_eq!(should_rise("run-1 - val/loss"), Some(false));
    assert_eq!(should_rise("value"), None);
    let log = read("val_acc\n0.5\n0.6\n", None).unwrap();
    assert_eq!(settings(&log).get("mode"), Some(1.0));
}

#[test]
fn any_text_is_read_without_harm() {
    for text in [
        "\0\0",
        ",,,\n,,,",
        "\"",
        "\"a,b\n1,2",
        "[",
        "a,b\n",
        "1e999 -1e999",
        "inf,nan\ninf,nan",
        "é,ü\n1,2\n",
        ";\n;\n",
        "a\n\n\n1",
    ] {
        drop(read(text, None));
        drop(read(&text.repeat(1_000), Some("a")));
    }
}
