//! The subject of a kind: everything that the proofs need, as one value.

use etalon::{Kind, Settings};

use crate::digest::Digest;
use crate::draw::Draw;

/// Everything that the proofs need of a kind.
#[derive(Debug)]
pub struct Subject {
    /// The kind.
    pub kind: Kind,
    /// The name of the kind's type.
    pub name: &'static str,
    /// Draws legal settings, including extreme ones.
    pub draw: fn(&mut Draw) -> Settings,
    /// The step at which the schedule ends or turns under these settings. Steps around it are tried.
    pub turn: fn(&Settings) -> u32,
    /// The least and the greatest rate under these settings, before rounding.
    pub range: fn(&Settings) -> (f64, f64),
    /// Adds the bits of many schedules to the digest, for `f32` and for `f64`.
    pub digest: [fn(&mut Digest); 2],
    /// How a firmware uses the kind, in `f32`.
    pub weight: Weight,
    /// Calls every public function of the kind with inputs that the compiler cannot know.
    pub calls: fn(),
    /// Measures a rate beside the formula by hand, in both types of float.
    #[cfg(feature = "by_hand")]
    pub by_hand: fn(&mut dyn crate::by_hand::Meter),
    /// Exact values, the error budget and the known behaviour of PyTorch.
    #[cfg(feature = "oracle")]
    pub oracle: crate::oracle::Spec,
}

/// How a firmware uses a kind.
#[derive(Debug)]
pub struct Weight {
    /// Builds the kind from settings that come from outside, and uses it.
    pub open: fn(),
    /// Uses a schedule whose settings are written in the program, so that the compiler builds it.
    pub fixed: fn(),
    /// The calls that need the most stack.
    pub stack: &'static [fn()],
    /// The limits for these uses.
    pub limits: Limits,
}

/// The flash and stack that a kind may take by itself, in bytes. The limits are a little above the first measurement.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// The flash of `open`, optimised for size, on a Cortex-M0 and on a Cortex-M4F.
    pub flash: [u32; 2],
    /// The stack of any of the calls, including the schedule itself.
    pub stack: u32,
}
