//! Feeds libFuzzer's bytes to [`etalon_fuzz::constructors`].
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| etalon_fuzz::constructors::run(data));
