//! Measures the kinds on a microcontroller: flash, static memory and stack, alone and together.

use std::fs;

use anyhow::{Context, Result, bail, ensure};
use object::{Object, ObjectSection, SectionKind};

use crate::report::Report;
use crate::shell::{self, output};
use crate::steps::firmware::{self, BOARDS, Board};
use crate::tools::target::{self, Target, Triple};

/// The profile of a small device: optimised for size.
pub const PROFILE: &str = "small";
/// The kinds that are measured together are those of the first release, so that the sum stays comparable. Every kind is also
/// measured alone.
const TOGETHER: &str = "exponential,cosine,plateau,one_cycle";

/// The budget of a device for the kinds that are measured together, in `f32`.
struct Budget {
    triple: Triple,
    /// The flash with settings that are written in the program, as most settings are.
    fixed: u64,
    /// The flash with settings that come from outside. Then every setting is checked, and every mode is included.
    open: u64,
    /// The worst stack of any kind, including the schedule itself.
    stack: u64,
}

const BUDGETS: [Budget; 2] = [
    Budget { triple: target::CORTEX_M0, fixed: 8 * 1024, open: 8 * 1024, stack: 1024 },
    Budget { triple: target::CORTEX_M4F, fixed: 4 * 1024, open: 5 * 1024 + 512, stack: 1024 },
];

/// Whether the kinds are measured on this target.
pub fn is_weighed(triple: Triple) -> bool {
    BUDGETS.iter().any(|budget| budget.triple == triple)
}

/// The limits of a kind, from its subject in `core/proof`.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Limits {
    id: String,
    /// The flash with settings that come from outside, in the order of [`BUDGETS`].
    flash: [u64; BUDGETS.len()],
    stack: u64,
}

/// The memory that a program takes on a device.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Weight {
    /// Code, constants, and the initial values of memory.
    pub flash: u64,
    /// Static memory.
    pub memory: u64,
}

pub fn run(report: &mut Report, _: &[String]) -> Result<()> {
    let arguments = ["run", "--locked", "--release", "--quiet", "-p", "etalon-digest", "--bin", "limits"];
    let kinds = limits(&output(&mut firmware::cargo(&arguments))?)?;
    for (at, budget) in BUDGETS.iter().enumerate() {
        let board = BOARDS
            .iter()
            .find(|board| board.triple == budget.triple)
            .with_context(|| format!("no board runs {}", budget.triple))?;
        match board.triple.prepare("the kinds are weighed on it") {
            Ok(target) => weigh(report, board, &target, budget, at, &kinds)?,
            Err(error) => report.count(&format!("flash and memory on {}", board.core), Err(error)),
        }
        let measured = stack(board, budget, &kinds);
        report.notes.extend(measured.as_ref().ok().cloned());
        report.count(&format!("stack on {}", board.core), measured.map(|_| ()));
    }
    Ok(())
}

/// Builds the programs and compares their sizes with the budgets.
fn weigh(
    report: &mut Report,
    board: &Board,
    target: &Target,
    budget: &Budget,
    at: usize,
    kinds: &[Limits],
) -> Result<()> {
    let nothing = whole(target, "", "open")?;
    let beyond = |kinds: &str, settings: &str| whole(target, kinds, settings)?.beyond(nothing);
    let mut alone = Vec::new();
    for Limits { id, flash, .. } in kinds {
        let weight = beyond(id, "open")?;
        alone.push(format!("{id} {} B", weight.flash));
        report.count(&format!("{id} on {}", board.core), weight.within(flash[at]));
    }
    let (fixed, open) = (beyond(TOGETHER, "fixed")?, beyond(TOGETHER, "open")?);
    report.notes.push(format!(
        "{} ({}): {TOGETHER} together {} B of flash with fixed settings, {} B with open ones; {} B of static memory; alone {}",
        board.core,
        board.triple,
        fixed.flash,
        open.flash,
        open.memory.max(fixed.memory),
        alone.join(", ")
    ));
    let name = format!("flash and memory on {}", board.core);
    report.count(&name, fixed.within(budget.fixed).and_then(|()| open.within(budget.open)));
    Ok(())
}

/// The size of a program with these kinds, including start-up.
fn whole(target: &Target, kinds: &str, settings: &str) -> Result<Weight> {
    let build = ["build", "--locked", "--quiet", "--profile", PROFILE, "-p", "size", "--bin", "weigh"];
    let mut cargo = firmware::cargo(&build);
    shell::check(target.on(cargo.env("ETALON_KINDS", kinds).env("ETALON_SETTINGS", settings)))?;
    Weight::of(target, "weigh")
}

