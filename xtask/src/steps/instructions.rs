//! The instructions, the stack and the flash of one rate on microcontrollers, ours beside a formula by hand with `libm`.

use std::fmt::Write as _;
use std::fs;

use anyhow::{Context, Error, Result, bail, ensure};

use crate::report::Report;
use crate::shell;
use crate::steps::firmware::{self, BOARDS, Board};
use crate::steps::size::{PROFILE, Weight};
use crate::tools::target::{CORTEX_M0, CORTEX_M4F, RV32IMC, Triple};

/// The boards that are counted on.
const COUNTED: [Triple; 3] = [CORTEX_M0, CORTEX_M4F, RV32IMC];
/// The profile that instructions are counted in: optimised for speed.
const SPEED: &str = "counted";
/// Where the table stands.
const README: &str = "core/README.md";
/// What encloses it there.
const MARKERS: (&str, &str) = ("<!-- instructions -->\n", "<!-- /instructions -->");
/// The flash programs, as a row of the table.
const FLASH: &str = "warm_up_cosine: bytes of flash";

/// How many times as much as ours the formula by hand took when this was first measured. The budget is half of it: another
/// compiler counts a little differently, a lost inlining counts much.
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

/// Ours, and the formula by hand.
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

/// What one kind costs in one float.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Line {
    kind: String,
    float: String,
    /// Instructions, or bytes of flash.
    cost: Pair,
    /// Bytes; none for flash.
    stack: Option<Pair>,
}

/// What was measured on one board.
struct Measured {
    board: &'static Board,
    lines: Vec<Line>,
}

/// Counts, and holds the budgets; `--write` puts the table into the crate's README, `--check` compares it with the one there.
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

/// Builds, counts and weighs on one board.
fn measure(board: &Board) -> Result<Vec<Line>> {
    let ready = board.prepare()?;
    let count = ["--profile", SPEED, "-p", "instructions", "--bin", "count"];
    // One nanosecond of the board's time for each instruction.
    let clock = ["--", "-icount", "shift=0"];
    let mut lines = parsed(&ready.run(&[&count[..], &clock].concat())?)?;
    let build = ["build", "--locked", "--quiet", "--profile", PROFILE, "-p", "instructions", "--bins"];
    shell::check(ready.target().on(&mut firmware::cargo(&build)))?;
    // Flash alone: on the RISC-V core what is left of the memory is a section too.
    let flash = |program| Ok::<_, Error>(Weight::of(ready.target(), program)?.flash);
    let start = flash("flash_start")?;
    let more =
        |program| flash(program)?.checked_sub(start).context("a program weighs less than start-up alone");
    let cost = Pair { ours: more("flash_ours")?, by_hand: more("flash_by_hand")? };
    // Less than a schedule can weigh: the compiler has thrown away what was to be weighed.
    ensure!(cost.ours > 512 && cost.by_hand > 512, "was anything linked? {cost:?}");
    lines.push(Line { kind: FLASH.to_owned(), float: "f32".to_owned(), cost, stack: None });
    Ok(lines)
}

/// What `count` prints: a calibration, then a line for each kind and float.
fn parsed(said: &str) -> Result<Vec<Line>> {
    let mut lines = said.lines();
    let first: Vec<&str> = lines.next().unwrap_or_default().split(' ').collect();
    let ["calibration", expected, counted] = first[..] else { bail!("no calibration: {first:?}") };
    let (expected, counted): (u64, u64) = (expected.parse()?, counted.parse()?);
    ensure!(
        expected.abs_diff(counted) * 100 <= expected,
        "a loop of {expected} instructions counts as {counted}: the clock is not to be trusted"
    );
    let parsed: Vec<Line> = lines.map(line).collect::<Result<_>>()?;
    ensure!(!parsed.is_empty(), "nothing was counted");
    Ok(parsed)
}

fn line(text: &str) -> Result<Line> {
    let words: Vec<&str> = text.split(' ').collect();
    let [kind, float, ours, by_hand, our_stack, their_stack] = words[..] else {
        bail!("not a line: {text:?}")
    };
    let pair = |ours: &str, by_hand: &str| -> Result<Pair> {
        Ok(Pair { ours: ours.parse()?, by_hand: by_hand.parse()? })
    };
    let (cost, stack) = (pair(ours, by_hand)?, pair(our_stack, their_stack)?);
    ensure!(cost.ours > 0 && cost.by_hand > 0, "nothing costs nothing: {text:?}");
    Ok(Line { kind: kind.to_owned(), float: float.to_owned(), cost, stack: Some(stack) })
}

/// Whether every ratio is at least half of what it was.
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

/// One Markdown table.
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

/// Ours, by hand, ratio and stack; empty where nothing was measured.
fn cells(line: Option<&Line>) -> String {
    let Some(Line { cost, stack, .. }) = line else { return " | | | |".to_owned() };
    let stack = stack.map_or_else(String::new, |stack| format!("{} / {}", stack.ours, stack.by_hand));
    // A ratio far below 1 needs a second digit.
    let places = if cost.ratio() < 0.5 { 2 } else { 1 };
    let ratio = format!("{:.places$}", cost.ratio());
    format!(" {} | {} | {ratio} | {stack} |", thousands(cost.ours), thousands(cost.by_hand))
}

/// With a comma before each three digits.
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
