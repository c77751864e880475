//! The configurations of PyTorch's recorded values. `build.rs` has read them, so a board needs no files.

/// A configuration of a class.
#[derive(Debug)]
pub struct Row {
    /// The rate of the optimizer.
    pub lr: f64,
    params: &'static [(&'static str, Value)],
    /// The number of calls of `step()`.
    pub steps: u32,
    metrics: &'static [u64],
}

/// The value of an argument.
#[derive(Debug)]
pub(crate) enum Value {
    /// The bits of a number.
    Bits(u64),
    /// A word.
    Word(&'static str),
    /// A list.
    #[allow(dead_code, reason = "no class with a list is recorded yet")]
    List(&'static [f64]),
}

impl Row {
    /// A number, or PyTorch's default if the argument is absent.
    #[must_use]
    pub fn number(&self, key: &str, default: f64) -> f64 {
        match self.value(key) {
            Some(Value::Bits(bits)) => f64::from_bits(*bits),
            Some(Value::Word(_) | Value::List(_)) | None => default,
        }
    }

    /// A count, or PyTorch's default if the argument is absent.
    #[must_use]
    pub fn count(&self, key: &str, default: u32) -> u32 {
        self.number(key, f64::from(default)) as u32
    }

    /// Whether the argument is this word.
    #[must_use]
    pub fn is(&self, key: &str, word: &str) -> bool {
        matches!(self.value(key), Some(Value::Word(said)) if *said == word)
    }

    /// Whether the argument is present.
    #[must_use]
    pub fn has(&self, key: &str) -> bool {
        self.value(key).is_some()
    }

    /// The metrics that a plateau observed.
    pub fn metrics(&self) -> impl Iterator<Item = f64> {
        self.metrics.iter().map(|bits| f64::from_bits(*bits))
    }

    fn value(&self, key: &str) -> Option<&Value> {
        self.params.iter().find(|(known, _)| *known == key).map(|(_, value)| value)
    }
}

/// The configurations of a class, in the order of its file. There are none if the class was not recorded.
#[must_use]
pub fn of(class: &str) -> &'static [Row] {
    CLASSES.iter().find(|(known, _)| *known == class).map_or(&[], |(_, rows)| rows)
}

include!(concat!(env!("OUT_DIR"), "/vectors.rs"));
