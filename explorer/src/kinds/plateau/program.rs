//! Reduce on plateau as a program: the frameworks' own rules where they can be set to do the same, and PyTorch's rule in a few lines
//! of Python where they cannot.

use crate::code::framework::Framework;
use crate::code::literal::number;
use crate::code::program::{Gaps, Programs};
use crate::code::writer::etalon::fields;
use crate::kinds::plateau::{
    COOLDOWN, EPS, FACTOR, MIN_LR, MODE, NAN_POLICY, PATIENCE, THRESHOLD, THRESHOLD_MODE,
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

fn gaps(seat: &Seat<'_>, framework: Framework) -> Gaps {
    let gaps = Gaps::default()
        .text("monitor", if seat.is_on(MODE) { "val_accuracy" } else { "val_loss" })
        .text("later", number_of(seat.get(PATIENCE) + 1.0))
        .part("rule", include_str!("rule.py"));
    match framework {
        Framework::PyTorch if is_signed(seat) => gaps
            .text("better", better(seat, "best", "self.threshold"))
            .text("class", "SignedPlateau")
            .argument("threshold_mode", None),
        Framework::PyTorch => gaps,
        Framework::Keras => {
            let cooldown = seat.get(COOLDOWN);
            gaps.flag("is_own", keras_can(seat))
                .text("rest", number_of(if cooldown > 0.0 { cooldown + 1.0 } else { 0.0 }))
                .text("better", better_in_rule(seat))
                .text("why", KERAS)
        }
        Framework::Optax => gaps
            .flag("is_own", optax_can(seat))
            .text("least", least_scale(seat))
            .text("better", better_in_rule(seat))
            .text("why", OPTAX),
        Framework::Burn | Framework::Etalon => gaps.text("fields", settings(seat)),
    }
}

const KERAS: &str = "keras.callbacks.ReduceLROnPlateau cannot do this: its min_delta is an amount,
PyTorch's threshold a share; it has no eps; and it cuts one epoch earlier.";

const OPTAX: &str = "optax.contrib.reduce_on_plateau cannot do this: it watches falling metrics only,
has no eps, and cuts one epoch earlier.";

fn number_of(count: f64) -> String {
    crate::code::literal::count(count)
}

/// Whether the threshold is a share of the best's size, whatever its sign. No other framework has that.
fn is_signed(seat: &Seat<'_>) -> bool {
    seat.get(THRESHOLD_MODE) == 2.0
}

/// When a metric beats the best, in Python. `best` and `threshold` are what the program calls them.
fn better(seat: &Seat<'_>, best: &str, threshold: &str) -> String {
    let (beats, sign) = if seat.is_on(MODE) { (">", "+") } else { ("<", "-") };
    match seat.get(THRESHOLD_MODE) {
        0.0 => format!("metric {beats} {best} * (1 {sign} {threshold})"),
        1.0 => format!("metric {beats} {best} {sign} {threshold}"),
        _ => format!("metric {beats} {best} {sign} margin"),
    }
}

fn better_in_rule(seat: &Seat<'_>) -> String {
    better(seat, "self.best", &number(seat.get(THRESHOLD)))
}

/// Whether Keras's callback can do what is set. It knows no share and no `eps`, and takes a first NaN for the best.
fn keras_can(seat: &Seat<'_>) -> bool {
    let is_absolute = seat.get(THRESHOLD_MODE) == 1.0 || seat.get(THRESHOLD) == 0.0;
    is_absolute && !seat.is_on(NAN_POLICY) && !eps_matters(seat)
}

/// Whether optax's rule can do what is set. It watches falling metrics only, and has no `eps`.
fn optax_can(seat: &Seat<'_>) -> bool {
    let threshold = seat.get(THRESHOLD);
    let has_threshold = threshold > 0.0 && (seat.is_on(THRESHOLD_MODE) || threshold <= 1.0);
    !seat.is_on(MODE)
        && !is_signed(seat)
        && has_threshold
        && seat.get(FACTOR) > 0.0
        && seat.rate() > 0.0
        && !eps_matters(seat)
}

/// `min_lr` as optax counts it: a share of the base rate.
fn least_scale(seat: &Seat<'_>) -> String {
    let (rate, floor) = (seat.rate(), seat.get(MIN_LR));
    if floor >= rate { "1.0".to_owned() } else { format!("{} / {}", number(floor), number(rate)) }
}

/// Whether `eps` could keep the plateau from a cut within the run: core's rule makes the same cuts without it, where every metric
/// is bad.
fn eps_matters(seat: &Seat<'_>) -> bool {
    let cuts = |seat: Seat<'_>| {
        let rule = seat.rule()?;
        let mut state = rule.start();
        let worst = state.best();
        let rates = (0..seat.epochs()).map(|_| {
            rule.observe(&mut state, worst);
            state.lr()
        });
        Some(rates.collect::<Vec<f64>>())
    };
    let without = seat.with(EPS, 0.0);
    cuts(*seat) != cuts(seat.of(&without))
}

/// The fields of the settings. Behind a warm-up, core counts `min_lr` and `eps` as shares of the rate.
fn settings(seat: &Seat<'_>) -> String {
    if seat.warm_up() == 0 {
        return fields(*seat, |_| true);
    }
    let rate = seat.rate();
    let share = |value: f64| {
        let share = value / rate;
        match (rate > 0.0, share.is_finite()) {
            (true, true) => format!("{} / {}", number(value), number(rate)),
            (true, false) => "f64::MAX".to_owned(),
            (false, _) => "0.0".to_owned(),
        }
    };
    let others = fields(*seat, |row| row != MIN_LR && row != EPS);
    let floor = seat.get(MIN_LR);
    let floor = if floor > 0.0 {
        format!("min_lr: {}, // a share of the rate\n", share(floor))
    } else {
        String::new()
    };
    format!("{others}{floor}eps: {}, // a share of the rate\n", share(seat.get(EPS)))
}
