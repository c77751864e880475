//! One program for the page and its workers, so that everything is sent once: where it runs decides what it is.

use etalon_web::{io, ui, worker};

fn main() {
    if web_sys::window().is_none() {
        return worker::serve();
    }
    io::fault::tell_the_visitor();
    ui::show();
}
