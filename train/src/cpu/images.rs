//! The digits as the CPU kernel wants them: pixels as floats, and for each image which of its pixels are not white.

use std::sync::LazyLock;

use crate::digits::{DARKEST, digits};
use crate::model::{BATCH, INPUTS};

static IMAGES: LazyLock<Vec<Image>> = LazyLock::new(|| {
    digits()
        .pixels()
        .iter()
        .zip(digits().labels())
        .map(|(pixels, &label)| Image::new(pixels, label))
        .collect()
});

/// One digit. Half of all pixels are white, that is 0, and add nothing: `inked` says which ones to take.
#[derive(Debug)]
pub struct Image {
    pixels: [f32; INPUTS],
    /// Bit `i` is set where pixel `i` is not 0.
    inked: u64,
    label: u8,
}

impl Image {
    fn new(pixels: &[u8; INPUTS], label: u8) -> Self {
        let inked = (0..INPUTS).filter(|&i| pixels[i] != 0).fold(0, |bits, i| bits | 1 << i);
        Self { pixels: pixels.map(|pixel| f32::from(pixel) / f32::from(DARKEST)), inked, label }
    }
}

/// A batch as the kernel reads it.
#[derive(Debug)]
pub struct Batch {
    /// Pixels of each image.
    pub pixels: [&'static [f32; INPUTS]; BATCH],
    /// For each image, one bit for each pixel that is not 0.
    pub inked: [u64; BATCH],
    /// What each image shows.
    pub labels: [u8; BATCH],
}

impl Batch {
    /// The images with these indices; where there are fewer than a batch, the first is repeated.
    pub fn new(samples: &[u16]) -> Self {
        let images = &*IMAGES;
        let first = samples.first().copied().unwrap_or_default();
        let image = |n: usize| &images[usize::from(samples.get(n).copied().unwrap_or(first)) % images.len()];
        let mut batch = Self { pixels: [&image(0).pixels; BATCH], inked: [0; BATCH], labels: [0; BATCH] };
        for n in 0..BATCH {
            let image = image(n);
            batch.pixels[n] = &image.pixels;
            batch.inked[n] = image.inked;
            batch.labels[n] = image.label;
        }
        batch
    }

    /// For each pixel, one bit for each image in which it is not 0: `inked` with rows and columns exchanged.
    #[inline(never)]
    pub fn touched(&self) -> [u32; INPUTS] {
        let mut rows = self.inked;
        // Both halves of each 64-bit row are turned as 32×32 squares of their own: 16×16 blocks change places, then 8×8, …
        let mut size = 16;
        let mut keep = 0x0000_FFFF_0000_FFFF_u64;
        while size > 0 {
            for block in (0..BATCH).step_by(2 * size) {
                for row in block..block + size {
                    let change = ((rows[row] >> size) ^ rows[row + size]) & keep;
                    rows[row] ^= change << size;
                    rows[row + size] ^= change;
                }
            }
            size /= 2;
            keep ^= keep << size;
        }
        let mut touched = [0; INPUTS];
        for (row, bits) in rows.into_iter().enumerate() {
            touched[row] = bits as u32;
            touched[row + BATCH] = (bits >> BATCH) as u32;
        }
        touched
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn touched_is_inked_turned() {
        let samples: Vec<u16> = (0..32).map(|n| n * 51).collect();
        let batch = Batch::new(&samples);
        let touched = batch.touched();
        for (n, inked) in batch.inked.iter().enumerate() {
            for (pixel, touched) in touched.iter().enumerate() {
                assert_eq!(inked >> pixel & 1, u64::from(touched >> n & 1), "sample {n}, pixel {pixel}");
            }
        }
    }

    #[test]
    fn a_short_batch_repeats_its_first_image() {
        let batch = Batch::new(&[7, 9]);
        assert_eq!(batch.labels[..2], [digits().labels()[7], digits().labels()[9]]);
        assert_eq!(batch.pixels[31], batch.pixels[0]);
        assert_eq!(batch.pixels[0].map(|x| (x * 16.0) as u8), digits().pixels()[7]);
    }
}
