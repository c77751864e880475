//! What the page knows and says, without a browser: pure functions and values, tested on the host.

pub mod code;
pub mod kinds;
pub mod number;
pub mod panels;
pub mod race;
pub mod text;
