//! Converts the arguments of a recorded run to our settings, for any kind, and builds the schedule from them.

use std::fmt;

use etalon::param::{Domain, ParamSpec, Unit};
use etalon::{Built, ParamError, SetError, Settings};

use super::vectors::Case;

/// Says in one sentence why our crate builds no schedule from the arguments of a recorded run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal(pub String);

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<ParamError> for Refusal {
    fn from(error: ParamError) -> Self {
        Self(error.to_string())
    }
}

impl From<SetError<'_>> for Refusal {
    fn from(error: SetError<'_>) -> Self {
        Self(error.to_string())
    }
}

/// The schedule or the rule of `case`, and its settings.
///
/// # Errors
/// Arguments that our kind refuses.
pub fn build(case: &Case) -> Result<(Settings, Built<f64>), Refusal> {
    let settings = settings(case)?;
    Ok((settings, settings.build()?))
}

/// PyTorch's arguments as settings of the kind.
fn settings(case: &Case) -> Result<Settings, Refusal> {
    let kind = case.subject.kind;
    let mut settings = Settings::new(kind);
    if kind.param("lr").is_some() {
        settings.set("lr", case.opt_lr)?;
    }
    for row in kind.params() {
        if case.params.has(row.id) {
            set(&mut settings, row, case)?;
        }
    }
    // As in PyTorch, `total_steps` decides if all three are given.
    let total_steps = kind.param("total_steps").filter(|row| !case.params.has(row.id));
    let product = case.params.number("epochs").zip(case.params.number("steps_per_epoch"));
    if let Some((total_steps, (epochs, batches))) = total_steps.zip(product) {
        length("epochs").check(epochs)?;
        length("steps_per_epoch").check(batches)?;
        settings.set(total_steps.id, epochs * batches)?;
    }
    Ok(settings)
}

fn set(settings: &mut Settings, row: &ParamSpec, case: &Case) -> Result<(), Refusal> {
    match row.domain {
        Domain::Counts { .. } => {
            let numbers = case.params.list(row.id).unwrap_or_default();
            for number in &numbers {
                row.check(*number)?;
            }
            let numbers: Vec<u32> = numbers.into_iter().map(|number| number as u32).collect();
            settings.set_list(row.id, &numbers)?;
        }
        Domain::Choice(_) => settings.set_text(row.id, &case.params.word(row.id).unwrap_or_default())?,
        // Real numbers, counts, and everything else that is written as a number.
        _ => settings.set(row.id, case.params.number(row.id).unwrap_or(f64::NAN))?,
    }
    Ok(())
}

/// A length that PyTorch's class has and our kind does not. The product of two such lengths is a parameter of our kind.
const fn length(id: &'static str) -> ParamSpec {
    ParamSpec::new(id, id, Unit::Steps, Domain::Count { min: 1, max: u32::MAX }, 1.0, "")
}
