//! Code read back, against answers written by hand: the rows of the issue and a corpus of calls in the forms that people paste.
//!
//! A file has snippets between lines `%%%`. Lines `===` say what is right: `values:` (all of them), `asked:` (all of them), `guess:`,
//! `note:`, `refused:` (words of a note that says no), `table:` (the first shares). `[step]` before such a line means that it counts
//! if the page has that kind, `[!step]` if it has not.

use std::collections::BTreeMap;

use etalon::Kind;
use etalon_explorer::code::reader::record::Field;
use etalon_explorer::code::reader::{Body, Page, Reading, Verdict, read};
use etalon_explorer::kinds;

const PAGE: Page = Page { lr: 0.01, epochs: 20.0, batches: 45.0 };

/// What came of the snippets of a file.
#[derive(Debug, Default)]
struct Counts {
    whole: usize,
    asked: usize,
    refused: usize,
    wrong: Vec<String>,
}

/// A snippet and what is right.
#[derive(Debug, Default)]
struct Case {
    code: String,
    values: BTreeMap<String, String>,
    asked: Vec<String>,
    guesses: Vec<(String, String)>,
    notes: Vec<String>,
    refused: Vec<String>,
    table: Option<String>,
}

fn holds(condition: &str) -> bool {
    let (id, wanted) = condition.strip_prefix('!').map_or((condition, true), |id| (id, false));
    Kind::from_id(id).and_then(kinds::page).is_some() == wanted
}

fn case(text: &str) -> Case {
    let mut case = Case::default();
    for line in text.lines() {
        let Some(mut said) = line.strip_prefix("=== ") else {
            if !line.starts_with("# N") && !line.starts_with("# F") && !line.starts_with("# U") {
                case.code.push_str(line);
                case.code.push('\n');
            }
            continue;
        };
        if let Some((condition, rest)) = said.strip_prefix('[').and_then(|rest| rest.split_once("] ")) {
            if !holds(condition) {
                continue;
            }
            said = rest;
        }
        let (what, words) = said.split_once(':').expect("a line has a word before its colon");
        let words = words.trim();
        match what {
            "values" => {
                let pairs = words.split(", ").filter_map(|pair| pair.split_once('='));
                case.values.extend(pairs.map(|(name, value)| (name.to_owned(), value.to_owned())));
            }
            "asked" => case.asked.extend(words.split(" | ").map(str::to_owned)),
            "guess" => {
                let (name, guess) = words.rsplit_once('=').unwrap_or(("", words));
                case.guesses.push((name.to_owned(), guess.to_owned()));
            }
            "note" => case.notes.push(words.to_owned()),
            "refused" => case.refused.push(words.to_owned()),
            "table" => case.table = Some(words.to_owned()),
            other => panic!("{other}: no such line"),
        }
    }
    case
}

fn is_value(field: &Field, expected: &str) -> bool {
    match field {
        Field::Number(number) => {
            let expected: f64 = expected.parse().expect("a number");
            (number - expected).abs() <= 1e-12 * expected.abs()
        }
        Field::Choice(choice) => *choice == expected,
        Field::Switch(on) => on.to_string() == expected,
    }
}

/// What is wrong with a reading of `case`.
fn faults(case: &Case, reading: &Reading) -> Vec<String> {
    let mut faults = Vec::new();
    let got: BTreeMap<String, Field> = reading.values().into_iter().collect();
    for (name, field) in &got {
        if !case.values.get(name).is_some_and(|expected| is_value(field, expected)) {
            faults.push(format!("{name} = {field:?} is not right"));
        }
    }
    faults.extend(
        case.values.keys().filter(|name| !got.contains_key(*name)).map(|name| format!("{name} is missing")),
    );
    let mut asked: Vec<&str> = reading.asked.iter().map(|question| question.name.as_str()).collect();
    let mut expected: Vec<&str> = case.asked.iter().map(String::as_str).collect();
    asked.sort_unstable();
    expected.sort_unstable();
    if asked != expected {
        faults.push(format!("asks {asked:?} and not {expected:?}"));
    }
    for (name, guess) in &case.guesses {
        let question = reading.asked.iter().find(|question| question.name == *name || name.is_empty());
        let text =
            question.and_then(|question| question.guess).map_or("none".to_owned(), |guess| guess.to_string());
        if text != *guess {
            faults.push(format!("guesses {text} for {name}"));
        }
    }
    let said_no = |verdict: Verdict| matches!(verdict, Verdict::NotTaken | Verdict::Trap | Verdict::Foreign);
    let words: Vec<String> = reading.notes.iter().map(|note| note.text.clone()).collect();
    let no: Vec<&str> =
        reading.notes.iter().filter(|note| said_no(note.verdict)).map(|note| note.text.as_str()).collect();
    faults.extend(
        case.notes
            .iter()
            .filter(|note| !words.iter().any(|said| said.contains(*note)))
            .map(|note| format!("does not say {note:?}")),
    );
    faults.extend(
        case.refused
            .iter()
            .filter(|note| !no.iter().any(|said| said.contains(*note)))
            .map(|note| format!("does not refuse {note:?}")),
    );
    faults.extend(table_faults(case, reading));
    faults
}

