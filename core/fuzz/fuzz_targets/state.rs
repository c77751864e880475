//! Feeds libFuzzer's bytes to [`etalon_fuzz::state`].
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| etalon_fuzz::state::run(data));
