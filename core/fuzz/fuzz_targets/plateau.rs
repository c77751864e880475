//! Feeds libFuzzer's bytes to [`etalon_fuzz::plateau`].
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| etalon_fuzz::plateau::run(data));
