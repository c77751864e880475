//! A policy as it is written: the id of the kind and the values of its settings, or the rates of a table. Reading one checks it.

use core::fmt;

use etalon::{Kind, ParamError, Settings};
use serde::{Deserialize, Serialize};

use super::{Every, Policy, Rise, Source, TableError};

/// A policy as it is written.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Wire {
    rates: Rates,
    every: Every,
    warm_up: Option<Rise>,
}

#[derive(Debug, Serialize, Deserialize)]
enum Rates {
    /// A kind of core's catalog.
    Kind {
        id: String,
        values: Vec<(String, Value)>,
    },
    Table(Vec<f64>),
}

/// The value of a setting.
#[derive(Debug, Serialize, Deserialize)]
enum Value {
    Number(f64),
    List(Vec<u32>),
}

impl From<Policy> for Wire {
    fn from(policy: Policy) -> Self {
        let rates = match policy.source() {
            Source::Table(table) => Rates::Table(table.rates().to_vec()),
            Source::Kind(settings) => {
                let rows = settings.kind().params().iter();
                let value = |id| match settings.list(id) {
                    Some(list) => Some(Value::List(list.as_slice().to_vec())),
                    None => settings.get(id).map(Value::Number),
                };
                let values = rows.filter_map(|row| Some((row.id.to_owned(), value(row.id)?)));
                Rates::Kind { id: settings.kind().id().to_owned(), values: values.collect() }
            }
        };
        Self { rates, every: policy.every(), warm_up: policy.warm_up() }
    }
}

impl TryFrom<Wire> for Policy {
    type Error = PolicyError;

    fn try_from(wire: Wire) -> Result<Self, PolicyError> {
        let policy = match wire.rates {
            Rates::Table(rates) => Policy::table(rates, wire.every)?,
            Rates::Kind { id, values } => {
                let kind = Kind::from_id(&id).ok_or(PolicyError::NoSuchKind(id))?;
                let mut settings = Settings::new(kind);
                for (id, value) in &values {
                    match value {
                        Value::Number(value) => settings.set(id, *value),
                        Value::List(numbers) => settings.set_list(id, numbers),
                    }
                    .map_err(|why| PolicyError::Setting(why.to_string()))?;
                }
                Policy::stepped(&settings, wire.every)?
            }
        };
        match wire.warm_up {
            Some(Rise { warmup_steps, start_factor }) => {
                Ok(policy.behind_warm_up(warmup_steps, start_factor)?)
            }
            None => Ok(policy),
        }
    }
}

/// Why a written policy is refused.
#[derive(Debug, Clone, PartialEq)]
pub enum PolicyError {
    /// The catalog has no kind with this id.
    NoSuchKind(String),
    /// A value that the kind does not have or take, in a sentence.
    Setting(String),
    /// Values that do not build a schedule.
    Param(ParamError),
    /// A table that is not one of rates.
    Table(TableError),
}

impl From<ParamError> for PolicyError {
    fn from(why: ParamError) -> Self {
        Self::Param(why)
    }
}

impl From<TableError> for PolicyError {
    fn from(why: TableError) -> Self {
        Self::Table(why)
    }
}

impl fmt::Display for PolicyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PolicyError::NoSuchKind(id) => write!(f, "there is no kind of schedule called \"{id}\""),
            PolicyError::Setting(why) => f.write_str(why),
            PolicyError::Param(why) => why.fmt(f),
            PolicyError::Table(why) => why.fmt(f),
        }
    }
}

impl core::error::Error for PolicyError {}
