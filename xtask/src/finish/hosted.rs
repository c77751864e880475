//! What other sites show of the page: a picture beside a link (Open Graph) and a frame (oEmbed). Both need the page's absolute
//! address, which only those know who put the page on a server.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use serde_json::json;

use crate::shell;

/// The variable that takes the address from `cargo xtask build` through trunk.
pub const ADDRESS: &str = "ETALON_ADDRESS";

/// The picture, and the description of the frame.
const PICTURE: &str = "explorer.png";
const FRAME: &str = "oembed.json";

/// The size of the frame.
const SIZE: (u32, u32) = (800, 560);

/// A page with an absolute address.
#[derive(Debug)]
pub struct Hosted(String);

impl Hosted {
    /// The page at `address`, which ends with a slash.
    pub fn at(address: &str) -> Result<Self> {
        let rest = address.strip_prefix("https://").or_else(|| address.strip_prefix("http://"));
        let is_plain = |text: &str| text.chars().all(|c| c.is_ascii_alphanumeric() || "-._~:/".contains(c));
        ensure!(
            rest.is_some_and(|rest| rest.len() > 1 && is_plain(rest)) && address.ends_with('/'),
            "--address must be the page's folder, like https://example.org/etalon/, got {address:?}"
        );
        Ok(Self(address.to_owned()))
    }

    /// `html` with what other sites look for in its head.
    pub fn described(&self, html: &str) -> Result<String> {
        let Self(at) = self;
        let (before, after) = html.split_once("</head>").context("the page has no head")?;
        let tags = [
            format!("<link rel=\"canonical\" href=\"{at}\" />"),
            format!("<meta property=\"og:url\" content=\"{at}\" />"),
            format!("<meta property=\"og:image\" content=\"{at}{PICTURE}\" />"),
            "<meta name=\"twitter:card\" content=\"summary_large_image\" />".to_owned(),
            format!(
                "<link rel=\"alternate\" type=\"application/json+oembed\" href=\"{at}{FRAME}\" title=\"Etalon\" />"
            ),
        ];
        Ok(format!("{before}{}</head>{after}", tags.concat()))
    }

    /// Writes the picture and the description of the frame into the build. The page itself asks for neither of them.
    pub fn write(&self, staged: &Path) -> Result<()> {
        fs::copy(shell::path("docs").join(PICTURE), staged.join(PICTURE))
            .context("the picture of the page")?;
        Ok(fs::write(staged.join(FRAME), self.frame())?)
    }

    fn frame(&self) -> String {
        let (width, height) = SIZE;
        let html = format!(
            "<iframe src=\"{}?embed=1\" title=\"Etalon: learning-rate schedules\" width=\"{width}\" height=\"{height}\" \
             style=\"border:0\" loading=\"lazy\"></iframe>",
            self.0
        );
        json!({
            "version": "1.0", "type": "rich", "title": "Etalon: learning-rate schedules, one race",
            "provider_name": "Etalon", "provider_url": self.0, "width": width, "height": height, "html": html,
        })
        .to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_sites_find_a_picture_and_a_frame() {
        let hosted = Hosted::at("https://example.org/etalon/").unwrap();
        let html = hosted.described("<html><head><title>x</title></head><body></body></html>").unwrap();
        for found in [
            "property=\"og:image\" content=\"https://example.org/etalon/explorer.png\"",
            "type=\"application/json+oembed\" href=\"https://example.org/etalon/oembed.json\"",
        ] {
            assert!(html.contains(found) && html.find(found) < html.find("</head>"), "{html}");
        }
        let frame: serde_json::Value = serde_json::from_str(&hosted.frame()).unwrap();
        assert_eq!((&frame["type"], &frame["version"]), (&"rich".into(), &"1.0".into()));
        assert!(frame["html"].as_str().unwrap().contains("src=\"https://example.org/etalon/?embed=1\""));
    }

    #[test]
    fn an_address_that_is_none_is_refused() {
        for address in
            ["", "example.org/", "https://", "https://example.org/page", "https://a/\"onload=/", "ftp://a/"]
        {
            let refused = Hosted::at(address).unwrap_err().to_string();
            assert!(refused.contains("--address") && refused.contains(&format!("{address:?}")), "{refused}");
        }
    }
}
