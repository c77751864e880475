//! The two functions that the schedules rest on: a power of two, and a versine, both on words.

use super::ext::Ext;
use super::word::Word;

/// 2^`fraction` in `[1, 2)`. Never falls where `fraction` rises: each term only cuts off.
pub(crate) fn exp2<W: Word>(fraction: W) -> Ext<W> {
    let (root, rest) = W::root(fraction);
    let slope = W::EXP2.iter().fold(W::ZERO, |sum, &term| term.plus_wrapping(sum.mul_high(rest)));
    Ext::new_full(root.plus(root.mul_high(slope.mul_high(rest))), 1)
}

/// sin²(π·`share`/2) for a `share` in `[0, ½]`, to a word's relative accuracy however small `share` is.
pub(crate) fn versine<W: Word>(share: Ext<W>) -> Ext<W> {
    let square = share.times(share);
    let at = square.fraction();
    // The signs alternate and each bracket is positive, so that differences stay within a word; the last is at least 2.
    let bracket = W::VERSINE.iter().fold(W::ZERO, |sum, &term| term.minus_wrapping(sum.mul_high(at)));
    square.times(Ext::new_full(bracket, 2))
}
