//! The 1,797 handwritten digits of 8×8 pixels, unpacked once. Source and licence: `data/ATTRIBUTION.md`.
//!
//! Packed they are the answers to questions (`questions`), written in as few bits as they were expected (`code`). What to expect
//! (`labels`, `pixels`) is learned on the way, the same by who writes and who reads, in whole numbers: the same on every machine.

mod code;
mod questions;

mod labels;
mod pixels;

mod alike;
mod chance;
mod mixer;

use std::sync::LazyLock;

use self::code::{Decoder, Encoder};
use self::questions::{Question, ask};
use crate::model::{CLASSES, INPUTS};

/// Digits there are.
pub const SAMPLES: usize = 1_797;
/// The darkest pixel; the model sees pixels divided by it.
pub const DARKEST: u8 = 16;

static PACKED: &[u8] = include_bytes!("../data/digits.bin");
static DIGITS: LazyLock<Digits> = LazyLock::new(|| Digits::unpack(PACKED, SAMPLES));

/// Samples in order; [`digits`] are scikit-learn's.
#[derive(Debug, Clone, PartialEq, Eq)]
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

    /// Samples of [`INPUTS`] pixels, sample by sample, with a label each. `None` where these are not as many, or a value is too high.
    #[must_use]
    pub fn new(labels: &[u8], pixels: &[u8]) -> Option<Self> {
        let (pixels, rest) = pixels.as_chunks();
        let fits = rest.is_empty()
            && pixels.len() == labels.len()
            && pixels.as_flattened().iter().all(|&pixel| pixel <= DARKEST)
            && labels.iter().all(|&label| usize::from(label) < CLASSES);
        fits.then(|| Self { pixels: pixels.to_vec(), labels: labels.to_vec() })
    }

    /// The bytes of `data/digits.bin`; `examples/pack.rs` writes them.
    #[must_use]
    pub fn pack(&self) -> Vec<u8> {
        let mut encoder = Encoder::new();
        ask(self.labels.len(), |question, yes| {
            let Question { sample, place, at_least } = question;
            let value = place.map_or(self.labels[sample], |place| self.pixels[sample][place]);
            encoder.write(yes, value >= at_least);
            value >= at_least
        });
        encoder.end()
    }

    /// Undoes [`Self::pack`]; bytes that it did not write give some digits or other.
    fn unpack(packed: &[u8], samples: usize) -> Self {
        let mut decoder = Decoder::new(packed);
        ask(samples, |_, yes| decoder.read(yes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::Rng;

    /// Sums taken by `data/export.py` and numpy on scikit-learn's own arrays; the weights make them depend on the order.
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

    #[test]
    fn the_file_is_what_packing_writes() {
        assert!(digits().pack() == PACKED, "run data/export.py and examples/pack.rs again");
    }

    #[test]
    fn any_digits_come_back_as_they_were() {
        let mut rng = Rng::new(1, 0);
        let mut up_to = |most: u8, count: usize| -> Vec<u8> {
            (0..count).map(|_| rng.below(u32::from(most) + 1) as u8).collect()
        };
        let (any, few) = (up_to(9, 300), up_to(1, 300));
        let cases = [
            ("none", vec![], vec![]),
            ("one", vec![7], up_to(DARKEST, INPUTS)),
            ("noise", any.clone(), up_to(DARKEST, 300 * INPUTS)),
            ("faint, of two classes", few, up_to(1, 300 * INPUTS)),
            ("black", vec![9; 200], vec![DARKEST; 200 * INPUTS]),
            ("white, then black", vec![0; 200], [[0; 100 * INPUTS], [DARKEST; 100 * INPUTS]].concat()),
            ("chequered", any, [0, DARKEST].repeat(300 * INPUTS / 2)),
        ];
        for (case, labels, pixels) in cases {
            let digits = Digits::new(&labels, &pixels).expect(case);
            let packed = digits.pack();
            assert!(Digits::unpack(&packed, labels.len()) == digits, "{case}");
            let shorter = Digits::unpack(&packed[..packed.len() / 2], labels.len());
            assert!(shorter != digits || labels.len() < 2, "{case}: half of the bytes say the same");
        }
    }

    #[test]
    fn any_bytes_are_some_digits() {
        let mut rng = Rng::new(2, 0);
        for length in [0, 1, 3, 1_000, PACKED.len()] {
            let bytes: Vec<u8> = (0..length).map(|_| rng.below(256) as u8).collect();
            let digits = Digits::unpack(&bytes, 500);
            assert_eq!(Digits::new(digits.labels(), digits.pixels().as_flattened()), Some(digits));
        }
    }

    #[test]
    fn refuses_what_are_no_digits() {
        let (labels, pixels) = ([3, 9], [DARKEST; 2 * INPUTS]);
        assert!(Digits::new(&labels, &pixels).is_some());
        assert_eq!(Digits::new(&labels, &pixels[1..]), None);
        assert_eq!(Digits::new(&labels[1..], &pixels), None);
        assert_eq!(Digits::new(&[3, 10], &pixels), None);
        assert_eq!(Digits::new(&labels, &[DARKEST + 1; 2 * INPUTS]), None);
    }
}
