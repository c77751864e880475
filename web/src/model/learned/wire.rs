//! What a model has learned as one flat list of floats, to be handed from worker to page.

use etalon_train::inspect::{Answer, Confusion};
use etalon_train::task::digits::{CLASSES, INPUTS};

use super::{Digit, Learned, Snapshot};

/// Units, digits, snapshots, step of divergence.
const HEAD: usize = 4;
const DIGIT: usize = 1 + INPUTS;
const ANSWER: usize = 1 + CLASSES;

/// As numbers. Counts, steps and pixels are small whole numbers: a float holds them exactly.
#[must_use]
pub fn pack(learned: &Learned) -> Vec<f32> {
    let Learned { units, digits, snapshots, diverged } = learned;
    let mut out = vec![
        *units as f32,
        digits.len() as f32,
        snapshots.len() as f32,
        diverged.map_or(-1.0, |step| step as f32),
    ];
    for digit in digits {
        out.push(f32::from(digit.label));
        out.extend(digit.pixels.iter().map(|pixel| f32::from(*pixel)));
    }
    for snapshot in snapshots {
        out.push(snapshot.epoch as f32);
        out.extend(&snapshot.filters);
        for answer in &snapshot.answers {
            out.push(f32::from(answer.predicted));
            out.extend(&answer.probabilities);
        }
        out.extend(snapshot.confusion.counts().iter().map(|count| f32::from(*count)));
    }
    out
}

/// From numbers; `None` where they are not ours.
#[must_use]
pub fn unpack(numbers: &[f32]) -> Option<Learned> {
    let (head, rest) = numbers.split_at_checked(HEAD)?;
    let &[units, digits, snapshots, diverged] = head else { return None };
    let (units, count, snapshots) = (units as usize, digits as usize, snapshots as usize);
    let (digits, rest) = rest.split_at_checked(count.checked_mul(DIGIT)?)?;
    let digits = digits.as_chunks::<DIGIT>().0.iter().map(unpack_digit).collect::<Option<_>>()?;
    let len = 1 + units.checked_mul(INPUTS)? + count * ANSWER + CLASSES * CLASSES;
    if rest.len() != snapshots.checked_mul(len)? {
        return None;
    }
    let snapshot = |numbers: &[f32]| unpack_snapshot(numbers, units * INPUTS, count * ANSWER);
    Some(Learned {
        units,
        digits,
        snapshots: rest.chunks_exact(len).map(snapshot).collect::<Option<_>>()?,
        diverged: (diverged >= 0.0).then_some(diverged as u32),
    })
}

fn unpack_digit(numbers: &[f32; DIGIT]) -> Option<Digit> {
    let (label, pixels) = numbers.split_first()?;
    let pixels: &[f32; INPUTS] = pixels.as_array()?;
    Some(Digit { label: *label as u8, pixels: pixels.map(|pixel| pixel as u8) })
}

fn unpack_snapshot(numbers: &[f32], filters: usize, answers: usize) -> Option<Snapshot> {
    let (epoch, rest) = numbers.split_first()?;
    let (filters, rest) = rest.split_at_checked(filters)?;
    let (answers, counts) = rest.split_at_checked(answers)?;
    let answer = |numbers: &[f32; ANSWER]| {
        let (predicted, probabilities) = numbers.split_first()?;
        Some(Answer { predicted: *predicted as u8, probabilities: probabilities.to_vec() })
    };
    let confusion = Confusion::new(CLASSES, counts.iter().map(|count| *count as u16).collect())?;
    Some(Snapshot {
        epoch: *epoch as u32,
        filters: filters.to_vec(),
        answers: answers.as_chunks::<ANSWER>().0.iter().map(answer).collect::<Option<_>>()?,
        confusion,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::entrant::Entrant;
    use crate::model::learned::tests::{config, learned};

    #[test]
    fn what_is_packed_comes_back() {
        let mut learned = learned(Entrant::Constant, config(2.0));
        let packed = pack(&learned);
        assert_eq!(packed.len(), 4 + 10 * 65 + 3 * (1 + 32 * 64 + 10 * 11 + 100));
        assert_eq!(unpack(&packed).unwrap(), learned);
        learned.diverged = Some(44_999);
        assert_eq!(unpack(&pack(&learned)).unwrap(), learned);
        learned.diverged = Some(0);
        learned.snapshots.truncate(1);
        assert_eq!(unpack(&pack(&learned)).unwrap(), learned);
    }

    #[test]
    fn what_is_not_ours_is_refused() {
        let packed = pack(&learned(Entrant::Constant, config(2.0)));
        for len in [0, 3, 4, 100, packed.len() - 1] {
            assert_eq!(unpack(&packed[..len]), None);
        }
        for head in [[f32::NAN; 4], [f32::INFINITY; 4], [1e30, 1e30, 1e30, 0.0], [-1.0, 3.0, 7.0, 0.0]] {
            assert_eq!(unpack(&[&head[..], &packed[4..]].concat()), None);
        }
    }
}
