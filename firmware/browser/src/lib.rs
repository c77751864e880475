//! The digest as a bare wasm module: no bindings, so that a page of ten lines can run it.

use std::sync::OnceLock;

use etalon_proof::walks::Report;

static REPORT: OnceLock<String> = OnceLock::new();

fn text() -> &'static str {
    REPORT.get_or_init(|| Report.to_string())
}

/// Where the report lies in the module's memory.
#[unsafe(no_mangle)]
pub extern "C" fn report() -> *const u8 {
    text().as_ptr()
}

/// How long it is.
#[unsafe(no_mangle)]
pub extern "C" fn report_len() -> usize {
    text().len()
}
