//! The two functions that the schedules are built on, both on words: a power of two and a versine.

use super::extended::Extended;
use super::tables;

macro_rules! functions {
    ($float:ty, $word:ty, $roots:expr, $exp2:expr, $even:expr, $odd:expr) => {
        impl Extended<$float> {
            /// 2^`fraction` in `[1, 2)`. The result never falls when `fraction` rises, because each term only cuts off digits.
            #[inline]
            pub(crate) const fn exp2(fraction: $word) -> Self {
                const BELOW: u32 = <$word>::BITS - 4;
                // The greatest 2^(i/16) that is at most the result, and the rest of the fraction.
                let root = match $roots.split_at_checked((fraction >> BELOW) as usize) {
                    Some((_, [root, ..])) => *root,
                    _ => Self::TOP,
                };
                let rest = fraction & ((1 << BELOW) - 1);
                let growth = Self::high(Self::slope(rest), rest);
                Self::new_full(root.saturating_add(Self::high(root, growth)), 1)
            }

            /// (2^`fraction` − 1) / `fraction` for a fraction below 1/16.
            #[inline]
            pub(crate) const fn slope(fraction: $word) -> $word {
                Self::series(&$exp2, fraction)
            }

            /// sin²(π·`self`/2) for a share in `[0, ½]`, with the relative accuracy of a word, however small the share is.
            #[inline]
            pub(crate) const fn versine(self) -> Self {
                let square = self.times(self);
                let at = square.fraction();
                // Even and odd powers are apart: two short chains of products instead of one long one.
                let at2 = Self::high(at, at);
                let bracket =
                    Self::series(&$even, at2).wrapping_sub(Self::high(Self::series(&$odd, at2), at));
                square.times(Self::new_full(bracket, 2))
            }

            /// The polynomial with these positive coefficients, the highest power first.
            #[inline]
            pub(super) const fn series(terms: &[$word], at: $word) -> $word {
                let (mut sum, mut rest) = (0, terms);
                while let [term, others @ ..] = rest {
                    sum = term.wrapping_add(Self::high(sum, at));
                    rest = others;
                }
                sum
            }
        }
    };
}

functions!(f32, u32, tables::ROOTS_32, tables::EXP2_32, tables::VERSINE_EVEN_32, tables::VERSINE_ODD_32);
functions!(f64, u64, tables::ROOTS_64, tables::EXP2_64, tables::VERSINE_EVEN_64, tables::VERSINE_ODD_64);
