//! A fresh Chromium for every test: its own profile, a screen of a given size, with or without WebGPU.

use anyhow::Result;
use serde_json::json;

use crate::e2e::webdriver::{Driver, Session};
use crate::tools::Browser;

/// What a visitor's device is like.
#[derive(Debug, Clone, Copy)]
pub struct Device {
    /// Width of the viewport in CSS pixels.
    pub width: u32,
    /// Height of the viewport in CSS pixels.
    pub height: u32,
    /// Whether the system asks for dark colours.
    pub dark: bool,
    /// Whether there is WebGPU, here in software.
    pub webgpu: bool,
}

/// A laptop.
pub const LAPTOP: Device = Device { width: 1280, height: 800, dark: false, webgpu: true };
/// A telephone.
pub const PHONE: Device = Device { width: 390, height: 844, dark: false, webgpu: false };

/// Opens a browser that nobody has used before.
pub fn fresh(driver: &Driver, browser: &Browser, device: Device) -> Result<Session> {
    let mut flags = vec![
        "--headless".to_owned(),
        // Chromium's sandbox does not start under root, as in a container; the pages are our own.
        "--no-sandbox".to_owned(),
        // Containers give /dev/shm 64 MB, less than a page with canvases wants.
        "--disable-dev-shm-usage".to_owned(),
        "--no-first-run".to_owned(),
        "--disable-quic".to_owned(),
        "--disable-background-networking".to_owned(),
        "--disable-component-update".to_owned(),
        "--disable-sync".to_owned(),
        format!("--window-size={},{}", device.width, device.height),
    ];
    flags.push(if device.webgpu { "--enable-unsafe-webgpu" } else { "--disable-features=WebGPU" }.to_owned());
    // ChromeDriver makes a new profile for each session unless told otherwise.
    let session = driver.session(&json!({
        "browserName": "chrome",
        "goog:loggingPrefs": { "browser": "ALL" },
        "goog:chromeOptions": { "binary": browser.chromium, "args": flags },
        "timeouts": { "script": 30_000, "pageLoad": 30_000 },
    }))?;
    let metrics =
        json!({ "width": device.width, "height": device.height, "deviceScaleFactor": 1, "mobile": false });
    session.devtools("Emulation.setDeviceMetricsOverride", &metrics)?;
    let scheme = if device.dark { "dark" } else { "light" };
    let media = json!({ "features": [{ "name": "prefers-color-scheme", "value": scheme }] });
    session.devtools("Emulation.setEmulatedMedia", &media)?;
    Ok(session)
}
