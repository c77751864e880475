//! Turns the configurations of PyTorch's vectors into tables, so that a board without files can walk them all.

use std::error::Error;
use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};

use serde_json::Value;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

const VECTORS: &str = "../../core/tests/vectors";

fn main() -> Result<()> {
    println!("cargo:rerun-if-changed={VECTORS}");
    println!("cargo:rerun-if-changed=build.rs");
    let mut out = String::new();

    let cosines = family("CosineAnnealingLR", |config, params| {
        let (lr, steps) = (number(&config["opt_lr"])?, whole(&config["steps"])?);
        let (t_max, eta_min) = (whole(&params["T_max"])?, number_or(&params["eta_min"], 0.0)?);
        Ok(format!("Cosine {{ lr: {lr:?}, t_max: {t_max}, eta_min: {eta_min:?}, steps: {steps} }}"))
    })?;
    writeln!(out, "pub(crate) static COSINES: &[Cosine] = &[{cosines}];")?;

    let exponentials = family("ExponentialLR", |config, params| {
        let (lr, steps) = (number(&config["opt_lr"])?, whole(&config["steps"])?);
        let gamma = number(&params["gamma"])?;
        Ok(format!("Exponential {{ lr: {lr:?}, gamma: {gamma:?}, steps: {steps} }}"))
    })?;
    writeln!(out, "pub(crate) static EXPONENTIALS: &[Exponential] = &[{exponentials}];")?;

    let one_cycles = family("OneCycleLR", |config, params| {
        let length = match &params["total_steps"] {
            Value::Null => format!(
                "Length::Epochs {{ epochs: {}, steps_per_epoch: {} }}",
                whole(&params["epochs"])?,
                whole(&params["steps_per_epoch"])?
            ),
            steps => format!("Length::Steps({})", whole(steps)?),
        };
        let anneal = match params["anneal_strategy"].as_str() {
            Some("linear") => "Linear",
            _ => "Cos",
        };
        let momentum = match params["cycle_momentum"].as_bool() {
            Some(false) => "None".to_owned(),
            _ => format!(
                "Some(({:?}, {:?}))",
                number_or(&params["base_momentum"], 0.85)?,
                number_or(&params["max_momentum"], 0.95)?
            ),
        };
        Ok(format!(
            "Cycle {{ max_lr: {:?}, length: {length}, pct_start: {:?}, anneal_strategy: AnnealStrategy::{anneal}, \
             momentum: {momentum}, div_factor: {:?}, final_div_factor: {:?}, three_phase: {}, steps: {} }}",
            number(&params["max_lr"])?,
            number_or(&params["pct_start"], 0.3)?,
            number_or(&params["div_factor"], 25.0)?,
            number_or(&params["final_div_factor"], 1e4)?,
            params["three_phase"].as_bool().unwrap_or(false),
            whole(&config["steps"])?,
        ))
    })?;
    writeln!(out, "pub(crate) static CYCLES: &[Cycle] = &[{one_cycles}];")?;

    let plateaus = family("ReduceLROnPlateau", |config, params| {
        let mode = if params["mode"] == "max" { "Max" } else { "Min" };
        let threshold_mode = if params["threshold_mode"] == "abs" { "Abs" } else { "Rel" };
        let mut metrics = String::new();
        for metric in config["metric_dec"].as_array().ok_or("a plateau without metrics")? {
            // As bits, because a metric may be NaN or infinite.
            write!(metrics, "{:#x},", number(metric)?.to_bits())?;
        }
        Ok(format!(
            "Rule {{ lr: {:?}, mode: Mode::{mode}, factor: {:?}, patience: {}, threshold: {:?}, \
             threshold_mode: ThresholdMode::{threshold_mode}, cooldown: {}, min_lr: {:?}, eps: {:?}, metrics: &[{metrics}] }}",
            number(&config["opt_lr"])?,
            number_or(&params["factor"], 0.1)?,
            if params["patience"].is_null() { 10 } else { whole(&params["patience"])? },
            number_or(&params["threshold"], 1e-4)?,
            if params["cooldown"].is_null() { 0 } else { whole(&params["cooldown"])? },
            number_or(&params["min_lr"], 0.0)?,
            number_or(&params["eps"], 1e-8)?,
        ))
    })?;
    writeln!(out, "pub(crate) static RULES: &[Rule] = &[{plateaus}];")?;

    fs::write(Path::new(&env::var("OUT_DIR")?).join("vectors.rs"), out)?;
    Ok(())
}

/// One row per configuration of a family's file.
fn family(name: &str, row: impl Fn(&Value, &Value) -> Result<String>) -> Result<String> {
    let text = fs::read_to_string(format!("{VECTORS}/{name}.json"))?;
    let file: Value = serde_json::from_str(&text)?;
    let configs = file["configs"].as_array().ok_or("a file without configurations")?;
    let mut rows = String::new();
    for config in configs {
        let id = config["id"].as_str().unwrap_or("?");
        let row = row(config, &config["params"]).map_err(|error| format!("{name} {id}: {error}"))?;
        writeln!(rows, "{row},")?;
    }
    Ok(rows)
}

/// The vectors spell numbers as strings, so that no reader rounds them.
fn number(value: &Value) -> Result<f64> {
    Ok(value.as_str().ok_or_else(|| format!("not a spelt number: {value}"))?.parse()?)
}

fn number_or(value: &Value, default: f64) -> Result<f64> {
    if value.is_null() { Ok(default) } else { number(value) }
}

fn whole(value: &Value) -> Result<u32> {
    Ok(u32::try_from(value.as_u64().ok_or_else(|| format!("not a whole number: {value}"))?)?)
}