fn table_faults(case: &Case, reading: &Reading) -> Option<String> {
    let tables: Vec<(&[f64], bool)> = reading
        .lanes
        .iter()
        .filter_map(|lane| match &lane.body {
            Body::Table { shares, batches } if !shares.is_empty() => Some((&shares[..], *batches)),
            Body::Table { .. } | Body::Kind { .. } => None,
        })
        .collect();
    let Some(expected) = &case.table else {
        return (!tables.is_empty()).then(|| "gives a table".to_owned());
    };
    let (unit, numbers) = expected.split_once(' ')?;
    let numbers: Vec<f64> = numbers.split(", ").map(|number| number.parse().expect("a share")).collect();
    let [(shares, batches)] = tables.as_slice() else {
        return Some(format!("gives {} tables", tables.len()));
    };
    let is_unit = (unit == "batches") == *batches;
    let is_near = numbers.iter().zip(shares.iter()).all(|(expected, share)| (expected - share).abs() < 1e-12);
    let is = is_unit && is_near && shares.len() >= numbers.len();
    (!is).then(|| {
        format!("gives the table {:?} of batches: {batches}", &shares[..numbers.len().min(shares.len())])
    })
}

fn counts(name: &str, text: &str) -> Counts {
    let mut counts = Counts::default();
    for text in text.split("%%%\n") {
        let case = case(text);
        let reading = read(&case.code, PAGE);
        let faults = faults(&case, &reading);
        if !faults.is_empty() {
            counts.wrong.push(format!("{}{}\n{}", case.code, faults.join("\n"), reading.words()));
        } else if !case.asked.is_empty() {
            counts.asked += 1;
        } else if !case.refused.is_empty() {
            counts.refused += 1;
        } else {
            counts.whole += 1;
        }
        answers(&case, &reading, &mut counts);
    }
    println!(
        "{name}: {} whole and right, {} asked, {} refused with a reason, {} wrong",
        counts.whole,
        counts.asked,
        counts.refused,
        counts.wrong.len()
    );
    counts
}

/// Filled in, everything is taken: after an answer to each question there is none left.
fn answers(case: &Case, reading: &Reading, counts: &mut Counts) {
    let mut filled = reading.clone();
    for _ in 0..12 {
        let Some(question) = filled.asked.first().cloned() else { return };
        let answer = if question.choices.is_empty() { question.guess.unwrap_or(10.0) } else { 0.0 };
        filled = filled.answer(&question.name, answer);
    }
    counts.wrong.push(format!("{}it asks on and on: {:?}", case.code, filled.asked));
}

fn check(name: &str, text: &str, least: usize) {
    let counts = counts(name, text);
    assert!(counts.wrong.is_empty(), "{} wrong:\n{}", counts.wrong.len(), counts.wrong.join("\n----\n"));
    assert!(counts.whole + counts.asked + counts.refused >= least);
}

#[test]
fn every_row_of_the_issue_has_its_right_answer() {
    check("rows of the issue", include_str!("data/rows.txt"), 60);
}

#[test]
fn names_are_followed_as_python_follows_them() {
    check("names", include_str!("data/corpus_names.txt"), 70);
}

#[test]
fn pytorchs_calls_are_taken_or_refused_with_a_reason() {
    check("PyTorch", include_str!("data/corpus_torch.txt"), 80);
}

