//! Counts the instructions, stack and flash of one rate on microcontrollers, for our schedules and for formulas by hand with
//! `libm`.

use std::fmt::Write as _;
use std::fs;

use anyhow::{Context, Error, Result, bail, ensure};

use crate::report::Report;
use crate::shell;
use crate::steps::firmware::{self, BOARDS, Board};
use crate::steps::size::{PROFILE, Weight};
use crate::tools::target::{CORTEX_M0, CORTEX_M4F, RV32IMC, Triple};

/// The boards on which instructions are counted.
const COUNTED: [Triple; 3] = [CORTEX_M0, CORTEX_M4F, RV32IMC];
/// The profile in which instructions are counted: optimised for speed.
const SPEED: &str = "counted";
/// The file that contains the table.
const README: &str = "core/README.md";
/// The markers around the table.
const MARKERS: (&str, &str) = ("<!-- instructions -->\n", "<!-- /instructions -->");
/// The row of the table for the flash programs.
const FLASH: &str = "warm_up_cosine: bytes of flash";

/// The ratio of the formula by hand to ours, as first measured. The budget is half of it: another compiler changes the ratio a
/// little, and a lost inlining changes it a lot.
const MEASURED: [(Triple, &str, &str, f64); 15] = [
    (COUNTED[0], "exponential", "f32", 20.0),
    (COUNTED[0], "cosine", "f32", 6.8),
    (COUNTED[0], "exponential", "f64", 11.0),
    (COUNTED[0], "cosine", "f64", 3.0),
    (COUNTED[0], FLASH, "f32", 6.9),
    (COUNTED[1], "exponential", "f32", 3.8),
    (COUNTED[1], "cosine", "f32", 11.8),
    (COUNTED[1], "exponential", "f64", 48.0),
    (COUNTED[1], "cosine", "f64", 9.5),
    (COUNTED[1], FLASH, "f32", 11.8),
    (COUNTED[2], "exponential", "f32", 64.0),
    (COUNTED[2], "cosine", "f32", 11.7),
    (COUNTED[2], "exponential", "f64", 33.0),
    (COUNTED[2], "cosine", "f64", 7.2),
    (COUNTED[2], FLASH, "f32", 13.2),
];

/// The cost of ours, and of the formula by hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Pair {
    ours: u64,
    by_hand: u64,
}

impl Pair {
    fn ratio(self) -> f64 {
        self.by_hand as f64 / self.ours.max(1) as f64
    }
}

/// The cost of one kind in one type of float.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Line {
    kind: String,
    float: String,
    /// Instructions, or bytes of flash.
    cost: Pair,
    /// The stack in bytes. The flash row has none.
    stack: Option<Pair>,
}

/// The measurements on one board.
struct Measured {
    board: &'static Board,
    lines: Vec<Line>,
}

/// Counts and checks the budgets. `--write` writes the table into the crate's README. `--check` compares it with the table there.
pub fn run(report: &mut Report, arguments: &[String]) -> Result<()> {
    let mut all = Vec::new();
    for board in BOARDS.iter().filter(|board| COUNTED.contains(&board.triple)) {
        let result = measure(board).and_then(|lines| {
            let kept = within(board, &lines);
            all.push(Measured { board, lines });
            kept
        });
        report.count(&format!("instructions on {}", board.core), result);
    }
    let table = table(&all);
    if !all.is_empty() {
        report.notes.push(format!("instructions of one rate\n{table}"));
    }
    let has = |flag: &str| arguments.iter().any(|argument| argument == flag);
    if has("--write") || has("--check") {
        ensure!(all.len() == COUNTED.len(), "the table needs every board");
        let old = fs::read_to_string(shell::path(README)).context(README)?;
        let new = replaced(&old, &table)?;
        if has("--write") {
            fs::write(shell::path(README), new).context(README)?;
        } else {
            report.count("the table in the README", same(&old, &new));
        }
    }
    Ok(())
}

fn same(old: &str, new: &str) -> Result<()> {
    ensure!(old == new, "{README} has other figures: `cargo xtask instructions --write` writes new ones");
    Ok(())
}

