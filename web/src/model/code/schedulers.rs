//! A scheduler's call, taken into the settings: what is said, what PyTorch fills in, and how long a 1cycle is on the page.

use etalon::param::Domain;

use crate::model::code::call::{Call, Value, What};
use crate::model::code::import::{Reader, clip, told};
use crate::model::code::signature::{Argument, Meaning, arguments, beyond, class};
use crate::model::code::snippet::literal;
use crate::model::config::STEPS;
use crate::model::kind::Kind;
use crate::model::param::Param;

/// Takes the call of `kind`'s class.
pub fn read<'a>(reader: &mut Reader<'a>, kind: Kind, call: &Call<'a>) {
    let said = match matched(reader, kind, call) {
        Ok(said) => said,
        Err(why) => return reader.refuse([class(kind), ": ", &why].concat()),
    };
    let value = |param: Param| {
        let of = said.iter().find(|(argument, _)| argument.meaning == Meaning::Param(param));
        of.and_then(|(_, value)| *value).filter(|value| value.what != What::Nothing)
    };
    for argument in arguments(kind) {
        if let (true, Meaning::Param(param)) = (argument.required, argument.meaning)
            && value(param).is_none()
        {
            return reader.refuse(format!("{}: it needs {}", class(kind), argument.name));
        }
    }
    let length = [Param::TotalSteps, Param::Epochs, Param::StepsPerEpoch];
    if kind == Kind::OneCycle
        && value(Param::TotalSteps).is_none()
        && (value(Param::Epochs).is_none() || value(Param::StepsPerEpoch).is_none())
    {
        return reader.refuse("OneCycleLR: it needs total_steps, or epochs and steps_per_epoch".to_owned());
    }
    reader.read_kind(kind);
    let mut filled = Vec::new();
    for (argument, value) in &said {
        match (argument.meaning, value) {
            (Meaning::Param(param), _) if kind == Kind::OneCycle && length.contains(&param) => {}
            (Meaning::Param(param), Some(value)) if value.what != What::Nothing => {
                take(reader, argument, param, value);
            }
            (Meaning::Param(param), _) => {
                fill(reader, argument.name, param, param.spec().default, &mut filled)
            }
            (Meaning::Nothing { usual, why }, Some(value)) if value.source != usual => {
                reader.left_out(format!("{}: {why}", argument.name));
            }
            (Meaning::Nothing { .. }, _) => {}
        }
    }
    for (param, does) in beyond(kind) {
        fill(reader, param.spec().id, *param, *does, &mut filled);
    }
    if kind == Kind::OneCycle {
        cycle(reader, length.map(value));
    }
    if !filled.is_empty() {
        reader.taken(format!("not said, so as PyTorch has it: {}", filled.join(", ")));
    }
}

/// Every argument of the class with what the call says of it.
type Said<'a> = Vec<(&'static Argument, Option<Value<'a>>)>;

fn matched<'a>(reader: &mut Reader<'a>, kind: Kind, call: &Call<'a>) -> Result<Said<'a>, String> {
    let known = arguments(kind);
    if let Some(first) = call.by_position(0)
        && !matches!(first.what, What::Name(_) | What::Other)
    {
        return Err(format!("its first argument is the optimizer, got {}", told(&first)));
    }
    let unpacked = call.by_place.iter().find(|value| value.source.starts_with('*'));
    if let Some(value) = unpacked {
        return Err(format!("{} says nothing that can be read here", told(value)));
    }
    if call.by_place.len() > known.len() + 1 {
        return Err(format!("it takes {} arguments, got {}", known.len() + 1, call.by_place.len()));
    }
    let mut said: Said<'a> = Vec::new();
    for (at, argument) in known.iter().enumerate() {
        let (placed, named) = (call.by_position(at + 1), call.by_name(argument.name));
        if placed.is_some() && named.is_some() {
            return Err(format!("{} is given twice", argument.name));
        }
        said.push((argument, placed.or(named)));
    }
    for (name, _) in &call.named {
        if *name != "optimizer" && !known.iter().any(|argument| argument.name == *name) {
            reader.refuse(format!("{}: {} has no such argument", clip(name), class(kind)));
        }
    }
    Ok(said)
}

/// A value that is said.
fn take(reader: &mut Reader<'_>, argument: &Argument, param: Param, value: &Value<'_>) {
    match number(reader, param, value) {
        Ok((number, why)) => {
            if reader.set(param, number) {
                let text = [argument.name, " = ", &literal(param, number), &why].concat();
                reader.taken(text);
            }
        }
        Err(why) => reader.refuse([argument.name, ": ", &why].concat()),
    }
}

