//! The host's digest.

use etalon_proof::walks::Report;

fn main() {
    print!("{Report}");
}
