//! mmengine's schedulers: each acts from its `begin` up to its `end`, and what it has left there stays.

use super::call::{Call, Passed};
use super::compose::{tables, waiting};
use super::config::{Entries, find};
use super::note::Verdict;
use super::others::share_of;
use super::plan::{Got, Plan};
use super::recognise::Recognised;
use super::table::{horizon, known, plan};
use super::unit::Unit;
use super::value::{Leaf, Value};
use super::walk::Walk;
use crate::number::exact;

/// mmengine's schedulers that PyTorch does not have.
pub const TABLE: &[Recognised] = &[Recognised::new("PolyLR", polynomial)];

/// How a length is written that a span says.
const BY_SPAN: &str = "end - begin - 1";

/// How far from the base rate a scheduler may begin: rounding only.
const NEAR: f64 = 1e-9;

/// Whether a configuration is one of mmengine's.
fn is_one(entries: &Entries<'_>) -> bool {
    ["begin", "end", "by_epoch", "convert_to_iter_based"].iter().any(|key| find(entries, key).is_some())
}

/// The length of a scheduler that its span says. Its last step is the last one before `end`.
pub fn length<'a>(class: &str, entries: &Entries<'a>) -> Option<Passed<'a>> {
    let (name, less, source) = match class {
        "LinearLR" | "ConstantLR" | "PolyLR" => ("total_iters", 1.0, BY_SPAN),
        "CosineAnnealingLR" => ("T_max", 0.0, "end - begin"),
        _ => return None,
    };
    if !is_one(entries) || find(entries, name).is_some() {
        return None;
    }
    let begin = find(entries, "begin").cloned().unwrap_or(Value::number(0.0, true));
    let value = match (find(entries, "end"), &begin) {
        (Some(Value::Number(end)), Value::Number(begin)) => {
            Value::number(end.value - begin.value - less, true)
        }
        (Some(end @ (Value::Number(_) | Value::Unknown(_))), Value::Number(_) | Value::Unknown(_)) => {
            end.both(&begin)
        }
        (None, _) if name == "T_max" => return None,
        // Without an end it has no length.
        _ => Value::Opaque,
    };
    Some(Passed { name: Some(name), stars: 0, value, source: source.to_owned() })
}

/// A fall to `eta_min`. Other libraries have a class of this name too, with other arguments.
fn polynomial<'a>(walk: &mut Walk<'a>, call: &Call<'a>) -> Value<'a> {
    if call.named("total_iters").is_none_or(|passed| passed.source != BY_SPAN) {
        return super::foreign::named(walk, call);
    }
    let names = &["optimizer", "total_iters", "power", "eta_min", "last_step", "verbose"];
    let read = walk.matched(call, names).and_then(|said| {
        let (total, power) = (said.needed("total_iters")?, said.number("power", 1.0)?);
        let least = said.number("eta_min", 0.0)?;
        walk.needs_rate |= walk.rate.is_none();
        let least = share_of(&least, &walk.base_rate(None));
        if total.known().is_some_and(|total| total.value < 1.0) {
            return Err("PolyLR: its end must be at least 2 after its begin".to_owned());
        }
        // What its steps are, `by_epoch` says.
        Ok(match known([&total, &power, &least]) {
            Ok([total, power, least]) => {
                let share = |step: u32| {
                    least + (1.0 - least) * (1.0 - f64::from(step).min(total) / total).powf(power)
                };
                (plan(Unit::Batches, share), Unit::Plain)
            }
            Err(leaves) => (Plan::Waiting(leaves), Unit::Plain),
        })
    });
    walk.finish(call, read)
}

/// A span in steps, as far as it is known.
#[derive(Debug, Clone, Copy)]
struct Span {
    begin: f64,
    end: f64,
}

