//! Names that a trained model makes up: it draws a letter after three letters, again and again, until it draws the end.

use core::fmt;

use super::{END, LETTERS, NAMES, places, pushed};
use crate::inspect::Trained;
use crate::rng::Rng;
use crate::shape::Width;

/// The longest name: a model need not ever draw the end.
const LONGEST: usize = 20;
/// What the generator of a seed is for. The numbers from 0 on belong to a training.
const PURPOSE: u64 = u64::MAX;

/// Why no name can be made up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InventError {
    /// This many weights are those of no width.
    Weights(usize),
    /// A weight, or an output of the model, is not finite.
    NotFinite,
}

impl fmt::Display for InventError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            InventError::Weights(count) => {
                write!(f, "weights must be those of a model of the names, got {count} numbers")
            }
            InventError::NotFinite => {
                f.write_str("weights must be finite, and so must what the model computes")
            }
        }
    }
}

impl core::error::Error for InventError {}

/// `n` names, in the order in which `seed` draws them. The same weights and seed give the same names on every machine.
///
/// Each letter is drawn with the probability that the model gives it after the three letters before it. The first letter is drawn
/// among the letters alone, so no name is empty. A name ends after 20 letters if the model does not end it. Names may repeat, and
/// some are in the data.
///
/// `weights` are in the order of [`Shape`](crate::shape::Shape). Their number says how wide the model is.
///
/// # Errors
/// A number of weights that no width has; weights with which an output is not finite.
pub fn invent(weights: &[f32], seed: u64, n: usize) -> Result<Vec<String>, InventError> {
    let fits = |width: &Width| NAMES.shape.with_hidden(*width).parameters() == weights.len();
    let width = Width::all().find(fits);
    let model = width.and_then(|width| Trained::new(&NAMES, width, weights.to_vec()));
    let model = model.ok_or(InventError::Weights(weights.len()))?;
    let mut rng = Rng::new(seed, PURPOSE);
    (0..n).map(|_| name(&model, &mut rng)).collect()
}

fn name(model: &Trained, rng: &mut Rng) -> Result<String, InventError> {
    let (mut name, mut before) = (String::new(), [END; LETTERS]);
    while name.len() < LONGEST {
        let inputs = places(before).map(|place| (usize::from(place), 1.0));
        let mut shares = model.answer_to(inputs.into_iter()).probabilities;
        if let (true, Some(end)) = (name.is_empty(), shares.get_mut(usize::from(END))) {
            *end = 0.0;
        }
        let letter = drawn(&shares, rng)?;
        if letter == END {
            break;
        }
        name.push(char::from(b'a' - 1 + letter));
        before = pushed(before, letter);
    }
    Ok(name)
}

