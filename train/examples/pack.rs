//! Packs the digits that `data/export.py` writes to the standard output into `data/digits.bin`; how to run it stands there.

use std::error::Error;
use std::io::{self, Read};
use std::path::Path;

use etalon_train::digits::{Digits, SAMPLES};

fn main() -> Result<(), Box<dyn Error>> {
    let mut raw = Vec::new();
    io::stdin().read_to_end(&mut raw)?;
    let (labels, pixels) = raw.split_at_checked(SAMPLES).ok_or("fewer bytes than labels")?;
    let digits = Digits::new(labels, pixels)
        .ok_or("not 1,797 labels from 0 to 9, then 64 pixels from 0 to 16 for each")?;
    let packed = digits.pack();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/digits.bin");
    std::fs::write(&path, &packed)?;
    println!("{}: {} bytes", path.display(), packed.len());
    Ok(())
}
