//! What the page knows and says, without a browser: pure functions and values, tested on the host.

pub mod choice;
pub mod code;
pub mod crew;
pub mod kinds;
pub mod learned;
pub mod messages;
pub mod number;
pub mod race;
pub mod text;
