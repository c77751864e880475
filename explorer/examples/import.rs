//! Reads code as the page does: `cargo run --release -p etalon-explorer --example import -- FILE`. The lines are described in
//! `explorer/src/code/reader/json.rs`.

use std::error::Error;
use std::io::Write as _;

use etalon_explorer::code::reader::{bytes, json};

fn main() -> Result<(), Box<dyn Error>> {
    let path =
        std::env::args().nth(1).ok_or("usage: import FILE (snippets of code, separated by lines %%%)")?;
    let file = std::fs::read(&path).map_err(|error| format!("{path}: {error}"))?;
    let lines = json::lines(&bytes::text(&file));
    Ok(std::io::stdout().write_all(lines.as_bytes())?)
}
