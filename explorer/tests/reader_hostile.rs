//! Hostile text: the reader answers or refuses, in linear time, and passes over no call in silence.

use std::time::{Duration, Instant};

use etalon_explorer::code::reader::{Body, MOST_BYTES, Page, Reading, bytes, read};
use etalon_explorer::race::run_settings;

const PAGE: Page = Page { lr: 0.01, epochs: 20.0, batches: 45.0 };

/// A small generator: the tests must be the same everywhere.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(0x1405_7b7e_f767_814f);
        ((self.0 >> 33) as usize) % sides
    }
}

const PIECES: &[&str] = &[
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    ",",
    "=",
    ":",
    ".",
    "'",
    "\"",
    "\"\"\"",
    "\\",
    "\\\n",
    "#",
    "# etalon: ",
    "*",
    "**",
    "-",
    "+=",
    "1e-3",
    "1e999",
    "nan",
    "None",
    "True",
    "len(",
    "class X(",
    "class ",
    "def f(",
    "lambda x: ",
    "for i in ",
    "if ",
    "else:",
    "\n",
    "\n    ",
    "\n\t",
    "ExponentialLR(",
    "OneCycleLR(",
    "SequentialLR(",
    "LambdaLR(",
    "AdamW(",
    "ReduceLROnPlateau(",
    "get_scheduler(",
    "TrainingArguments(",
    "γ",
    "€",
    "\u{0}",
    "\u{202e}",
    "\r\n",
    ";",
    "a, b = 1, 2\n",
    "gamma=",
    "gamma",
    "_",
    "0x",
    "1_",
    "self.",
    "args.",
    "type: StepLR\n",
    "_target_: ",
    "@",
    "->",
    ":=",
    "f'{x}'",
    "%",
    "~",
    "!",
    "import ",
    "from x import ",
    "return ",
    " if ",
    " not ",
    " in ",
    "dict(type='",
    "yield ",
    "await ",
    "global x\n",
    "del x\n",
    "try:\n",
    "with a as b:\n",
    "while x:\n",
];

fn seeds() -> Vec<&'static str> {
    let files = [
        include_str!("data/rows.txt"),
        include_str!("data/corpus_names.txt"),
        include_str!("data/corpus_torch.txt"),
        include_str!("data/corpus_frameworks.txt"),
        include_str!("data/wild_names.txt"),
        include_str!("data/wild_scopes.txt"),
        include_str!("data/wild_loops.txt"),
        include_str!("data/wild_values.txt"),
        include_str!("data/wild_configs.txt"),
        include_str!("data/wild_torch.txt"),
        include_str!("data/wild_frameworks.txt"),
        include_str!("data/wild_forms.txt"),
        include_str!("data/wild_pace.txt"),
        include_str!("data/wild_lightning.txt"),
        include_str!("data/wild_posts.txt"),
        include_str!("data/wild_steps.txt"),
        include_str!("data/wild_turns.txt"),
        include_str!("data/wild_places.txt"),
        include_str!("data/wild_runs.txt"),
    ];
    files.iter().flat_map(|file| file.split("%%%\n")).collect()
}

fn mutated(seeds: &[&str], dice: &mut Dice) -> String {
    let mut text: Vec<char> =
        seeds[dice.roll(seeds.len())].chars().filter(|c| *c != '=' || dice.roll(20) > 0).collect();
    for _ in 0..=dice.roll(12) {
        let at = dice.roll(text.len() + 1);
        match dice.roll(5) {
            0 if dice.roll(4) == 0 => text.truncate(at),
            1 => {
                let until = (at + dice.roll(30)).min(text.len());
                text.drain(at..until);
            }
            2 => {
                let other: Vec<char> = seeds[dice.roll(seeds.len())].chars().collect();
                let from = dice.roll(other.len() + 1);
                let until = (from + dice.roll(60)).min(other.len());
                text.splice(at..at, other[from..until].iter().copied());
            }
            _ => {
                text.splice(at..at, PIECES[dice.roll(PIECES.len())].chars());
            }
        }
    }
    text.into_iter().collect()
}

