//! Prints the digest of the host.

use etalon_proof::walks::Report;

fn main() {
    print!("{Report}");
}
