//! What the schedules weigh on a microcontroller: flash, static memory and stack, alone and together.

use std::collections::BTreeMap;
use std::fs;

use anyhow::{Context, Result, bail, ensure};
use object::{Object, ObjectSection, SectionKind};

use crate::report::Report;
use crate::shell;
use crate::steps::firmware::{self, BOARDS, Board};
use crate::tools::target::{self, Target, Triple};

/// The profile of a small device: optimised for size.
const PROFILE: &str = "small";
/// What is weighed, each beside start-up code alone.
const ALONE: [&str; 4] = ["exponential", "cosine", "plateau", "one_cycle"];

/// What all four schedules in `f32`, constructors included, may cost.
struct Budget {
    triple: Triple,
    /// With settings that are written in the program, as most are.
    fixed: u64,
    /// With settings that come from outside: every setting is checked, and every mode is there.
    open: u64,
    /// The worst stack of any of them, with the schedule itself on it.
    stack: u64,
}

const BUDGETS: [Budget; 2] = [
    Budget { triple: target::CORTEX_M0, fixed: 8 * 1024, open: 8 * 1024, stack: 1024 },
    Budget { triple: target::CORTEX_M4F, fixed: 4 * 1024, open: 5 * 1024 + 512, stack: 1024 },
];

/// Whether the schedules are weighed on this target.
pub fn is_weighed(triple: Triple) -> bool {
    BUDGETS.iter().any(|budget| budget.triple == triple)
}

/// What a program takes of a device.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Weight {
    flash: u64,
    memory: u64,
}

pub fn run(report: &mut Report, _: &[String]) -> Result<()> {
    for budget in &BUDGETS {
        let board = BOARDS
            .iter()
            .find(|board| board.triple == budget.triple)
            .with_context(|| format!("no board runs {}", budget.triple))?;
        weigh(report, board, budget)?;
        let measured = stack(board, budget);
        report.notes.extend(measured.as_ref().ok().cloned());
        report.count(&format!("stack on {}", board.core), measured.map(|_| ()));
    }
    Ok(())
}

/// Builds the programs and compares what they weigh with what is allowed.
fn weigh(report: &mut Report, board: &Board, budget: &Budget) -> Result<()> {
    let name = format!("flash and memory on {}", board.core);
    let built = board.triple.prepare("the schedules are weighed on it").and_then(|target| {
        let common = ["build", "--locked", "--quiet", "--profile", PROFILE, "-p", "size", "--bins"];
        shell::check(target.on(&mut firmware::cargo(&common)))?;
        Ok(target)
    });
    let target = match built {
        Ok(target) => target,
        Err(error) => {
            report.count(&name, Err(error));
            return Ok(());
        }
    };
    let nothing = weight(&target, "nothing")?;
    let alone = |program: &str| -> Result<Weight> {
        let whole = weight(&target, program)?;
        let more = |with: u64, without: u64| {
            with.checked_sub(without).with_context(|| format!("{program} weighs less than nothing"))
        };
        Ok(Weight { flash: more(whole.flash, nothing.flash)?, memory: more(whole.memory, nothing.memory)? })
    };
    let mut parts = Vec::new();
    for program in ALONE {
        parts.push(format!("{program} {} B", alone(program)?.flash));
    }
    let (fixed, all) = (alone("fixed")?, alone("all")?);
    report.notes.push(format!(
        "{} ({}): all four {} B of flash with fixed settings, {} B with open ones; {} B of static memory; alone {}",
        board.core,
        board.triple,
        fixed.flash,
        all.flash,
        all.memory.max(fixed.memory),
        parts.join(", ")
    ));
    report.count(&name, within(fixed, budget.fixed).and_then(|()| within(all, budget.open)));
    Ok(())
}

fn within(all: Weight, flash: u64) -> Result<()> {
    ensure!(all.flash <= flash, "{} B of flash, {flash} are allowed", all.flash);
    ensure!(all.memory == 0, "{} B of static memory, none is allowed", all.memory);
    // A schedule weighs more than that: otherwise the compiler has removed it.
    ensure!(all.flash > 1024, "{} B of flash: was anything linked?", all.flash);
    Ok(())
}

fn weight(target: &Target, program: &str) -> Result<Weight> {
    let file = target.inside(&shell::path("firmware/target")).join(PROFILE).join(program);
    let bytes = fs::read(&file).with_context(|| file.display().to_string())?;
    let elf = object::File::parse(&*bytes)?;
    let mut weight = Weight { flash: 0, memory: 0 };
    for section in elf.sections() {
        let size = section.size();
        match section.kind() {
            SectionKind::Text | SectionKind::ReadOnlyData => weight.flash += size,
            // Initial values lie in flash, and are copied to memory.
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

/// Measures the stack under QEMU. Returns a line of figures.
fn stack(board: &Board, budget: &Budget) -> Result<String> {
    let said = board.prepare()?.run(&["--profile", PROFILE, "-p", "size", "--bin", "stack"])?;
    let used = figures(&said)?;
    for name in ALONE {
        let bytes = *used.get(name).with_context(|| format!("no figure for {name}"))?;
        ensure!(bytes > 16, "{name} uses {bytes} B of stack: was anything measured?");
        ensure!(bytes <= budget.stack, "{name} uses {bytes} B of stack, {} are allowed", budget.stack);
    }
    let list: Vec<String> = used.iter().map(|(name, bytes)| format!("{name} {bytes} B")).collect();
    Ok(format!("{}: worst stack {}", board.core, list.join(", ")))
}

/// Lines of a name and a number.
fn figures(said: &str) -> Result<BTreeMap<&str, u64>> {
    said.lines()
        .map(|line| match line.split_once(' ') {
            Some((name, number)) => Ok((name, number.parse()?)),
            None => bail!("not a figure: {line:?}"),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_than_is_allowed_fails() {
        let weight = |flash, memory| Weight { flash, memory };
        assert!(within(weight(4096, 0), 4096).is_ok());
        assert!(within(weight(4097, 0), 4096).is_err());
        assert!(within(weight(4096, 4), 4096).is_err());
        assert!(within(weight(0, 0), 4096).is_err());
    }

    #[test]
    fn reads_figures() {
        assert_eq!(figures("a 1\nb 22\n").expect("two figures"), BTreeMap::from([("a", 1), ("b", 22)]));
        assert!(figures("a").is_err());
    }
}