/// Every value is legal, every note is short, and every call is accounted for.
fn is_sound(text: &str, reading: &Reading) {
    for lane in &reading.lanes {
        for (row, value) in lane.changes() {
            assert!(row.check(value).is_ok(), "{row:?} = {value} of\n{text}");
        }
        if let Body::Table { shares, .. } = &lane.body {
            assert!(shares.iter().all(|share| share.is_finite() && *share >= 0.0), "{text}\n{}", lane.class);
        }
    }
    for (row, value) in reading.run.iter().chain(&reading.run_filled) {
        assert!(
            run_settings::ROWS.iter().any(|known| known.id == row.id) && row.check(*value).is_ok(),
            "{text}"
        );
    }
    let most = reading.notes.iter().map(|note| note.text.chars().count()).max().unwrap_or(0);
    assert!(most < 700, "a note of {most} characters for\n{text}\n{}", reading.words());
    for question in &reading.asked {
        assert!(!question.name.trim().is_empty(), "a question without a name for\n{text}");
    }
}

#[test]
fn mutated_snippets_are_read_without_harm() {
    let (seeds, mut dice) = (seeds(), Dice(11));
    // The whole search is `ETALON_ROUNDS=100000 cargo test -p etalon-explorer --test reader_hostile mutated`, which takes a minute.
    let rounds: usize =
        std::env::var("ETALON_ROUNDS").ok().and_then(|rounds| rounds.parse().ok()).unwrap_or(4_000);
    for _ in 0..rounds {
        let text = mutated(&seeds, &mut dice);
        let reading = read(&text, PAGE);
        is_sound(&text, &reading);
        accounts_for_all(&text, &reading);
        if let Some(question) = reading.asked.first() {
            let answer = [0.0, -1.0, 0.5, 7.0, 1e9, f64::NAN, f64::INFINITY][dice.roll(7)];
            is_sound(&text, &reading.answer(&question.name, answer));
        }
    }
}

#[test]
fn any_bytes_are_read_without_harm() {
    let mut dice = Dice(5);
    for round in 0..1_000 {
        let random: Vec<u8> = (0..dice.roll(200)).map(|_| dice.roll(256) as u8).collect();
        let mut text = bytes::text(&random);
        if round % 2 == 0 {
            text.push_str("\nExponentialLR(optimizer, gamma=0.9)");
        }
        is_sound(&text, &read(&text, PAGE));
    }
}

/// Schedules that a text may call.
#[rustfmt::skip]
const SCHEDULES: &[&str] = &[
    "ExponentialLR", "CosineAnnealingLR", "ReduceLROnPlateau", "OneCycleLR", "StepLR", "LinearLR", "MultiStepLR", "ConstantLR",
    "PolynomialLR", "CosineAnnealingWarmRestarts", "CyclicLR", "SWALR", "LambdaLR", "MultiplicativeLR", "SequentialLR", "ChainedScheduler",
    "get_scheduler", "get_linear_schedule_with_warmup", "get_cosine_schedule_with_warmup", "get_wsd_schedule", "CosineLRScheduler",
    "StepLRScheduler", "PolyLRScheduler", "create_scheduler_v2", "LearningRateScheduler", "ExponentialDecay", "CosineDecay",
    "cosine_decay_schedule", "warmup_cosine_decay_schedule", "join_schedules", "fit_one_cycle", "WarmupLR", "FancyLR", "NoamLR",
];
/// Optimizers that a text may call.
const OPTIMIZERS: &[&str] =
    &["AdamW", "Adam", "SGD", "RMSprop", "Adadelta", "LBFGS", "Lion", "Muon", "Adagrad", "RAdam"];

