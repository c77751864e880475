//! Play, pause, step, restart: how much of the recorded runs is shown. It never trains anything.

use crate::race::config::ROUND;

/// Where the play head stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Playback {
    /// Steps shown, from 0 to the length of the training.
    pub at: f64,
    /// Whether it moves.
    pub playing: bool,
}

/// Steps per second that can be chosen, least and most; evenly in the logarithm between.
pub const SPEEDS: (f64, f64) = (9.0, 4_500.0);

/// Steps per second at the opening: a race of 20 epochs in four seconds.
pub const SPEED: f64 = 225.0;

impl Playback {
    /// All shown, at rest: how the page opens.
    #[must_use]
    pub fn finished(total: f64) -> Self {
        Self { at: total, playing: false }
    }

    /// Plays on, from the start where all was shown.
    #[must_use]
    pub fn play(self, total: f64) -> Self {
        Self { at: if self.at >= total { 0.0 } else { self.at }, playing: true }
    }

    /// Holds.
    #[must_use]
    pub fn pause(self) -> Self {
        Self { playing: false, ..self }
    }

    /// Goes on to the end of the epoch, from the start where all was shown; holds there.
    #[must_use]
    pub fn step(self, total: f64) -> Self {
        let epoch = f64::from(ROUND);
        let from = if self.at >= total { 0.0 } else { self.at };
        Self { at: ((from / epoch).floor() * epoch + epoch).min(total), playing: false }
    }

    /// Back to the first weights; plays on if it played.
    #[must_use]
    pub fn restart(self) -> Self {
        Self { at: 0.0, ..self }
    }

    /// After `millis` at `speed` steps per second.
    #[must_use]
    pub fn tick(self, millis: f64, speed: f64, total: f64) -> Self {
        if !self.playing {
            return self;
        }
        let at = (self.at + millis.clamp(0.0, 250.0) / 1_000.0 * speed).min(total);
        Self { at, playing: at < total }
    }

    /// A whole epoch further, still playing: for those who ask for less motion.
    #[must_use]
    pub fn leap(self, total: f64) -> Self {
        let there = Self { at: self.at.min(total - 1.0), ..self }.step(total);
        Self { playing: self.playing && there.at < total, ..there }
    }

    /// The same place in a training of another length: all shown stays all shown.
    #[must_use]
    pub fn resized(self, from: f64, to: f64) -> Self {
        let at = if self.at >= from { to } else { self.at.min(to) };
        Self { at, playing: self.playing && at < to }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn playing_ends_at_the_end_and_starts_over() {
        let end = Playback::finished(900.0);
        let play = end.play(900.0);
        assert_eq!(play, Playback { at: 0.0, playing: true });
        assert_eq!(play.tick(100.0, 450.0, 900.0).at, 45.0);
        let mut now = play;
        for _ in 0..100 {
            now = now.tick(50.0, 450.0, 900.0);
        }
        assert_eq!(now, end);
    }

    #[test]
    fn a_hidden_tab_does_not_jump() {
        assert_eq!(Playback { at: 0.0, playing: true }.tick(60_000.0, 100.0, 900.0).at, 25.0);
    }

    #[test]
    fn steps_are_epochs() {
        let end = Playback::finished(900.0);
        assert_eq!(end.step(900.0).at, 45.0);
        assert_eq!(Playback { at: 50.0, playing: true }.step(900.0), Playback { at: 90.0, playing: false });
    }

    #[test]
    fn another_length_keeps_the_end_the_end() {
        assert_eq!(Playback::finished(900.0).resized(900.0, 1_800.0).at, 1_800.0);
        assert_eq!(Playback { at: 100.0, playing: true }.resized(900.0, 45.0), Playback::finished(45.0));
    }
}
