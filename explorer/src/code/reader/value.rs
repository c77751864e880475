//! The values that code computes, as far as the text says them.

use std::rc::Rc;

use super::tree::{Function, Id, Span};
use super::unit::Unit;

/// A number of the code.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Number {
    /// The number.
    pub value: f64,
    /// Whether Python would make an `int` of it.
    pub whole: bool,
    /// What it counts.
    pub unit: Unit,
    /// Whether it comes from an answer of the visitor.
    pub answered: bool,
    /// Whether the code does not say it, and the framework fills it in.
    pub implied: bool,
}

impl Number {
    /// A number that nothing more is known of.
    #[must_use]
    pub const fn plain(value: f64, whole: bool) -> Self {
        Self { value, whole, unit: Unit::Plain, answered: false, implied: false }
    }
}

/// Something that the text does not say.
#[derive(Debug, Clone, PartialEq)]
pub struct Leaf {
    /// How the code writes it.
    pub name: String,
    /// What it counts, as far as its name says so.
    pub unit: Unit,
    /// What it may be.
    pub guess: Option<f64>,
    /// Why the text does not say it.
    pub why: &'static str,
    /// What there is to choose from, if it is no number.
    pub choices: &'static [&'static str],
    /// Whether it is the whole value, and not a part of a computation.
    pub direct: bool,
}

