//! What calls make: optimizers and schedules, as far as the text says them.

use std::rc::Rc;

use etalon::Kind;

use super::call::Call;
use super::rule::Rule;
use super::twice::Site;
use super::unit::Unit;
use super::value::{Leaf, Number, Value};
use super::walk::{Loop, Walk};
use crate::race::row::Row;

/// An optimizer.
#[derive(Debug, Clone)]
pub struct Optimizer<'a> {
    /// Its class, as the code writes it.
    pub class: String,
    /// Its base rate, if it is said and means here what it means there.
    pub lr: Option<Value<'a>>,
    /// Its weight decay, in the same way.
    pub weight_decay: Option<Value<'a>>,
    /// The defaults of the class, for a call that gives no rate or weight decay.
    pub usual: (Option<f64>, Option<f64>),
    /// How it makes a step, as far as the page has that.
    pub rule: Rule<'a>,
    /// Whether it stands in a branch that does not run.
    pub is_dead: bool,
}

impl<'a> Optimizer<'a> {
    /// What stands for the optimizer of a schedule that says its base rate itself.
    pub fn of_schedule(class: &str, lr: Value<'a>, is_dead: bool) -> Self {
        let class = class.to_owned();
        Self { class, lr: Some(lr), weight_decay: None, usual: (None, None), rule: Rule::default(), is_dead }
    }
}

/// What is known of a row.
#[derive(Debug, Clone, PartialEq)]
pub enum Got {
    /// Its value.
    Number(Number),
    /// What has to be asked first.
    Unknown(Rc<[Leaf]>),
}

/// A rise before a schedule.
#[derive(Debug, Clone, PartialEq)]
pub struct WarmUp {
    /// Its length.
    pub steps: Got,
    /// The share of the full rate that it starts with.
    pub start: Got,
}

/// A kind of schedule with its values.
#[derive(Debug, Clone)]
pub struct KindPlan {
    /// The kind.
    pub kind: Kind,
    /// What the code says.
    pub said: Vec<(Row, Got)>,
    /// What the framework fills in.
    pub filled: Vec<(Row, f64)>,
    /// The rise before it.
    pub warm_up: Option<WarmUp>,
}

/// What a call makes.
#[derive(Debug, Clone)]
pub enum Plan {
    /// A kind of schedule.
    Kind(KindPlan),
    /// Shares of the base rate, one for each step, as far as they are computed.
    Table(Rc<[f64]>),
    /// Shares that cannot be computed until these leaves have answers.
    Waiting(Rc<[Leaf]>),
    /// Nothing that can be taken; a note says why.
    Refused,
}

/// A schedule that a call makes.
#[derive(Debug, Clone)]
pub struct Made {
    /// Its class, as the code writes it.
    pub class: String,
    /// What it does.
    pub plan: Plan,
    /// What its steps are, as far as the constructor or the class says so.
    pub steps: Unit,
    /// What its steps are, where a configuration or Lightning says so.
    pub interval: Option<Unit>,
    /// Steps of the loop for each of its steps.
    pub frequency: u32,
    /// Its optimizer.
    pub optimizer: Option<usize>,
    /// Where the code steps it: the innermost loop, and what it is given.
    pub stepped: Vec<(Option<Loop>, Option<String>)>,
    /// The places in loops where the code steps it.
    pub sites: Vec<Site>,
    /// Whether another schedule has taken it over.
    pub is_part: bool,
    /// Whether it stands in a branch that does not run.
    pub is_dead: bool,
    /// Where a list of configurations lets it begin and end.
    pub span: (Option<Got>, Option<Got>),
}

impl Made {
    /// The same schedule where the code steps it once at the end of every epoch.
    #[must_use]
    pub fn at_epochs(&self) -> Self {
        let stepped = self.stepped.iter().map(|(place, at)| (place.map(|_| Loop::Epochs), at.clone()));
        Self { stepped: stepped.collect(), sites: Vec::new(), ..self.clone() }
    }
}

impl Optimizer<'_> {
    /// Whether anything of it may be taken.
    #[must_use]
    pub fn rule_or_rate(&self) -> bool {
        self.lr.is_some() || self.usual != (None, None) || self.rule.is_known()
    }
}

