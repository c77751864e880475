//! Readings as lines of JSON, for programs that compare them: the examples `import` of this package and of the page's.

use serde_json::{Map, Value, json};

use super::record::Field;
use super::{Body, Page, Reading, read};
use crate::race::config::ROUND;
use crate::race::opening;
use crate::race::run_settings::{EPOCHS, LR};

/// Reads every snippet of `text` as the page does. Lines `%%%` separate the snippets. Each gives one line of JSON, in their order.
#[must_use]
pub fn lines(text: &str) -> String {
    snippets(text).iter().map(|snippet| format!("{}\n", record(snippet))).collect()
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

fn record(snippet: &str) -> Value {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_snippet_gives_one_line_in_order() {
        let text = "ExponentialLR(optimizer, gamma=0.9)\n%%%\nn_epochs = 3\n\nCosineAnnealingLR(optimizer, T_max=args.epochs)\n %%% \n";
        let all = lines(text);
        let read: Vec<Value> = all.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(read.len(), 2, "{all}");
        assert_eq!(read[0]["kinds"], json!(["exponential"]));
        assert_eq!(read[0]["values"]["exponential.gamma"], json!(0.9));
        assert_eq!(read[1]["asked"], json!(["args.epochs"]));
        assert_eq!(lines("").lines().count(), 1, "an empty file is one empty snippet");
    }
}