/// The classes of `known` that `text` calls. `def` and `class` define another one.
fn called<'k>(text: &str, known: &[&'k str]) -> Vec<&'k str> {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let is_call = |name: &&str| {
        text.match_indices(*name).any(|(at, _)| {
            let (before, after) = (&text[..at], &text[at + name.len()..]);
            let begin = before.trim_end_matches(|c: char| c.is_whitespace() || c == '\\');
            let defines = ["def", "class"].iter().any(|word| {
                begin
                    .strip_suffix(word)
                    .is_some_and(|rest| begin.len() < before.len() && !rest.ends_with(is_word))
            });
            after.starts_with('(') && !before.ends_with(is_word) && !defines
        })
    };
    known.iter().copied().filter(is_call).collect()
}

/// Every schedule that the text calls is a lane or named in a note, and so is every optimizer, unless its values are taken or asked
/// for. Neither is anything but the text and what a visitor sees compared.
fn accounts_for_all(text: &str, reading: &Reading) {
    let words = reading.words();
    let is_cut = words.contains(" more of that kind") || words.contains("are too many to read");
    let composed = ["SequentialLR", "ChainedScheduler", "join_schedules", "param_scheduler"];
    for class in called(text, SCHEDULES) {
        let is_lane = reading.lanes.iter().any(|lane| lane.class == class);
        let is_part = reading.lanes.iter().any(|lane| composed.contains(&lane.class.as_str()));
        let is_named = words.contains(class);
        assert!(is_lane || is_part || is_named || is_cut, "{class} is lost in\n{text}\n----\n{words}");
    }
    for class in called(text, OPTIMIZERS) {
        let is_taken = !reading.run.is_empty() || !reading.run_filled.is_empty() || !reading.asked.is_empty();
        assert!(words.contains(class) || is_taken || is_cut, "{class} is lost in\n{text}\n----\n{words}");
    }
}

#[test]
fn the_account_of_calls_can_fail() {
    let text = "opt = AdamW(p, lr=0.1)\nx = StepLR(opt, 3)\ndef NoamLR(a): pass\nclass FancyLR(X): pass\nmyWarmupLR(1)";
    assert_eq!(called(text, SCHEDULES), ["StepLR"]);
    assert_eq!(called(text, OPTIMIZERS), ["AdamW"]);
    let of_another = read("ExponentialLR(optimizer, gamma=0.9)", PAGE);
    assert!(std::panic::catch_unwind(|| accounts_for_all("StepLR(opt, 3)", &of_another)).is_err());
    let empty = read("x = 1", PAGE);
    assert!(std::panic::catch_unwind(|| accounts_for_all("AdamW(p, lr=0.1)", &empty)).is_err());
}

/// A call stands in the kinds, in a question, or in a note.
#[test]
fn no_call_is_passed_over_in_silence() {
    let (seeds, mut dice) = (seeds(), Dice(23));
    let calls = [
        "ExponentialLR(o, gamma=0.5)",
        "CosineAnnealingLR(o, T_max=7)",
        "CyclicLR(o, 1, 2)",
        "FancyLR(o)",
        "Adadelta(p, lr=1)",
    ];
    for _ in 0..1_500 {
        let call = calls[dice.roll(calls.len())];
        let mut text: Vec<char> = seeds[dice.roll(seeds.len())].chars().collect();
        let place = dice.roll(text.len() + 1);
        text.splice(place..place, call.chars());
        let text: String = text.into_iter().collect();
        let reading = read(&text, PAGE);
        let words = reading.words();
        let class = &call[..call.find('(').unwrap_or(call.len())];
        let is_taken = reading.lanes.iter().any(|lane| lane.class.ends_with(class));
        // In the middle of a word it is another name.
        let at = text.find(call).unwrap_or(0);
        let before = text[..at]
            .rfind(|c: char| !c.is_alphanumeric() && c != '_' && c != '.')
            .map_or(0, |end| end + text[end..].chars().next().map_or(1, char::len_utf8));
        let word = &text[before..at];
        let joined = word.ends_with(|c: char| c.is_alphanumeric() || c == '_');
        // `def` and `class` define another one.
        let defines =
            text[..before].trim_end().ends_with("def") || text[..before].trim_end().ends_with("class");
        let joined = joined || defines;
        let is_part = words.contains("Sequential") || words.contains("Chained");
        let is_many = words.contains("and ") && words.contains(" more of that kind");
        assert!(
            is_taken || joined || is_part || is_many || words.contains(class),
            "{class} is lost in\n{text}\n{words}"
        );
    }
}

