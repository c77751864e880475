//! What the page knows and says, without a browser: pure functions and values, tested on the host.

pub mod number;
pub mod text;

pub mod race;

pub mod kinds;

pub mod flags;
pub mod view;

pub mod address;

pub mod chart;
pub mod panels;

pub mod code;

pub mod crew;
pub mod learned;
pub mod messages;

pub mod choice;
