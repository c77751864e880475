//! Kinds that the page does not show, to run what the frames do for a kind without a class in a framework: one formula in Python
//! serves three frameworks. A kind of the page that does the same replaces its trial.

use etalon::Kind;
use etalon_explorer::code::program::{Gaps, Programs};
use etalon_explorer::code::signature::{Argument, Signature};
use etalon_explorer::kinds::constant;
use etalon_explorer::kinds::page::KindPage;
use etalon_explorer::race::row::Row;

/// The kinds on trial.
pub const TRIALS: [&KindPage; 3] = [&STEP, &LINEAR, &STABLE];

/// A class of PyTorch's, and a formula elsewhere.
const STEP: KindPage = KindPage {
    kind: Kind::Step,
    rate: Row::of(Kind::Step, "lr"),
    torch: Some(&Signature {
        arguments: &[
            Argument::required("step_size", Row::of(Kind::Step, "step_size")),
            Argument::optional(Row::of(Kind::Step, "gamma")),
        ],
        beyond: &[],
    }),
    programs: Programs {
        pytorch: "",
        keras: include_str!("trial/step.py"),
        optax: include_str!("trial/step.py"),
        burn: "#: why\nThe schedule comes from etalon.\n",
        etalon: "StepLr::<f64>::new($lr, $step_size, $gamma)?",
        gaps: Gaps::none,
    },
    ..constant::PAGE
};

/// A formula everywhere, whose first rate is not the base rate.
const LINEAR: KindPage = KindPage {
    kind: Kind::Linear,
    rate: Row::of(Kind::Linear, "lr"),
    programs: Programs {
        pytorch: include_str!("trial/linear.py"),
        keras: include_str!("trial/linear.py"),
        optax: include_str!("trial/linear.py"),
        burn: "#: why\nThe schedule comes from etalon.\n",
        etalon: "LinearLr::<f64>::new($lr, $start_factor, $end_factor, $total_iters)?",
        gaps: Gaps::none,
    },
    ..constant::PAGE
};

/// A formula everywhere, stepped by batches, with a warm-up of its own.
const STABLE: KindPage = KindPage {
    kind: Kind::WarmupStableDecay,
    rate: Row::of(Kind::WarmupStableDecay, "lr"),
    own_warm_up: Some(Row::of(Kind::WarmupStableDecay, "warmup_steps")),
    opening: &[(Row::of(Kind::WarmupStableDecay, "warmup_steps"), 90.0)],
    programs: Programs {
        pytorch: include_str!("trial/stable.py"),
        keras: include_str!("trial/stable.py"),
        optax: include_str!("trial/stable.py"),
        burn: "#: why\nThe schedule comes from etalon.\n",
        etalon: include_str!("trial/stable.rs.txt"),
        gaps: Gaps::none,
    },
    ..constant::PAGE
};
