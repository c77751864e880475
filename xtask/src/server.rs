//! A small static file server for tests and pictures. It serves one folder on its own port, under a given path. If a file has a
//! compressed copy beside it, browsers that accept brotli get the copy.

use std::io::{BufRead, BufReader, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Component, Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use anyhow::{Context, Result};

/// Headers that isolate a page from others. Browsers then give it a clock with a resolution of 5 instead of 100 microseconds.
pub const ISOLATED: &str =
    "Cross-Origin-Opener-Policy: same-origin\r\nCross-Origin-Embedder-Policy: require-corp\r\n";

/// A server that runs until the program ends.
#[derive(Debug, Clone)]
pub struct Server {
    port: u16,
    base: &'static str,
    headers: &'static str,
    refused: Arc<Mutex<Vec<String>>>,
    stopped: Arc<AtomicBool>,
}

impl Server {
    /// Serves `folder` under `base`, which begins and ends with a slash; all other paths are 404. Every response has these
    /// `headers`, each with its line end.
    pub fn start(folder: PathBuf, base: &'static str, headers: &'static str) -> Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).context("no port to serve the page on")?;
        let server = Self {
            port: listener.local_addr()?.port(),
            base,
            headers,
            refused: Arc::default(),
            stopped: Arc::default(),
        };
        let clone = server.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (server, folder) = (clone.clone(), folder.clone());
                std::thread::spawn(move || {
                    // A browser that closes early is not the server's concern.
                    let _ = server.answer(&stream, &folder);
                });
            }
        });
        Ok(server)
    }

    /// The address of the folder, with this host name.
    pub fn url(&self, host: &str) -> String {
        format!("http://{host}:{}{}", self.port, self.base)
    }

    /// The missing files that were requested since the last call. A page that works from any sub-path requests
    /// nothing outside it.
    pub fn take_refused(&self) -> Vec<String> {
        std::mem::take(&mut *self.refused.lock().unwrap_or_else(std::sync::PoisonError::into_inner))
    }

    /// Stops answering. From now on every connection is closed at once.
    pub fn stop(&self) {
        self.stopped.store(true, Ordering::SeqCst);
    }

    /// Answers one request and closes.
    fn answer(&self, mut stream: &TcpStream, folder: &Path) -> std::io::Result<()> {
        if self.stopped.load(Ordering::SeqCst) {
            return Ok(());
        }
        stream.set_read_timeout(Some(Duration::from_secs(10)))?;
        let mut reader = BufReader::new(stream);
        let mut request = String::new();
        if reader.read_line(&mut request)? == 0 {
            // Browsers open connections in advance and may never use them.
            return Ok(());
        }
        let mut header = String::new();
        let mut brotli = false;
        while reader.read_line(&mut header)? > 2 {
            let line = header.to_ascii_lowercase();
            brotli |= line.starts_with("accept-encoding:") && line.contains("br");
            header.clear();
        }
        let target = request.split_whitespace().nth(1).unwrap_or_default();
        let found = self.inside(target).and_then(|name| {
            let beside = folder.join(format!("{}.br", name.display()));
            let packed = brotli.then(|| std::fs::read(beside).ok()).flatten();
            let encoding = if packed.is_some() { "Content-Encoding: br\r\n" } else { "" };
            let body = packed.or_else(|| std::fs::read(folder.join(&name)).ok())?;
            Some((mime(&name), encoding, body))
        });
        let (status, kind, encoding, body) = match found {
            Some((kind, encoding, body)) => ("200 OK", kind, encoding, body),
            None => {
                self.refused
                    .lock()
                    .unwrap_or_else(std::sync::PoisonError::into_inner)
                    .push(target.to_owned());
                ("404 Not Found", "text/plain", "", b"not here".to_vec())
            }
        };
        let length = body.len();
        write!(
            stream,
            "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n{encoding}Content-Length: {length}\r\n\
             Cache-Control: no-store\r\nConnection: close\r\n{}\r\n",
            self.headers
        )?;
        stream.write_all(&body)
    }

    /// The file that a request's target names. The target must be below the base, and the file is never above the folder.
    fn inside(&self, target: &str) -> Option<PathBuf> {
        let path = target.split(['?', '#']).next()?.strip_prefix(self.base)?;
        let name = PathBuf::from(if path.is_empty() { "index.html" } else { path });
        name.components().all(|part| matches!(part, Component::Normal(_))).then_some(name)
    }
}

/// The media type of a file by its name. A browser compiles WebAssembly only if it has the right media type.
fn mime(name: &Path) -> &'static str {
    match name.extension().and_then(|kind| kind.to_str()).unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "wasm" => "application/wasm",
        "json" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn server(base: &'static str) -> Server {
        Server { port: 0, base, headers: "", refused: Arc::default(), stopped: Arc::default() }
    }

    #[test]
    fn serves_below_its_base_only() {
        let at = |target| server("/some/where/").inside(target);
        assert_eq!(at("/some/where/"), Some(PathBuf::from("index.html")));
        assert_eq!(at("/some/where/?engine=cpu"), Some(PathBuf::from("index.html")));
        assert_eq!(at("/some/where/a/b.js"), Some(PathBuf::from("a/b.js")));
        assert_eq!(at("/a.js"), None);
        assert_eq!(at("/some/where/../secret"), None);
        assert_eq!(at("/some/where//etc/passwd"), None);
    }
}
