//! 1cycle as a program.

use crate::code::framework::Framework;
use crate::code::literal::{count, number};
use crate::code::program::{Gaps, Programs};
use crate::code::writer::etalon::fields;
use crate::kinds::one_cycle::{
    BASE_MOMENTUM, CYCLE_MOMENTUM, MAX_LR, MAX_MOMENTUM, PCT_START, THREE_PHASE, TOTAL_STEPS,
};
use crate::race::seat::Seat;

/// Its programs.
pub(super) const PROGRAMS: Programs = Programs {
    pytorch: include_str!("pytorch.py"),
    keras: include_str!("keras.py"),
    optax: include_str!("optax.py"),
    burn: include_str!("burn.rs.txt"),
    etalon: include_str!("etalon.rs.txt"),
    gaps,
};

const KERAS: &str = "Keras has none of its own.";
const OPTAX: &str = "optax.cosine_onecycle_schedule peaks and ends a step later, at whole steps, and leaves
the momentum alone.";

fn gaps(seat: &Seat<'_>, framework: Framework) -> Gaps {
    let gaps = Gaps::default();
    match framework {
        Framework::PyTorch => arguments(seat, gaps)
            .flag("rise_has_no_length", rise_has_no_length(seat))
            .flag("ends_early", ends_early(seat)),
        Framework::Keras => gaps.part("lists", include_str!("lists.py")).text("why", KERAS),
        Framework::Optax => gaps.part("lists", include_str!("lists.py")).text("why", OPTAX),
        Framework::Burn | Framework::Etalon => {
            let (rate, steps) = (number(seat.get(MAX_LR)), count(seat.get(TOTAL_STEPS)));
            // Where momentum is not cycled, nothing reads its ends.
            let is_read = |row| seat.is_on(CYCLE_MOMENTUM) || (row != BASE_MOMENTUM && row != MAX_MOMENTUM);
            gaps.text("fields", fields(*seat, is_read))
                .text(
                    "usual",
                    match spans_the_run(seat) {
                        true => format!("OneCycle::<f64>::epochs({rate}, epochs, batches)?"),
                        false => format!("OneCycle::<f64>::steps({rate}, {steps})"),
                    },
                )
                .flag("ends_before_the_run", end(seat) < f64::from(seat.run_length()))
        }
    }
}

/// Whether it is as long as the run.
fn spans_the_run(seat: &Seat<'_>) -> bool {
    seat.get(TOTAL_STEPS) == f64::from(seat.run_length())
}

/// The step at which it ends, the warm-up included.
fn end(seat: &Seat<'_>) -> f64 {
    f64::from(seat.warm_up()) + seat.get(TOTAL_STEPS)
}

fn arguments(seat: &Seat<'_>, gaps: Gaps) -> Gaps {
    let gaps = match spans_the_run(seat) {
        true => gaps
            .argument("total_steps", None)
            .argument("epochs", Some("epochs".to_owned()))
            .argument("steps_per_epoch", Some("batches".to_owned())),
        false => gaps,
    };
    match rise_has_no_length(seat) {
        true => gaps.argument("pct_start", Some(number(a_little_less(seat)))),
        false => gaps,
    }
}

/// Whether the peak falls on step 0. PyTorch's first phase then has no length, and it divides by it.
fn rise_has_no_length(seat: &Seat<'_>) -> bool {
    seat.get(PCT_START) * seat.get(TOTAL_STEPS) == 1.0
}

/// The nearest `pct_start` whose first phase ends before step 0.
fn a_little_less(seat: &Seat<'_>) -> f64 {
    let mut share = seat.get(PCT_START);
    while share * seat.get(TOTAL_STEPS) >= 1.0 {
        share = share.next_down();
    }
    share
}

/// Whether PyTorch must not make the step after the last one, which the loop makes: past the end, or where the last phase has no
/// length.
fn ends_early(seat: &Seat<'_>) -> bool {
    let (share, total) = (seat.get(PCT_START), seat.get(TOTAL_STEPS));
    let steps = f64::from(seat.run_length());
    let last_phase = if seat.is_on(THREE_PHASE) { 2.0 * share * total - 2.0 } else { share * total - 1.0 };
    end(seat) < steps || (end(seat) == steps && last_phase == total - 1.0)
}