/// Builds the programs for one board, counts instructions and measures flash.
fn measure(board: &Board) -> Result<Vec<Line>> {
    let ready = board.prepare()?;
    let count = ["--profile", SPEED, "-p", "instructions", "--bin", "count"];
    // With this clock each instruction takes one nanosecond of the board's time.
    let clock = ["--", "-icount", "shift=0"];
    let mut lines = parsed(&ready.run(&[&count[..], &clock].concat())?)?;
    let build = ["build", "--locked", "--quiet", "--profile", PROFILE, "-p", "instructions", "--bins"];
    shell::check(ready.target().on(&mut firmware::cargo(&build)))?;
    // Only flash is used: on the RISC-V core the unused memory is a section too.
    let flash = |program| Ok::<_, Error>(Weight::of(ready.target(), program)?.flash);
    let start = flash("flash_start")?;
    let more =
        |program| flash(program)?.checked_sub(start).context("a program weighs less than start-up alone");
    let cost = Pair { ours: more("flash_ours")?, by_hand: more("flash_by_hand")? };
    // A schedule cannot be smaller than this. If it is, the compiler has removed the code that was to be measured.
    ensure!(cost.ours > 512 && cost.by_hand > 512, "the program was not linked in full: {cost:?}");
    lines.push(Line { kind: FLASH.to_owned(), float: "f32".to_owned(), cost, stack: None });
    Ok(lines)
}

/// Reads the output of `count`: a calibration, then a line for each kind and type of float.
fn parsed(said: &str) -> Result<Vec<Line>> {
    let mut lines = said.lines();
    let first: Vec<&str> = lines.next().unwrap_or_default().split(' ').collect();
    let ["calibration", expected, counted] = first[..] else { bail!("no calibration: {first:?}") };
    let (expected, counted): (u64, u64) = (expected.parse()?, counted.parse()?);
    ensure!(
        expected.abs_diff(counted) * 100 <= expected,
        "a loop of {expected} instructions counts as {counted}: the clock cannot be trusted"
    );
    let parsed: Vec<Line> = lines.map(line).collect::<Result<_>>()?;
    ensure!(!parsed.is_empty(), "nothing was counted");
    Ok(parsed)
}

fn line(text: &str) -> Result<Line> {
    let words: Vec<&str> = text.split(' ').collect();
    let [kind, float, ours, by_hand, our_stack, their_stack] = words[..] else {
        bail!("a line cannot be read: {text:?}")
    };
    let pair = |ours: &str, by_hand: &str| -> Result<Pair> {
        Ok(Pair { ours: ours.parse()?, by_hand: by_hand.parse()? })
    };
    let (cost, stack) = (pair(ours, by_hand)?, pair(our_stack, their_stack)?);
    ensure!(cost.ours > 0 && cost.by_hand > 0, "a cost is 0: {text:?}");
    Ok(Line { kind: kind.to_owned(), float: float.to_owned(), cost, stack: Some(stack) })
}

/// Whether every ratio is at least half of the first measurement.
fn within(board: &Board, lines: &[Line]) -> Result<()> {
    let mut broken = String::new();
    for (triple, kind, float, measured) in MEASURED {
        if triple != board.triple {
            continue;
        }
        let line = lines.iter().find(|line| line.kind == kind && line.float == float);
        let ratio = line.with_context(|| format!("no line for {kind} in {float}"))?.cost.ratio();
        if ratio < measured / 2.0 {
            writeln!(broken, "{kind} in {float}: libm / ours is {ratio:.1}, was {measured:.1}")?;
        }
    }
    ensure!(broken.is_empty(), "{broken}");
    Ok(())
}

