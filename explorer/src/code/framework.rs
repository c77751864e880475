//! The frameworks that a schedule is written for.

use crate::kinds::page::KindPage;

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

/// A programming language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// Python 3.
    Python,
    /// Rust.
    Rust,
}

impl Framework {
    /// Every framework, in the order of the tabs.
    pub const ALL: &'static [Framework] =
        &[Framework::PyTorch, Framework::Keras, Framework::Optax, Framework::Burn, Framework::Etalon];

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

    /// The language of its programs.
    #[must_use]
    pub const fn language(self) -> Language {
        match self {
            Framework::PyTorch | Framework::Keras | Framework::Optax => Language::Python,
            Framework::Burn | Framework::Etalon => Language::Rust,
        }
    }

    /// How a file of its language ends.
    #[must_use]
    pub const fn extension(self) -> &'static str {
        match self.language() {
            Language::Python => "py",
            Language::Rust => "rs",
        }
    }

    /// The name of the file that a program for `kind` is saved as.
    #[must_use]
    pub fn file_name(self, kind: &KindPage) -> String {
        format!("{}_{}.{}", kind.id(), self.id(), self.extension())
    }
}
