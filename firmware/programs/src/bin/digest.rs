//! Prints the digest of every schedule's bits. `cargo xtask firmware` compares it with the digests of the host and the browser.
#![no_std]
#![no_main]

use board::{entry, exit, print};
use etalon_proof::walks::Report;

#[entry]
fn main() -> ! {
    print!("{Report}");
    exit(0)
}
