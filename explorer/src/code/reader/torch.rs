//! PyTorch's schedulers that are kinds of the page. Their arguments come from the kinds' own pages.

use etalon::Kind;
use etalon::param::{Domain, Unit as Counts};

use super::call::{Call, Said};
use super::names::clip;
use super::note::Verdict;
use super::plan::{Got, KindPlan, Plan};
use super::recognise::Recognised;
use super::unit::Unit;
use super::value::{Leaf, Number, Value};
use super::walk::Walk;
use crate::code::signature::{Argument, Meaning, Signature};
use crate::kinds;
use crate::number::exact;
use crate::race::row::Row;

/// PyTorch's schedulers that core has a kind for.
pub const TABLE: &[Recognised] = &[
    Recognised::new("ExponentialLR", kind),
    Recognised::new("CosineAnnealingLR", kind),
    Recognised::new("CosineAnnealingWarmRestarts", kind),
    Recognised::new("ReduceLROnPlateau", kind),
    Recognised::new("OneCycleLR", kind),
    Recognised::new("StepLR", super::others::step),
    Recognised::new("LinearLR", super::others::linear),
    Recognised::new("PolynomialLR", kind),
];

/// What PyTorch itself refuses: class, argument, and its words.
const REFUSALS: &[(&str, &str, &str)] = &[
    ("CosineAnnealingWarmRestarts", "T_0", "Expected positive integer T_0, but got"),
    ("CosineAnnealingWarmRestarts", "T_mult", "Expected integer T_mult >= 1, but got"),
    ("OneCycleLR", "total_steps", "Expected positive integer total_steps, but got"),
    ("OneCycleLR", "epochs", "Expected positive integer epochs, but got"),
    ("OneCycleLR", "steps_per_epoch", "Expected positive integer steps_per_epoch, but got"),
    ("OneCycleLR", "pct_start", "Expected float between 0 and 1 pct_start, but got"),
];

/// Reads the call of a class whose kind has a page with its signature.
pub fn kind<'a>(walk: &mut Walk<'a>, call: &Call<'a>) -> Value<'a> {
    if call.class() == "ReduceLROnPlateau" && super::keras::is_keras(call) {
        return super::keras::plateau(walk, call);
    }
    let page = Kind::from_torch(call.class()).and_then(kinds::page);
    let Some((page, signature)) = page.and_then(|page| Some((page, page.torch?))) else {
        return walk.refused(call, format!("{}: the page has no such schedule yet", call.class()));
    };
    match take(walk, call, page.kind, signature) {
        Ok(value) => value,
        Err(why) => walk.refused(call, why),
    }
}

fn take<'a>(
    walk: &mut Walk<'a>,
    call: &Call<'a>,
    kind: Kind,
    signature: &'static Signature,
) -> Result<Value<'a>, String> {
    optimizer_first(call)?;
    let mut names = vec!["optimizer"];
    names.extend(signature.arguments.iter().map(|argument| argument.name));
    let said = walk.matched(call, &names)?;
    pytorch_refuses(walk, call.class(), &said)?;
    let mut plan = KindPlan { kind, said: Vec::new(), filled: Vec::new(), warm_up: None };
    for argument in signature.arguments {
        match argument.meaning {
            Meaning::Row(row) => {
                if let Some(got) = row_value(call.class(), &said, argument, row)? {
                    plan.said.push((row, got));
                } else if !argument.required {
                    plan.filled.push((row, row.default));
                }
            }
            Meaning::Nothing { usual, why } => {
                if said.value(argument.name).is_some() && said.source(argument.name) != usual {
                    walk.notes.say(Verdict::LeftOut, format!("{}: {why}", argument.name));
                }
            }
            Meaning::Own => {}
        }
    }
    let page = kinds::page(kind).ok_or("the page has no such schedule yet")?;
    if signature.arguments.iter().any(|argument| argument.meaning == Meaning::Own) {
        length(walk, call.class(), &said, page.lengths, &mut plan)?;
    }
    plan.filled.extend(signature.beyond.iter().copied());
    plan.filled.retain(|(row, _)| !plan.said.iter().any(|(known, _)| known == row));
    let steps = steps(&plan);
    Ok(walk.make(call.class(), Plan::Kind(plan), steps, said.value("optimizer")))
}

/// The first argument is the optimizer.
fn optimizer_first(call: &Call<'_>) -> Result<(), String> {
    let Some(first) = call.placed(0) else { return Ok(()) };
    match first.value {
        Value::Number(_) | Value::Text(_) | Value::Truth(_) => Err(format!(
            "{}: its first argument is the optimizer, got {}",
            call.class(),
            clip(&first.source, 40)
        )),
        _ => Ok(()),
    }
}

/// What PyTorch says of a factor of `LinearLR` that it does not take.
const FACTORS: &[(&str, f64, &str)] = &[
    (
        "start_factor",
        f64::MIN_POSITIVE,
        "Starting multiplicative factor expected to be greater than 0 and less or equal to 1",
    ),
    ("end_factor", 0.0, "Ending multiplicative factor expected to be between 0 and 1"),
];

