//! The worker's script.

fn main() {
    etalon_web::worker::run();
}
