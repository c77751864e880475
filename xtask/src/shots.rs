//! Pictures of the page: for looking at, and the one in the README.

use anyhow::{Context, Result, ensure};

use crate::e2e::Stage;
use crate::e2e::browser::{Device, LAPTOP, PHONE};
use crate::{page, shell};

/// The picture in the README.
const PICTURE: &str = "docs/explorer.png";
/// The most it may weigh: everybody who clones the project carries it.
const LARGEST: usize = 200_000;

/// Takes every picture into `target/shots/`, and remakes the README's.
pub fn take() -> Result<()> {
    page::build()?;
    let stage = Stage::set()?;
    let folder = shell::target_dir().join("shots");
    std::fs::create_dir_all(&folder).context("target/shots")?;
    for (name, device) in [("1280x800", LAPTOP), ("390x844", PHONE)] {
        for dark in [false, true] {
            let explorer = stage.visit(Device { dark, ..device }, "")?;
            explorer.settled()?;
            let png = explorer.session.screenshot()?;
            let file = folder.join(format!("{name}-{}.png", if dark { "dark" } else { "light" }));
            println!("{} ({} KB)", file.display(), png.len().div_ceil(1000));
            std::fs::write(&file, &png)?;
            if device.width == LAPTOP.width && !dark {
                ensure!(
                    png.len() < LARGEST,
                    "the README's picture weighs {} bytes, {LARGEST} at most",
                    png.len()
                );
                let picture = shell::path(PICTURE);
                std::fs::create_dir_all(picture.parent().context("docs/")?)?;
                std::fs::write(&picture, &png)?;
                println!("{PICTURE} is new.");
            }
        }
    }
    Ok(())
}
