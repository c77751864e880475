//! Zooming and panning along the time: pure arithmetic on the part that is shown, linear or in the logarithm, never beyond the
//! run.

use crate::number::grouped;
use crate::race::config::ROUND;
use crate::view::{Unit, View, Window};

/// The whole time of a run, as it lies on an axis.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Time {
    /// Where the axis begins, in epochs.
    pub low: f64,
    /// Where the run ends, in epochs.
    pub high: f64,
    /// Whether the axis is even in the logarithm.
    pub log: bool,
    /// What is counted.
    pub unit: Unit,
    /// The steps of an epoch: those of the visitor's own run, if there is one.
    pub batches: f64,
}

/// The least that is shown, in epochs: some nine steps.
const LEAST: f64 = 0.2;

/// Where a log axis of epochs begins: an axis in the logarithm has no zero.
const FIRST_EPOCHS: f64 = 0.1;

/// One step, in epochs.
const STEP: f64 = 1.0 / ROUND as f64;

impl Time {
    /// The time of a run of `epochs`, in the unit and scale of `view`.
    #[must_use]
    pub fn of(view: &View, epochs: u32) -> Self {
        let low = match (view.time_log, view.unit) {
            (false, _) => 0.0,
            (true, Unit::Epochs) => FIRST_EPOCHS,
            (true, Unit::Steps) => STEP,
        };
        let batches = f64::from(view.yours.batches());
        Self { low, high: f64::from(epochs.max(1)), log: view.time_log, unit: view.unit, batches }
    }

    /// From where to where `window` shows this run; a window beyond it shows all.
    #[must_use]
    pub fn visible(&self, window: Option<Window>) -> (f64, f64) {
        let cut = window.map(|window| (window.from().max(self.low), window.to().min(self.high)));
        cut.filter(|(from, to)| to - from >= Window::LEAST).unwrap_or((self.low, self.high))
    }

    /// Whether less than all is shown.
    #[must_use]
    pub fn is_zoomed(&self, window: Option<Window>) -> bool {
        self.visible(window) != (self.low, self.high)
    }

    /// With `factor` times as much shown, `about` (a share of what is shown) staying in its place.
    #[must_use]
    pub fn zoomed(&self, window: Option<Window>, about: f64, factor: f64) -> Option<Window> {
        let (from, to) = self.places(window);
        let width = ((to - from) * factor).min(1.0);
        let next = self.window(from + about * (to - from) - about * width, width);
        match next {
            Some(next) if next.to() - next.from() < LEAST && factor < 1.0 => window,
            next => next,
        }
    }

    /// With what is shown moved to the right by `by` of its width.
    #[must_use]
    pub fn panned(&self, window: Option<Window>, by: f64) -> Option<Window> {
        let (from, to) = self.places(window);
        self.window(from + by * (to - from), to - from)
    }

    /// Moved as little as shows the moment `at`, in epochs.
    #[must_use]
    pub fn showing(&self, window: Option<Window>, at: f64) -> Option<Window> {
        let (from, to) = self.places(window);
        let at = self.place(at);
        let moved = if at < from { at - from } else { (at - to).max(0.0) };
        if moved == 0.0 { window } else { self.window(from + moved, to - from) }
    }

    /// How far the cursor goes in one stride, in epochs: what the axis counts, or a step where no two epochs are in sight.
    #[must_use]
    pub fn stride(&self, window: Option<Window>) -> f64 {
        let (from, to) = self.visible(window);
        match self.unit {
            Unit::Epochs if to - from >= 2.0 => 1.0,
            Unit::Epochs | Unit::Steps => STEP,
        }
    }

    /// The moment nearest to a share of what is shown at which a cursor can stand, in epochs.
    #[must_use]
    pub fn moment(&self, window: Option<Window>, share: f64) -> f64 {
        let (from, to) = self.places(window);
        let stride = self.stride(window);
        let (first, last) = self.visible(window);
        let nearest = (self.value(from + share * (to - from)) / stride).round();
        let (least, most) = ((first / stride - 1e-9).ceil(), (last / stride + 1e-9).floor());
        nearest.max(least).min(most) * stride
    }

    /// The name of a moment, in epochs: an epoch if epochs are counted and it is a whole one, else a step.
    #[must_use]
    pub fn name(&self, at: f64) -> String {
        let step = (at * f64::from(ROUND)).round();
        let whole = step % f64::from(ROUND) == 0.0;
        match self.unit {
            Unit::Epochs if whole => format!("epoch {at:.0}"),
            Unit::Epochs | Unit::Steps => format!("step {}", grouped((step * STEP * self.batches).round())),
        }
    }

    /// What is shown, from 0 to 1 along the whole axis.
    fn places(&self, window: Option<Window>) -> (f64, f64) {
        let (from, to) = self.visible(window);
        (self.place(from), self.place(to))
    }

    fn place(&self, value: f64) -> f64 {
        if self.log {
            (value.max(self.low) / self.low).ln() / (self.high / self.low).ln()
        } else {
            (value - self.low) / (self.high - self.low)
        }
    }

    fn value(&self, place: f64) -> f64 {
        if self.log {
            self.low * (self.high / self.low).powf(place)
        } else {
            self.low + place * (self.high - self.low)
        }
    }

