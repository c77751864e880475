//! Removes the comments of the shader and makes its indentation one space deep, because the page carries the text.

use std::path::Path;
use std::{env, fs, io};

fn main() -> io::Result<()> {
    const SHADER: &str = "src/gpu/step.wgsl";
    println!("cargo::rerun-if-changed={SHADER}");
    let text: String = fs::read_to_string(SHADER)?.lines().filter_map(brief).collect();
    let folder = env::var_os("OUT_DIR").ok_or_else(|| io::Error::other("cargo sets OUT_DIR"))?;
    fs::write(Path::new(&folder).join("step.wgsl"), text)
}

/// The line without comments, if anything is left of it.
fn brief(line: &str) -> Option<String> {
    let code = line.trim_start();
    let depth = (line.len() - code.len()) / 4;
    let code = match code.split_once("//") {
        // A block that is unrolled names its counter behind its bracket.
        Some((_, counter)) if counter.trim().starts_with('$') => code,
        Some((code, _)) => code.trim_end(),
        None => code,
    };
    (!code.is_empty()).then(|| format!("{}{code}\n", " ".repeat(depth)))
}