impl Weight {
    /// The size of a program that was built with the profile [`PROFILE`].
    pub fn of(target: &Target, program: &str) -> Result<Self> {
        let file = target.inside(&shell::path("firmware/target")).join(PROFILE).join(program);
        let bytes = fs::read(&file).with_context(|| file.display().to_string())?;
        let elf = object::File::parse(&*bytes)?;
        let mut weight = Self { flash: 0, memory: 0 };
        for section in elf.sections() {
            let size = section.size();
            match section.kind() {
                SectionKind::Text | SectionKind::ReadOnlyData => weight.flash += size,
                // Initial values are in flash and are copied to memory.
                SectionKind::Data => {
                    weight.flash += size;
                    weight.memory += size;
                }
                SectionKind::UninitializedData => weight.memory += size,
                _ => {}
            }
        }
        ensure!(weight.flash > 0, "{program} has no code");
        Ok(weight)
    }

    /// The size beyond start-up alone.
    pub fn beyond(self, start: Self) -> Result<Self> {
        let more = |with: u64, without: u64| {
            with.checked_sub(without).context("a program weighs less than start-up alone")
        };
        Ok(Self { flash: more(self.flash, start.flash)?, memory: more(self.memory, start.memory)? })
    }

    fn within(self, flash: u64) -> Result<()> {
        ensure!(self.flash <= flash, "{} B of flash, {flash} are allowed", self.flash);
        ensure!(self.memory == 0, "{} B of static memory, none is allowed", self.memory);
        // A kind is larger than this. If it is not, the compiler has removed it.
        ensure!(self.flash > 128, "{} B of flash: the kind was not linked", self.flash);
        Ok(())
    }
}

/// Measures the stack under QEMU. Returns a line of figures.
fn stack(board: &Board, budget: &Budget, kinds: &[Limits]) -> Result<String> {
    let said = board.prepare()?.run(&["--profile", PROFILE, "-p", "size", "--bin", "stack"])?;
    let mut list = Vec::new();
    for (line, Limits { id, stack, .. }) in said.lines().zip(kinds) {
        let bytes = line.strip_prefix(id.as_str()).with_context(|| format!("{line:?} is not about {id}"))?;
        let (bytes, most) = (bytes.trim().parse::<u64>()?, budget.stack.min(*stack));
        ensure!(bytes > 16, "{id} uses {bytes} B of stack: the stack was not measured");
        ensure!(bytes <= most, "{id} uses {bytes} B of stack, {most} are allowed");
        list.push(format!("{id} {bytes} B"));
    }
    ensure!(list.len() == kinds.len(), "{} kinds of {} were measured", list.len(), kinds.len());
    Ok(format!("{}: worst stack {}", board.core, list.join(", ")))
}

/// Reads lines with a kind, its flash on each target, and its stack.
fn limits(said: &str) -> Result<Vec<Limits>> {
    let kinds: Vec<Limits> = said
        .lines()
        .map(|line| match line.split_whitespace().collect::<Vec<_>>()[..] {
            [id, m0, m4f, stack] => {
                Ok(Limits { id: id.to_owned(), flash: [m0.parse()?, m4f.parse()?], stack: stack.parse()? })
            }
            _ => bail!("not the limits of a kind: {line:?}"),
        })
        .collect::<Result<_>>()?;
    ensure!(!kinds.is_empty(), "there is no kind");
    Ok(kinds)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_than_is_allowed_fails() {
        let weight = |flash, memory| Weight { flash, memory };
        assert!(weight(4096, 0).within(4096).is_ok());
        assert!(weight(4097, 0).within(4096).is_err());
        assert!(weight(4096, 4).within(4096).is_err());
        assert!(weight(0, 0).within(4096).is_err());
        assert_eq!(weight(10, 3).beyond(weight(4, 3)).expect("it is more"), weight(6, 0));
        assert!(weight(4, 0).beyond(weight(5, 0)).is_err());
    }

    #[test]
    fn reads_limits() {
        let expected = [Limits { id: "a".to_owned(), flash: [1, 22], stack: 333 }];
        assert_eq!(limits("a 1 22 333\n").expect("one kind"), expected);
        assert!(limits("a 1 22").is_err());
        assert!(limits("").is_err());
    }
}
