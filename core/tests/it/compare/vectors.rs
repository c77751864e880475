//! Reads recorded schedule values: files in the format of `tests/vectors/README.md`, every key checked.

use std::fmt;
use std::path::Path;

use etalon::{Domain, Param, ParamError};
use serde_json::{Map, Value};

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
    /// The rate of the optimizer that the schedule was built on.
    pub opt_lr: f64,
    pub params: Params,
    /// The step of each entry of `lr`.
    pub steps: Vec<u32>,
    pub lr: Vec<f64>,
    pub momentum: Option<Vec<f64>>,
    pub plateau: Option<PlateauTrack>,
    /// What PyTorch raised, and at which step (0: at construction).
    pub error: Option<Raised>,
}

/// What a plateau saw, and its state beside each rate.
#[derive(Debug, Clone)]
pub struct PlateauTrack {
    pub metric: Vec<f64>,
    /// Absent in files that record rates only.
    pub state: Option<PlateauColumns>,
}

/// The three columns of a plateau's state.
#[derive(Debug, Clone)]
pub struct PlateauColumns {
    pub num_bad_epochs: Vec<f64>,
    pub cooldown_counter: Vec<f64>,
    pub best: Vec<f64>,
}

/// An exception of PyTorch's.
#[derive(Debug, Clone)]
pub struct Raised {
    pub k: u64,
    pub message: String,
}

/// A schedule's arguments, as written down.
#[derive(Debug, Clone)]
pub struct Params(Map<String, Value>);

/// Why the arguments of a recorded run make no schedule of ours.
#[derive(Debug, Clone, PartialEq)]
pub enum Refusal {
    /// A value outside its domain.
    Value(ParamError),
    /// A word that the parameter does not have.
    NoSuchWord { param: Param, word: String },
    /// An argument that has to be there.
    Missing(Param),
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refusal::Value(error) => error.fmt(f),
            Refusal::NoSuchWord { param, word } => write!(f, "{} has no choice {word:?}", param.spec().id),
            Refusal::Missing(param) => write!(f, "{} is missing", param.spec().id),
        }
    }
}

impl From<ParamError> for Refusal {
    fn from(error: ParamError) -> Self {
        Refusal::Value(error)
    }
}

impl Params {
    /// A number: a string with a float, or a plain JSON number. Checked later, by the constructor.
    pub fn real(&self, key: &str) -> Option<f64> {
        number(self.0.get(key)?)
    }

    /// A count, checked here because our constructors take a `u32`, which has no -1 and no 2.5.
    pub fn count(&self, key: &str, param: Param) -> Result<Option<u32>, Refusal> {
        let Some(value) = self.real(key) else { return Ok(None) };
        param.check(value)?;
        Ok(Some(value as u32))
    }

    /// The position of a word among the parameter's choices.
    pub fn choice(&self, key: &str, param: Param) -> Result<Option<usize>, Refusal> {
        let Some(value) = self.0.get(key) else { return Ok(None) };
        let word = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let Domain::Choice(choices) = param.spec().domain else { return Ok(None) };
        let at = choices.iter().position(|&choice| choice == word);
        at.map(Some).ok_or(Refusal::NoSuchWord { param, word })
    }

    /// Fails on an argument that is none of `known`: values that depend on it could not be compared.
    fn only(&self, known: &[&str], at: &str) -> Result<(), BadFile> {
        for (key, value) in &self.0 {
            let harmless = key == "last_epoch" && number(value) == Some(-1.0);
            if !known.contains(&key.as_str()) && !harmless {
                return Err(BadFile(format!("{at}: unknown argument `{key}`")));
            }
            let readable = matches!(value, Value::Bool(_)) || number(value).is_some();
            if !readable && !matches!(key.as_str(), "mode" | "threshold_mode" | "anneal_strategy") {
                return Err(BadFile(format!("{at}: `{key}` is not a number: {value}")));
            }
        }
        Ok(())
    }
}

/// The families that this crate has, and the arguments that PyTorch's classes take.
pub const FAMILIES: [(&str, &[&str]); 4] = [
    ("ExponentialLR", &["gamma"]),
    ("CosineAnnealingLR", &["T_max", "eta_min"]),
    (
        "ReduceLROnPlateau",
        &["mode", "factor", "patience", "threshold", "threshold_mode", "cooldown", "min_lr", "eps"],
    ),
    (
        "OneCycleLR",
        &[
            "max_lr",
            "total_steps",
            "epochs",
            "steps_per_epoch",
            "pct_start",
            "anneal_strategy",
            "cycle_momentum",
            "base_momentum",
            "max_momentum",
            "div_factor",
            "final_div_factor",
            "three_phase",
        ],
    ),
];

/// What a file holds: the cases of our four families, and how many of which others.
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
    // `rows` is how the list is called in the file of what PyTorch rejects and accepts.
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
        match FAMILIES.iter().find(|(name, _)| *name == family) {
            Some((_, known)) => contents.cases.push(case(row, family, id, known)?),
            None => match contents.not_covered.iter_mut().find(|(name, _)| name == family) {
                Some((_, count)) => *count += 1,
                None => contents.not_covered.push((family.to_owned(), 1)),
            },
        }
    }
    Ok(contents)
}

fn case(row: &Map<String, Value>, family: &str, id: String, known: &[&str]) -> Result<Case, BadFile> {
    let bad = |what: &str| BadFile(format!("{id}: {what}"));
    let params = match row.get("params") {
        Some(Value::Object(params)) => Params(params.iter().map(|(k, v)| (k.clone(), single(v))).collect()),
        _ => return Err(bad("no object `params`")),
    };
    params.only(known, &id)?;
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
        // A run that PyTorch broke off has fewer values than it was to have.
        Some(k) if k.len() >= lr.len() => k.into_iter().take(lr.len()).map(step).collect::<Result<_, _>>()?,
        Some(k) => return Err(bad(&format!("`k` has {} entries, but `lr_dec` has {}", k.len(), lr.len()))),
        None => (0_u32..).take(lr.len()).collect(),
    };
    let plateau = if family == "ReduceLROnPlateau" {
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
    Ok(Case { family: family.to_owned(), opt_lr, params, steps, lr, momentum, plateau, error, id })
}

/// A list of one stands for its only value: PyTorch takes a value for each parameter group.
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
