//! What the page knows and says, without a browser: pure functions and values, tested on the host.

pub mod number;
pub mod text;

pub mod kinds;
pub mod race;

pub mod address;
pub mod flags;
pub mod view;

pub mod chart;
pub mod code;
pub mod panels;
