//! Feeds libFuzzer's bytes to [`etalon_fuzz::rates`].
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| etalon_fuzz::rates::run(data));
