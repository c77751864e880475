//! The explorer page.
fn main() {}
