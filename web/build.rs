//! Marks the build: a hash over what the workers are made of, so that no cache mixes a new page with an old worker's script.

use std::fs;
use std::path::{Path, PathBuf};

fn main() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut files = Vec::new();
    for part in ["core/src", "train/src", "train/data", "explorer/src", "web/src"] {
        collect(&root.join(part), &mut files);
        println!("cargo::rerun-if-changed=../{part}");
    }
    for file in ["Cargo.lock", "web/worker.js", "web/worker_faults.js"] {
        files.push(root.join(file));
        println!("cargo::rerun-if-changed=../{file}");
    }
    files.sort();
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for byte in files.iter().flat_map(|file| fs::read(file).unwrap_or_default()) {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    println!("cargo::rustc-env=ETALON_BUILD={hash:016x}");
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() { collect(&path, files) } else { files.push(path) }
    }
}
