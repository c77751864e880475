//! The shape of a network with one hidden layer, and the order of its parameters in memory.

use core::fmt;

/// How many hidden units: a multiple of 8 from 8 to 128.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Width(u8);

/// A number of hidden units that no network has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WidthError(pub u32);

impl fmt::Display for WidthError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "hidden_width must be a multiple of 8 from 8 to 128, got {}", self.0)
    }
}

impl core::error::Error for WidthError {}

impl Width {
    /// The narrowest model.
    pub const MIN: Width = Width(8);
    /// The usual model.
    pub const USUAL: Width = Width(32);
    /// The widest model.
    pub const MAX: Width = Width(128);
    /// Distance of two widths.
    pub const STEP: u32 = 8;

    /// `units` hidden units.
    ///
    /// # Errors
    /// Anything but a multiple of 8 from 8 to 128.
    pub const fn new(units: u32) -> Result<Self, WidthError> {
        if units < 8 || units > 128 || !units.is_multiple_of(Self::STEP) {
            return Err(WidthError(units));
        }
        Ok(Self(units as u8))
    }

    /// Every width, the narrowest first.
    pub fn all() -> impl Iterator<Item = Width> {
        (1..=16).map(|eights| Width(8 * eights))
    }

    /// Hidden units.
    #[must_use]
    pub const fn units(self) -> usize {
        self.0 as usize
    }
}

impl Default for Width {
    fn default() -> Self {
        Self::USUAL
    }
}

/// Inputs, hidden units and classes of a network.
///
/// Its parameters lie in this order: `w1` as `[inputs][hidden]` (the transpose of `torch.nn.Linear`'s), `b1`, `w2` as
/// `[hidden][classes]` (transposed too), `b2`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Shape {
    /// Inputs.
    pub inputs: usize,
    /// Hidden units.
    pub hidden: Width,
    /// Classes.
    pub classes: usize,
}

impl Shape {
    /// The same network with another number of hidden units.
    #[must_use]
    pub const fn with_hidden(self, hidden: Width) -> Self {
        Self { hidden, ..self }
    }
    /// Start of `b1`.
    #[must_use]
    pub const fn b1(self) -> usize {
        self.inputs * self.hidden.units()
    }
    /// Start of `w2`.
    #[must_use]
    pub const fn w2(self) -> usize {
        self.b1() + self.hidden.units()
    }
    /// Start of `b2`.
    #[must_use]
    pub const fn b2(self) -> usize {
        self.w2() + self.hidden.units() * self.classes
    }
    /// Number of parameters.
    #[must_use]
    pub const fn parameters(self) -> usize {
        self.b2() + self.classes
    }
}
