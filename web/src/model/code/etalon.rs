//! A schedule as a Rust program with this project's crate.

use crate::model::code::page::{Nan, nan, on, run_steps, spans_the_run, watches_a_rise};
use crate::model::code::snippet::{Snippet, literal};
use crate::model::config::Config;
use crate::model::few;
use crate::model::kind::Kind;
use crate::model::param::Param;

/// Stands in for a loss.
pub const FALLING: &str = "(1.0 - 0.2 * f64::from(epoch)).max(0.25)";
/// Stands in for an accuracy.
pub const RISING: &str = "(0.5 + 0.1 * f64::from(epoch)).min(0.9)";

pub fn export(config: &Config, kind: Kind) -> String {
    let mut out = Snippet::new(config);
    out.add("// Cargo.toml: etalon = \"0.1\"\n");
    out.add(&["use etalon::{", &used(config, kind, &["ParamError"]), "};\n\n"].concat());
    if kind == Kind::ReduceOnPlateau {
        add_validate(&mut out, config);
    }
    out.add("fn main() -> Result<(), ParamError> {\n");
    out.add("    let (epochs, batches) = ($epochs, $batches); // batches in an epoch\n");
    add_schedule(&mut out, config, kind);
    out.add("    for epoch in 0..epochs {\n");
    match kind {
        Kind::OneCycle => {
            out.add("        for batch in 0..batches {\n            let step = epoch * batches + batch;\n");
            add_step(&mut out, config);
            out.add("            // Train on a batch: AdamW with these and a weight decay of $weight_decay.\n        }\n");
        }
        Kind::Exponential | Kind::CosineAnnealing | Kind::ReduceOnPlateau => {
            out.add(rate_of_epoch(kind));
            out.add("        println!(\"{epoch} {lr}\");\n        for _batch in 0..batches {\n");
            out.add("            // Train on a batch: AdamW with lr and a weight decay of $weight_decay.\n        }\n");
        }
    }
    if kind == Kind::ReduceOnPlateau {
        out.add(observe(config));
    }
    out.add("    }\n    Ok(())\n}\n");
    out.finish()
}

