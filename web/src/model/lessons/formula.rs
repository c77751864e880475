//! The schedules' formulae as MathML, with the same in words.

use crate::model::kind::Kind;

/// A formula.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Formula {
    /// What stands inside `<math>`.
    pub mathml: &'static str,
    /// How it is read.
    pub words: &'static str,
    /// What its letters stand for.
    pub letters: &'static str,
}

/// The formula of `kind`.
#[must_use]
pub const fn formula(kind: Kind) -> Formula {
    match kind {
        Kind::Exponential => Formula {
            mathml: "<msub><mi>η</mi><mi>t</mi></msub><mo>=</mo><msub><mi>η</mi><mn>0</mn></msub><mo>⋅</mo><msup><mi>γ</mi><mi>t</mi></msup>",
            words: "eta at t equals eta zero times gamma to the power of t",
            letters: "t counts epochs, from 0.",
        },
        Kind::CosineAnnealing => Formula {
            mathml: "<mtable displaystyle=\"true\"><mtr><mtd><msub><mi>η</mi><mi>t</mi></msub><mo>=</mo><msub><mi>η</mi><mi>min</mi></msub><mo>+</mo>\
                <mfrac><mn>1</mn><mn>2</mn></mfrac><mrow><mo>(</mo><msub><mi>η</mi><mn>0</mn></msub><mo>−</mo><msub><mi>η</mi><mi>min</mi></msub><mo>)</mo></mrow></mtd></mtr>\
                <mtr><mtd><mo>⋅</mo><mrow><mo>(</mo><mn>1</mn><mo>+</mo><mi>cos</mi><mfrac><mrow><mi>π</mi><mi>t</mi></mrow><msub><mi>T</mi><mi>max</mi></msub></mfrac><mo>)</mo></mrow></mtd></mtr></mtable>",
            words: "eta at t equals eta min plus one half times eta zero minus eta min, times one plus the cosine of pi t over T max",
            letters: "t counts epochs, from 0.",
        },
        Kind::ReduceOnPlateau => Formula {
            mathml: "<mtable><mtr><mtd><mi>η</mi><mo>←</mo><mi>max</mi><mrow><mo>(</mo><mi>η</mi><mo>⋅</mo><mtext>factor</mtext><mo>,</mo><mspace width=\"0.2em\"/><mtext>min_lr</mtext><mo>)</mo></mrow></mtd></mtr>\
                <mtr><mtd><mtext>when bad epochs &gt; patience</mtext></mtd></mtr></mtable>",
            words: "eta becomes the larger of eta times factor and min lr, when the bad epochs in a row are more than patience",
            letters: "A bad epoch is one that is not better than the best by more than threshold.",
        },
        Kind::OneCycle => Formula {
            mathml: "<mtable displaystyle=\"true\"><mtr><mtd><mfrac><msub><mi>η</mi><mi>max</mi></msub><mi>d</mi></mfrac><mo>→</mo><msub><mi>η</mi><mi>max</mi></msub><mo>→</mo>\
                <mfrac><msub><mi>η</mi><mi>max</mi></msub><mrow><mi>d</mi><mo>⋅</mo><mi>f</mi></mrow></mfrac></mtd></mtr>\
                <mtr><mtd><mtext>turning at&#160;</mtext><mi>t</mi><mo>=</mo><mi>p</mi><mi>N</mi><mo>−</mo><mn>1</mn></mtd></mtr></mtable>",
            words: "from eta max over d up to eta max, then down to eta max over d times f, turning at t equals p N minus one",
            letters: "t counts batches; d is div_factor, f final_div_factor, p pct_start, N total_steps.",
        },
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// Every element of `html` is closed, in order, and every `<` begins one.
    pub fn closed(html: &str) {
        let mut open = Vec::new();
        for tag in html.split('<').skip(1) {
            let (tag, _) = tag.split_once('>').unwrap_or_else(|| panic!("{tag} is no element"));
            match tag.strip_prefix('/') {
                _ if tag.ends_with('/') => {}
                Some(name) => assert_eq!(open.pop(), Some(name)),
                None => open.push(tag.split(' ').next().unwrap_or(tag)),
            }
        }
        assert!(open.is_empty(), "{open:?} left open");
    }

    #[test]
    fn every_element_is_closed() {
        for kind in Kind::ALL {
            closed(formula(kind).mathml);
        }
    }
}
