//! The page's script.

fn main() {
    etalon_web::ui::show();
}
