//! Prints the digest of every schedule's bits; `cargo xtask firmware` compares it with the host's and the browser's.
#![no_std]
#![no_main]

use board::{entry, exit, println};
use etalon_digest::Report;

#[entry]
fn main() -> ! {
    println!("{Report}");
    exit(0)
}
