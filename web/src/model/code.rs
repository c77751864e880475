//! Code out and in: every schedule as a complete program for five frameworks, and PyTorch code read back into settings.

pub mod import;

mod burn;
mod call;
mod etalon;
mod keras;
mod optax;
mod page;
mod python;
mod pytorch;
mod schedulers;
mod signature;
mod snippet;
mod tokens;

#[cfg(test)]
mod tests;

use crate::model::config::Config;
use crate::model::entrant::Entrant;
use crate::model::kind::Kind;

/// A framework that a schedule can be written for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Framework {
    /// torch, in Python.
    PyTorch,
    /// Keras 3, in Python, with any backend.
    Keras,
    /// optax with JAX, in Python.
    Optax,
    /// burn, in Rust.
    Burn,
    /// This project's crate, in Rust.
    Etalon,
}

impl Framework {
    /// Every framework, in the order of the tabs.
    pub const ALL: [Framework; 5] =
        [Framework::PyTorch, Framework::Keras, Framework::Optax, Framework::Burn, Framework::Etalon];

    /// Its name as its makers write it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Framework::PyTorch => "PyTorch",
            Framework::Keras => "Keras",
            Framework::Optax => "optax",
            Framework::Burn => "burn",
            Framework::Etalon => "etalon",
        }
    }

    /// Stable name: files, element ids.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Framework::PyTorch => "pytorch",
            Framework::Keras => "keras",
            Framework::Optax => "optax",
            Framework::Burn => "burn",
            Framework::Etalon => "etalon",
        }
    }

    /// How a file of its language ends.
    #[must_use]
    pub const fn extension(self) -> &'static str {
        match self {
            Framework::PyTorch | Framework::Keras | Framework::Optax => "py",
            Framework::Burn | Framework::Etalon => "rs",
        }
    }

    /// The name of the file that `kind`'s program is saved as.
    #[must_use]
    pub fn file_name(self, kind: Kind) -> String {
        [kind.id(), "_", self.id(), ".", self.extension()].concat()
    }
}

/// A program that follows the schedule `kind` of `config` in `framework`: it runs as it stands and prints what it steps with,
/// a line for each epoch, or for each batch where the schedule is stepped by batches.
#[must_use]
pub fn export(config: &Config, kind: Kind, framework: Framework) -> String {
    // Where each schedule has a base rate of its own, its program has that one.
    let config = &config.seen_by(Entrant::Schedule(kind));
    match framework {
        Framework::PyTorch => pytorch::export(config, kind),
        Framework::Keras => keras::export(config, kind),
        Framework::Optax => optax::export(config, kind),
        Framework::Burn => burn::export(config, kind),
        Framework::Etalon => etalon::export(config, kind),
    }
}

/// The schedule that a change from `before` to `after` is about: the first that has a parameter of its own among what differs.
#[must_use]
pub fn moved(before: &Config, after: &Config) -> Option<Kind> {
    let own = |kind: &Kind| {
        kind.params().iter().any(|param| {
            let shared = Kind::ALL.iter().filter(|other| other.params().contains(param)).count() > 1;
            !shared && before.get(*param) != after.get(*param)
        })
    };
    Kind::ALL.into_iter().find(own)
}

/// The expression with which an exported program stands in for the visitor's own metric, as its language writes it.
#[must_use]
pub fn stand_in(config: &Config, framework: Framework) -> &'static str {
    match (framework.extension(), page::watches_a_rise(config)) {
        ("py", false) => python::FALLING,
        ("py", true) => python::RISING,
        (_, false) => etalon::FALLING,
        (_, true) => etalon::RISING,
    }
}
