//! A schedule as a burn program. burn has no plateau and no 1cycle, and refuses some rates: those come from this project's crate.

use etalon::{Kind, Param};

use crate::model::code::etalon::{add_schedule, add_validate, observe, rate_of_epoch, used};
use crate::model::code::page::on;
use crate::model::code::snippet::Snippet;
use crate::model::config::Config;

pub fn export(config: &Config, kind: Kind) -> String {
    let mut out = Snippet::new(config);
    let why = why_not_own(config, kind);
    out.add("// Cargo.toml: burn = { version = \"0.22\", features = [\"flex\"] }\n");
    match why {
        Some(why) => {
            out.add("//             etalon = \"0.1\"\n");
            out.add(&["// ", why, "\n"].concat());
            out.add("use burn::nn::LinearConfig;\n");
        }
        None => {
            out.add("use burn::lr_scheduler::");
            out.add(match kind {
                Kind::Exponential => "exponential::ExponentialLrSchedulerConfig;\n",
                _ => "cosine::CosineAnnealingLrSchedulerConfig;\n",
            });
            out.add("use burn::nn::LinearConfig;\n");
        }
    }
    out.add("use burn::optim::{AdamWConfig, GradientsParams};\nuse burn::tensor::{Device, Tensor};\n");
    if why.is_some() {
        out.add(&["use etalon::{", &used(config, kind, &[]), "};\n"].concat());
    }
    out.add("\n");
    if kind == Kind::ReduceOnPlateau {
        add_validate(&mut out, config);
    }
    out.add(
        "fn main() -> Result<(), Box<dyn std::error::Error>> {
    let (epochs, batches) = ($epochs, $batches); // batches in an epoch
    let device = Device::default().autodiff();
    let mut model = LinearConfig::new(64, 10).init(&device); // your model
    let mut optimizer = AdamWConfig::new().with_weight_decay($weight_decay).init();
",
    );
    match (why, kind) {
        (Some(_), _) => add_schedule(&mut out, config, kind),
        (None, Kind::Exponential) => {
            out.add("    let mut scheduler = ExponentialLrSchedulerConfig::new($lr, $gamma).init()?;\n");
        }
        (None, _) => {
            out.add("    let mut scheduler = CosineAnnealingLrSchedulerConfig::new($lr, $t_max)");
            out.add(if on(config, Param::EtaMin) {
                ".with_min_lr($eta_min).init()?;\n"
            } else {
                ".init()?;\n"
            });
        }
    }
    out.add("    for epoch in 0..epochs {\n");
    let cycle = kind == Kind::OneCycle;
    if !cycle {
        out.add(if why.is_some() {
            rate_of_epoch(kind)
        } else {
            "        let lr = scheduler.step().base();\n"
        });
        out.add("        println!(\"{epoch} {lr}\");\n");
    }
    out.add(if cycle {
        "        for batch in 0..batches {\n"
    } else {
        "        for _batch in 0..batches {\n"
    });
    if cycle {
        out.add("            let step = epoch * batches + batch;\n            let lr = schedule.lr(step);\n");
        out.add("            println!(\"{step} {lr}\");\n");
    }
    out.add(
        "            let x = Tensor::<2>::ones([32, 64], &device); // your batch
            let loss = model.forward(x).square().mean(); // your loss
            let grads = GradientsParams::from_grads(loss.backward(), &model);
            model = optimizer.step(lr, model, grads);
        }
",
    );
    if kind == Kind::ReduceOnPlateau {
        out.add(observe(config));
    }
    out.add("    }\n    Ok(())\n}\n");
    out.finish()
}

/// Why burn's own scheduler will not do; nothing where it will.
fn why_not_own(config: &Config, kind: Kind) -> Option<&'static str> {
    let refuses_lr = !(config.get(Param::Lr) > 0.0 && config.get(Param::Lr) <= 1.0);
    match kind {
        Kind::Exponential | Kind::CosineAnnealing if refuses_lr => {
            Some("burn refuses a rate that is 0 or above 1: the schedule comes from etalon.")
        }
        Kind::Exponential if !(config.get(Param::Gamma) > 0.0 && config.get(Param::Gamma) <= 1.0) => {
            Some("burn refuses a gamma that is 0 or above 1: the schedule comes from etalon.")
        }
        Kind::CosineAnnealing if config.get(Param::EtaMin) > config.get(Param::Lr) => {
            Some("burn refuses a min_lr above the rate: the schedule comes from etalon.")
        }
        Kind::CosineAnnealing if on(config, Param::PastEnd) => {
            Some("burn's cosine rises again past its end: one that holds comes from etalon.")
        }
        Kind::Exponential | Kind::CosineAnnealing => None,
        Kind::ReduceOnPlateau => Some("burn has no plateau: the rule comes from etalon."),
        Kind::OneCycle if on(config, Param::CycleMomentum) => Some(
            "burn has no 1cycle: it comes from etalon. burn's AdamW cannot change its beta_1: no momentum is cycled.",
        ),
        Kind::OneCycle => Some("burn has no 1cycle: it comes from etalon."),
    }
}
