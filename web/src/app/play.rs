//! The play head moves from frame to frame while the page plays.

use leptos::prelude::*;

use crate::app::state::App;
use crate::io::{frames, screen};
use etalon_explorer::race::config::ROUND;

/// From now on moves the play head while the page plays.
pub fn on_request(app: App) {
    let reduced = screen::reduced_motion();
    let playing = Memo::new(move |_| app.playback.get().playing);
    Effect::new(move || {
        if !playing.get() {
            return;
        }
        // With reduced motion, whole epochs appear at once.
        let mut saved = 0.0;
        frames::animate(move |millis| {
            let (now, total) = (app.playback.get_untracked(), app.total_untracked());
            let speed = app.speed.get_untracked();
            let next = if reduced.get_untracked() {
                saved += millis;
                let epoch = f64::from(ROUND) / speed * 1_000.0;
                if saved < epoch.max(250.0) {
                    return now.playing;
                }
                saved = 0.0;
                if now.playing { now.leap(total) } else { now }
            } else {
                now.tick(millis, speed, total)
            };
            if next != now {
                app.playback.set(next);
            }
            next.playing
        });
    });
}
