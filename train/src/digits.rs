//! The 1,797 handwritten digits of 8×8 pixels, unpacked once. Source and licence: `data/ATTRIBUTION.md`.

use std::sync::LazyLock;

use crate::model::{CLASSES, INPUTS};

/// Digits there are.
pub const SAMPLES: usize = 1_797;
/// The darkest pixel; the model sees pixels divided by it.
pub const DARKEST: u8 = 16;

static PACKED: &[u8; 60_248] = include_bytes!("../data/digits.bin");
static DIGITS: LazyLock<Digits> = LazyLock::new(|| Digits::unpack(PACKED));

/// All the samples, in scikit-learn's order.
#[derive(Debug)]
pub struct Digits {
    pixels: Vec<[u8; INPUTS]>,
    labels: Vec<u8>,
}

/// The data set.
#[must_use]
pub fn digits() -> &'static Digits {
    &DIGITS
}

impl Digits {
    /// Pixels of each sample, from 0 to [`DARKEST`], row by row from the top left.
    #[must_use]
    pub fn pixels(&self) -> &[[u8; INPUTS]] {
        &self.pixels
    }

    /// What each sample shows, 0 to 9.
    #[must_use]
    pub fn labels(&self) -> &[u8] {
        &self.labels
    }

    /// Undoes `data/pack.py`, where the layout is described.
    fn unpack(packed: &[u8]) -> Self {
        let (inks, rest) = packed.split_at(SAMPLES * INPUTS / 2);
        let (labels, tops) = rest.split_at(SAMPLES.div_ceil(2));
        let labels: Vec<u8> = nibbles(labels).take(SAMPLES).collect();
        let mut tops = tops.iter().flat_map(|byte| (0..8).rev().map(move |bit| byte >> bit & 1));
        let mut inks = nibbles(inks).map(|value| match value {
            15 => 15 + tops.next().unwrap_or(0),
            below => below,
        });
        let mut pixels = vec![[0; INPUTS]; SAMPLES];
        for at in 0..INPUTS {
            for digit in 0..CLASSES as u8 {
                for (pixels, _) in pixels.iter_mut().zip(&labels).filter(|(_, label)| **label == digit) {
                    pixels[at] = inks.next().unwrap_or_default();
                }
            }
        }
        Self { pixels, labels }
    }
}

fn nibbles(bytes: &[u8]) -> impl Iterator<Item = u8> {
    bytes.iter().flat_map(|byte| [byte & 15, byte >> 4])
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sums taken by `data/pack.py` and numpy on scikit-learn's own arrays; the weights make them depend on the order.
    #[test]
    fn unpacks_to_what_scikit_learn_has() {
        let (pixels, labels) = (digits().pixels(), digits().labels());
        let flat: Vec<u64> = pixels.iter().flatten().map(|&pixel| u64::from(pixel)).collect();
        assert_eq!(flat.len(), SAMPLES * INPUTS);
        assert_eq!(flat.iter().sum::<u64>(), 561_718);
        assert_eq!((1..).zip(&flat).map(|(at, pixel)| at * pixel).sum::<u64>(), 32_232_145_379);
        assert_eq!(flat.iter().max(), Some(&u64::from(DARKEST)));
        assert_eq!((1..).zip(labels).map(|(at, &label)| at * u64::from(label)).sum::<u64>(), 7_272_861);
        let count = |digit| labels.iter().filter(|&&label| usize::from(label) == digit).count();
        let counts: [usize; CLASSES] = core::array::from_fn(count);
        assert_eq!(counts, [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]);
        assert_eq!(pixels[0][..16], [0, 0, 5, 13, 9, 1, 0, 0, 0, 0, 13, 15, 10, 15, 5, 0]);
    }
}