/// What is imported, in alphabetical order.
pub fn used(config: &Config, kind: Kind, more: &[&'static str]) -> String {
    let mut names: Vec<&str> = more.to_vec();
    match kind {
        Kind::Exponential => names.push("ExponentialLr"),
        Kind::CosineAnnealing => {
            names.push("CosineAnnealingLr");
            names.extend(on(config, Param::PastEnd).then_some("PastEnd"));
        }
        Kind::ReduceOnPlateau => {
            names.extend(["Plateau", "ReduceLrOnPlateau"]);
            names.extend(watches_a_rise(config).then_some("Mode"));
            names.extend(on(config, Param::ThresholdMode).then_some("ThresholdMode"));
            match nan(config) {
                Nan::Bad => {}
                Nan::Ignored => names.push("NanPolicy"),
                Nan::Told => names.extend(["NanPolicy", "Observed"]),
            }
        }
        Kind::OneCycle => {
            names.extend(["OneCycle", "OneCycleLr"]);
            names.extend(on(config, Param::AnnealStrategy).then_some("AnnealStrategy"));
        }
    }
    few::sort(&mut names, |a, b| a.cmp(b));
    names.join(", ")
}

/// The function in whose place the visitor puts their own metric.
pub fn add_validate(out: &mut Snippet<'_>, config: &Config) {
    let (metric, what) = if watches_a_rise(config) {
        (RISING, "accuracy: this one stops rising.")
    } else {
        (FALLING, "loss: this one stops falling.")
    };
    out.add_with(
        "/// Your validation $what\nfn validate(epoch: u32) -> f64 {\n    $metric\n}\n\n",
        &[("metric", metric), ("what", what)],
    );
}

/// `let schedule = …`, or the rule and its state.
pub fn add_schedule(out: &mut Snippet<'_>, config: &Config, kind: Kind) {
    match kind {
        Kind::Exponential => out.add("    let schedule = ExponentialLr::<f64>::new($lr, $gamma)?;\n"),
        Kind::CosineAnnealing => {
            out.add("    let schedule = CosineAnnealingLr::<f64>::new($lr, $t_max, $eta_min)?");
            out.add(if on(config, Param::PastEnd) { ".with_past_end(PastEnd::Hold);\n" } else { ";\n" });
        }
        Kind::ReduceOnPlateau => {
            out.add("    let settings = Plateau {\n");
            for param in kind.params() {
                add_field(out, config, *param, plateau_value(config, *param));
            }
            out.add("        ..Plateau::default()\n    };\n");
            out.add(
                "    let rule = ReduceLrOnPlateau::<f64>::new($lr, settings)?;\n    let mut state = rule.start();\n",
            );
        }
        Kind::OneCycle => {
            let mut fields = Snippet::new(config);
            for param in kind.params() {
                add_field(&mut fields, config, *param, one_cycle_value(config, *param));
            }
            let usual = if spans_the_run(config) {
                "OneCycle::<f64>::epochs($max_lr, epochs, batches)?"
            } else {
                "OneCycle::<f64>::steps($max_lr, $total_steps)"
            };
            let fields = fields.finish();
            if fields.is_empty() {
                out.add(&["    let schedule = OneCycleLr::<f64>::new(", usual, ")?;\n"].concat());
            } else {
                let lines = ["    let settings = OneCycle {\n", &fields, "        ..", usual, "\n    };\n"];
                out.add(&lines.concat());
                out.add("    let schedule = OneCycleLr::<f64>::new(settings)?;\n");
            }
        }
    }
}

fn differs(config: &Config, param: Param) -> bool {
    config.get(param) != param.spec().default
}

/// A field of a settings struct, where its value is not the default.
fn add_field(out: &mut Snippet<'_>, config: &Config, param: Param, value: Option<String>) {
    if let Some(value) = value.filter(|_| differs(config, param)) {
        out.add(&["        ", param.spec().id, ": ", &value, ",\n"].concat());
    }
}

fn plateau_value(config: &Config, param: Param) -> Option<String> {
    let value = config.get(param);
    Some(match (param, value as u32) {
        (Param::Lr, _) => return None,
        (Param::Mode, _) => "Mode::Max".to_owned(),
        (Param::ThresholdMode, 1) => "ThresholdMode::Abs".to_owned(),
        (Param::ThresholdMode, _) => "ThresholdMode::RelSigned".to_owned(),
        (Param::NanPolicy, 1) => "NanPolicy::Ignore".to_owned(),
        (Param::NanPolicy, _) => "NanPolicy::Report".to_owned(),
        _ => literal(param, value),
    })
}

fn one_cycle_value(config: &Config, param: Param) -> Option<String> {
    Some(match param {
        Param::MaxLr | Param::TotalSteps => return None,
        Param::CycleMomentum => "false".to_owned(),
        // Without a cycled momentum nothing reads them.
        Param::BaseMomentum | Param::MaxMomentum if !on(config, Param::CycleMomentum) => return None,
        Param::AnnealStrategy => "AnnealStrategy::Linear".to_owned(),
        Param::ThreePhase => "true".to_owned(),
        _ => literal(param, config.get(param)),
    })
}

/// The rate of an epoch.
pub const fn rate_of_epoch(kind: Kind) -> &'static str {
    match kind {
        Kind::ReduceOnPlateau => "        let lr = state.lr();\n",
        Kind::Exponential | Kind::CosineAnnealing | Kind::OneCycle => {
            "        let lr = schedule.lr(epoch);\n"
        }
    }
}

/// Rate and momentum of a batch, and the line that prints them.
fn add_step(out: &mut Snippet<'_>, config: &Config) {
    out.add("            let lr = schedule.lr(step);\n");
    if on(config, Param::CycleMomentum) {
        out.add("            let beta1 = schedule.momentum(step).unwrap_or(0.9);\n");
        out.add("            println!(\"{step} {lr} {beta1}\");\n");
    } else {
        out.add("            println!(\"{step} {lr}\");\n");
    }
    if config.get(Param::TotalSteps) < run_steps(config) {
        out.add("            // Past total_steps the last rate stays.\n");
    }
}

/// The plateau hears the epoch's metric.
pub fn observe(config: &Config) -> &'static str {
    match nan(config) {
        Nan::Bad | Nan::Ignored => "        rule.observe(&mut state, validate(epoch));\n",
        Nan::Told => {
            "        if rule.observe(&mut state, validate(epoch)) == Observed::NanReported {
            println!(\"the metric is NaN: nothing has changed\");
        }
"
        }
    }
}
