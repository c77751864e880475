//! The digits of one class seen lately, and what those most like the one at hand have where its next pixel will be.
//!
//! The numbers here, the weight of age and how far counts as alike, are those that made the file smallest.

use crate::model::INPUTS;

/// Digits of the class that are remembered; twice as many make the file a thousandth smaller and take longer.
const LATELY: usize = 64;

/// The latest digits of one class, place by place.
pub struct Lately {
    pixels: [[u8; LATELY]; INPUTS],
    seen: usize,
}

/// How far each of them is from the digit at hand: squares of differences, over the pixels known.
pub struct Distances([i32; LATELY]);

/// What a place should hold, in sixteenths.
pub struct Expected {
    /// By all of the class that are remembered.
    pub mean: i32,
    /// By those most alike.
    pub alike: i32,
}

impl Lately {
    pub const NONE: Self = Self { pixels: [[0; LATELY]; INPUTS], seen: 0 };

    /// Before a pixel is known only age tells: the same hand wrote the latest ones.
    pub fn distances(&self) -> Distances {
        let mut distances = [0; LATELY];
        for age in 1..LATELY.min(self.seen) {
            distances[(self.seen - 1 - age) % LATELY] = 3 * age as i32;
        }
        Distances(distances)
    }

    /// Each weighs the square of how much nearer it is than about twice the nearest.
    pub fn expected(&self, place: usize, Distances(distances): &Distances) -> Expected {
        let seen = LATELY.min(self.seen);
        let (pixels, distances) = (&self.pixels[place][..seen], &distances[..seen]);
        let reach = 2 * distances.iter().fold(i32::MAX / 4, |nearest, &distance| nearest.min(distance)) + 50;
        // Before anything was seen, a pixel of 4 is expected.
        let (mut weights, mut alike, mut mean) = (16_u32, 64, 0);
        for (&pixel, &distance) in pixels.iter().zip(distances) {
            let nearer = (reach - distance).clamp(0, 1_023) as u32;
            weights += nearer * nearer;
            alike += nearer * nearer * u32::from(pixel);
            mean += u32::from(pixel);
        }
        Expected {
            mean: (16 * mean / seen.max(1) as u32) as i32,
            alike: (alike / (weights / 16).max(1)).min(256) as i32,
        }
    }

    /// The pixel at this place of the digit at hand is known now.
    pub fn learn(&self, place: usize, pixel: u8, Distances(distances): &mut Distances) {
        for (distance, &other) in distances.iter_mut().zip(&self.pixels[place][..LATELY.min(self.seen)]) {
            let difference = i32::from(pixel) - i32::from(other);
            *distance += difference * difference;
        }
    }

    pub fn remember(&mut self, digit: &[u8; INPUTS]) {
        for (pixels, &pixel) in self.pixels.iter_mut().zip(digit) {
            pixels[self.seen % LATELY] = pixel;
        }
        self.seen += 1;
    }
}
