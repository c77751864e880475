//! The subject of the constant rate.

use core::hint::black_box as any;

use etalon::{ConstantLr, Kind, Plateau, checked};

use crate::digest::Digest;
use crate::draw::{RATES, STEPS};
use crate::subject::{Limits, Subject, Weight};
use crate::subjects::{get, settings};

pub(crate) const SUBJECT: Subject = Subject {
    kind: Kind::Constant,
    name: "ConstantLr",
    draw: |draw| settings(Kind::Constant, [("lr", draw.rate())]),
    turn: |_| 0,
    range: |settings| (get(settings, "lr"), get(settings, "lr")),
    digest: [digest_f32, digest_f64],
    weight: Weight {
        open: || weigh(any(0.1)),
        fixed: || ask(const { &checked!(ConstantLr::<f32>::new(0.1)) }),
        stack: &[|| weigh(any(0.1))],
        limits: Limits { flash: [400, 272], stack: 192 },
    },
    calls: || {
        calls_f32();
        calls_f64();
    },
    #[cfg(feature = "by_hand")]
    by_hand: by_hand::race,
    #[cfg(feature = "oracle")]
    oracle: oracle::SPEC,
};

#[inline(always)]
fn weigh(lr: f32) {
    if let Ok(schedule) = &ConstantLr::<f32>::new(lr) {
        ask(schedule);
    }
}

#[inline(always)]
fn ask(schedule: &ConstantLr<f32>) {
    any(schedule.lr(any(7)));
}

macro_rules! constant {
    ($float:ty, $digest:ident, $calls:ident) => {
        fn $digest(digest: &mut Digest) {
            for lr in RATES {
                let Some(schedule) = digest.built(ConstantLr::<$float>::new(lr as $float)) else { continue };
                STEPS.into_iter().for_each(|step| digest.number(schedule.lr(step)));
            }
        }

        fn $calls() {
            if let Ok(schedule) = any(ConstantLr::<$float>::new(any(0.1))) {
                let schedule = any(schedule);
                any(ConstantLr::<$float>::lr(&schedule, any(7)));
                any(ConstantLr::initial_lr(&schedule));
                any(ConstantLr::<$float>::warm_up(schedule, any(7), any(0.1))).ok();
                any(ConstantLr::<$float>::cut_on_plateau(schedule, any(Plateau::<$float>::DEFAULT))).ok();
            }
        }
    };
}

constant!(f32, digest_f32, calls_f32);
constant!(f64, digest_f64, calls_f64);

#[cfg(feature = "by_hand")]
mod by_hand {
    use core::hint::black_box as any;

    use etalon::{ConstantLr, checked};

    use crate::by_hand::{LR, Meter};

    macro_rules! race {
        ($meter:ident, $float:ident) => {
            let ours = any(const { checked!(ConstantLr::<$float>::new(LR as $float)) });
            let lr = any(LR as $float);
            $meter.race(stringify!($float), &mut |_, step| _ = any(ours.lr(step)), &mut |_, _| _ = any(lr));
        };
    }

    pub(super) fn race(meter: &mut dyn Meter) {
        race!(meter, f32);
        race!(meter, f64);
    }
}

#[cfg(feature = "oracle")]
mod oracle {
    use etalon::Settings;

    use super::get;
    use crate::oracle::exact::{big, exact};
    use crate::oracle::{Budget, Spec};

    const BUDGET: Budget = Budget { what: "constant", f32: 0.0, f64: 0.0 };

    pub(super) const SPEC: Spec = Spec {
        budgets: &[BUDGET],
        budget: |_: &Settings| BUDGET,
        exact: |settings, _| (exact(&big(get(settings, "lr"))), None),
        ..Spec::NONE
    };
}
