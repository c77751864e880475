//! Programs of the system: emulators, a Vulkan driver, a C++ compiler. As root on Debian, apt installs them.

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::Result;

use crate::report::missing;
use crate::shell;
use crate::tools::installation::install;
use crate::tools::{find, program};

/// An emulator that is installed. The firmware's cargo settings start it.
#[derive(Debug)]
pub struct Emulator(());

/// Finds or installs an emulator.
pub fn emulator(name: &str, package: &str) -> Result<Emulator> {
    if find(name).is_none() {
        debian(&[package], &format!("{name} runs the firmware's programs"))?;
    }
    Ok(Emulator(()))
}

/// A Vulkan driver that is installed. The GPU engine finds it by itself.
#[derive(Debug)]
pub struct Vulkan(());

/// Finds or installs a Vulkan driver. This is for Linux only: other systems have their own graphics interfaces.
pub fn vulkan() -> Result<Vulkan> {
    let here = || {
        let named =
            ["VK_DRIVER_FILES", "VK_ICD_FILENAMES"].iter().any(|name| std::env::var_os(name).is_some());
        let found = ["/usr/share", "/usr/local/share", "/etc"].iter().any(|folder| {
            let drivers = Path::new(folder).join("vulkan/icd.d");
            drivers.read_dir().is_ok_and(|mut drivers| drivers.next().is_some())
        });
        named || found || !cfg!(target_os = "linux")
    };
    if !here() {
        debian(
            &["mesa-vulkan-drivers"],
            "the GPU engine runs natively on Mesa's Vulkan driver, without a GPU",
        )?;
    }
    Ok(Vulkan(()))
}

/// A C++ compiler that is installed. Build scripts find it by themselves.
#[derive(Debug)]
pub struct Cxx(());

/// Finds or installs a C++ compiler.
pub fn cxx() -> Result<Cxx> {
    let name = std::env::var("CXX").unwrap_or_else(|_| "c++".to_owned());
    if shell::ask(&mut program(&name, &["--version"])).is_none() {
        debian(&["g++"], "libFuzzer is C++")?;
    }
    Ok(Cxx(()))
}

/// Installs Debian packages, as root on Debian. Elsewhere the packages count as missing.
pub(super) fn debian(packages: &[&str], why: &str) -> Result<()> {
    static UPDATED: AtomicBool = AtomicBool::new(false);
    let list = packages.join(" ");
    if !Path::new("/etc/debian_version").exists() {
        return Err(missing(format!("{why}: install what Debian calls {list}")));
    }
    if shell::ask(&mut program("id", &["-u"])).as_deref() != Some("0") {
        return Err(missing(format!("{why}: run `sudo apt-get install {list}`")));
    }
    install(&format!("the Debian packages {list}"), why, |it| {
        let apt = |arguments: &[&str]| {
            let mut apt = program("apt-get", &["--option", "DPkg::Lock::Timeout=300"]);
            it.run(apt.args(arguments).env("DEBIAN_FRONTEND", "noninteractive"))
        };
        if !UPDATED.swap(true, Ordering::Relaxed) {
            apt(&["update", "--quiet=2"])?;
        }
        apt(&[&["install", "--yes", "--quiet=2", "--no-install-recommends"], packages].concat())
    })
    .map_err(|error| missing(format!("{why}: apt-get could not install {list} ({error:#})")))
}
