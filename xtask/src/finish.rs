//! Finishes a build before trunk puts it in place. It merges the stylesheets, writes the hashes of the scripts into the page's
//! policy, and writes the list of files into the service worker. Trunk calls it.

pub mod hosted;
mod offline;
mod policy;
mod styles;

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use base64::Engine as _;
use sha2::{Digest as _, Sha384};

use self::hosted::Hosted;

/// The name of the command. Only trunk calls it.
pub const COMMAND: &str = "finish";

/// The mark that trunk's development server puts into the page, and fills in while it serves.
const SERVED: &str = "__TRUNK_WS_BASE__";

/// Finishes the build that trunk has staged.
pub fn run() -> Result<()> {
    let staged = std::env::var_os("TRUNK_STAGING_DIR").context("trunk calls this, after a build")?;
    folder(Path::new(&staged))
}

fn folder(staged: &Path) -> Result<()> {
    let file = staged.join("index.html");
    let mut html = fs::read_to_string(&file).context("index.html")?;
    if html.contains(SERVED) {
        // A development server changes the scripts, and the service worker must not answer in its place.
        fs::write(&file, policy::without(&html)?)?;
        return Ok(fs::remove_file(staged.join(offline::FILE))?);
    }
    html = one_stylesheet(staged, &html)?;
    html = policy::with_hashes(&html)?;
    html = html.replacen("<html ", &format!("<html data-offline=\"./{}\" ", offline::FILE), 1);
    let hosted = std::env::var(hosted::ADDRESS).ok().map(|address| Hosted::at(&address)).transpose()?;
    if let Some(hosted) = &hosted {
        html = hosted.described(&html)?;
    }
    fs::write(&file, &html)?;
    let files = files(staged)?;
    let script = fs::read_to_string(staged.join(offline::FILE)).context(offline::FILE)?;
    fs::write(staged.join(offline::FILE), offline::listed(&script, &files))?;
    // No visitor needs them without a network, so they are not listed.
    hosted.map_or(Ok(()), |hosted| hosted.write(staged))
}

/// Puts all stylesheets into the first one's file.
fn one_stylesheet(staged: &Path, html: &str) -> Result<String> {
    let (html, names) = styles::merged(html);
    let mut all = Vec::new();
    for name in &names {
        all.extend(fs::read(staged.join(name)).with_context(|| name.clone())?);
    }
    let (first, others) = names.split_first().context("the page links no stylesheet")?;
    for name in others {
        fs::remove_file(staged.join(name))?;
    }
    replace(&staged.join(first), &all, html)
}

/// Writes new content into a file, and the new hash into the page.
fn replace(file: &Path, content: &[u8], html: String) -> Result<String> {
    let (old, new) = (integrity(&fs::read(file)?), integrity(content));
    ensure!(html.contains(&old), "the page does not hold the hash of {}", file.display());
    fs::write(file, content)?;
    Ok(html.replace(&old, &new))
}

/// The hash by which a browser checks a file that it received.
fn integrity(content: &[u8]) -> String {
    format!("sha384-{}", base64::engine::general_purpose::STANDARD.encode(Sha384::digest(content)))
}

/// The files of the build with their contents, by name.
fn files(staged: &Path) -> Result<Vec<(String, Vec<u8>)>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(staged)? {
        let entry = entry?;
        let name = entry.file_name().into_string().ok().context("a file name is not UTF-8")?;
        ensure!(entry.file_type()?.is_file() && !name.contains(' '), "{name} cannot be listed");
        files.push((name, fs::read(entry.path())?));
    }
    files.sort();
    Ok(files)
}
