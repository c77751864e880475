//! What the page knows and says, without a browser: pure functions and values, tested on the host.

pub mod axis;
pub mod choice;
pub mod code;
pub mod config;
pub mod decimate;
pub mod dispatch;
pub mod entrant;
pub mod facts;
pub mod flags;
pub mod group;
pub mod knob;
pub mod labels;
pub mod learned;
pub mod number;
pub mod playback;
pub mod presets;
pub mod run;
pub mod series;
pub mod slide;
pub mod table;
pub mod traps;
pub mod tune;
pub mod url;
pub mod view;
pub mod wire;
