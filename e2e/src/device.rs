//! The devices of visitors. Starts a fresh browser for each, with its own profile and a screen of its size.

use anyhow::Result;
use serde_json::json;
use xtask::tools::browser::{Browser, Make};

use crate::webdriver::{Driver, Session};

/// The device of a visitor.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Device {
    /// The maker of its browser.
    pub make: Make,
    /// Width of the viewport in CSS pixels.
    pub width: u32,
    /// Height of the viewport in CSS pixels.
    pub height: u32,
    /// Device pixels in a CSS pixel.
    pub scale: f64,
    /// Whether the system prefers dark colours.
    pub dark: bool,
    /// Whether the system prefers reduced motion.
    pub reduced_motion: bool,
    /// The support of WebGPU.
    pub webgpu: WebGpu,
}

/// How far a browser supports WebGPU.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WebGpu {
    /// An adapter that computes in software.
    Software,
    /// The interface without an adapter, as in Chromium on Linux by default.
    NoAdapter,
    /// No interface, as in older browsers and on pages over plain HTTP.
    Absent,
}

/// A host name of this machine that is not trusted like `localhost`, so that its pages have no WebGPU.
const PLAIN_HOST: &str = "etalon.test";

impl Device {
    /// The same device with dark colours.
    pub const fn dark(self) -> Self {
        Self { dark: true, ..self }
    }

    /// The same device whose visitor prefers reduced motion.
    pub const fn reduced_motion(self) -> Self {
        Self { reduced_motion: true, ..self }
    }

    /// The same device with a viewport of this size.
    pub const fn sized(self, width: u32, height: u32) -> Self {
        Self { width, height, ..self }
    }

    /// The host name that gives this device the right support of WebGPU.
    pub fn host(&self) -> &'static str {
        match self.webgpu {
            WebGpu::Software | WebGpu::NoAdapter => "127.0.0.1",
            WebGpu::Absent => PLAIN_HOST,
        }
    }
}

/// A laptop.
pub const LAPTOP: Device = Device {
    make: Make::Chromium,
    width: 1280,
    height: 800,
    scale: 1.0,
    dark: false,
    reduced_motion: false,
    webgpu: WebGpu::Software,
};
/// A laptop with Firefox, which has no WebGPU on Linux.
pub const FIREFOX: Device = Device { make: Make::Firefox, webgpu: WebGpu::NoAdapter, ..LAPTOP };
/// A laptop whose browser finds no adapter.
pub const NO_ADAPTER: Device = Device { webgpu: WebGpu::NoAdapter, ..LAPTOP };
/// A laptop whose browser does not know WebGPU.
pub const NO_WEBGPU: Device = Device { webgpu: WebGpu::Absent, ..LAPTOP };
/// A tablet.
pub const TABLET: Device = NO_ADAPTER.sized(768, 1024);
/// A telephone.
pub const PHONE: Device = NO_ADAPTER.sized(390, 844);
/// The narrowest screen: a telephone, or a laptop at 400 % zoom.
pub const NARROW: Device = PHONE.sized(320, 640);
/// A laptop whose visitor has zoomed to 200 %.
pub const ZOOMED: Device = Device { scale: 2.0, ..PHONE.sized(640, 400) };
/// A frame on a teacher's page.
pub const FRAME: Device = NO_ADAPTER.sized(700, 500);
/// The same on a telephone.
pub const SMALL_FRAME: Device = PHONE.sized(360, 640);

/// Opens a browser with a new profile.
pub fn fresh(driver: &Driver, browser: &Browser, device: Device) -> Result<Session> {
    match browser.make() {
        Make::Chromium => chromium(driver, browser, device),
        Make::Firefox => firefox(driver, browser, device),
    }
}

fn firefox(driver: &Driver, browser: &Browser, device: Device) -> Result<Session> {
    let session = driver.session(&json!({
        "browserName": "firefox",
        "moz:firefoxOptions": {
            "binary": browser.file(),
            "args": ["-headless"],
            "prefs": {
                "layout.css.prefers-color-scheme.content-override": if device.dark { 0 } else { 1 },
                "ui.prefersReducedMotion": i32::from(device.reduced_motion),
                "datareporting.policy.dataSubmissionEnabled": false,
                "app.update.auto": false,
            },
        },
        "timeouts": { "script": 30_000, "pageLoad": 30_000 },
    }))?;
    session.resize(device.width, device.height)?;
    Ok(session)
}

fn chromium(driver: &Driver, browser: &Browser, device: Device) -> Result<Session> {
    let mut flags = vec![
        "--headless".to_owned(),
        // Chromium's sandbox does not start under root, for example in a container. The pages are our own, so none is needed.
        "--no-sandbox".to_owned(),
        // Containers give /dev/shm 64 MB, less than a page with canvases needs.
        "--disable-dev-shm-usage".to_owned(),
        "--no-first-run".to_owned(),
        "--disable-quic".to_owned(),
        "--disable-background-networking".to_owned(),
        "--disable-component-update".to_owned(),
        "--disable-sync".to_owned(),
        format!("--window-size={},{}", device.width, device.height),
    ];
    match device.webgpu {
        WebGpu::Software => flags.push("--enable-unsafe-webgpu".to_owned()),
        WebGpu::NoAdapter => {}
        WebGpu::Absent => flags.push(format!("--host-resolver-rules=MAP {PLAIN_HOST} 127.0.0.1")),
    }
    // ChromeDriver makes a new profile for each session by itself.
    let session = driver.session(&json!({
        "browserName": "chrome",
        "goog:loggingPrefs": { "browser": "ALL" },
        "goog:chromeOptions": { "binary": browser.file(), "args": flags },
        "timeouts": { "script": 30_000, "pageLoad": 30_000 },
    }))?;
    let metrics = json!({
        "width": device.width, "height": device.height, "deviceScaleFactor": device.scale, "mobile": false,
    });
    session.devtools("Emulation.setDeviceMetricsOverride", &metrics)?;
    let scheme = if device.dark { "dark" } else { "light" };
    let motion = if device.reduced_motion { "reduce" } else { "no-preference" };
    let media = json!({ "features": [
        { "name": "prefers-color-scheme", "value": scheme },
        { "name": "prefers-reduced-motion", "value": motion },
    ] });
    session.devtools("Emulation.setEmulatedMedia", &media)?;
    Ok(session)
}
