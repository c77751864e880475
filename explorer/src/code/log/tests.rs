//! Tests of logs: forms of text, and the rule over them.

use etalon::Kind;

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
    assert_eq!(values("1,9\n2,8\n3,7\n"), [9.0, 8.0, 7.0]);
    let lines = "2024-01-01 12:00:00,123 INFO Epoch 1 val_loss 0.9\n2024-01-01 12:01:00,456 INFO Epoch 2 val_loss 0.8\n";
    assert_eq!(values(lines), [0.9, 0.8]);
    assert_eq!(values("train loss 0.9 valid loss 0.8\ntrain loss 0.7 valid loss 0.6"), [0.8, 0.6]);
    assert_eq!(values("\u{feff}val_acc,lr\n0.5,0.1\n0.6,0.1\n"), [0.5, 0.6]);
}

#[test]
fn a_log_says_what_was_taken_and_what_else_there_is() {
    let csv = "epoch,train_loss,val_loss,lr\n1,1.0,1.1,0.1\n2,0.9,,0.1\n3,0.8,1.0,0.1\n";
    let log = read(csv, None).unwrap();
    assert_eq!(log.said, "The 2 values of “val_loss”; 1 row has none.");
    assert_eq!(log.columns, ["epoch", "train_loss", "val_loss", "lr"]);
    assert_eq!(read(csv, Some("train_loss")).unwrap().values, [1.0, 0.9, 0.8]);
    assert_eq!(read(csv, Some("x")), Err(NoLog::NoSuchColumn("x".to_owned())));
    assert_eq!(read("", None), Err(NoLog::NoNumbers));
    assert_eq!(read(&"1\n".repeat(MOST_BYTES), None), Err(NoLog::TooLong));
    let nan = read("loss\n0.5\nnan\n0.4", None).unwrap();
    assert!(nan.values.len() == 3 && nan.values[1].is_nan());
}

#[test]
fn lists_of_lists_and_aligned_columns_are_no_single_list() {
    // TensorBoard's JSON: wall time, step, value.
    assert_eq!(values("[[1690000000.1, 0, 0.9], [1690000001.2, 1, 0.7]]"), [0.9, 0.7]);
    assert_eq!(values("[(1, 0.5), (2, 0.4), (3, 0.3)]"), [0.5, 0.4, 0.3]);
    let keras = "{'loss': [0.9, 0.8],\n 'val_loss': [1.0, 0.95, 0.9]}";
    let log = read(keras, None).unwrap();
    assert_eq!(
        (log.values.as_slice(), log.said.as_str()),
        (&[1.0, 0.95, 0.9][..], "The list “val_loss” of 3 numbers.")
    );
    assert_eq!(read(keras, Some("loss")).unwrap().values, [0.9, 0.8]);
    assert_eq!(values("losses = [0.9,\n 0.8,\n 0.7,\n 0.6,\n 0.5]"), [0.9, 0.8, 0.7, 0.6, 0.5]);
    assert_eq!(values("losses = [0.9, 0.8]\naccs = [0.1, 0.2]"), [0.9, 0.8]);
    assert_eq!(values("0    0.9\n1    0.8\n2    0.7\n"), [0.9, 0.8, 0.7]);
    assert_eq!(values("   epoch  val_loss\n0  1  0.9\n1  2  0.8\n"), [0.9, 0.8]);
    assert_eq!(values("[0.9 0.8 0.7\n 0.6 0.5]"), [0.9, 0.8, 0.7, 0.6, 0.5]);
    let words = "{'loss': 0.9, 'epoch': 1.0}\n{'loss': 0.8, 'epoch': 2.0}";
    assert_eq!((values(words), read(words, Some("epoch")).unwrap().values), (vec![0.9, 0.8], vec![1.0, 2.0]));
    assert_eq!(values("val loss\n0.5\n0.4"), [0.5, 0.4]);
    assert_eq!(values("[0.5, inf, -Infinity, 0.4]"), [0.5, f64::INFINITY, f64::NEG_INFINITY, 0.4]);
}

#[test]
fn what_is_not_a_number_is_named_with_its_line() {
    let problem = |text: &str| read(text, None).unwrap_err().to_string();
    assert_eq!(problem("hello world"), "Line 1: “hello” is not a number");
    assert_eq!(problem("epoch,loss\n1,abc\n2,def\n"), "Line 2: “abc” is not a number");
    assert_eq!(problem("epoch;loss\n1;0,9\n2;0,8\n"), "Line 2: “0,9” is not a number");
    assert_eq!(problem("0,9\n0,8\n0,7\n"), "Line 1: “0,9” is not a number");
    assert_eq!(problem("a\0b"), "This is a binary file, not a text: export the metric as CSV");
    assert_eq!(problem("[]"), "It contains no numbers");
    let said = |text: &str| read(text, None).unwrap().said;
    assert_eq!(
        said("0.9\n0.8\noops\n0.7"),
        "A list of 3 numbers. “oops” in line 3 is left out: it is not a number."
    );
    assert_eq!(
        said("epoch,loss\n1,0.9\n\n2,?\n3,0.8\n4,??\n5,\n"),
        "The 2 values of “loss”; 1 row has none. 2 entries are left out because they are not numbers. The first is “?” in line 4."
    );
}

#[test]
fn the_rule_runs_over_a_log_as_pytorch_does() {
    // A flat metric, patience 2: the fourth observation cuts, and every third one after it.
    let mut rule = Settings::suggested(Kind::ReduceOnPlateau);
    rule.set("lr", 1.0).unwrap();
    rule.set("patience", 2.0).unwrap();
    let flat = replay(&[0.5; 8], &rule).unwrap();
    assert_eq!((flat.cuts.as_slice(), flat.rates.len()), (&[3, 6][..], 8));
    assert_eq!(describe(&flat), "The rule cuts after values 4 and 7; the rate ends at 0.0100.");
    let falling: Vec<f64> = (0..20).map(|step| 0.9_f64.powi(step)).collect();
    let calm = replay(&falling, &rule).unwrap();
    assert_eq!(
        (calm.cuts.len(), describe(&calm).as_str()),
        (0, "The rule makes no cut; the rate stays at 1.00.")
    );
    rule.set("min_lr", 0.1).unwrap();
    assert_eq!(
        describe(&replay(&[0.5; 8], &rule).unwrap()),
        "The rule cuts after value 4; the rate ends at 0.100. After value 7 a cut was due but not made: the rate was at \
         min_lr, or \
         the cut was no larger than eps."
    );
    rule.set("min_lr", 0.0).unwrap();
    rule.set("patience", 0.0).unwrap();
    rule.set("factor", 0.5).unwrap();
    assert_eq!(
        describe(&replay(&[0.5; 12], &rule).unwrap()),
        "The rule cuts 11 times, first after values 2, 3, 4, 5, 6, 7, 8, 9; the rate ends at 4.9e-4."
    );
    assert!(replay(&[1.0], &Settings::suggested(Kind::Exponential)).is_err());
}

#[test]
fn the_name_of_a_metric_says_its_direction() {
    assert_eq!(should_rise("val_acc"), Some(true));
    assert_eq!(should_rise("run-1 - val/loss"), Some(false));
    assert_eq!(should_rise("value"), None);
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
