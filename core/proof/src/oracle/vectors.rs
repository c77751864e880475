//! Reads recorded values of schedules from files in the format of `vectors/README.md`. Every key is checked.

use std::fmt;
use std::path::Path;

use etalon::param::Domain;
use etalon::{Kind, Stepped};
use serde_json::{Map, Value};

use crate::subject::Subject;
use crate::subjects;

/// Why a file cannot be read: one sentence that says where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadFile(pub String);

impl fmt::Display for BadFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for BadFile {}

/// One recorded run.
#[derive(Debug, Clone)]
pub struct Case {
    pub id: String,
    pub family: String,
    /// Our kind that corresponds to this family of PyTorch.
    pub subject: &'static Subject,
    /// The rate of the optimizer that the schedule was built on.
    pub opt_lr: f64,
    pub params: Params,
    /// The step of each entry of `lr`.
    pub steps: Vec<u32>,
    pub lr: Vec<f64>,
    pub momentum: Option<Vec<f64>>,
    pub plateau: Option<PlateauTrack>,
    /// The exception that PyTorch raised, and the step (0 means at construction).
    pub error: Option<Raised>,
}

/// The metrics that a plateau observed, and its state beside each rate.
#[derive(Debug, Clone)]
pub struct PlateauTrack {
    pub metric: Vec<f64>,
    /// The state. It is absent in files that record only rates.
    pub state: Option<PlateauColumns>,
}

/// The three columns of a plateau's state.
#[derive(Debug, Clone)]
pub struct PlateauColumns {
    pub num_bad_epochs: Vec<f64>,
    pub cooldown_counter: Vec<f64>,
    pub best: Vec<f64>,
}

/// An exception that PyTorch raised.
#[derive(Debug, Clone)]
pub struct Raised {
    pub k: u64,
    pub message: String,
}

/// The arguments of a schedule as the file has them. The names are in lower case, like those of our rows.
#[derive(Debug, Clone)]
pub struct Params(Map<String, Value>);

impl Params {
    /// Whether the argument is present.
    #[must_use]
    pub fn has(&self, id: &str) -> bool {
        self.0.contains_key(id)
    }

    /// A number: a string with a float, or a plain JSON number.
    #[must_use]
    pub fn number(&self, id: &str) -> Option<f64> {
        number(self.0.get(id)?)
    }

    /// A word, or any other text that the file has there.
    #[must_use]
    pub fn word(&self, id: &str) -> Option<String> {
        let value = self.0.get(id)?;
        Some(value.as_str().map_or_else(|| value.to_string(), str::to_owned))
    }

    /// A list of numbers. A single number is a list too.
    #[must_use]
    pub fn list(&self, id: &str) -> Option<Vec<f64>> {
        match self.0.get(id)? {
            Value::Array(numbers) => numbers.iter().map(number).collect(),
            only => Some(vec![number(only)?]),
        }
    }

    /// The arguments of a run. Each must be known, because values that depend on an unknown argument cannot be compared.
    fn read(written: &Map<String, Value>, subject: &Subject, at: &str) -> Result<Self, BadFile> {
        let mut params = Map::new();
        for (key, value) in written {
            let id = key.to_ascii_lowercase();
            let value = single(value);
            if key == "last_epoch" && number(&value) == Some(-1.0) {
                continue;
            }
            // `lr` belongs to the optimizer and is not an argument of a schedule.
            let row = subject.kind.param(&id).filter(|row| row.id != "lr");
            if row.is_none() && !subject.oracle.torch.more_arguments.contains(&id.as_str()) {
                return Err(BadFile(format!("{at}: unknown argument `{key}`")));
            }
            let (readable, what) = match row.map(|row| row.domain) {
                Some(Domain::Choice(_)) => {
                    (value.is_string() || value.is_boolean() || value.is_number(), "a choice")
                }
                Some(Domain::Counts { .. }) => {
                    let numbers = value.as_array().map_or(std::slice::from_ref(&value), Vec::as_slice);
                    (numbers.iter().all(|value| number(value).is_some()), "a list of numbers")
                }
                _ => (number(&value).is_some(), "a number"),
            };
            if !readable {
                return Err(BadFile(format!("{at}: `{key}` is not {what}: {value}")));
            }
            params.insert(id, value);
        }
        Ok(Self(params))
    }
}

/// The contents of a file: the cases of families that we have, and the number of cases of each other family.
#[derive(Debug, Clone, Default)]
pub struct Contents {
    pub cases: Vec<Case>,
    pub not_covered: Vec<(String, usize)>,
}

/// Reads a file.
pub fn read(path: &Path) -> Result<Contents, BadFile> {
    let name = path.display();
    let text = std::fs::read_to_string(path).map_err(|error| BadFile(format!("{name}: {error}")))?;
    parse(&text).map_err(|BadFile(why)| BadFile(format!("{name}: {why}")))
}