impl<'a> Walk<'a> {
    /// Remembers a schedule.
    pub fn make(&mut self, class: &str, plan: Plan, steps: Unit, optimizer: Option<&Value<'a>>) -> Value<'a> {
        let optimizer = match optimizer {
            Some(Value::Optimizer(at)) => Some(*at),
            _ => None,
        };
        self.dealt.insert(class.to_owned());
        let plan = self.made_in_a_loop(class, plan);
        self.made.push(Made {
            class: class.to_owned(),
            plan,
            steps,
            interval: None,
            frequency: 1,
            optimizer,
            stepped: Vec::new(),
            sites: Vec::new(),
            is_part: false,
            is_dead: self.is_dead,
            span: (None, None),
        });
        Value::Schedule(self.made.len() - 1)
    }

    /// Remembers what a call makes, or says why it makes nothing.
    pub fn finish(&mut self, call: &Call<'a>, read: Result<(Plan, Unit), String>) -> Value<'a> {
        match read {
            Ok((Plan::Refused, _)) => {
                self.refused(call, format!("{}: with these values it has no rates", call.class()))
            }
            Ok((plan, steps)) => {
                let optimizer = call.named("optimizer").or_else(|| call.placed(0));
                let optimizer = optimizer.map(|passed| passed.value.clone());
                self.make(call.class(), plan, steps, optimizer.as_ref())
            }
            Err(why) => self.refused(call, why),
        }
    }

    /// The base rate of an optimizer, or something to ask.
    pub fn base_rate(&self, optimizer: Option<usize>) -> Value<'a> {
        let known = optimizer.and_then(|at| self.optimizers.get(at));
        match known {
            Some(Optimizer { lr: Some(lr), .. }) => lr.clone(),
            Some(Optimizer { usual: (Some(lr), _), .. }) => Value::number(*lr, false),
            _ if matches!(self.rate, Some(Value::Number(_) | Value::Unknown(_))) => {
                self.rate.clone().unwrap_or(Value::Opaque)
            }
            _ => {
                self.asks_rate.set(true);
                self.ask("lr".to_owned(), Unit::Plain, Some(self.page.lr), "the text gives no base rate")
            }
        }
    }
}

impl Got {
    /// The number, if it is known.
    #[must_use]
    pub fn known(&self) -> Option<Number> {
        match self {
            Got::Number(number) => Some(*number),
            Got::Unknown(_) => None,
        }
    }

    /// What has to be asked.
    #[must_use]
    pub fn leaves(&self) -> &[Leaf] {
        match self {
            Got::Number(_) => &[],
            Got::Unknown(leaves) => leaves,
        }
    }

    /// A plain number.
    #[must_use]
    pub const fn of(value: f64) -> Self {
        Got::Number(Number::plain(value, true))
    }

    /// A number that the framework fills in.
    #[must_use]
    pub const fn implied(value: f64) -> Self {
        Got::Number(Number { implied: true, ..Number::plain(value, true) })
    }

    /// A number or something to ask; nothing else.
    #[must_use]
    pub fn from(value: &Value<'_>) -> Option<Self> {
        match value {
            Value::Number(number) => Some(Got::Number(*number)),
            Value::Unknown(leaves) => Some(Got::Unknown(leaves.clone())),
            _ => None,
        }
    }

    /// What it counts.
    #[must_use]
    pub fn unit(&self) -> Unit {
        match self {
            Got::Number(number) => number.unit,
            Got::Unknown(leaves) => product(leaves),
        }
    }
}

/// What a product of unknown things counts. Epochs times something that is no known unit may be batches.
fn product(leaves: &[Leaf]) -> Unit {
    let has = |unit: Unit| leaves.iter().any(|leaf| leaf.unit == unit);
    if has(Unit::Epochs) && has(Unit::Plain) && !has(Unit::PerEpoch) {
        return Unit::Plain;
    }
    leaves.iter().fold(Unit::Plain, |unit, leaf| {
        let both = unit.times(leaf.unit);
        if both == Unit::Plain && unit != Unit::Plain { unit } else { both }
    })
}