#[test]
fn other_frameworks_are_converted_or_named() {
    check("other frameworks", include_str!("data/corpus_frameworks.txt"), 65);
}

#[test]
fn names_in_the_wild_are_followed_as_python_follows_them() {
    check("names in the wild", include_str!("data/wild_names.txt"), 70);
    check("scopes in the wild", include_str!("data/wild_scopes.txt"), 65);
    check("values in the wild", include_str!("data/wild_values.txt"), 55);
}

#[test]
fn pytorchs_calls_in_the_wild_are_taken_or_refused_with_a_reason() {
    check("PyTorch in the wild", include_str!("data/wild_torch.txt"), 75);
    check("loops and optimizers in the wild", include_str!("data/wild_loops.txt"), 50);
}

#[test]
fn what_people_post_is_read_right_or_refused() {
    check("posts", include_str!("data/wild_posts.txt"), 55);
    check("more posts", include_str!("data/wild_steps.txt"), 32);
    check("conditions in posts", include_str!("data/wild_turns.txt"), 31);
    check("frameworks in posts", include_str!("data/wild_places.txt"), 23);
    check("runs in posts", include_str!("data/wild_runs.txt"), 29);
}

#[test]
fn steps_are_counted_where_loops_and_conditions_say_when_they_are_made() {
    check("steps in loops and branches", include_str!("data/wild_pace.txt"), 24);
    check("Lightning", include_str!("data/wild_lightning.txt"), 12);
}

#[test]
fn other_frameworks_in_the_wild_are_converted_or_named() {
    check("other frameworks in the wild", include_str!("data/wild_frameworks.txt"), 70);
    check("configurations in the wild", include_str!("data/wild_configs.txt"), 38);
}

#[test]
fn text_is_read_whatever_it_is_pasted_from() {
    check("forms of text", include_str!("data/wild_forms.txt"), 38);
}

#[test]
fn lengths_in_batches_are_scaled_to_the_pages_epoch() {
    let reading = read("OneCycleLR(o, max_lr=0.01, epochs=30, steps_per_epoch=400)", PAGE);
    let on_page = reading.on_page(&reading.lanes[0], 45);
    let total = on_page.iter().find(|(row, _)| row.id == "total_steps").map(|(_, value)| *value);
    assert_eq!(total, Some(1350.0));
    let alone = read("OneCycleLR(o, max_lr=3e-4, total_steps=12000)", PAGE);
    let on_page = alone.on_page(&alone.lanes[0], 45);
    assert!(on_page.iter().any(|(row, value)| row.id == "total_steps" && *value == 12_000.0));

    let steps = read("MultiStepLR(o, milestones=[1, 2], gamma=0.5)", PAGE);
    let rates = steps.table_rates(&steps.lanes[0], 0.1, 45, 3 * 45);
    assert_eq!((rates[0], rates[44], rates[45], rates[89], rates[90]), (0.1, 0.1, 0.05, 0.05, 0.025));
    let text = "num_batches = 90\nsched = get_inverse_sqrt_schedule(o, num_warmup_steps=90)";
    let roots = read(text, PAGE);
    let rates = roots.table_rates(&roots.lanes[0], 1.0, 45, 90);
    assert_eq!((rates[0], rates[1], rates[45]), (0.0, 2.0 / 90.0, 1.0));
}

#[test]
fn nothing_is_said_of_steps_that_the_text_does_not_show() {
    let loop_of = |step: &str| {
        format!(
            "opt = SGD(p, lr=0.1)\nsched = StepLR(opt, 30)\nfor epoch in range(9):\n    opt.step()\n    {step}\n"
        )
    };
    let says = |step: &str| read(&loop_of(step), PAGE).words().contains("never steps it");
    assert!(says("pass"));
    assert!(!says("sched.step()"));
    assert!(!says("self.schedulers[0].step()"));
    assert!(!says("advance(sched)"));
}

#[test]
fn a_rate_that_a_callback_leaves_alone_is_constant() {
    let reading = read("def f(epoch, lr):\n    return lr\ncb = LearningRateScheduler(f)", PAGE);
    assert_eq!(reading.kinds(), ["constant"]);
}

