//! What is done to a build before it is put in place; trunk calls it. The page's policy gets the hashes of the scripts that stand
//! in the page, and the service worker the list of the build's files.

use std::path::Path;

use anyhow::{Context, Result, ensure};
use base64::Engine as _;
use sha2::{Digest as _, Sha256};

/// The command, which nobody types.
pub const COMMAND: &str = "finish";

/// Where the policy in index.html takes the hashes.
const HASHES: &str = "{{hashes}}";
/// What trunk's development server puts into the page, and fills in while it serves.
const SERVED: &str = "__TRUNK_WS_BASE__";
/// The service worker.
const OFFLINE: &str = "offline.js";

/// Finishes the build that trunk has staged.
pub fn run() -> Result<()> {
    let staged = std::env::var_os("TRUNK_STAGING_DIR").context("trunk calls this, after a build")?;
    folder(Path::new(&staged))
}

fn folder(staged: &Path) -> Result<()> {
    let file = staged.join("index.html");
    let built = std::fs::read_to_string(&file).context("index.html")?;
    let html = page(&built)?;
    std::fs::write(&file, &html)?;
    let offline = staged.join(OFFLINE);
    if built.contains(SERVED) {
        // While somebody works on the page, nothing may answer for the server.
        return Ok(std::fs::remove_file(offline)?);
    }
    let mut files = Vec::new();
    for entry in std::fs::read_dir(staged)? {
        let entry = entry?;
        let name = entry.file_name().into_string().ok().context("a file name that is no text")?;
        ensure!(entry.file_type()?.is_file() && !name.contains(' '), "{name} cannot be listed in {OFFLINE}");
        files.push((name, std::fs::read(entry.path())?));
    }
    files.sort();
    let script = std::fs::read_to_string(&offline).context(OFFLINE)?;
    Ok(std::fs::write(offline, listed(&script, &files))?)
}

/// The page with its policy; without one, and without the service worker, where the development server changes its scripts.
fn page(built: &str) -> Result<String> {
    ensure!(built.matches(HASHES).count() == 1, "index.html must hold {HASHES} once, in its policy");
    if built.contains(SERVED) {
        let policy = "http-equiv=\"Content-Security-Policy\"";
        ensure!(built.contains(policy), "index.html has no policy");
        return Ok(built.replace(policy, "name=\"policy-when-built\""));
    }
    let hashes: Vec<String> = inline_scripts(built).map(hash).collect();
    ensure!(!hashes.is_empty(), "no script stands in the page: trunk starts it in another way than expected");
    let html = built.replace(HASHES, &hashes.join(" "));
    Ok(html.replacen("<html ", &format!("<html data-offline=\"./{OFFLINE}\" "), 1))
}

/// The text of each script that stands in the page itself.
fn inline_scripts(html: &str) -> impl Iterator<Item = &str> {
    html.split("<script").skip(1).filter_map(|after| {
        let (attributes, text) = after.split_once('>')?;
        let (text, _) = text.split_once("</script>")?;
        (!attributes.contains("src=")).then_some(text)
    })
}

/// A script's hash as a policy names it.
fn hash(script: &str) -> String {
    let hash = Sha256::digest(script.as_bytes());
    format!("'sha256-{}'", base64::engine::general_purpose::STANDARD.encode(hash))
}

/// The service worker with the list of files and the build's mark, which depends on every byte of them.
fn listed(script: &str, files: &[(String, Vec<u8>)]) -> String {
    let mut all = Sha256::new();
    for (name, bytes) in files {
        all.update(name.as_bytes());
        all.update(bytes);
    }
    let mark: String = all.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    let names = files.iter().map(|(name, _)| match name.as_str() {
        "index.html" => "./".to_owned(),
        other => format!("./{other}"),
    });
    let names: Vec<String> = names.filter(|name| name.trim_start_matches("./") != OFFLINE).collect();
    script.replace("{{build}}", &mark).replace("{{files}}", &names.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "<html lang=\"en\"><meta http-equiv=\"Content-Security-Policy\" content=\"script-src {{hashes}}\">\
        <script type=\"module\">one()</script><script src=\"x.js\"></script><script>two()</script>";

    #[test]
    fn scripts_in_the_page_are_named_in_its_policy() {
        let done = page(PAGE).unwrap();
        // echo -n 'one()' | openssl dgst -sha256 -binary | base64
        assert!(
            done.contains("script-src 'sha256-HR7iaask9daLMRRskMI++QeJtjWDOjyPA6lGzYGzKW4=' 'sha256-"),
            "{done}"
        );
        assert_eq!(done.matches("sha256-").count(), 2);
        assert!(done.contains("<html data-offline=\"./offline.js\" lang"));
        assert!(page("<html lang=\"en\"><script>one()</script>").is_err());
    }

    #[test]
    fn the_development_server_has_neither_policy_nor_service_worker() {
        let done = page(&format!("{PAGE}<script>'{{{{{SERVED}}}}}'</script>")).unwrap();
        assert!(!done.contains("http-equiv") && !done.contains("data-offline"), "{done}");
    }

    #[test]
    fn the_service_worker_lists_every_file_but_itself() {
        let files = |page: &str| {
            let file = |name: &str, text: &str| (name.to_owned(), text.as_bytes().to_vec());
            [file("a.js", "x"), file("index.html", page), file(OFFLINE, "y")]
        };
        let done = listed("{{build}}|{{files}}", &files("one"));
        let (mark, names) = done.split_once('|').unwrap();
        assert_eq!((mark.len(), names), (16, "./a.js ./"));
        assert!(!listed("{{build}}|{{files}}", &files("two")).starts_with(mark));
    }
}
