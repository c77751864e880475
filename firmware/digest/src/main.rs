//! The host's digest.

use etalon_digest::Report;

fn main() {
    println!("{Report}");
}
