//! The table of parameters: what is legal, and where sliders stand.

use etalon::Param;

use crate::fold::Digest;
use crate::generator::RATES;

pub(crate) fn walk(digest: &mut Digest) {
    for param in Param::ALL {
        let spec = param.spec();
        digest.number(spec.default);
        for value in RATES.into_iter().chain([2.0, 2.5, 4_294_967_295.0, 4_294_967_296.0]) {
            match spec.domain.refuse(value) {
                Some(reason) => digest.reason(reason),
                None => digest.word(0),
            }
        }
        // Sliders go through exp and ln, the only other float functions of the crate.
        for at in 0..=16 {
            let value = spec.slider.value(f64::from(at) / 16.0);
            digest.number(value);
            digest.number(spec.slider.position(value));
        }
    }
}