/// Lines that grow when they are repeated: nesting, doubling, many names, many calls. `%` is the line's number.
const LINES: &[&str] = &[
    "a = a + 1\n",
    "x = [x, x]\n",
    "x = x + x + [1]\n",
    "x = [x]\n",
    "d = {\"a\": d, **d}\n",
    "def f(x):\n  y = g(x)\n",
    "def f%(a): g%(a)\n",
    "if x:\n  a = 1\nelse:\n  a = 2\n",
    "class A:\n  b = 1\n  def __init__(self, q=1):\n    self.a = 1\n  def g(self):\n    self.c = A()\n",
    "LambdaLR(o, lambda e: 0.9 ** e)\n",
    "cfg.a% = 1\ncfg = 2\n",
    "# ExponentialLR(o)\n",
    "- type: StepLR\n  step_size: 3\n",
    "f(g(h(1)))\n",
    "f(a for b in c), ",
    "for i in range(3):\n  for j in x:\n    a% = b\n",
    "opt% = AdamW(p, lr=0.1)\n",
    "Foo%LR(o)\n",
    "ExponentialLR(o, args.g%)\n",
];

/// As many lines as fit into `bytes`.
fn repeated(line: &str, bytes: usize) -> String {
    let mut text = String::new();
    let mut number = 0_u32;
    loop {
        let next = line.replace('%', &number.to_string());
        if text.len() + next.len() > bytes {
            return text;
        }
        text.push_str(&next);
        number += 1;
    }
}

#[test]
fn long_texts_are_read_in_linear_time_or_refused() {
    for piece in PIECES.iter().chain(LINES) {
        let (short, long) = (repeated(piece, 5_000), repeated(piece, 20_000));
        let time = |text: &str| {
            let begun = Instant::now();
            let reading = read(text, PAGE);
            is_sound("a repeated piece", &reading);
            assert!(reading.notes.len() < 700);
            begun.elapsed()
        };
        // Four times the text takes four times as long, and sixteen times by a square law. A busy machine gets another try.
        let is_linear = || {
            let (short, long) = (time(&short), time(&long));
            long < short * 10 || long < Duration::from_millis(300)
        };
        assert!((0..3).any(|_| is_linear()), "{piece:?} takes more than its share of time");
    }
    let all = seeds().join("\n");
    let reading = read(&all.repeat(4), PAGE);
    is_sound("the corpus again and again", &reading);
    let refused = read(&"x".repeat(MOST_BYTES + 1), PAGE);
    assert!(refused.lanes.is_empty() && refused.words().contains("at most"), "{}", refused.words());
}

#[test]
fn deep_nesting_ends_somewhere() {
    let blocks: String = (0..600).map(|depth| format!("{}if x{depth}:\n", " ".repeat(depth))).collect();
    let brackets = ["(", "[", "{", "f(", "lambda x: ", "-", "not ", "x if y else ", "x ** "];
    for text in brackets.iter().map(|piece| piece.repeat(5_000)).chain([blocks]) {
        is_sound("deep nesting", &read(&text, PAGE));
        let with = [&text, "\nExponentialLR(o, 0.9)\n"].concat();
        assert!(read(&with, PAGE).words().contains("ExponentialLR"));
    }
}