/// Reads a file's text.
pub fn parse(text: &str) -> Result<Contents, BadFile> {
    let root: Value = serde_json::from_str(text).map_err(|error| BadFile(format!("not JSON: {error}")))?;
    let Value::Object(root) = root else { return Err(BadFile("not a JSON object".into())) };
    let format = root.get("format").and_then(Value::as_u64);
    if format.is_some_and(|format| format != 1) {
        return Err(BadFile(format!("format {}, but this program reads format 1", root["format"])));
    }
    // In the file with the arguments that PyTorch rejects and accepts, the list is called `rows`.
    let rows = ["configs", "rows"].iter().find_map(|key| root.get(*key)).and_then(Value::as_array);
    let Some(rows) = rows else { return Err(BadFile("no list `configs`".into())) };
    let mut contents = Contents::default();
    for (index, row) in rows.iter().enumerate() {
        let Value::Object(row) = row else {
            return Err(BadFile(format!("entry {index} of `configs` is not an object")));
        };
        let family = [row.get("family"), root.get("family")].into_iter().flatten().find_map(Value::as_str);
        let Some(family) = family else { return Err(BadFile("no `family`".into())) };
        let id = row.get("id").and_then(Value::as_str).map_or_else(|| format!("row {index}"), str::to_owned);
        match Kind::from_torch(family).and_then(subjects::of) {
            Some(subject) => contents.cases.push(case(row, family, id, subject)?),
            None => match contents.not_covered.iter_mut().find(|(name, _)| name == family) {
                Some((_, count)) => *count += 1,
                None => contents.not_covered.push((family.to_owned(), 1)),
            },
        }
    }
    Ok(contents)
}

fn case(
    row: &Map<String, Value>,
    family: &str,
    id: String,
    subject: &'static Subject,
) -> Result<Case, BadFile> {
    let bad = |what: &str| BadFile(format!("{id}: {what}"));
    let Some(Value::Object(params)) = row.get("params") else { return Err(bad("no object `params`")) };
    let params = Params::read(params, subject, &id)?;
    let column = |key: &str| -> Result<Option<Vec<f64>>, BadFile> {
        let Some(list) = row.get(key).filter(|list| !list.is_null()) else { return Ok(None) };
        let list = list.as_array().ok_or_else(|| bad(&format!("`{key}` is not a list")))?;
        let read = |(at, value): (usize, &Value)| {
            number(value).ok_or_else(|| bad(&format!("entry {at} of `{key}` is not a number: {value}")))
        };
        list.iter().enumerate().map(read).collect::<Result<_, _>>().map(Some)
    };
    let lr = column("lr_dec")?.ok_or_else(|| bad("no list `lr_dec`"))?;
    let same_length = |key: &str, list: Option<Vec<f64>>| match list {
        Some(list) if list.len() != lr.len() => {
            Err(bad(&format!("`{key}` has {} entries, but `lr_dec` has {}", list.len(), lr.len())))
        }
        list => Ok(list),
    };
    let beside = |key: &str| same_length(key, column(key)?);
    let step = |value: f64| {
        let step = value as u32;
        if f64::from(step) == value { Ok(step) } else { Err(bad(&format!("{value} in `k` is not a step"))) }
    };
    let steps: Vec<u32> = match column("k")? {
        // A run that ended with an exception has fewer values than planned.
        Some(k) if k.len() >= lr.len() => k.into_iter().take(lr.len()).map(step).collect::<Result<_, _>>()?,
        Some(k) => return Err(bad(&format!("`k` has {} entries, but `lr_dec` has {}", k.len(), lr.len()))),
        None => (0_u32..).take(lr.len()).collect(),
    };
    let plateau = if subject.kind.spec().stepped == Stepped::Metric {
        let metric = column("metric_dec")?.ok_or_else(|| bad("no list `metric_dec`"))?;
        if steps.last().is_some_and(|&last| metric.len() < last as usize) {
            return Err(bad("`metric_dec` is shorter than the run"));
        }
        let columns = (beside("num_bad_epochs")?, beside("cooldown_counter")?, beside("best_dec")?);
        let state = match columns {
            (Some(num_bad_epochs), Some(cooldown_counter), Some(best)) => {
                Some(PlateauColumns { num_bad_epochs, cooldown_counter, best })
            }
            (None, None, None) => None,
            _ => return Err(bad("only a part of `num_bad_epochs`, `cooldown_counter`, `best_dec`")),
        };
        Some(PlateauTrack { metric, state })
    } else {
        None
    };
    let error = match row.get("error") {
        None | Some(Value::Null) => None,
        Some(error) => Some(Raised {
            k: error.get("k").and_then(Value::as_u64).ok_or_else(|| bad("`error` without `k`"))?,
            message: format!(
                "{}: {}",
                error.get("type").and_then(Value::as_str).unwrap_or("an exception"),
                error.get("message").and_then(Value::as_str).unwrap_or("")
            ),
        }),
    };
    let opt_lr = row.get("opt_lr").and_then(number).ok_or_else(|| bad("no number `opt_lr`"))?;
    let momentum = beside("momentum_dec")?;
    Ok(Case { family: family.to_owned(), subject, opt_lr, params, steps, lr, momentum, plateau, error, id })
}

/// A list of one value stands for that value, because PyTorch takes one value for each parameter group.
fn single(value: &Value) -> Value {
    match value.as_array().map(Vec::as_slice) {
        Some([only]) => only.clone(),
        _ => value.clone(),
    }
}

fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}
