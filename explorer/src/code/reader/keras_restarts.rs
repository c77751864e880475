//! Keras' `CosineDecayRestarts`: cosines one after the other, each longer and lower than the one before if the code says so.

use super::call::{Call, Said};
use super::keras::made;
use super::plan::Plan;
use super::recognise::Recognised;
use super::table::{are_sound, horizon, known};
use super::unit::Unit;
use super::value::Value;
use super::walk::Walk;

/// Keras' cosine that starts again.
pub const TABLE: &[Recognised] = &[Recognised::new("CosineDecayRestarts", restarts)];

const NAMES: &[&str] = &["initial_learning_rate", "first_decay_steps", "t_mul", "m_mul", "alpha", "name"];

fn restarts<'a>(walk: &mut Walk<'a>, call: &Call<'a>) -> Value<'a> {
    let read = walk.matched(call, NAMES).and_then(|said| {
        let base = said.needed("initial_learning_rate")?;
        Ok((cycles(&said)?, base))
    });
    made(walk, call, read)
}

fn cycles(said: &Said<'_>) -> Result<Plan, String> {
    let first = said.needed("first_decay_steps")?;
    let (longer, lower) = (said.number("t_mul", 2.0)?, said.number("m_mul", 1.0)?);
    let alpha = said.number("alpha", 0.0)?;
    // A length below one batch has several cycles in a step, and lengths that shrink end before the run does.
    for (name, got) in [("first_decay_steps", &first), ("t_mul", &longer)] {
        if got.known().is_some_and(|number| number.value < 1.0) {
            return Err(format!("{name} below 1 is not read, got {}", said.source(name)));
        }
    }
    Ok(match known([&first, &longer, &lower, &alpha]) {
        Ok(values) => {
            let shares = shares(values);
            if are_sound(&shares) { Plan::Table(shares.into()) } else { Plan::Refused }
        }
        Err(leaves) => Plan::Waiting(leaves),
    })
}

/// The shares of the base rate: `alpha` of it is left of every cosine, and the rest becomes `lower` times as high at each restart.
fn shares([first, longer, lower, alpha]: [f64; 4]) -> Vec<f64> {
    let (mut begin, mut length, mut height) = (0.0, first, 1.0);
    let share = |step: u32| {
        let step = f64::from(step);
        while step >= begin + length {
            begin += length;
            length *= longer;
            height *= lower;
        }
        let cosine = (1.0 + (std::f64::consts::PI * (step - begin) / length).cos()) / 2.0;
        (1.0 - alpha) * height * cosine + alpha
    };
    (0..horizon(Unit::Batches)).map(share).collect()
}
