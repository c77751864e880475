//! The bodies of the fuzz targets. They are plain functions of a string of bytes, so that a test can run them too.
//!
//! Each reads a kind and its settings from the bytes, calls etalon, and asserts what must hold for any input. No target names a
//! kind: the kinds are the subjects of `etalon-proof`.

pub mod constructors;
pub mod plateau;
pub mod rates;
pub mod state;

use arbitrary::{Result, Unstructured};
use etalon::param::{Domain, List, ParamSpec};
use etalon::{Kind, Real, Settings};
use etalon_proof::{SUBJECTS, Subject};

/// One of the subjects.
pub(crate) fn subject(u: &mut Unstructured<'_>) -> Result<&'static Subject> {
    u.choose(SUBJECTS)
}

/// Legal settings of a kind. Each row gets a value from the bytes if the value is legal.
pub(crate) fn settings(u: &mut Unstructured<'_>, kind: Kind) -> Result<Settings> {
    let mut settings = Settings::suggested(kind);
    for row in kind.params() {
        // After a refused value, the suggested one stays.
        let _ = match value(u, row)? {
            Value::Number(value) => settings.set(row.id, value),
            Value::List(numbers) => settings.set_list(row.id, &numbers),
        };
    }
    Ok(settings)
}

/// A value for a parameter, legal or not.
#[derive(Debug, Clone)]
pub(crate) enum Value {
    Number(f64),
    List(Vec<u32>),
}

impl Value {
    /// Whether the row accepts the value.
    pub(crate) fn is_legal(&self, row: &ParamSpec) -> bool {
        match (self, row.domain) {
            (Value::List(numbers), Domain::Counts { most, .. }) => {
                let each = numbers.iter().all(|number| row.check(f64::from(*number)).is_ok());
                each && numbers.len() <= most.min(List::CAPACITY) && numbers.is_sorted()
            }
            (Value::Number(value), domain) => {
                !matches!(domain, Domain::Counts { .. }) && row.check(*value).is_ok()
            }
            (Value::List(_), _) => false,
        }
    }
}

pub(crate) fn value(u: &mut Unstructured<'_>, row: &ParamSpec) -> Result<Value> {
    if u.arbitrary::<u8>()? < 8 {
        // The value is often of the wrong kind.
        return Ok(if u.arbitrary()? { Value::Number(number(u)?) } else { Value::List(list(u)?) });
    }
    Ok(match row.domain {
        Domain::Choice(options) => {
            Value::Number(f64::from(u.arbitrary::<u8>()? % (options.len() as u8).saturating_add(1)))
        }
        Domain::Count { .. } => Value::Number(f64::from(count(u)?)),
        Domain::Counts { .. } => Value::List(list(u)?),
        _ => Value::Number(number(u)?),
    })
}

/// A list that is usually in order.
fn list(u: &mut Unstructured<'_>) -> Result<Vec<u32>> {
    let mut numbers = Vec::new();
    for _ in 0..u.arbitrary::<u8>()? % 20 {
        numbers.push(count(u)?);
    }
    if u.arbitrary::<u8>()? > 31 {
        numbers.sort_unstable();
    }
    Ok(numbers)
}

/// A number with arbitrary bits, or a usual number, because most arbitrary bits are refused.
pub(crate) fn number<F: Real>(u: &mut Unstructured<'_>) -> Result<F> {
    const USUAL: [f64; 10] = [0.0, 1e-45, 1e-8, 1e-3, 0.1, 0.3, 0.5, 1.0, 25.0, 1e4];
    Ok(match u.arbitrary::<u8>()? {
        0..=63 => F::from_f64(*u.choose(&USUAL)?),
        64..=191 => F::from_f64(f64::from(u.arbitrary::<u32>()?) / 4_294_967_296.0),
        _ => F::from_f64(u.arbitrary()?),
    })
}

/// A count: small, near a power of two, or arbitrary.
pub(crate) fn count(u: &mut Unstructured<'_>) -> Result<u32> {
    Ok(match u.arbitrary::<u8>()? {
        0..=127 => u32::from(u.arbitrary::<u8>()?),
        128..=191 => {
            (1_u32 << (u.arbitrary::<u8>()? % 32)).wrapping_add(u.arbitrary::<u32>()? % 3).wrapping_sub(1)
        }
        _ => u.arbitrary()?,
    })
}