/// A class, drawn with its share of the sum.
fn drawn(shares: &[f32], rng: &mut Rng) -> Result<u8, InventError> {
    let sum: f32 = shares.iter().sum();
    if !sum.is_finite() || sum <= 0.0 {
        return Err(InventError::NotFinite);
    }
    // From 0 up to the sum; what rounding leaves over goes to the last class that has a share.
    let mut left = sum * (0.5 + 0.5 * rng.uniform(1.0));
    let mut letter = END;
    for (class, &share) in (0..).zip(shares).filter(|(_, share)| **share > 0.0) {
        letter = class;
        if left < share {
            break;
        }
        left -= share;
    }
    Ok(letter)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use etalon::{Kind, Settings};

    use super::super::FILE;
    use super::*;
    use crate::cpu::CpuEngine;
    use crate::engine::Engine as _;
    use crate::job::Job;
    use crate::policy::Policy;
    use crate::session::Session;
    use crate::start::Start;

    fn weights(rounds: u32) -> Vec<f32> {
        let mut settings = Settings::suggested(Kind::from_id("constant").unwrap());
        settings.set("lr", 0.01).unwrap();
        let job = Job::new(&NAMES, Policy::of(&settings).unwrap(), 1, rounds, Width::USUAL).unwrap();
        let mut session = Session::begin(CpuEngine::new(), &[job]).unwrap();
        while pollster::block_on(session.advance()).unwrap() {}
        pollster::block_on(session.engine_mut().weights(0)).unwrap()
    }

    /// The share of the triples of letters in these names that some name of the data has too.
    fn familiar(names: &[String]) -> f64 {
        let known: BTreeSet<&[u8]> = FILE.lines().flat_map(|name| name.as_bytes().windows(3)).collect();
        let triples: Vec<&[u8]> = names.iter().flat_map(|name| name.as_bytes().windows(3)).collect();
        triples.iter().filter(|triple| known.contains(*triple)).count() as f64 / triples.len() as f64
    }

    #[test]
    fn a_seed_gives_the_same_names_and_another_seed_others() {
        let weights = weights(3);
        let names = invent(&weights, 4, 50).unwrap();
        assert_eq!(invent(&weights, 4, 50).unwrap(), names);
        assert_eq!(invent(&weights, 4, 20).unwrap(), names[..20], "the first names of a longer list");
        assert_ne!(invent(&weights, 5, 50).unwrap(), names);
        assert_eq!(invent(&weights, 4, 0).unwrap(), [""; 0]);
        let spelt = |name: &String| name.bytes().all(|letter| letter.is_ascii_lowercase());
        assert!(names.iter().all(|name| (1..=LONGEST).contains(&name.len()) && spelt(name)), "{names:?}");
    }

    #[test]
    fn a_trained_model_makes_names_that_sound_like_names() {
        let start = Start::new(&NAMES, 1, Width::USUAL);
        let (before, after) =
            (invent(start.weights(), 1, 300).unwrap(), invent(&weights(20), 1, 300).unwrap());
        // The data has 2,107 of the 17,576 triples of letters.
        assert!(familiar(&before) < 0.3, "{}: {:?}", familiar(&before), &before[..10]);
        assert!(familiar(&after) > 0.8, "{}: {:?}", familiar(&after), &after[..10]);
        let length = after.iter().map(String::len).sum::<usize>() as f64 / 300.0;
        // The names of the data have 5.99 letters on average, with a standard deviation of 1.5.
        assert!((5.0..7.0).contains(&length), "{length}");
        let new = after.iter().filter(|name| !FILE.lines().any(|line| line == name.as_str())).count();
        assert!((150..300).contains(&new), "{new} of 300 names are new");
    }

    /// A model that knows only its last bias draws each letter with that letter's share.
    #[test]
    fn letters_are_drawn_with_their_probabilities() {
        let shape = NAMES.shape.with_hidden(Width::MIN);
        let mut weights = vec![0.0; shape.parameters()];
        let bias = &mut weights[shape.b2()..];
        bias.fill(-50.0);
        (bias[0], bias[1], bias[26]) = (0.0, 0.0, 3.0_f32.ln());
        let names = invent(&weights, 9, 4_000).unwrap();
        let letters: String = names.concat();
        let z = letters.matches('z').count() as f64 / letters.len() as f64;
        // Three quarters of some 16,000 letters, with a standard deviation of 0.0035.
        assert!(
            (z - 0.75).abs() < 0.014 && letters.bytes().all(|letter| matches!(letter, b'a' | b'z')),
            "{z}"
        );
        let single = names.iter().filter(|name| name.len() == 1).count() as f64 / 4_000.0;
        // The end follows a letter with probability 1/5, with a standard deviation of 0.0063.
        assert!((single - 0.2).abs() < 0.025, "{single}");
    }

    #[test]
    fn weights_of_no_model_and_weights_that_are_not_finite_are_refused() {
        let good = Start::new(&NAMES, 1, Width::MIN);
        let short = invent(&good.weights()[1..], 1, 3).unwrap_err();
        assert_eq!(short, InventError::Weights(good.weights().len() - 1));
        assert!(short.to_string().contains("got 898 numbers"), "{short}");
        assert_eq!(invent(&[], 1, 3), Err(InventError::Weights(0)));
        for bad in [f32::NAN, f32::INFINITY, f32::MAX] {
            let weights = vec![bad; good.weights().len()];
            assert_eq!(invent(&weights, 1, 3), Err(InventError::NotFinite), "{bad}");
        }
        // The last weight makes one output NaN. That is enough for the error.
        let mut weights = good.weights().to_vec();
        *weights.last_mut().unwrap() = f32::NAN;
        assert_eq!(invent(&weights, 1, 1), Err(InventError::NotFinite));
    }

    #[test]
    fn a_model_that_never_ends_is_ended() {
        let shape = NAMES.shape.with_hidden(Width::MIN);
        let mut weights = vec![0.0; shape.parameters()];
        weights[shape.b2() + 5] = 100.0;
        assert_eq!(invent(&weights, 1, 1).unwrap(), ["e".repeat(LONGEST)]);
    }
}
