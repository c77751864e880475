//! The digest as a bare wasm module. It has no bindings, so a page of ten lines can run it.

use std::sync::OnceLock;

use etalon_proof::walks::Report;

static REPORT: OnceLock<String> = OnceLock::new();

fn text() -> &'static str {
    REPORT.get_or_init(|| Report.to_string())
}

/// The address of the report in the module's memory.
#[unsafe(no_mangle)]
pub extern "C" fn report() -> *const u8 {
    text().as_ptr()
}

/// The length of the report.
#[unsafe(no_mangle)]
pub extern "C" fn report_len() -> usize {
    text().len()
}