/// A value that is not said: PyTorch's own, told where it changes something.
fn fill(reader: &mut Reader<'_>, name: &str, param: Param, value: f64, filled: &mut Vec<String>) {
    if reader.config().get(param) != value && reader.set(param, value) {
        filled.push([name, " = ", &literal(param, value)].concat());
    }
}

/// The value as the parameter's number, with what has to be told of where it comes from; or why it cannot be taken.
fn number(reader: &Reader<'_>, param: Param, value: &Value<'_>) -> Result<(f64, String), String> {
    let short = told(value);
    let plain = |number| Ok((number, String::new()));
    match (param.spec().domain, value.what) {
        (Domain::Choice(["false", "true"]), What::Truth(truth)) => plain(f64::from(u8::from(truth))),
        (Domain::Choice(["false", "true"]), _) => Err(format!("it must be True or False, got {short}")),
        (Domain::Choice(names), What::Text(text)) => {
            // PyTorch knows the first two of any list; what is more is the page's own.
            let known = names.get(..2).unwrap_or(names);
            match known.iter().position(|name| *name == text) {
                Some(at) => plain(at as f64),
                None => Err(format!("it must be {}, got {short}", known.join(" or "))),
            }
        }
        (Domain::Choice(names), _) => {
            Err(format!("it must be {}, got {short}", names.get(..2).unwrap_or(names).join(" or ")))
        }
        (_, What::Name(name)) if !reader.names.contains_key(name) && param == Param::TMax => {
            // A name with steps or batches in it is another unit: the page steps its cosine by epochs.
            if ["step", "iter", "batch"].iter().any(|word| name.to_ascii_lowercase().contains(word)) {
                return Err(format!("{short} counts batches, and here the cosine is stepped by epochs"));
            }
            Ok((f64::from(reader.config().epochs()), format!(", for {short}: the page's epochs")))
        }
        (_, What::Length) if param == Param::TMax => {
            Err(format!("{short} counts batches, and here the cosine is stepped by epochs"))
        }
        _ => value.number(&reader.names).and_then(plain),
    }
}

/// The length of a 1cycle: the page's epochs have their own number of batches.
fn cycle(reader: &mut Reader<'_>, [total, epochs, batches]: [Option<Value<'_>>; 3]) {
    let page = f64::from(STEPS);
    if let Some(total) = total {
        if epochs.is_some() || batches.is_some() {
            reader.left_out("epochs and steps_per_epoch: total_steps says how long".to_owned());
        }
        return match total.what {
            What::Name(name) if !reader.names.contains_key(name) => {
                let run = f64::from(reader.config().steps());
                if reader.set(Param::TotalSteps, run) {
                    reader.taken(format!("total_steps = {run}, for {}: the page's run", told(&total)));
                }
            }
            What::Length => {
                if reader.set(Param::TotalSteps, page) {
                    reader.taken(format!("total_steps = {page}, for {}: the page's epoch", told(&total)));
                }
            }
            _ => match total.number(&reader.names) {
                Ok(steps) => {
                    if reader.set(Param::TotalSteps, steps) {
                        reader.taken(format!("total_steps = {steps}"));
                    }
                }
                Err(why) => reader.refuse(format!("total_steps: {why}")),
            },
        };
    }
    let (Some(epochs), Some(batches)) = (epochs, batches) else { return };
    let count = match epochs.what {
        What::Name(name) if !reader.names.contains_key(name) => {
            let own = f64::from(reader.config().epochs());
            reader.taken(format!("epochs = {own}, for {}: the page's epochs", told(&epochs)));
            own
        }
        _ => match epochs.number(&reader.names) {
            Ok(count) => {
                if !reader.set(Param::Epochs, count) {
                    return;
                }
                reader.taken(format!("epochs = {count}"));
                count
            }
            Err(why) => return reader.refuse(format!("epochs: {why}")),
        },
    };
    if !reader.set(Param::TotalSteps, count * page) {
        return;
    }
    let known = match batches.what {
        What::Name(name) => reader.names.get(name).copied(),
        What::Number(number) => Some(number),
        What::Length => None,
        _ => {
            let short = told(&batches);
            return reader.refuse(format!("steps_per_epoch: {short}; the page's epoch has {page} batches"));
        }
    };
    match known {
        Some(number) if number == page => reader.taken(format!("steps_per_epoch = {page}")),
        Some(number) if number >= 1.0 && number.fract() == 0.0 => reader.taken(format!(
            "steps_per_epoch: the page's epoch has {page} batches, not {number}; the cycle takes the same {count} epochs"
        )),
        Some(number) => reader.refuse(format!("steps_per_epoch must be a whole number from 1, got {number}")),
        None => reader.taken(format!("steps_per_epoch = {page}, for {}: the page's epoch", told(&batches))),
    }
}
