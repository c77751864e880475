//! One program for the page and its workers, so that everything is sent once: where it runs decides what it is.

use etalon_web::{io, ui, worker};

fn main() {
    let Some(window) = web_sys::window() else { return worker::serve() };
    io::panic::tell_the_visitor();
    // What index.html shows is painted before it is replaced; a page in the background paints nothing.
    if window.document().is_some_and(|document| document.hidden()) {
        ui::show();
    } else {
        io::frames::after_paint(ui::show);
    }
}
