//! Makes scripts smaller with esbuild. If esbuild is not installed, only removes comments.

use std::io::Write as _;
use std::process::Stdio;

use anyhow::{Context, Result, ensure};

use crate::tools;

/// A module's script, minified. Code that is neither exported nor used is removed.
pub fn minified(script: &str) -> Result<String> {
    let Some(esbuild) = tools::esbuild() else { return Ok(without_comments(script)) };
    let how = ["--minify", "--format=esm", "--tree-shaking=true", "--log-level=warning", "--charset=utf8"];
    let mut child = esbuild
        .command(&how)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .context("esbuild does not start")?;
    // Esbuild reads all of its input before it answers.
    child.stdin.take().context("esbuild takes no input")?.write_all(script.as_bytes())?;
    let output = child.wait_with_output()?;
    ensure!(output.status.success(), "esbuild refuses a script");
    Ok(String::from_utf8(output.stdout)?)
}

/// The script without comment lines and without indentation. wasm-bindgen writes no comment after code and no string over several
/// lines.
fn without_comments(script: &str) -> String {
    let mut inside = false;
    let mut kept = String::new();
    for line in script.lines().map(str::trim) {
        inside |= line.starts_with("/*");
        if !inside && !line.starts_with("//") && !line.is_empty() {
            kept.push_str(line);
            kept.push('\n');
        }
        inside &= !line.ends_with("*/");
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_are_left_out_and_nothing_else() {
        let script = "/**\n * one\n */\nconst two = {\n    // three\n    four: \"// five\",\n};\n";
        assert_eq!(without_comments(script), "const two = {\nfour: \"// five\",\n};\n");
    }
}
