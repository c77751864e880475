//! Runs the bodies of the fuzz targets on random bytes, so that a host without libFuzzer can run them.

/// Runs `run` on strings of bytes from SplitMix64, 0 to 255 bytes long.
fn drawn(cases: u64, run: fn(&[u8])) {
    let mut state = 0_u64;
    let mut draw = || {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    };
    let mut bytes = [0; 256];
    for _ in 0..cases {
        for part in bytes.chunks_exact_mut(8) {
            part.copy_from_slice(&draw().to_le_bytes());
        }
        let len = (draw() % 256) as usize;
        run(&bytes[..len]);
    }
}

#[test]
fn constructors() {
    drawn(100_000, etalon_fuzz::constructors::run);
}

#[test]
fn rates() {
    drawn(100_000, etalon_fuzz::rates::run);
}

#[test]
fn plateau() {
    drawn(100_000, etalon_fuzz::plateau::run);
}

#[test]
fn state() {
    drawn(100_000, etalon_fuzz::state::run);
}
