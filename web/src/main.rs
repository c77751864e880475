//! One program for the page and its workers, so that everything is sent once: where it runs decides what it is.

use etalon_web::{io, page, worker};

fn main() {
    // A panic ends in a trap: its message is for whoever reports it.
    console_error_panic_hook::set_once();
    if web_sys::window().is_none() {
        return worker::serve();
    }
    io::fault::show_to_visitor();
    page::show();
}
