//! The page's script.

fn main() {
    etalon_web::io::panic::tell_the_visitor();
    etalon_web::ui::show();
}
