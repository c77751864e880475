//! What an address asks of the page beside its state: an engine, a way to be shown, a lesson, a measurement, a failure.

pub mod aim;
pub mod locks;
pub mod parts;

use self::aim::Aim;
use self::locks::Locks;

/// Which engine trains.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum EngineChoice {
    /// The faster one, measured.
    #[default]
    Auto,
    /// The CPU.
    Cpu,
    /// The GPU, or its emulation.
    Gpu,
}

/// A failure brought about on purpose, to see the page survive it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The GPU device is destroyed after its first epoch.
    LoseDevice,
    /// The first worker is killed while it trains.
    KillWorker,
    /// There is no GPU adapter.
    NoAdapter,
    /// The device is refused.
    Deny,
    /// The shader does not compile.
    Shader,
    /// The GPU has no memory for the replicas.
    OutOfMemory,
}

impl Fault {
    /// All of them with their names in the address.
    pub const ALL: [(&'static str, Fault); 6] = [
        ("lose-device", Fault::LoseDevice),
        ("kill-worker", Fault::KillWorker),
        ("no-adapter", Fault::NoAdapter),
        ("deny", Fault::Deny),
        ("shader", Fault::Shader),
        ("oom", Fault::OutOfMemory),
    ];

    /// Its name in the address.
    #[must_use]
    pub fn id(self) -> &'static str {
        Fault::ALL.into_iter().find(|(_, fault)| *fault == self).map_or("", |(id, _)| id)
    }
}

/// Light or dark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Theme {
    /// As the system is.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

impl Theme {
    /// All of them with their names in the address.
    pub const ALL: [(&'static str, Theme); 3] =
        [("system", Theme::System), ("light", Theme::Light), ("dark", Theme::Dark)];

    /// Its name in the address and on the page.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Theme::System => "system",
            Theme::Light => "light",
            Theme::Dark => "dark",
        }
    }

    /// The one after it, round and round.
    #[must_use]
    pub const fn next(self) -> Theme {
        match self {
            Theme::System => Theme::Light,
            Theme::Light => Theme::Dark,
            Theme::Dark => Theme::System,
        }
    }
}

/// What a teacher's address asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Teaching {
    /// Which parts of the page are shown.
    pub parts: parts::Choice,
    /// What cannot be changed.
    pub locks: Locks,
    /// How a line should end.
    pub aim: Option<Aim>,
}

/// What the address asks of the page beside its state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Flags {
    /// Which engine trains.
    pub engine: EngineChoice,
    /// Measure this device and print the figures as JSON.
    pub measure: bool,
    /// Measure how fast a chart is redrawn and print the figures as JSON.
    pub charts: bool,
    /// Mark on the browser's timeline when trainings are asked for and when their outcomes are shown.
    pub marks: bool,
    /// Compare the GPU with the CPU and print the outcome as JSON.
    pub selftest: bool,
    /// A failure to bring about.
    pub fault: Option<Fault>,
    /// Only charts and cards, for other people's pages.
    pub embed: bool,
    /// Light or dark, whatever the system says.
    pub theme: Theme,
    /// What a teacher asks for.
    pub teaching: Teaching,
}

impl Flags {
    /// What a link to another state of the page keeps.
    #[must_use]
    pub fn kept(self) -> Self {
        Self { teaching: self.teaching, ..Self::default() }
    }
}
