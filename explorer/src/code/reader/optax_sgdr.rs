//! optax's cosine with restarts: one cosine with its rise after the other, each with its own numbers.

use std::f64::consts::PI;

use super::call::Call;
use super::keras::made;
use super::plan::{Got, Plan};
use super::table::{known, plan};
use super::unit::Unit;
use super::value::{Leaf, Number, Value};
use super::walk::Walk;

/// The keys of a cosine, with optax's defaults where it has one.
const KEYS: [(&str, Option<f64>); 6] = [
    ("init_value", None),
    ("peak_value", None),
    ("warmup_steps", None),
    ("decay_steps", None),
    ("end_value", Some(0.0)),
    ("exponent", Some(1.0)),
];

/// The most parts that are read.
const MOST_PARTS: usize = 1_000;

/// A rise and the cosine after it.
#[derive(Debug, Clone, Copy)]
struct Part {
    first: f64,
    peak: f64,
    rise: f64,
    length: f64,
    end: f64,
    exponent: f64,
}

impl Part {
    fn rate(&self, step: f64) -> f64 {
        if step < self.rise {
            return self.first + (self.peak - self.first) * step / self.rise;
        }
        let length = self.length - self.rise;
        let turned = (step - self.rise).min(length) / length;
        let height = (0.5 * (1.0 + (PI * turned).cos())).powf(self.exponent);
        (self.peak - self.end) * height + self.end
    }
}

/// `sgdr_schedule([dict(init_value=…, peak_value=…, warmup_steps=…, decay_steps=…), …])`.
pub fn sgdr<'a>(walk: &mut Walk<'a>, call: &Call<'a>) -> Value<'a> {
    let read = walk.matched(call, &["cosine_kwargs"]).and_then(|said| {
        let members = match said.value("cosine_kwargs") {
            Some(Value::List(members)) if !members.is_empty() && members.len() <= MOST_PARTS => {
                members.clone()
            }
            _ => return Err(format!("the text does not show the parts {}", said.source("cosine_kwargs"))),
        };
        let (mut parts, mut leaves) = (Vec::new(), Vec::new());
        for member in members.iter() {
            match part(member)? {
                Ok(part) => parts.push(part),
                Err(asked) => leaves.extend(asked.iter().cloned()),
            }
        }
        let peak = parts.iter().map(|part| part.peak).fold(0.0, f64::max);
        let base = Got::Number(Number::plain(peak, false));
        if !leaves.is_empty() {
            let base = if parts.is_empty() { Got::Unknown(leaves.clone().into()) } else { base };
            return Ok((Plan::Waiting(leaves.into()), base));
        }
        if peak <= 0.0 {
            return Err("its peaks are not above 0".to_owned());
        }
        let share = |step: u32| {
            let mut left = f64::from(step);
            let mut at = 0;
            while at + 1 < parts.len() && left >= parts[at].length {
                left -= parts[at].length;
                at += 1;
            }
            parts[at].rate(left) / peak
        };
        Ok((plan(Unit::Batches, share), base))
    });
    made(walk, call, read)
}

fn part(member: &Value<'_>) -> Result<Result<Part, std::rc::Rc<[Leaf]>>, String> {
    let Value::Dict(entries) = member else {
        return Err("a part of it is no dictionary of the text".to_owned());
    };
    if let Some((key, _)) = entries.iter().find(|(key, _)| KEYS.iter().all(|(known, _)| known != key)) {
        return Err(format!("a part of it has {key}, which warmup_cosine_decay_schedule does not take"));
    }
    let mut all = Vec::new();
    for (key, usual) in KEYS {
        let got = match member.entry(key) {
            Some(value) => Got::from(value).ok_or_else(|| format!("{key} of a part is no number"))?,
            None => Got::of(usual.ok_or_else(|| format!("a part of it needs {key}"))?),
        };
        all.push(got);
    }
    let [first, peak, rise, length, end, exponent] = all.as_slice() else {
        return Err("a part of it is not whole".to_owned());
    };
    match known([first, peak, rise, length, end, exponent]) {
        Ok([first, peak, rise, length, end, exponent]) if rise >= 0.0 && length > rise => {
            Ok(Ok(Part { first, peak, rise, length, end, exponent }))
        }
        Ok(_) => Err("optax needs decay_steps above warmup_steps".to_owned()),
        Err(leaves) => Ok(Err(leaves)),
    }
}