impl<'a> Walk<'a> {
    /// mmengine's list of schedulers, or a single one, with their spans.
    pub fn spans(&mut self, value: &Value<'a>) -> Option<Value<'a>> {
        let parts: Vec<usize> = match value {
            Value::Schedule(at) => vec![*at],
            Value::List(members) => members
                .iter()
                .map(|member| if let Value::Schedule(at) = member { Some(*at) } else { None })
                .collect::<Option<_>>()?,
            _ => return None,
        };
        let first = *parts.first()?;
        let all: Vec<(Option<Got>, Option<Got>)> =
            parts.iter().map(|at| Some(self.made.get(*at)?.span.clone())).collect::<Option<_>>()?;
        if parts.len() == 1 && self.stays_alone(first) {
            return None;
        }
        let call = Call { full: "param_scheduler".to_owned(), given: Vec::new() };
        for at in &parts {
            self.made[*at].is_part = true;
        }
        let unit = |walk: &Self, at: usize| walk.made[at].interval.unwrap_or(Unit::Epochs);
        let steps = unit(self, first);
        if parts.iter().any(|at| unit(self, *at) != steps) {
            let why = "param_scheduler: a part of it counts epochs and another one batches";
            return Some(self.refused_with(&call, &parts, why.to_owned()));
        }
        let leaves: Vec<Leaf> = all
            .iter()
            .flat_map(|(begin, end)| begin.iter().chain(end))
            .flat_map(|got| got.leaves().iter().cloned())
            .collect();
        let number = |got: &Option<Got>, usual: f64| {
            got.as_ref().and_then(Got::known).map_or(usual, |number| number.value)
        };
        let spans: Vec<Span> = all
            .iter()
            .map(|(begin, end)| Span { begin: number(begin, 0.0), end: number(end, f64::INFINITY) })
            .collect();
        let plan = if leaves.is_empty() {
            self.one_by_one(&parts, &spans, steps)
        } else {
            Ok(Plan::Waiting(leaves.into()))
        };
        let value = match plan {
            Ok(Plan::Refused) => {
                let why = "param_scheduler: a part of it cannot be computed".to_owned();
                self.refused_with(&call, &parts, why)
            }
            Ok(plan) => self.make("param_scheduler", plan, steps, None),
            Err(why) => self.refused_with(&call, &parts, format!("param_scheduler: {why}")),
        };
        if let Value::Schedule(at) = value {
            self.made[at].interval = Some(steps);
        }
        Some(value)
    }

    /// Whether a single scheduler is what it is without its span.
    fn stays_alone(&mut self, at: usize) -> bool {
        let Some(made) = self.made.get(at) else { return true };
        let is_first = made.span.0.as_ref().is_none_or(|got| got.known().is_some_and(|one| one.value == 0.0));
        match (&made.plan, made.span.1.as_ref().map(Got::known)) {
            (Plan::Refused | Plan::Waiting(_), _) => is_first,
            (_, None) => is_first,
            (Plan::Kind(_), Some(Some(end))) if is_first => {
                let text = format!(
                    "{}: its end = {} is not taken; mmengine leaves the rate alone from there on",
                    made.class,
                    exact(end.value)
                );
                self.notes.say(Verdict::LeftOut, text);
                true
            }
            (Plan::Kind(_) | Plan::Table(_), Some(_)) => false,
        }
    }

    /// The rates of schedulers that act one after the other.
    fn one_by_one(&mut self, parts: &[usize], spans: &[Span], steps: Unit) -> Result<Plan, String> {
        if let Some(why) = super::compose::unfit(self, parts) {
            return Err(why);
        }
        self.needs_rate |= self.rate.is_none();
        let tables = match tables(self, parts, steps, None) {
            Ok(tables) => tables,
            Err(leaves) => return Ok(waiting(leaves)),
        };
        let (mut rate, mut shares) = (1.0_f64, Vec::new());
        for step in 0..horizon(steps) {
            let at = f64::from(step);
            let mut active =
                spans.iter().zip(&tables).filter(|(span, _)| (span.begin..span.end).contains(&at));
            if let Some((span, table)) = active.next() {
                if active.next().is_some() {
                    return Err(
                        "the spans of its parts overlap, and each changes what the other has left".to_owned()
                    );
                }
                if at == span.begin && (rate - 1.0).abs() > NEAR {
                    return Err("a part of it begins from a rate that another one has left".to_owned());
                }
                match table.get((at - span.begin) as usize) {
                    Some(share) => rate = *share,
                    None => break,
                }
            }
            shares.push(rate);
        }
        Ok(Plan::Table(shares.into()))
    }

    /// Why a scheduler of mmengine that no list has taken is not taken alone.
    pub(super) fn begins_later(&self, at: usize) -> Option<String> {
        let made = self.made.get(at)?;
        let begin = made.span.0.as_ref()?;
        let is_first = begin.known().is_some_and(|begin| begin.value == 0.0);
        (!is_first).then(|| {
            format!("{}: it does not begin at 0, and the text does not show the rate before", made.class)
        })
    }
}
