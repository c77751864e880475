//! SplitMix64, which uses only integers, so that every machine draws the same cases; and the edge values that all kinds share.

/// The finaliser of SplitMix64.
pub fn mix(z: u64) -> u64 {
    let z = z.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// A stream of draws.
#[derive(Debug, Clone)]
pub struct Draw(u64);

impl Draw {
    /// The stream that belongs to a seed.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The number of `cases` to draw. For slow machines, a program that is built with `ETALON_TENTH` draws a tenth.
    #[must_use]
    pub const fn scaled(&self, cases: u32) -> u32 {
        if option_env!("ETALON_TENTH").is_some() { cases / 10 } else { cases }
    }

    /// A word of 64 bits.
    pub fn word(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        mix(self.0)
    }

    /// A whole number below 2^32. Its length in bits is drawn first, so small numbers are as likely as large ones.
    pub fn count(&mut self) -> u32 {
        let word = self.word();
        (word >> 32) as u32 >> (word % 32)
    }

    /// A positive `f64` with random digits and a power of two from 2^`least` to 2^(`least` + `range`).
    pub fn number(&mut self, least: i32, range: u32) -> f64 {
        let word = self.word();
        let power = (1023 + least) as u64 + self.word() % u64::from(range);
        f64::from_bits((word >> 12) | (power << 52))
    }

    /// A share in `[0, 1)`.
    pub fn share(&mut self) -> f64 {
        (self.word() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// A rate from 2^-30 to 4 that an `f32` holds, and sometimes 0.
    pub fn rate(&mut self) -> f64 {
        if self.word().is_multiple_of(16) { 0.0 } else { f64::from(self.number(-30, 32) as f32) }
    }

    /// A length of at least 1. Small lengths are as likely as large ones.
    pub fn length(&mut self) -> u32 {
        self.count().max(1)
    }

    /// A choice among `options`, as `Settings` counts them.
    pub fn choice(&mut self, options: u32) -> f64 {
        f64::from((self.word() % u64::from(options)) as u32)
    }

    /// One of these options.
    pub fn one_of<T: Copy>(&mut self, options: &[T]) -> T {
        options[(self.word() % options.len() as u64) as usize]
    }
}

/// Rates: the ends of both types' ranges, subnormals of both, usual rates, and rates that no constructor accepts.
pub const RATES: [f64; 19] = [
    0.0,
    -0.0,
    5e-324,
    1e-310,
    1e-45,
    1e-40,
    1.2e-38,
    1e-8,
    1e-3,
    0.01,
    0.1,
    1.0 / 3.0,
    1.0,
    3.4e38,
    1.7e308,
    -1e-3,
    f64::NAN,
    f64::INFINITY,
    f64::NEG_INFINITY,
];

/// Steps and lengths: small, around 2^24 (where `f32` stops counting) and 2^31, and the last ones.
pub const STEPS: [u32; 22] = [
    0,
    1,
    2,
    3,
    4,
    7,
    10,
    99,
    100,
    101,
    999,
    1_000_000,
    16_777_215,
    16_777_216,
    16_777_217,
    2_147_483_646,
    2_147_483_647,
    2_147_483_648,
    2_147_483_649,
    3_000_000_019,
    4_294_967_294,
    4_294_967_295,
];