    /// The part of `width` that begins at `from`, or as near as the ends allow; none where that is all.
    fn window(&self, from: f64, width: f64) -> Option<Window> {
        if width >= 1.0 - 1e-9 {
            return None;
        }
        let from = from.clamp(0.0, 1.0 - width);
        // Finer than any step, and short in an address.
        let round = |value: f64| (value * 1e3).round() / 1e3;
        Window::new(round(self.value(from)).max(0.0), round(self.value(from + width)).min(self.high))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::race::yours::Yours;

    fn time(log: bool, unit: Unit) -> Time {
        Time::of(&View { time_log: log, unit, ..View::default() }, 20)
    }

    fn close(window: Option<Window>, from: f64, to: f64) {
        let window = window.unwrap();
        assert!((window.from() - from).abs() < 1e-9 && (window.to() - to).abs() < 1e-9, "{window:?}");
    }

    #[test]
    fn what_is_pointed_at_stays_in_its_place() {
        let time = time(false, Unit::Epochs);
        close(time.zoomed(None, 0.25, 0.5), 2.5, 12.5);
        close(time.zoomed(Window::new(2.5, 12.5), 1.0, 0.5), 7.5, 12.5);
        for log in [false, true] {
            let time = Time { log, low: if log { 0.1 } else { 0.0 }, ..time };
            let before = Window::new(3.0, 12.0);
            let after = time.zoomed(before, 0.3, 0.7);
            let there = |window| {
                let (from, to) = time.places(window);
                time.value(from + 0.3 * (to - from))
            };
            assert!((there(before) - there(after)).abs() < 2e-3, "log {log}");
        }
    }

    #[test]
    fn zooming_out_ends_at_all_and_zooming_in_at_a_few_steps() {
        for (log, unit) in [(false, Unit::Epochs), (true, Unit::Epochs), (true, Unit::Steps)] {
            let time = time(log, unit);
            assert_eq!(time.zoomed(Window::new(4.0, 8.0), 0.5, 1e9), None);
            let mut window = None;
            for _ in 0..100 {
                window = time.zoomed(window, 0.9, 0.8);
            }
            let (from, to) = time.visible(window);
            assert!(to - from >= LEAST && to - from < 1.0 && to <= 20.0 && from >= time.low, "{from} {to}");
            assert!(time.is_zoomed(window) && !time.is_zoomed(None));
        }
    }

    #[test]
    fn panning_ends_at_the_ends() {
        let time = time(false, Unit::Epochs);
        close(time.panned(Window::new(5.0, 10.0), 0.5), 7.5, 12.5);
        close(time.panned(Window::new(5.0, 10.0), 9.0), 15.0, 20.0);
        close(time.panned(Window::new(5.0, 10.0), -9.0), 0.0, 5.0);
        assert_eq!(time.panned(None, 0.5), None);
        close(time.showing(Window::new(5.0, 10.0), 12.0), 7.0, 12.0);
        close(time.showing(Window::new(5.0, 10.0), 1.0), 1.0, 6.0);
        assert_eq!(time.showing(Window::new(5.0, 10.0), 7.0), Window::new(5.0, 10.0));
    }

    #[test]
    fn a_window_of_another_run_shows_what_there_is() {
        let time = Time::of(&View::default(), 5);
        assert_eq!(time.visible(Window::new(2.0, 12.0)), (2.0, 5.0));
        assert_eq!(time.visible(Window::new(7.0, 12.0)), (0.0, 5.0));
        assert!(!time.is_zoomed(Window::new(7.0, 12.0)));
    }

    #[test]
    fn moments_are_named_in_the_visitors_steps() {
        let view =
            View { unit: Unit::Steps, yours: Yours::NETWORK.with_batches(400.0).unwrap(), ..View::default() };
        let yours = Time::of(&view, 30);
        assert_eq!([0.0, 3.0, 30.0].map(|at| yours.name(at)), ["step 0", "step 1,200", "step 12,000"]);
        let network = time(false, Unit::Steps);
        assert_eq!(
            (network.name(3.0), network.name(11.0 / 45.0)),
            ("step 135".to_owned(), "step 11".to_owned())
        );
        let epochs = time(false, Unit::Epochs);
        assert_eq!(
            (epochs.name(3.0), epochs.name(11.0 / 45.0)),
            ("epoch 3".to_owned(), "step 11".to_owned())
        );
    }

    #[test]
    fn the_cursor_stands_on_epochs_or_steps_in_sight() {
        let epochs = time(false, Unit::Epochs);
        assert_eq!(epochs.moment(None, 0.512), 10.0);
        assert_eq!(epochs.moment(Window::new(2.5, 7.5), 0.0), 3.0);
        assert_eq!(epochs.moment(Window::new(2.5, 7.5), 1.0), 7.0);
        let steps = time(false, Unit::Steps);
        assert!((steps.moment(None, 0.5011) * 45.0 - 451.0).abs() < 1e-9);
        let near = epochs.moment(Window::new(3.1, 3.4), 0.5);
        assert!((3.1..=3.4).contains(&near) && (near * 45.0).fract().min(1.0 - (near * 45.0).fract()) < 1e-6);
    }
}
