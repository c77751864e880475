//! The two functions that the schedules rest on: a power of two, and a versine, both on words.

use super::ext::Ext;
use super::word::Word;

/// 2^`fraction` in `[1, 2)`. Never falls where `fraction` rises: each term only cuts off.
#[inline]
pub(crate) fn exp2<W: Word>(fraction: W) -> Ext<W> {
    let (root, rest) = W::root(fraction);
    let slope = series(W::EXP2, rest);
    Ext::new_full(root.plus(root.mul_high(slope.mul_high(rest))), 1)
}

/// sin²(π·`share`/2) for a `share` in `[0, ½]`, to a word's relative accuracy however small `share` is.
#[inline]
pub(crate) fn versine<W: Word>(share: Ext<W>) -> Ext<W> {
    let square = share.times(share);
    let at = square.fraction();
    // Even and odd powers apart: two short chains of products instead of one long one.
    let at2 = at.mul_high(at);
    let (even, odd) = W::VERSINE;
    let bracket = series(even, at2).minus_wrapping(series(odd, at2).mul_high(at));
    square.times(Ext::new_full(bracket, 2))
}

/// The polynomial with these positive coefficients, the highest power first.
#[inline]
fn series<W: Word>(terms: &[W], at: W) -> W {
    terms.iter().fold(W::ZERO, |sum, &term| term.plus_wrapping(sum.mul_high(at)))
}
