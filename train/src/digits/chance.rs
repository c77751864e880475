//! Chances, of 65,536, and the logistic scale on which they are mixed. Integers only: the same on every machine.

/// How likely a yes is, learned from the answers so far. Zeros mean that nothing was answered: even.
#[derive(Clone, Copy)]
pub struct Chance {
    above_even: i16,
    answers: u16,
}

impl Chance {
    pub const EVEN: Self = Self { above_even: 0, answers: 0 };

    pub fn yes(self) -> u16 {
        (i32::from(self.above_even) + (1 << 15)) as u16
    }

    /// The first answers move it half of the way, then a quarter, and so on: about one part in as many as there were.
    pub fn learn(&mut self, answer: bool) {
        let way = if answer { i32::from(i16::MAX) } else { i32::from(i16::MIN) } - i32::from(self.above_even);
        let halvings = u16::BITS - (self.answers / 2 + 1).leading_zeros();
        self.above_even = (i32::from(self.above_even) + (way >> halvings)) as i16;
        self.answers = (self.answers + 1).min(255);
    }
}

/// One on the logistic scale: where a chance is e times the chance of the contrary.
pub const ONE: i32 = 256;
/// The scale ends at eight, one in three thousand.
const END: i32 = 8 * ONE;

/// The logistic curve, and the way back.
pub struct Logistic {
    chances: [u16; 2 * END as usize],
    scale: [i16; 1 << 12],
}

impl Logistic {
    /// Adds the curve up from its own slope, p(1 - p).
    pub fn new() -> Self {
        let mut chances = [0; 2 * END as usize];
        let (below, above) = chances.split_at_mut(END as usize);
        // Half a step above the middle: the two sides mirror each other.
        let mut p = (1_u64 << 31) + (1 << 21);
        for (above, below) in above.iter_mut().zip(below.iter_mut().rev()) {
            *above = (p >> 16) as u16;
            *below = u16::MAX - *above;
            p += (p * ((1 << 32) - p)) >> 40;
        }
        let mut scale = [0; 1 << 12];
        let mut at = 0;
        for (step, scale) in (0..).zip(&mut scale) {
            while chances.get(at).is_some_and(|chance| chance >> 4 < step) {
                at += 1;
            }
            *scale = at as i16 - END as i16;
        }
        Self { chances, scale }
    }

    pub fn chance(&self, at: i32) -> u16 {
        self.chances[(at.clamp(-END, END - 1) + END) as usize]
    }

    pub fn scale(&self, chance: Chance) -> i32 {
        self.scale[usize::from(chance.yes() >> 4)].into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_curve_is_the_logistic_one_and_the_way_back_its_inverse() {
        let logistic = Logistic::new();
        for at in -END..END {
            let exact = 1.0 / (1.0 + (-(f64::from(at) + 0.5) / f64::from(ONE)).exp());
            let chance = logistic.chance(at);
            assert!((f64::from(chance) / 65_536.0 - exact).abs() < 3e-4, "{chance} at {at}");
            let back: i32 = logistic.scale[usize::from(chance >> 4)].into();
            // The way back knows a chance to 1 in 4,096 and answers where that step begins.
            assert!(back <= at && logistic.chance(back) >> 4 == chance >> 4, "{at} comes back as {back}");
        }
        assert_eq!(logistic.chance(-END - 9), logistic.chance(-END));
        assert_eq!(logistic.chance(END + 9), logistic.chance(END - 1));
    }

    #[test]
    fn learns_what_it_is_told() {
        let mut chance = Chance::EVEN;
        assert_eq!(chance.yes(), 1 << 15);
        (0..4_000).for_each(|time| chance.learn(time % 4 == 0));
        assert!((15_400..17_400).contains(&chance.yes()), "{} of 65,536, not a quarter", chance.yes());
        for answer in [true, false] {
            (0..100_000).for_each(|_| chance.learn(answer));
            assert_eq!(chance.yes() > 65_000, answer);
            assert_eq!(chance.yes() < 500, !answer);
        }
    }
}
