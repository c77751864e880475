//! One program for the page and its workers, so that everything is sent once. In a window it is the page, elsewhere a worker.

use etalon_web::{io, page, worker};

fn main() {
    // A panic ends in a trap. The console shows its message, for bug reports.
    console_error_panic_hook::set_once();
    if web_sys::window().is_none() {
        return worker::serve();
    }
    io::fault::show_to_visitor();
    page::show();
}
