//! Reads code as the page does: `cargo run --release -p etalon-explorer --example import -- FILE`. Snippets are separated by lines
//! `%%%`; each gives one line of JSON, in the order of the file.

use std::io::Write as _;
use std::process::ExitCode;

use etalon_explorer::code::reader::record::Field;
use etalon_explorer::code::reader::{Body, Page, Reading, bytes, read};
use etalon_explorer::race::config::ROUND;
use etalon_explorer::race::opening;
use etalon_explorer::race::run_settings::{EPOCHS, LR};
use serde_json::{Map, Value, json};

fn main() -> ExitCode {
    let Some(path) = std::env::args_os().nth(1) else {
        eprintln!("usage: import FILE (snippets of code, separated by lines %%%)");
        return ExitCode::from(2);
    };
    let bytes = match std::fs::read(&path) {
        Ok(bytes) => bytes,
        Err(error) => {
            eprintln!("{}: {error}", path.display());
            return ExitCode::FAILURE;
        }
    };
    let mut out = std::io::stdout().lock();
    for snippet in snippets(&bytes::text(&bytes)) {
        if writeln!(out, "{}", line(&snippet)).is_err() {
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}

/// The parts between the lines `%%%`. A file that ends with such a line has no empty part after it.
fn snippets(text: &str) -> Vec<String> {
    let mut all = vec![String::new()];
    for line in text.split_inclusive('\n') {
        if line.trim() == "%%%" {
            all.push(String::new());
        } else if let Some(last) = all.last_mut() {
            last.push_str(line);
        }
    }
    if all.len() > 1 && all.last().is_some_and(|last| last.trim().is_empty()) {
        all.pop();
    }
    all
}

fn line(snippet: &str) -> Value {
    let run = *opening::config().run();
    let page = Page { lr: run.get(LR), epochs: run.get(EPOCHS), batches: f64::from(ROUND) };
    let reading = read(snippet, page);
    let mut values = Map::new();
    for (name, field) in reading.values() {
        let value = match field {
            Field::Number(number) => number_value(number),
            Field::Choice(choice) => json!(choice),
            Field::Switch(on) => json!(on),
        };
        values.insert(name, value);
    }
    let asked: Vec<&str> = reading.asked.iter().map(|question| question.name.as_str()).collect();
    let guesses: Map<String, Value> = reading
        .asked
        .iter()
        .filter_map(|question| Some((question.name.clone(), number_value(question.guess?))))
        .collect();
    let notes: Vec<String> = reading.notes.iter().map(ToString::to_string).collect();
    let mut object = json!({
        "kinds": reading.kinds(), "values": values, "asked": asked, "guesses": guesses, "notes": notes,
    });
    let tables = tables(&reading);
    if !tables.is_empty() {
        object["tables"] = Value::Array(tables);
    }
    object
}

/// Whole numbers without a point, as the code writes them.
fn number_value(number: f64) -> Value {
    if number.fract() == 0.0 && number.abs() < 1e15 { json!(number as i64) } else { json!(number) }
}

/// The first shares of every table.
fn tables(reading: &Reading) -> Vec<Value> {
    let table = |body: &Body| match body {
        Body::Table { shares, batches } => {
            let first: Vec<f64> = shares.iter().take(50).copied().collect();
            Some(
                json!({ "steps": if *batches { "batches" } else { "epochs" }, "length": shares.len(), "shares": first }),
            )
        }
        Body::Kind { .. } => None,
    };
    reading.lanes.iter().filter_map(|lane| table(&lane.body)).collect()
}
