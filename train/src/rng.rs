//! A seeded generator that uses only whole numbers, so that a seed means the same bits everywhere: SplitMix64.

/// SplitMix64 (Steele, Lea and Flood, 2014).
#[derive(Debug, Clone)]
pub struct Rng(u64);

impl Rng {
    /// The generator for one purpose of one seed; other purposes of the same seed are unrelated.
    #[must_use]
    pub fn new(seed: u64, purpose: u64) -> Self {
        Self(mix(seed ^ mix(purpose.wrapping_add(GOLDEN))))
    }

    /// 64 random bits.
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(GOLDEN);
        mix(self.0)
    }

    /// A number below `end`, from the upper half of a product. The bias is at most `end / 2³²`.
    pub fn below(&mut self, end: u32) -> u32 {
        (((self.bits() >> 32) * u64::from(end)) >> 32) as u32
    }

    /// A number from -`bound` up to `bound`, one of 2²⁴ evenly spaced ones.
    pub fn uniform(&mut self, bound: f32) -> f32 {
        let unit = (self.bits() >> 40) as f32 / 16_777_216.0;
        bound * (2.0 * unit - 1.0)
    }

    /// Puts `items` in a random order (Fisher and Yates).
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.below(last as u32 + 1) as usize);
        }
    }
}

const GOLDEN: u64 = 0x9E37_79B9_7F4A_7C15;

fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The published sequence from state 1234567 (Rosetta Code, "Pseudo-random numbers/Splitmix64").
    #[test]
    fn is_splitmix64() {
        let mut rng = Rng(1_234_567);
        let published = [
            6_457_827_717_110_365_317,
            3_203_168_211_198_807_973,
            9_817_491_932_198_370_423,
            4_593_380_528_125_082_431,
            16_408_922_859_458_223_821,
        ];
        assert_eq!(published.map(|_| rng.bits()), published);
    }

    #[test]
    fn uniform_stays_within_its_bound_and_fills_it() {
        let mut rng = Rng::new(0, 0);
        let drawn: Vec<f32> = (0..10_000).map(|_| rng.uniform(0.125)).collect();
        assert!(drawn.iter().all(|x| (-0.125..0.125).contains(x)));
        let mean = drawn.iter().sum::<f32>() / 10_000.0;
        let spread = drawn.iter().map(|x| x * x).sum::<f32>() / 10_000.0;
        // The mean's standard deviation is 0.125/√3/100 = 7.2e-4; the variance is 0.125²/3 = 5.208e-3, give or take 4.7e-5.
        assert!(mean.abs() < 2.5e-3 && (spread - 5.208e-3).abs() < 1.5e-4, "mean {mean}, variance {spread}");
    }

    #[test]
    fn a_shuffle_loses_nothing_and_each_place_is_equally_likely() {
        let mut rng = Rng::new(7, 0);
        let mut places = [[0_u32; 8]; 8];
        for _ in 0..8_000 {
            let mut items: [usize; 8] = core::array::from_fn(|i| i);
            rng.shuffle(&mut items);
            items.iter().enumerate().for_each(|(place, &item)| places[item][place] += 1);
        }
        // Each count is 1,000 on average with a standard deviation of 30.
        assert!(places.iter().flatten().all(|&count| (850..1150).contains(&count)), "{places:?}");
    }
}
