//! What a kind must show, as one value.

use etalon::{Kind, Settings};

use crate::digest::Digest;
use crate::draw::Draw;

/// All that is asked of a kind.
#[derive(Debug)]
pub struct Subject {
    /// The kind.
    pub kind: Kind,
    /// The name of its type.
    pub name: &'static str,
    /// Draws legal settings, extreme ones among them.
    pub draw: fn(&mut Draw) -> Settings,
    /// The step at which something ends or turns under these settings; steps around it are tried.
    pub turn: fn(&Settings) -> u32,
    /// The least and the greatest rate under these settings, before rounding.
    pub range: fn(&Settings) -> (f64, f64),
    /// Folds the bits of many schedules: for `f32` and for `f64`.
    pub digest: [fn(&mut Digest); 2],
    /// What a firmware does with it, in `f32`.
    pub weight: Weight,
    /// Calls every public function of its own with inputs that the compiler knows nothing about.
    pub calls: fn(),
    /// Measures a rate beside the formula by hand, in both types of float.
    #[cfg(feature = "by_hand")]
    pub by_hand: fn(&mut dyn crate::by_hand::Meter),
    /// Exact values, the error budget and PyTorch's habits.
    #[cfg(feature = "oracle")]
    pub oracle: crate::oracle::Spec,
}

/// What a firmware does with a kind.
#[derive(Debug)]
pub struct Weight {
    /// Builds it from settings that come from outside, and asks it.
    pub open: fn(),
    /// Asks one whose settings are written in the program: the compiler builds it.
    pub fixed: fn(),
    /// The calls that need the most stack.
    pub stack: &'static [fn()],
    /// What all of this may take.
    pub limits: Limits,
}

/// What a kind alone may take of a device, in bytes: a little more than it took when it was first measured.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Flash of `open`, optimised for size: on a Cortex-M0 and on a Cortex-M4F.
    pub flash: [u32; 2],
    /// Stack of any of the calls, with the schedule itself on it.
    pub stack: u32,
}
