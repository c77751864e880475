//! Turns the configurations of PyTorch's recorded values into tables, so that a board without files can use all of them.

use std::error::Error;
use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};

use serde_json::Value;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

const VECTORS: &str = "vectors";

fn main() -> Result<()> {
    println!("cargo:rerun-if-changed={VECTORS}");
    println!("cargo:rerun-if-changed=build.rs");
    let mut files: Vec<_> = fs::read_dir(VECTORS)?.filter_map(|entry| Some(entry.ok()?.path())).collect();
    files.sort();
    let mut out = "pub(crate) static CLASSES: &[(&str, &[Row])] = &[".to_owned();
    for file in files.iter().filter(|file| file.extension().is_some_and(|kind| kind == "json")) {
        let root: Value = serde_json::from_str(&fs::read_to_string(file)?)?;
        // The file with the arguments that PyTorch rejects has `rows` instead.
        let Some(configs) = root["configs"].as_array() else { continue };
        write!(out, "({:?}, &[", root["family"].as_str().ok_or("a file without a family")?)?;
        for config in configs {
            let row = row(config).map_err(|error| format!("{} {}: {error}", file.display(), config["id"]))?;
            writeln!(out, "{row},")?;
        }
        out.push_str("]),");
    }
    out.push_str("];");
    fs::write(Path::new(&env::var("OUT_DIR")?).join("vectors.rs"), out)?;
    Ok(())
}

fn row(config: &Value) -> Result<String> {
    let mut params = String::new();
    for (key, value) in config["params"].as_object().ok_or("no parameters")? {
        match value {
            Value::Null => {}
            Value::Array(numbers) => {
                let numbers: Vec<f64> = numbers.iter().map(number).collect::<Result<_>>()?;
                write!(params, "({key:?}, Value::List(&{numbers:?})),")?;
            }
            _ => match number(value) {
                // The number is written as bits, because a parameter may be NaN or infinite.
                Ok(number) => write!(params, "({key:?}, Value::Bits({:#x})),", number.to_bits())?,
                Err(_) => write!(params, "({key:?}, Value::Word({})),", value)?,
            },
        }
    }
    let mut metrics = String::new();
    for metric in config["metric_dec"].as_array().into_iter().flatten() {
        write!(metrics, "{:#x},", number(metric)?.to_bits())?;
    }
    let steps = config["steps"].as_u64().ok_or("no steps")?;
    let lr = number(&config["opt_lr"])?;
    Ok(format!("Row {{ lr: {lr:?}, params: &[{params}], steps: {steps}, metrics: &[{metrics}] }}"))
}

/// The files spell floats as strings, so that no reader rounds them.
fn number(value: &Value) -> Result<f64> {
    match value {
        Value::Bool(on) => Ok(f64::from(u8::from(*on))),
        Value::Number(number) => Ok(number.as_f64().ok_or("not a number")?),
        Value::String(text) => Ok(text.parse()?),
        Value::Null | Value::Array(_) | Value::Object(_) => Err(format!("not a number: {value}").into()),
    }
}
