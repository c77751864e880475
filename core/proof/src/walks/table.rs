//! The parameters of one kind: which values are legal, and where sliders stand.

use etalon::param::ParamSpec;

use crate::digest::Digest;
use crate::draw::RATES;

pub(crate) fn walk(digest: &mut Digest, rows: &[ParamSpec]) {
    for row in rows {
        digest.number(row.default);
        for value in RATES.into_iter().chain([2.0, 2.5, 4_294_967_295.0, 4_294_967_296.0]) {
            match row.domain.refuse(value) {
                Some(reason) => digest.reason(reason),
                None => digest.word(0),
            }
        }
        // Sliders use exp and ln, the only other float functions of the crate.
        for at in 0..=16 {
            let value = row.slider.value(f64::from(at) / 16.0);
            digest.number(value);
            digest.number(row.slider.position(value));
        }
    }
}