/// A value of the code.
#[derive(Debug, Clone)]
pub enum Value<'a> {
    /// A number.
    Number(Number),
    /// A string.
    Text(&'a str),
    /// `True` or `False`.
    Truth(bool),
    /// `None`.
    Nothing,
    /// A list or a tuple.
    List(Rc<Nested<Value<'a>>>),
    /// A dictionary, or an instance of a class of the text, by its entries.
    Dict(Rc<Nested<(&'a str, Value<'a>)>>),
    /// A dictionary of numbers by numbers.
    Numbered(Rc<[(f64, Value<'a>)]>),
    /// Something that another module has, by its full name.
    Imported(Rc<str>),
    /// A class of the text, by its number.
    Class(usize),
    /// A function without a name: parameters and value.
    Lambda(Span, Id),
    /// A function of the text.
    Function(Rc<Function<'a>>),
    /// A function with names that it has already: those around it, and arguments.
    Bound(Rc<Bound<'a>>),
    /// A schedule, by its number.
    Schedule(usize),
    /// One of several schedules: a branch decides which.
    OneOf(Rc<[usize]>),
    /// An optimizer, by its number.
    Optimizer(usize),
    /// Something that has to be asked: everything that it depends on.
    Unknown(Rc<[Leaf]>),
    /// Something that cannot be asked as a number.
    Opaque,
}

/// A function with what it has already.
#[derive(Debug)]
pub struct Bound<'a> {
    /// A [`Value::Lambda`] or a [`Value::Function`].
    pub function: Value<'a>,
    /// The names of the function that has made it.
    pub around: Vec<(String, Value<'a>)>,
    /// Arguments by name.
    pub given: Vec<(&'a str, Value<'a>)>,
}

/// Members of a list or entries of a dictionary, with how deep they are nested.
#[derive(Debug, Clone)]
pub struct Nested<T> {
    all: Vec<T>,
    depth: u8,
}

impl<T> core::ops::Deref for Nested<T> {
    type Target = Vec<T>;

    fn deref(&self) -> &Vec<T> {
        &self.all
    }
}

/// The deepest list or dictionary, and the most members of one. Text that goes further is hostile.
const DEEPEST: u8 = 8;
const MOST_MEMBERS: usize = 2_000;

/// The most things that one value may depend on.
const MOST_LEAVES: usize = 6;

impl<'a> Value<'a> {
    /// A number that nothing more is known of.
    #[must_use]
    pub const fn number(value: f64, whole: bool) -> Self {
        Value::Number(Number::plain(value, whole))
    }

    /// A list.
    #[must_use]
    pub fn list(all: Vec<Self>) -> Self {
        let depth = all.iter().map(Self::depth).max().unwrap_or(0) + 1;
        if depth > DEEPEST || all.len() > MOST_MEMBERS {
            return Value::Opaque;
        }
        Value::List(Rc::new(Nested { all, depth }))
    }

    /// A dictionary.
    #[must_use]
    pub fn dict(all: Vec<(&'a str, Self)>) -> Self {
        let depth = all.iter().map(|(_, value)| value.depth()).max().unwrap_or(0) + 1;
        if depth > DEEPEST || all.len() > MOST_MEMBERS {
            return Value::Opaque;
        }
        Value::Dict(Rc::new(Nested { all, depth }))
    }

    fn depth(&self) -> u8 {
        match self {
            Value::List(members) => members.depth,
            Value::Dict(entries) => entries.depth,
            _ => 0,
        }
    }

    /// One thing that has to be asked.
    #[must_use]
    pub fn unknown(leaf: Leaf) -> Self {
        Value::Unknown(Rc::new([leaf]))
    }

    /// What it depends on, if it has to be asked.
    #[must_use]
    pub fn leaves(&self) -> &[Leaf] {
        match self {
            Value::Unknown(leaves) => leaves,
            _ => &[],
        }
    }

    /// What depends on both values.
    #[must_use]
    pub fn both(&self, other: &Self) -> Self {
        let mut leaves = self.leaves().to_vec();
        for leaf in other.leaves() {
            if !leaves.iter().any(|known| known.name == leaf.name) {
                leaves.push(leaf.clone());
            }
        }
        leaves.iter_mut().for_each(|leaf| leaf.direct = false);
        if leaves.is_empty() || leaves.len() > MOST_LEAVES {
            Value::Opaque
        } else {
            Value::Unknown(leaves.into())
        }
    }

    /// The number, if it is one. `True` and `False` are no numbers here.
    #[must_use]
    pub fn as_number(&self) -> Option<Number> {
        match self {
            Value::Number(number) => Some(*number),
            _ => None,
        }
    }

    /// The string, if it is one.
    #[must_use]
    pub fn as_text(&self) -> Option<&'a str> {
        match self {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Whether Python takes it for true, where that is known.
    #[must_use]
    pub fn truth(&self) -> Option<bool> {
        match self {
            Value::Number(number) => Some(number.value != 0.0),
            Value::Text(text) => Some(!text.is_empty()),
            Value::Truth(truth) => Some(*truth),
            Value::Nothing => Some(false),
            Value::List(members) => Some(!members.is_empty()),
            Value::Dict(entries) => Some(!entries.is_empty()),
            Value::Numbered(entries) => Some(!entries.is_empty()),
            Value::Imported(_) | Value::Class(_) => Some(true),
            Value::Lambda(..) | Value::Function(_) | Value::Bound(_) => Some(true),
            Value::Schedule(_) | Value::OneOf(_) | Value::Optimizer(_) => Some(true),
            Value::Unknown(_) | Value::Opaque => None,
        }
    }

    /// The entry of a dictionary.
    #[must_use]
    pub fn entry(&self, key: &str) -> Option<&Value<'a>> {
        match self {
            Value::Dict(entries) => {
                entries.iter().rev().find(|(name, _)| *name == key).map(|(_, value)| value)
            }
            _ => None,
        }
    }

    /// Whether both are the same plain value.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Value::Number(one), Value::Number(other)) => one.value == other.value,
            (Value::Text(one), Value::Text(other)) => one == other,
            (Value::Truth(one), Value::Truth(other)) => one == other,
            (Value::Nothing, Value::Nothing) => true,
            (Value::Imported(one), Value::Imported(other)) => one == other,
            (Value::Class(one), Value::Class(other)) => one == other,
            (Value::Schedule(one), Value::Schedule(other)) => one == other,
            (Value::OneOf(one), Value::OneOf(other)) => one == other,
            (Value::Optimizer(one), Value::Optimizer(other)) => one == other,
            // Lists of lists are compared by identity: they may share parts many times, so a full comparison could be slow.
            (Value::List(one), Value::List(other)) => {
                let is_flat = one.depth == 1 && other.depth == 1 && one.len() == other.len();
                let is_equal = || one.iter().zip(other.iter()).all(|(one, other)| one.is_same(other));
                Rc::ptr_eq(one, other) || is_flat && is_equal()
            }
            (Value::Dict(one), Value::Dict(other)) => Rc::ptr_eq(one, other),
            (Value::Numbered(one), Value::Numbered(other)) => Rc::ptr_eq(one, other),
            (Value::Lambda(_, one), Value::Lambda(_, other)) => one == other,
            (Value::Function(one), Value::Function(other)) => Rc::ptr_eq(one, other),
            (Value::Bound(one), Value::Bound(other)) => Rc::ptr_eq(one, other),
            (Value::Unknown(one), Value::Unknown(other)) => one == other,
            _ => false,
        }
    }
}

/// The result of a binary operator on numbers, as Python computes it.
#[must_use]
pub fn arithmetic<'a>(sign: &str, a: Number, b: Number) -> Option<Value<'a>> {
    let both = a.whole && b.whole;
    let (value, whole, unit) = match sign {
        "+" => (a.value + b.value, both, a.unit.with(b.unit)),
        "-" => (a.value - b.value, both, a.unit.with(b.unit)),
        "*" => (a.value * b.value, both, product_unit(a, b)),
        "/" if b.value != 0.0 => (a.value / b.value, false, a.unit.over(b.unit)),
        "//" if b.value != 0.0 => ((a.value / b.value).floor(), both, a.unit.over(b.unit)),
        "%" if b.value != 0.0 => (a.value - (a.value / b.value).floor() * b.value, both, a.unit),
        "**" => (a.value.powf(b.value), both && b.value >= 0.0, Unit::Plain),
        "<" => return Some(Value::Truth(a.value < b.value)),
        ">" => return Some(Value::Truth(a.value > b.value)),
        "<=" => return Some(Value::Truth(a.value <= b.value)),
        ">=" => return Some(Value::Truth(a.value >= b.value)),
        "==" => return Some(Value::Truth(a.value == b.value)),
        "!=" => return Some(Value::Truth(a.value != b.value)),
        _ => return None,
    };
    // An `int` above 2⁵³ is exact in Python and not here.
    let is_exact = value.is_finite() && (!whole || value.abs() < 9.0e15);
    is_exact.then_some(Value::Number(Number {
        value,
        whole,
        unit,
        answered: a.answered && b.answered,
        implied: false,
    }))
}

/// What a product counts. Epochs times a number of something may be batches, so nothing is known of it.
fn product_unit(a: Number, b: Number) -> Unit {
    let is_many = |number: Number| number.unit == Unit::Plain && number.whole && number.value > 1.0;
    match (a.unit, b.unit) {
        (Unit::Epochs, Unit::Plain) if is_many(b) => Unit::Plain,
        (Unit::Plain, Unit::Epochs) if is_many(a) => Unit::Plain,
        (one, other) => one.times(other),
    }
}

/// The result of a function of numbers, as Python computes it.
#[must_use]
pub fn function<'a>(name: &str, given: &[Number]) -> Option<Value<'a>> {
    let (first, unit) = (given.first()?, given.first()?.unit);
    let fold = |better: fn(f64, f64) -> bool| {
        let pick = |best: Number, next: &Number| if better(next.value, best.value) { *next } else { best };
        Some(Value::Number(given.iter().fold(*first, pick)))
    };
    let one = |value: f64, whole: bool, unit: Unit| {
        let is_sound = value.is_finite() && given.len() == 1;
        is_sound.then_some(Value::Number(Number { value, whole, unit, answered: false, implied: false }))
    };
    let x = first.value;
    match name {
        "int" | "floor" | "trunc" | "ceil" | "round" if given.len() == 1 => {
            let value = match name {
                "ceil" => x.ceil(),
                "floor" => x.floor(),
                "round" => x.round_ties_even(),
                _ => x.trunc(),
            };
            one(value, true, unit)
        }
        "float" | "float64" => one(x, false, unit),
        "abs" | "fabs" => one(x.abs(), first.whole, unit),
        "sqrt" if x >= 0.0 => one(x.sqrt(), false, Unit::Plain),
        "exp" => one(x.exp(), false, Unit::Plain),
        "log" if given.len() == 1 && x > 0.0 => one(x.ln(), false, Unit::Plain),
        "log10" if x > 0.0 => one(x.log10(), false, Unit::Plain),
        "log2" if x > 0.0 => one(x.log2(), false, Unit::Plain),
        "cos" => one(x.cos(), false, Unit::Plain),
        "sin" => one(x.sin(), false, Unit::Plain),
        "tanh" => one(x.tanh(), false, Unit::Plain),
        "pow" | "power" => arithmetic("**", *first, *given.get(1)?),
        "max" | "maximum" if given.len() > 1 => fold(|next, best| next > best),
        "min" | "minimum" if given.len() > 1 => fold(|next, best| next < best),
        _ => None,
    }
}