#[test]
fn the_rate_that_a_callback_begins_with_may_be_an_answer() {
    let reading = read("cb = LearningRateScheduler(lambda epoch, lr: max(lr * 0.5, 0.003))", PAGE);
    let filled = reading.answer("lr", 0.02);
    assert!(filled.asked.is_empty(), "{:?}", filled.asked);
    assert_eq!(filled.values(), [("run.lr".to_owned(), Field::Number(0.02))]);
    let Body::Table { shares, batches: false } = &filled.lanes[0].body else { panic!("a table of epochs") };
    assert_eq!(shares[..4], [0.5, 0.25, 0.15, 0.15]);
}

#[test]
fn an_answer_is_taken_like_the_codes_own_number() {
    let reading =
        read("opt = AdamW(p, lr=args.lr)\nCosineAnnealingLR(opt, T_max=args.epochs - args.warm)", PAGE);
    let filled = reading.answer("args.lr", 0.02).answer("args.epochs", 30.0).answer("args.warm", 5.0);
    assert!(filled.asked.is_empty(), "{:?}", filled.asked);
    let values: BTreeMap<String, Field> = filled.values().into_iter().collect();
    assert_eq!(values["cosine.t_max"], Field::Number(25.0));
    assert_eq!(values["run.lr"], Field::Number(0.02));
    assert_eq!(values["run.epochs"], Field::Number(30.0));
    let mode = read("ReduceLROnPlateau(opt, mode=args.mode)", PAGE);
    assert_eq!(mode.asked[0].choices, ["min", "max"]);
    assert_eq!(mode.answer("args.mode", 1.0).values(), [("plateau.mode".to_owned(), Field::Choice("max"))]);
}

#[test]
fn an_answer_to_what_fit_says_of_an_epoch_is_its_number_of_batches() {
    let before =
        "model.compile(keras.optimizers.Adam(keras.optimizers.schedules.CosineDecay(1e-3, 10000)))\n";
    for (call, name) in [
        ("model.fit(x, epochs=50, steps_per_epoch=args.steps)", "args.steps"),
        ("model.fit(x, epochs=50, steps_per_epoch=len(x) // 32)", "batches per epoch"),
    ] {
        let reading = read(&format!("{before}{call}"), PAGE);
        assert_eq!(reading.asked.len(), 1, "{call}: {:?}", reading.asked);
        let filled = reading.answer(name, 200.0);
        assert!(filled.asked.is_empty(), "{call}: {:?}", filled.asked);
        let values: BTreeMap<String, Field> = filled.values().into_iter().collect();
        assert_eq!(
            (&values["cosine.t_max"], &values["run.batches"]),
            (&Field::Number(50.0), &Field::Number(200.0))
        );
    }
}

#[test]
fn a_note_on_the_run_says_where_it_comes_from_if_that_says_more() {
    let says = |reading: &Reading, note: &str| {
        let words = reading.words();
        assert!(words.lines().any(|line| line == note), "{note}: {words}");
    };
    let keras = read("model.fit(x, epochs=50, steps_per_epoch=200)", PAGE);
    says(&keras, "taken: the run has 50 epochs");
    says(&keras, "taken: an epoch has 200 batches (steps_per_epoch)");
    let cycle = read("OneCycleLR(o, max_lr=0.1, steps_per_epoch=len(train_loader), epochs=30)", PAGE);
    says(&cycle, "taken: the run has 30 epochs");
    let filled = cycle.answer("len(train_loader)", 390.0);
    says(&filled, "taken: an epoch has 390 batches, as answered");
    let step = read("ExponentialDecay(1e-2, decay_steps=400, decay_rate=0.9)", PAGE);
    says(&step.answer("batches per epoch", 200.0), "taken: an epoch has 200 batches, as answered");
    let named = read("n_epochs = 12\nAdamW(p, lr=0.1)", PAGE);
    says(&named, "taken: the run has 12 epochs (n_epochs)");
}

#[test]
fn a_base_rate_that_was_asked_is_the_runs() {
    for text in [
        "s = CosineAnnealingWarmRestarts(opt, T_0=4, eta_min=0.01)\nfor batch in loader:\n    s.step()",
        "param_scheduler = [dict(type='PolyLR', eta_min=0.01, begin=0, end=5, by_epoch=True)]",
    ] {
        let filled = read(text, PAGE).answer("lr", 0.05);
        assert_eq!(filled.values(), [("run.lr".to_owned(), Field::Number(0.05))], "{text}");
    }
}
