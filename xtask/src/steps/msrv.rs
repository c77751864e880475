//! Checks core on the oldest Rust that it supports. It checks the crate as published, without the dependencies of its tests.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::report::Report;
use crate::shell::{self, cargo};
use crate::tools::toolchain::{Toolchain, toolchain};

/// The features that are checked, each by itself. Features that core does not have are left out.
const FEATURES: [&str; 2] = ["serde", "alloc"];

pub fn run(report: &mut Report, _: &[String]) -> Result<()> {
    let package = packed()?;
    let manifest = fs::read_to_string(package.join("Cargo.toml")).context("the packed Cargo.toml")?;
    let version = oldest(&manifest).context("core/Cargo.toml names no rust-version")?;
    let rust = toolchain(&version, "core supports it and every later one");
    let rust = match rust {
        Ok(rust) => rust,
        Err(why) => {
            report.count(&format!("core on Rust {version}"), Err(why));
            return Ok(());
        }
    };
    report.count(&format!("core on Rust {version}"), check(&rust, &package, &[]));
    for feature in FEATURES.iter().filter(|feature| has_feature(&manifest, feature)) {
        let name = format!("core with {feature} on Rust {version}");
        report.count(&name, check(&rust, &package, &["--features", feature]));
    }
    Ok(())
}

/// The crate's package, unpacked. The workspace and its lock file need a newer Rust than core does.
fn packed() -> Result<PathBuf> {
    let folder = shell::target_dir().join("msrv");
    let unpacked = folder.join("package");
    if unpacked.exists() {
        fs::remove_dir_all(&unpacked).context("an older package")?;
    }
    let arguments =
        ["package", "--quiet", "--allow-dirty", "--exclude-lockfile", "-p", "etalon", "--target-dir"];
    shell::check(cargo(&arguments).arg(&folder))?;
    let package = fs::read_dir(&unpacked)?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .find(|path| path.join("Cargo.toml").is_file())
        .context("cargo has unpacked no package")?;
    // The package lies inside the repository, but is not a member of its workspace.
    let manifest = package.join("Cargo.toml");
    let text = fs::read_to_string(&manifest)?;
    fs::write(&manifest, format!("{text}\n[workspace]\n"))?;
    Ok(package)
}

/// Checks the library alone, as its users compile it.
fn check(rust: &Toolchain, package: &Path, features: &[&str]) -> Result<()> {
    let mut cargo = rust.cargo(&["check", "--lib", "--target-dir"]);
    cargo.arg(shell::target_dir().join("msrv/check")).args(features);
    shell::check(cargo.arg("--manifest-path").arg(package.join("Cargo.toml")))
}

/// The oldest Rust that a manifest names.
fn oldest(manifest: &str) -> Option<String> {
    let value = manifest.lines().find_map(|line| line.strip_prefix("rust-version = \""))?;
    Some(value.trim_end().trim_end_matches('"').to_owned())
}

fn has_feature(manifest: &str, feature: &str) -> bool {
    let features = manifest.lines().skip_while(|line| *line != "[features]").skip(1);
    let mut features = features.take_while(|line| !line.starts_with('['));
    features.any(|line| line.split_once('=').is_some_and(|(name, _)| name.trim() == feature))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_a_packed_manifest() {
        let manifest = "[package]\nrust-version = \"1.85\"\n\n[features]\nserde = [\"dep:serde\"]\n\n[dependencies.alloc]\nalloc = 1\n";
        assert_eq!(oldest(manifest).as_deref(), Some("1.85"));
        assert!(has_feature(manifest, "serde"));
        assert!(!has_feature(manifest, "alloc"));
    }
}
