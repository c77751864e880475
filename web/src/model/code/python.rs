//! What the Python exporters share: the metric that stands in, the plateau's rule, the 1cycle's values.

use crate::model::code::page::{Nan, is_signed, nan, on, watches_a_rise};
use crate::model::code::snippet::Snippet;
use crate::model::config::Config;
use crate::model::param::Param;

/// Stands in for a loss.
pub const FALLING: &str = "max(1.0 - 0.2 * epoch, 0.25)";
/// Stands in for an accuracy.
pub const RISING: &str = "min(0.5 + 0.1 * epoch, 0.9)";

/// The function in whose place the visitor puts their own metric.
pub fn add_validate(out: &mut Snippet<'_>, config: &Config) {
    let (metric, what) = if watches_a_rise(config) {
        (RISING, "accuracy: this one stops rising")
    } else {
        (FALLING, "loss: this one stops falling")
    };
    let own = [("metric", metric), ("what", what)];
    out.add_with("def validate(epoch):\n    return $metric  # your validation $what\n\n\n", &own);
}

/// When a metric beats the best, in Python. `best` and `threshold` are how the program calls them.
pub fn better(config: &Config, best: &str, threshold: &str) -> String {
    let (beats, sign) = if watches_a_rise(config) { (" > ", " + ") } else { (" < ", " - ") };
    match config.get(Param::ThresholdMode) {
        0.0 => ["metric", beats, best, " * (1", sign, threshold, ")"].concat(),
        1.0 => ["metric", beats, best, sign, threshold].concat(),
        _ => ["metric", beats, best, sign, "margin"].concat(),
    }
}

/// The lines that give `margin` where the threshold is signed.
pub const MARGIN: &str = "margin = $threshold * abs($best) if math.isfinite($best) else 0.0\n";

/// PyTorch's rule in plain Python, for frameworks whose own cannot be set to do the same. `why` says why theirs cannot.
pub fn add_rule(out: &mut Snippet<'_>, config: &Config, why: &str) {
    let start = if watches_a_rise(config) { "-math.inf" } else { "math.inf" };
    out.add_with(
        "class Plateau:
    \"\"\"PyTorch's ReduceLROnPlateau.

    $why
    \"\"\"

    def __init__(self, lr):
        self.lr, self.best, self.bad, self.cooling = lr, $start, 0, 0

    def observe(self, metric):
",
        &[("why", why), ("start", start)],
    );
    match nan(config) {
        Nan::Bad => {}
        Nan::Ignored => out.add("        if math.isnan(metric):\n            return self.lr\n"),
        Nan::Told => out.add(
            "        if math.isnan(metric):
            print(\"the metric is NaN: nothing has changed\")
            return self.lr
",
        ),
    }
    if is_signed(config) {
        out.add("        ");
        out.add_with(MARGIN, &[("best", "self.best")]);
    }
    let better = better(config, "self.best", "$threshold");
    out.add(&["        if ", &better, ":\n"].concat());
    out.add(
        "            self.best, self.bad = metric, 0
        else:
            self.bad += 1
        if self.cooling > 0:
            self.cooling, self.bad = self.cooling - 1, 0
        if self.bad > $patience:
            self.cooling, self.bad = $cooldown, 0
            lower = max(self.lr * $factor, $min_lr)
            if self.lr - lower > $eps:
                self.lr = lower
        return self.lr


",
    );
}

/// PyTorch's 1cycle as lists, a value for each batch: `lrs` and, where momentum is cycled, `betas`. `why` says why the
/// framework's own is not taken.
pub fn add_one_cycle(out: &mut Snippet<'_>, config: &Config, why: &str) {
    let three = on(config, Param::ThreePhase);
    let fall = if three { "2 * $pct_start * total_steps - 2, " } else { "" };
    out.add(
        &[
            "total_steps = $total_steps\nends = [$pct_start * total_steps - 1, ",
            fall,
            "total_steps - 1]  # of the phases: real numbers\n\n\n",
        ]
        .concat(),
    );
    out.add_with(
        "def one_cycle(step, *values):
    \"\"\"PyTorch's OneCycleLR: from value to value, a phase for each.

    $why
    \"\"\"
    phase = next((k for k, end in enumerate(ends) if step <= end), len(ends) - 1)
    start, end = ends[phase - 1] if phase else 0.0, ends[phase]
    share = (step - start) / (end - start) if end > start else 1.0
    here, there = values[phase], values[phase + 1]
    return $anneal


steps = range(min(total_steps, epochs * batches))  # the last value stays
first = $max_lr / $div_factor
last = first / $final_div_factor
",
        &[
            ("why", why),
            (
                "anneal",
                if on(config, Param::AnnealStrategy) {
                    "here + (there - here) * share"
                } else {
                    "there + (here - there) / 2 * (1 + math.cos(math.pi * share))"
                },
            ),
        ],
    );
    out.add(if three {
        "lrs = [one_cycle(step, first, $max_lr, first, last) for step in steps]\n"
    } else {
        "lrs = [one_cycle(step, first, $max_lr, last) for step in steps]\n"
    });
    if on(config, Param::CycleMomentum) {
        out.add("low, high = $base_momentum, $max_momentum\n");
        out.add(if three {
            "betas = [one_cycle(step, high, low, high, high) for step in steps]\n"
        } else {
            "betas = [one_cycle(step, high, low, high) for step in steps]\n"
        });
    }
}

/// A cosine of `turn` epochs in plain Python, for what a framework's own cannot be set to.
pub const COSINE: &str = "$eta_min + ($lr - $eta_min) / 2 * (1 + math.cos(math.pi * turn / $t_max))";

/// Whether a share of the base rate can say where the cosine ends.
pub fn has_alpha(config: &Config) -> bool {
    let (lr, floor) = (config.get(Param::Lr), config.get(Param::EtaMin));
    lr > 0.0 && floor / lr <= 1e6
}

/// The `alpha` argument of a cosine, which Keras and optax count as a share of the base rate.
pub fn alpha(config: &Config) -> &'static str {
    if on(config, Param::EtaMin) { ", alpha=$eta_min / $lr" } else { "" }
}

/// Whether the cosine rises again after `T_max`, at an epoch that the arithmetic of a framework can count to.
pub fn rises_again(config: &Config) -> bool {
    !on(config, Param::PastEnd) && config.get(Param::TMax) < f64::from(1 << 30)
}
