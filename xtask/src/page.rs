//! Builds the explorer into `dist/` and serves it while somebody works on it.

use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};

use crate::{shell, tools};

/// The port of `serve` where none is asked for.
const USUAL_PORT: u16 = 8080;

/// Where the static files are put.
pub fn dist() -> PathBuf {
    shell::path("dist")
}

/// Builds the page for release: static files in `dist/` that work from any sub-path.
pub fn build() -> Result<()> {
    ensure!(shell::path("index.html").is_file(), "index.html is missing: there is no page to build");
    let web = tools::web()?;
    // Nothing may take an older page for this one, if this one does not build.
    if dist().exists() {
        std::fs::remove_dir_all(dist()).context("dist/ cannot be emptied")?;
    }
    shell::run(&mut web.trunk(&["build", "--release", "--public-url", "./"])?)?;
    println!("The page is in dist/: {}.", size()?);
    Ok(())
}

/// What the files in `dist/` weigh: as they are, and as a server sends them, where node is here to compress them.
pub fn size() -> Result<String> {
    let (mut wasm, mut all) = (0, 0);
    let mut files = Vec::new();
    for entry in std::fs::read_dir(dist()).context("dist/")? {
        let entry = entry?;
        let bytes = entry.metadata()?.len();
        all += bytes;
        if entry.path().extension().is_some_and(|kind| kind == "wasm") {
            wasm += bytes;
        }
        files.push(entry.path());
    }
    let plain = format!("{} KB, {} KB of it WebAssembly", all.div_ceil(1000), wasm.div_ceil(1000));
    let code = "let sum = 0; for (const file of process.argv.slice(1)) \
        sum += require('zlib').brotliCompressSync(require('fs').readFileSync(file)).length; console.log(sum)";
    let sent =
        shell::ask(shell::program("node", &["-e", code]).args(files)).and_then(|sum| sum.parse::<u64>().ok());
    Ok(match sent {
        Some(bytes) => format!("{plain}; {} KB when sent with brotli", bytes.div_ceil(1000)),
        None => plain,
    })
}

/// Builds and serves the page, and builds it anew whenever a source changes.
pub fn serve(port: Option<u16>) -> Result<ExitCode> {
    let port = free_port(port)?;
    let web = tools::web()?;
    let number = port.to_string();
    let arguments = ["serve", "--release", "--address", "127.0.0.1", "--port", &number];
    let mut trunk = web.trunk(&arguments)?;
    println!("Building the page; the first time this takes some minutes.");
    let mut child = trunk.spawn().context("cannot run trunk")?;
    let address = (Ipv4Addr::LOCALHOST, port).into();
    loop {
        if let Some(status) = child.try_wait()? {
            bail!("trunk ended with {status} before the page was served");
        }
        if TcpStream::connect_timeout(&address, Duration::from_millis(200)).is_ok() {
            break;
        }
        std::thread::sleep(Duration::from_millis(200));
    }
    println!("\nThe explorer is served at http://127.0.0.1:{port}/ (Ctrl-C ends it).\n");
    let status = child.wait()?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The port asked for, which has to be free; else the usual one or the next that is.
fn free_port(asked: Option<u16>) -> Result<u16> {
    let free = |port| TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok();
    match asked {
        Some(port) if free(port) => Ok(port),
        Some(port) => {
            bail!("port {port} of 127.0.0.1 is taken or not ours to open: choose another with --port N")
        }
        None => (USUAL_PORT..USUAL_PORT + 100)
            .find(|port| free(*port))
            .with_context(|| format!("no port from {USUAL_PORT} on is free: choose one with --port N")),
    }
}
