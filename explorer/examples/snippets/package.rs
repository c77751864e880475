//! A Rust package that holds all programs of a framework.

use std::fs;
use std::path::Path;

/// Writes a package with all programs of the folder. It runs the one whose name it is given. It knows `etalon` by its path.
pub fn package(folder: &Path, names: &[&str], others: &str) -> std::io::Result<()> {
    let core = Path::new(env!("CARGO_MANIFEST_DIR")).join("../core");
    let manifest = format!(
        "[package]\nname = \"snippets\"\nversion = \"0.0.0\"\nedition = \"2024\"\n[workspace]\n\
         [[bin]]\nname = \"snippets\"\npath = \"main.rs\"\n\
         [dependencies]\netalon = {{ path = {:?} }}\n{others}",
        core.display().to_string()
    );
    let mut program = String::new();
    let mut arms = String::new();
    for name in names {
        program += &format!(
            "mod {name} {{\n    include!(\"{name}.rs\");\n    pub fn ends_well() -> bool {{ main().is_ok() }}\n}}\n"
        );
        arms += &format!("        Some(\"{name}\") => {name}::ends_well(),\n");
    }
    program += &format!(
        "fn main() {{\n    let well = match std::env::args().nth(1).as_deref() {{\n{arms}        _ => false,\n    }};\n    \
         std::process::exit(i32::from(!well));\n}}\n"
    );
    fs::write(folder.join("Cargo.toml"), manifest)?;
    fs::write(folder.join("main.rs"), program)
}
