//! A schedule as a burn program. burn has no plateau and no 1cycle, and refuses some rates: those come from this project's crate.

use crate::model::code::etalon::{add_schedule, add_validate, observe, rate_of_epoch, used};
use crate::model::code::page::on;
use crate::model::code::snippet::Snippet;
use crate::model::config::Config;
use crate::model::kind::Kind;
use crate::model::param::Param;

pub fn export(config: &Config, kind: Kind) -> String {
    let mut out = Snippet::new(config);
    let native = native(config, kind);
    out.add("// Cargo.toml: burn = { version = \"0.22\", features = [\"flex\"] }\n");
    match native {
        Err(why) => {
            out.add("//             etalon = \"0.1\"\n");
            out.add(&["// ", why, "\n"].concat());
            out.add("use burn::nn::LinearConfig;\n");
        }
        Ok(native) => {
            out.add("use burn::lr_scheduler::");
            out.add(match native {
                Native::Exponential => "exponential::ExponentialLrSchedulerConfig;\n",
                Native::Cosine => "cosine::CosineAnnealingLrSchedulerConfig;\n",
            });
            out.add("use burn::nn::LinearConfig;\n");
        }
    }
    out.add("use burn::optim::{AdamWConfig, GradientsParams};\nuse burn::tensor::{Device, Tensor};\n");
    if native.is_err() {
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
    match native {
        Err(_) => add_schedule(&mut out, config, kind),
        Ok(Native::Exponential) => {
            out.add("    let mut scheduler = ExponentialLrSchedulerConfig::new($lr, $gamma).init()?;\n");
        }
        Ok(Native::Cosine) => {
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
        out.add(if native.is_err() {
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

/// A scheduler of burn's own.
#[derive(Clone, Copy)]
enum Native {
    Exponential,
    Cosine,
}

/// Burn's own scheduler for these settings, or why it does not serve.
fn native(config: &Config, kind: Kind) -> Result<Native, &'static str> {
    let refuses_lr = !(config.get(Param::Lr) > 0.0 && config.get(Param::Lr) <= 1.0);
    match kind {
        Kind::Exponential | Kind::CosineAnnealing if refuses_lr => {
            Err("burn refuses a rate that is 0 or above 1: the schedule comes from etalon.")
        }
        Kind::Exponential if !(config.get(Param::Gamma) > 0.0 && config.get(Param::Gamma) <= 1.0) => {
            Err("burn refuses a gamma that is 0 or above 1: the schedule comes from etalon.")
        }
        Kind::CosineAnnealing if config.get(Param::EtaMin) > config.get(Param::Lr) => {
            Err("burn refuses a min_lr above the rate: the schedule comes from etalon.")
        }
        Kind::CosineAnnealing if on(config, Param::PastEnd) => {
            Err("burn's cosine rises again past its end: one that holds comes from etalon.")
        }
        Kind::Exponential => Ok(Native::Exponential),
        Kind::CosineAnnealing => Ok(Native::Cosine),
        Kind::ReduceOnPlateau => Err("burn has no plateau: the rule comes from etalon."),
        Kind::OneCycle if on(config, Param::CycleMomentum) => Err(
            "burn has no 1cycle: it comes from etalon. burn's AdamW cannot change its beta_1: no momentum is cycled.",
        ),
        Kind::OneCycle => Err("burn has no 1cycle: it comes from etalon."),
    }
}