/// What PyTorch raises is no setting of the page.
fn pytorch_refuses(walk: &mut Walk<'_>, class: &str, said: &Said<'_>) -> Result<(), String> {
    for (name, least, words) in FACTORS.iter().filter(|_| class == "LinearLR") {
        let factor = said.value(name).and_then(Value::as_number);
        if factor.is_some_and(|factor| !factor.answered && !(*least..=1.0).contains(&factor.value)) {
            walk.notes.say(Verdict::Trap, format!("PyTorch refuses {name}={}: {words}", said.source(name)));
            return Err(format!("{class}: PyTorch refuses its {name}"));
        }
    }
    for (known, name, words) in REFUSALS {
        let Some(Value::Number(number)) = said.value(name).filter(|_| *known == class) else { continue };
        let Number { value, whole, answered, .. } = *number;
        let is_fine = answered
            || if *name == "pct_start" {
                !whole && (0.0..=1.0).contains(&value)
            } else {
                whole && value > 0.0
            };
        if !is_fine {
            let written = if whole || value.fract() != 0.0 { exact(value) } else { format!("{value:.1}") };
            walk.notes.say(
                Verdict::Trap,
                format!("PyTorch refuses {name}={}: {words} {written}", said.source(name)),
            );
            return Err(format!("{class}: PyTorch refuses its {name}"));
        }
    }
    Ok(())
}

/// The value of a row, as the argument says it.
fn row_value(class: &str, said: &Said<'_>, argument: &Argument, row: Row) -> Result<Option<Got>, String> {
    let name = argument.name;
    let Some(value) = said.value(name) else {
        return if argument.required { Err(format!("{class}: it needs {name}")) } else { Ok(None) };
    };
    let Domain::Choice(choices) = row.domain else { return said.needed(name).map(Some) };
    let source = clip(said.source(name), 40);
    // PyTorch has the first two choices of every list; what is more is the page's own.
    let choices = choices.get(..2).unwrap_or(choices);
    let place = |text: &str| choices.iter().position(|choice| *choice == text);
    let at = match value {
        Value::Text(text) => place(text),
        Value::Truth(truth) => place(if *truth { "true" } else { "false" }),
        Value::Number(number) if number.answered => Some(number.value as usize),
        Value::Unknown(leaves) => {
            let leaves = leaves.iter().map(|leaf| Leaf { choices, ..leaf.clone() }).collect();
            return Ok(Some(Got::Unknown(leaves)));
        }
        _ => None,
    };
    match at {
        Some(at) => Ok(Some(Got::of(at as f64))),
        None => {
            let choices = choices.join(" or ");
            Err(format!("{class}: {name} must be {choices}, got {source}"))
        }
    }
}

/// A length that may be said as epochs and batches in an epoch.
fn length<'a>(
    walk: &mut Walk<'a>,
    class: &str,
    said: &Said<'a>,
    lengths: &[Row],
    plan: &mut KindPlan,
) -> Result<(), String> {
    let (epochs, batches) = (said.value("epochs"), said.value("steps_per_epoch"));
    let total = lengths
        .first()
        .copied()
        .or_else(|| plan.filled.iter().map(|(row, _)| *row).find(|row| row.id == "total_steps"));
    let Some(row) = total else { return Ok(()) };
    if let Some(epochs) = epochs {
        walk.run.epochs(said.source("epochs"), epochs);
    }
    if let Some(batches) = batches {
        walk.run.batches(said.source("steps_per_epoch"), batches);
    }
    if plan.said.iter().any(|(known, _)| *known == row) {
        if epochs.is_some() || batches.is_some() {
            let text = format!("{class}'s epochs and steps_per_epoch: {} says how long it is", row.label);
            walk.notes.say(Verdict::LeftOut, text);
        }
        return Ok(());
    }
    let (Some(_), Some(_)) = (epochs, batches) else {
        return Err(format!("{class}: it needs {}, or epochs and steps_per_epoch", row.id));
    };
    let got = match (said.needed("epochs")?, said.needed("steps_per_epoch")?) {
        (Got::Number(epochs), Got::Number(batches)) => {
            let value = epochs.value * batches.value;
            Got::Number(Number { value, whole: true, unit: Unit::Batches, answered: false, implied: false })
        }
        (epochs, batches) => {
            let named = |got: &Got, unit: Unit| {
                let of = |leaf: &Leaf| match leaf.unit {
                    Unit::Plain if leaf.direct => Leaf { unit, direct: false, ..leaf.clone() },
                    _ => Leaf { direct: false, ..leaf.clone() },
                };
                got.leaves().iter().map(of).collect::<Vec<_>>()
            };
            let (epochs, batches) = (named(&epochs, Unit::Epochs), named(&batches, Unit::PerEpoch));
            Got::Unknown(epochs.into_iter().chain(batches).collect())
        }
    };
    plan.filled.retain(|(known, _)| *known != row);
    plan.said.push((row, got));
    Ok(())
}

/// What the lengths of a plan count.
#[must_use]
pub fn steps(plan: &KindPlan) -> Unit {
    let lengths = plan.said.iter().filter(|(row, _)| row.unit == Counts::Steps);
    // A multiple of the batches in an epoch is a number of batches.
    let counts = |got: &Got| match got.unit() {
        Unit::PerEpoch => Unit::Batches,
        unit => unit,
    };
    lengths.fold(Unit::Plain, |unit, (_, got)| unit.with(counts(got)))
}
