//! Writes the hashes of the page's inline scripts into its content security policy.

use anyhow::{Result, ensure};
use base64::Engine as _;
use sha2::{Digest as _, Sha256};

/// The mark in the policy of index.html that the hashes replace.
const HASHES: &str = "{{hashes}}";
/// The attribute that marks a policy, as in index.html and as minified by trunk.
const POLICIES: [&str; 2] = ["http-equiv=\"Content-Security-Policy\"", "http-equiv=Content-Security-Policy"];

/// The page with the hashes of its scripts in its policy.
pub fn with_hashes(html: &str) -> Result<String> {
    ensure!(html.matches(HASHES).count() == 1, "index.html must hold {HASHES} once, in its policy");
    let hashes: Vec<String> = inline_scripts(html).map(hash).collect();
    ensure!(
        !hashes.is_empty(),
        "the page holds no inline script: trunk starts it in another way than expected"
    );
    Ok(html.replace(HASHES, &hashes.join(" ")))
}

/// The page without a policy, for a server that changes its scripts.
pub fn without(html: &str) -> Result<String> {
    let policy = POLICIES.into_iter().find(|policy| html.contains(policy));
    ensure!(policy.is_some(), "index.html has no policy");
    Ok(policy.map_or_else(String::new, |policy| html.replace(policy, "name=\"policy-when-built\"")))
}

/// The text of each inline script.
fn inline_scripts(html: &str) -> impl Iterator<Item = &str> {
    html.split("<script").skip(1).filter_map(|after| {
        let (attributes, text) = after.split_once('>')?;
        let (text, _) = text.split_once("</script>")?;
        (!attributes.contains("src=")).then_some(text)
    })
}

/// The hash of a script, in the form that a policy uses.
fn hash(script: &str) -> String {
    let hash = Sha256::digest(script.as_bytes());
    format!("'sha256-{}'", base64::engine::general_purpose::STANDARD.encode(hash))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "<html lang=\"en\"><meta http-equiv=\"Content-Security-Policy\" content=\"script-src {{hashes}}\">\
        <script type=\"module\">one()</script><script src=\"x.js\"></script><script>two()</script>";

    #[test]
    fn scripts_in_the_page_are_named_in_its_policy() {
        let done = with_hashes(PAGE).unwrap();
        // echo -n 'one()' | openssl dgst -sha256 -binary | base64
        assert!(
            done.contains("script-src 'sha256-HR7iaask9daLMRRskMI++QeJtjWDOjyPA6lGzYGzKW4=' 'sha256-"),
            "{done}"
        );
        assert_eq!(done.matches("sha256-").count(), 2);
        assert!(with_hashes("<html lang=\"en\"><script>one()</script>").is_err());
        assert!(with_hashes("<meta content=\"{{hashes}}\">").is_err());
    }

    #[test]
    fn a_policy_is_found_however_its_name_is_quoted() {
        for page in [PAGE, &PAGE.replace("\"Content-Security-Policy\"", "Content-Security-Policy")] {
            assert!(!without(page).unwrap().contains("http-equiv"));
        }
        assert!(without("<html lang=\"en\">").is_err());
    }
}
