//! Builds the explorer into `dist/`, and serves it during development.

use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Command, ExitCode};
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};

use crate::finish::hosted::{self, Hosted};
use crate::{shell, tools};

/// The default port of `serve`.
const USUAL_PORT: u16 = 8080;

/// The folder of the static files.
pub fn dist() -> PathBuf {
    shell::path("dist")
}

/// Builds the page for release: static files in `dist/` that work from any sub-path. If the page could be smaller, returns what
/// is missing for that.
pub fn build() -> Result<Option<&'static str>> {
    build_for(None)
}

/// The same for a page that will stand at `address`.
pub fn build_for(address: Option<&str>) -> Result<Option<&'static str>> {
    ensure!(shell::path("index.html").is_file(), "index.html is missing: there is no page to build");
    let web = tools::web()?;
    // If this build fails, an older page must not be taken for it.
    if dist().exists() {
        std::fs::remove_dir_all(dist()).context("dist/ cannot be emptied")?;
    }
    let mut trunk = web.trunk(&["build", "--release", "--public-url", "./"])?;
    if let Some(address) = address {
        Hosted::at(address)?;
        trunk.env(hosted::ADDRESS, address);
    }
    shell::run(&mut trunk)?;
    println!("The page is in dist/. `cargo xtask page` weighs it.");
    Ok(web.lacks())
}

/// The budget: the greatest total size of all files in `dist/`, as a server sends them. The aim is 520,000. The reader of pasted code,
/// five more kinds, a second task and six panels with hundreds of runs brought the page above it. This bound holds it where it is
/// until it is smaller again.
const MOST: u64 = 900_000;

/// This argument makes a command use the page in `dist/`, even if the sources have changed since.
pub const AS_BUILT: &str = "--as-built";

/// Builds the page, unless the arguments hold [`AS_BUILT`].
pub fn build_unless_built(rest: &[String]) -> Result<()> {
    if rest.iter().any(|word| word == AS_BUILT) { Ok(()) } else { build().map(drop) }
}

/// The size of the files in `dist/`.
#[derive(Debug, Clone, Copy)]
pub struct Weight {
    plain: u64,
    wasm: u64,
    sent: u64,
}

impl Weight {
    /// Measures the files. A server sends them compressed with brotli at its highest level, which takes a quarter of a minute here.
    pub fn of_dist() -> Result<Self> {
        let mut weight = Self { plain: 0, wasm: 0, sent: 0 };
        for entry in std::fs::read_dir(dist()).context("dist/")? {
            let file = entry?.path();
            let bytes = std::fs::read(&file)?;
            weight.plain += bytes.len() as u64;
            if file.extension().is_some_and(|kind| kind == "wasm") {
                weight.wasm += bytes.len() as u64;
            }
            let mut sent = Vec::new();
            let best = brotli::enc::BrotliEncoderParams { quality: 11, lgwin: 22, ..Default::default() };
            brotli::BrotliCompress(&mut &bytes[..], &mut sent, &best)?;
            weight.sent += sent.len() as u64;
        }
        Ok(weight)
    }

    /// Whether the size is within the budget.
    pub fn is_allowed(self) -> Result<()> {
        let Self { sent, .. } = self;
        ensure!(sent <= MOST, "the page weighs {sent} bytes when sent with brotli, {MOST} are allowed");
        Ok(())
    }
}

impl std::fmt::Display for Weight {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let [plain, wasm, sent] = [self.plain, self.wasm, self.sent].map(|bytes| bytes.div_ceil(1000));
        write!(f, "{plain} KB, {wasm} KB of it WebAssembly; {sent} KB when sent with brotli")
    }
}

/// Computes the curves that index.html shows before any program runs, and writes them there.
pub fn first_paint() -> Result<()> {
    let test = ["test", "--quiet", "--package", "etalon-web", "--test", "first_paint"];
    shell::run(shell::cargo(&test).env("ETALON_WRITE", "1"))
}

/// Builds and serves the page, and builds it again whenever a source changes. `dist/` stays as it is.
pub fn serve(port: Option<u16>) -> Result<ExitCode> {
    let port = free_port(port)?;
    let web = tools::web()?;
    let number = port.to_string();
    let folder = shell::target_dir().join("serve");
    std::fs::create_dir_all(&folder).context("target/serve")?;
    let mut trunk =
        web.trunk(&["serve", "--release", "--address", "127.0.0.1", "--port", &number, "--dist"])?;
    trunk.arg(folder).arg("--disable-address-lookup=true");
    println!("Building the page; the first time this takes some minutes.");
    become_server(trunk, port)
}

/// Replaces this process by trunk, so that the server ends when the process ends. A helper prints the address when the page is
/// ready.
#[cfg(unix)]
fn become_server(mut trunk: Command, port: u16) -> Result<ExitCode> {
    use std::os::unix::process::CommandExt as _;
    let this = std::env::current_exe().context("xtask does not find itself")?;
    Command::new(this).args([ANNOUNCE, &port.to_string()]).spawn().context("cannot start a helper")?;
    Err(trunk.exec()).context("cannot run trunk")
}

/// Starts trunk and waits for its end, because outside Unix a process cannot replace itself by another.
#[cfg(not(unix))]
fn become_server(mut trunk: Command, port: u16) -> Result<ExitCode> {
    let mut child = trunk.spawn().context("cannot run trunk")?;
    announce(port, || child.try_wait().is_ok_and(|ended| ended.is_none()));
    let status = child.wait()?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The command of the helper. Only `serve` calls it.
pub const ANNOUNCE: &str = "announce";

/// Waits until the server answers or ends, and prints its address.
pub fn announce_while_parent_lives(port: u16) {
    #[cfg(unix)]
    {
        let parent = std::os::unix::process::parent_id();
        announce(port, || std::os::unix::process::parent_id() == parent);
    }
    #[cfg(not(unix))]
    announce(port, || true);
}

fn announce(port: u16, mut alive: impl FnMut() -> bool) {
    let address = (Ipv4Addr::LOCALHOST, port).into();
    while TcpStream::connect_timeout(&address, Duration::from_millis(200)).is_err() {
        if !alive() {
            return;
        }
        std::thread::sleep(Duration::from_millis(200));
    }
    println!("\nThe explorer is served at http://127.0.0.1:{port}/ (Ctrl-C ends it).\n");
}

/// The port that was named, which must be free. Without a name, the first free port from the usual one on.
fn free_port(asked: Option<u16>) -> Result<u16> {
    let free = |port| TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok();
    match asked {
        Some(port) if free(port) => Ok(port),
        Some(port) => {
            bail!("port {port} of 127.0.0.1 is taken or not allowed: choose another with --port N")
        }
        None => (USUAL_PORT..USUAL_PORT + 100)
            .find(|port| free(*port))
            .with_context(|| format!("no port from {USUAL_PORT} on is free: choose one with --port N")),
    }
}
