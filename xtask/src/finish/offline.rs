//! Writes the list of the build's files into the service worker, which keeps the files for use without a network.

use sha2::{Digest as _, Sha256};

/// The service worker's file.
pub const FILE: &str = "offline.js";

/// The service worker with the list of files and the build's mark, which depends on every byte of them.
pub fn listed(script: &str, files: &[(String, Vec<u8>)]) -> String {
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
    let names: Vec<String> = names.filter(|name| name.trim_start_matches("./") != FILE).collect();
    script.replace("{{build}}", &mark).replace("{{files}}", &names.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_service_worker_lists_every_file_but_itself() {
        let files = |page: &str| {
            let file = |name: &str, text: &str| (name.to_owned(), text.as_bytes().to_vec());
            [file("a.js", "x"), file("index.html", page), file(FILE, "y")]
        };
        let done = listed("{{build}}|{{files}}", &files("one"));
        let (mark, names) = done.split_once('|').unwrap();
        assert_eq!((mark.len(), names), (16, "./a.js ./"));
        assert!(!listed("{{build}}|{{files}}", &files("two")).starts_with(mark));
    }
}