/// The measurements as one Markdown table.
fn table(all: &[Measured]) -> String {
    let half = "ours | `libm` | ratio | stack";
    let mut rows = vec![
        format!("| processor | instructions for | `f32`: {half} | `f64`: {half} |"),
        format!("|---|---{}|", "|---:".repeat(8)),
    ];
    for Measured { board, lines } in all {
        for line in lines.iter().filter(|line| line.float == "f32") {
            let twin = lines.iter().find(|twin| twin.kind == line.kind && twin.float == "f64");
            let cells = cells(Some(line)) + &cells(twin);
            rows.push(format!("| {} | {} |{cells}", board.core, line.kind.replace('_', " ")));
        }
    }
    rows.join("\n") + "\n"
}

/// The cells of ours, by hand, ratio and stack. They are empty if nothing was measured.
fn cells(line: Option<&Line>) -> String {
    let Some(Line { cost, stack, .. }) = line else { return " | | | |".to_owned() };
    let stack = stack.map_or_else(String::new, |stack| format!("{} / {}", stack.ours, stack.by_hand));
    // A ratio far below 1 needs a second digit.
    let places = if cost.ratio() < 0.5 { 2 } else { 1 };
    let ratio = format!("{:.places$}", cost.ratio());
    format!(" {} | {} | {ratio} | {stack} |", thousands(cost.ours), thousands(cost.by_hand))
}

/// The number with a comma before each group of three digits.
fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// The README with this table between the markers.
fn replaced(readme: &str, table: &str) -> Result<String> {
    let parts = readme
        .split_once(MARKERS.0)
        .and_then(|(before, rest)| rest.split_once(MARKERS.1).map(|(_, after)| (before, after)));
    let (before, after) =
        parts.with_context(|| format!("{README} has no lines `{}` and `{}`", MARKERS.0.trim(), MARKERS.1))?;
    Ok([before, MARKERS.0, table, MARKERS.1, after].concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAID: &str = "calibration 1000 1004\ncosine f32 600 4500 124 228\ncosine f64 2800 9000 220 364\n";

    #[test]
    fn reads_what_the_program_prints() {
        let lines = parsed(SAID).expect("two lines");
        assert_eq!(lines.len(), 2);
        assert_eq!(lines[0].cost, Pair { ours: 600, by_hand: 4500 });
        assert_eq!(lines[1].stack, Some(Pair { ours: 220, by_hand: 364 }));
        assert!(parsed("calibration 1000 1011\ncosine f32 600 4500 124 228").is_err());
        assert!(parsed("calibration 1000 1000\n").is_err());
        assert!(parsed("calibration 1000 1000\ncosine f32 0 4500 124 228").is_err());
    }

    #[test]
    fn half_of_a_ratio_is_enough_and_less_is_not() {
        let board = BOARDS.iter().find(|board| board.triple == COUNTED[2]).expect("a board");
        let lines = |cosine: u64| -> Vec<Line> {
            [
                ("exponential", "f32", 34),
                ("cosine", "f32", cosine),
                ("exponential", "f64", 17),
                ("cosine", "f64", 4),
                (FLASH, "f32", 7),
            ]
            .map(|(kind, float, by_hand)| Line {
                kind: kind.to_owned(),
                float: float.to_owned(),
                cost: Pair { ours: 1, by_hand },
                stack: None,
            })
            .to_vec()
        };
        assert!(within(board, &lines(6)).is_ok());
        assert!(within(board, &lines(5)).is_err());
        assert!(within(board, &[]).is_err());
    }

    #[test]
    fn writes_the_table_between_its_markers_only() {
        let readme = "a\n<!-- instructions -->\nold\n<!-- /instructions -->\nb\n";
        let new = replaced(readme, "new\n").expect("markers");
        assert_eq!(new, "a\n<!-- instructions -->\nnew\n<!-- /instructions -->\nb\n");
        assert!(replaced("a\n", "new\n").is_err());
        assert_eq!((thousands(999), thousands(10_059)), ("999".to_owned(), "10,059".to_owned()));
        let all = [Measured { board: &BOARDS[0], lines: parsed(SAID).expect("two lines") }];
        assert!(table(&all).ends_with(
            "| Cortex-M0 | cosine | 600 | 4,500 | 7.5 | 124 / 228 | 2,800 | 9,000 | 3.2 | 220 / 364 |\n"
        ));
    }
}
