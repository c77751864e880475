//! Checks the constructors: every accepted value is legal, and every refused value is refused for a true reason.

use arbitrary::{Result, Unstructured};
use etalon::param::{Domain, ParamSpec};
use etalon::{ConstantLr, OneCycle, ParamError, Real, Reason, Schedule, SetError, Settings, WarmUp};

use crate::{Value, count, number, subject, value};

/// Sets values of a kind and builds the schedule.
pub fn run(data: &[u8]) {
    let mut u = Unstructured::new(data);
    // If there are too few bytes, the case is skipped.
    let _ = dynamic(&mut u).and_then(|()| composed(&mut u)).and_then(|()| epochs(&mut u));
}

/// Settings accept exactly the values in the row's domain, and a refused value changes nothing.
fn dynamic(u: &mut Unstructured<'_>) -> Result<()> {
    let kind = subject(u)?.kind;
    let mut settings = if u.arbitrary()? { Settings::new(kind) } else { Settings::suggested(kind) };
    for row in kind.params() {
        if u.arbitrary::<u8>()? < 16 {
            continue;
        }
        let (value, before) = (value(u, row)?, settings);
        let set = match &value {
            Value::Number(number) => settings.set(row.id, *number),
            Value::List(numbers) => settings.set_list(row.id, numbers),
        };
        assert_eq!(set.is_ok(), value.is_legal(row), "{}: {value:?} gives {set:?}", row.id);
        match (set, &value) {
            (Ok(()), Value::Number(number)) => {
                assert_eq!(settings.get(row.id).map(f64::to_bits), Some(number.to_bits()));
            }
            (Ok(()), Value::List(numbers)) => {
                assert_eq!(settings.list(row.id).expect("it is set").as_slice(), &numbers[..]);
            }
            (Err(SetError::Refused(error)), _) => {
                assert!(settings == before, "{error}, and something has changed");
                refused(error, kind.params());
            }
            (Err(_), _) => assert!(settings == before, "something has changed"),
        }
        by_text(settings, row, &value);
    }
    let unknown: &str = u.arbitrary()?;
    if kind.param(unknown).is_none() {
        assert_eq!(settings.set(unknown, 1.0), Err(SetError::NoSuchParam { kind, id: unknown }));
    }
    built::<f32>(&settings);
    built::<f64>(&settings);
    Ok(())
}

/// Setting a text has the same effect as setting its number, list or choice.
fn by_text(settings: Settings, row: &ParamSpec, value: &Value) {
    let (mut typed, mut plain) = (settings, settings);
    let (text, expected) = match (value, row.domain) {
        (Value::Number(number), Domain::Choice(options)) => match options.get(*number as usize) {
            Some(option) if row.check(*number).is_ok() => {
                ((*option).to_owned(), plain.set(row.id, *number).is_ok())
            }
            _ => return,
        },
        (Value::Number(number), Domain::Real { .. } | Domain::Count { .. }) => {
            (number.to_string(), plain.set(row.id, *number).is_ok())
        }
        (Value::List(numbers), Domain::Counts { .. }) => {
            let words: Vec<String> = numbers.iter().map(u32::to_string).collect();
            (words.join(","), plain.set_list(row.id, numbers).is_ok())
        }
        _ => return,
    };
    assert_eq!(typed.set_text(row.id, &text).is_ok(), expected, "{} from {text:?}", row.id);
    assert!(typed == plain, "{} from {text:?}", row.id);
}

/// Complete settings build a schedule, or they are refused with an error that names a row.
fn built<F: Real>(settings: &Settings) {
    match settings.build::<F>() {
        Ok(built) => {
            assert_eq!(settings.missing().count(), 0, "built without a value");
            assert_eq!(
                built.timed().map(|schedule| schedule.kind()).unwrap_or(settings.kind()),
                settings.kind()
            );
        }
        Err(error) => {
            refused(error, settings.kind().params());
            let first = settings.missing().any(|row| row.id == error.param);
            assert_eq!(error.reason == Reason::Missing, first, "{error}");
        }
    }
}

/// An error names one of the rows, and its reason is true for its value.
fn refused(error: ParamError, rows: &[ParamSpec]) {
    assert!(rows.iter().any(|row| row.id == error.param), "{error} is about none of the parameters");
    assert!(error.to_string().contains(error.param));
    let value = error.value;
    let holds = match error.reason {
        Reason::NotFinite => !value.is_finite(),
        Reason::TooSmall { min } => value < min,
        Reason::NotAbove { bound } => value <= bound,
        Reason::TooLarge { max } => value > max,
        Reason::NotBelow { bound } => value >= bound,
        Reason::NotWhole => value.fract() != 0.0,
        Reason::NoSuchChoice | Reason::Missing => true,
        _ => true,
    };
    assert!(holds, "{error}");
}

/// Compositions accept legal values and nothing else.
fn composed(u: &mut Unstructured<'_>) -> Result<()> {
    let Ok(schedule) = ConstantLr::<f32>::new(0.1) else { return Ok(()) };
    let (steps, factor, low, high) = (count(u)?, number::<f64>(u)?, number::<f32>(u)?, number::<f32>(u)?);
    let row = |id: &str| WarmUp::<ConstantLr<f32>>::PARAMS.iter().find(|row| row.id == id);
    let legal = row("start_factor").is_some_and(|row| row.check(factor).is_ok());
    assert_eq!(Schedule::warm_up(schedule, steps, factor).is_ok(), legal, "warm-up from {factor}");
    assert_eq!(ConstantLr::<f32>::warm_up(schedule, steps, factor).is_ok(), legal, "warm-up from {factor}");
    let rates = [low, high].iter().all(|rate| rate.is_finite() && *rate >= 0.0);
    assert_eq!(schedule.clamp(low, high).is_ok(), rates && low <= high, "clamp {low} {high}");
    Ok(())
}

/// The length of a cycle from epochs is epochs × batches, if the product is a step number.
fn epochs(u: &mut Unstructured<'_>) -> Result<()> {
    let (epochs, steps_per_epoch) = (count(u)?, count(u)?);
    let product = epochs.checked_mul(steps_per_epoch).filter(|steps| *steps > 0);
    let cycle = OneCycle::<f64>::epochs(0.1, epochs, steps_per_epoch);
    assert_eq!(cycle.ok().map(|cycle| cycle.total_steps), product, "{epochs} times {steps_per_epoch}");
    Ok(())
}
