//! The bytes of stored states, and the results of reading damaged ones.

use etalon::{CosineAnnealingLr, CutState, Plateau, ReduceLrOnPlateau, Schedule, Snapshot};

use crate::digest::Digest;
use crate::draw::Draw;

macro_rules! stored {
    ($name:ident, $float:ty) => {
        pub(crate) fn $name(digest: &mut Digest) {
            let Some(rule) = digest.built(ReduceLrOnPlateau::<$float>::new(1.0, Plateau::default())) else {
                return;
            };
            let Some(cosine) = digest.built(CosineAnnealingLr::<$float>::new(0.1, 90, 0.001)) else { return };
            let Some(plan) = digest.built(cosine.cut_on_plateau(Plateau::default())) else { return };
            let (mut state, mut cut): (_, CutState<$float>) = (rule.start(), plan.start());
            let mut draw = Draw::new(5);
            for step in 0..50 {
                let metric = draw.number(-1, 2) as $float;
                rule.observe(&mut state, metric);
                plan.observe(&mut cut, metric);
                let back = Snapshot::from_bytes(&rule.snapshot(&state).to_bytes());
                digest.word(u64::from(back.and_then(|snapshot| rule.restore(&snapshot)) == Ok(state)));
                let back = Snapshot::from_bytes(&plan.snapshot(step, &cut).to_bytes());
                digest.word(u64::from(back.and_then(|snapshot| plan.restore(&snapshot)) == Ok((step, cut))));
                for mut bytes in [rule.snapshot(&state), plan.snapshot(step, &cut), cosine.snapshot(step)]
                    .map(|snapshot| snapshot.to_bytes())
                {
                    bytes.iter().for_each(|byte| digest.word(u64::from(*byte)));
                    let at = draw.count() as usize % bytes.len();
                    bytes[at] ^= 1 << (draw.word() % 8);
                    digest.word(u64::from(Snapshot::from_bytes(&bytes).is_err()));
                }
            }
        }
    };
}

stored!(f32, f32);
stored!(f64, f64);
