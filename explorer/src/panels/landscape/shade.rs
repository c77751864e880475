//! The colours of a landscape: how far a cell is behind the leading median, on a log scale, in the colours of cividis.

use core::fmt::Write as _;

use etalon_train::task::Measure;

/// Red, green and blue.
pub type Colour = [u8; 3];

/// Cividis (Nuñez, Anderton and Renslow, 2018) at even distances, from the darkest colour to the brightest. It is legible without
/// seeing red and green apart, and its brightness rises evenly.
const CIVIDIS: [Colour; 10] = [
    [0, 34, 78],
    [18, 53, 112],
    [59, 73, 108],
    [87, 93, 109],
    [112, 113, 115],
    [138, 134, 120],
    [165, 156, 116],
    [195, 179, 105],
    [225, 204, 85],
    [254, 232, 56],
];

/// The colour at `share` of the way from the darkest colour to the brightest.
#[must_use]
pub fn cividis(share: f64) -> Colour {
    let place = share.clamp(0.0, 1.0) * (CIVIDIS.len() - 1) as f64;
    let below = (place as usize).min(CIVIDIS.len() - 2);
    let part = place - below as f64;
    core::array::from_fn(|at| {
        let (low, high) = (f64::from(CIVIDIS[below][at]), f64::from(CIVIDIS[below + 1][at]));
        (low + part * (high - low)).round() as u8
    })
}

/// The scale of a measure. It is the same in every landscape, so that a colour always says the same.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scale {
    /// Below this the scale is about even, and above it logarithmic.
    knee: f64,
    /// At this and above a cell is darkest.
    top: f64,
    ticks: &'static [(f64, &'static str)],
    /// What the labels count.
    pub heading: &'static str,
}

impl Scale {
    /// The scale of this measure.
    #[must_use]
    pub const fn of(measure: Measure) -> Self {
        match measure {
            Measure::Accuracy => Self {
                knee: 0.01,
                top: 0.8,
                ticks: &[(0.0, "0"), (0.01, "1"), (0.03, "3"), (0.1, "10"), (0.3, "30"), (0.8, "80")],
                heading: "points behind the leading cell",
            },
            Measure::Loss => Self {
                knee: 0.02,
                top: 3.0,
                ticks: &[(0.0, "0"), (0.03, "0.03"), (0.1, "0.1"), (0.3, "0.3"), (1.0, "1"), (3.0, "3")],
                heading: "loss above the leading cell",
            },
        }
    }

    /// How bright a cell is that is `behind` the leading median: 1 where it leads, 0 at the far end.
    #[must_use]
    pub fn brightness(self, behind: f64) -> f64 {
        (1.0 - (behind / self.knee).ln_1p() / (self.top / self.knee).ln_1p()).clamp(0.0, 1.0)
    }

    /// Labels of the scale, each with the brightness beside it, the brightest first.
    pub fn ticks(self) -> impl Iterator<Item = (f64, &'static str)> {
        self.ticks.iter().map(move |(behind, label)| (self.brightness(*behind), *label))
    }
}

/// Steps of colour in a legend.
const STEPS: usize = 64;

/// The colours with their labels from left to right, as SVG without a size.
#[must_use]
pub fn legend(scale: Scale) -> String {
    let mut svg = String::new();
    for step in 0..STEPS {
        let (left, width) = (step as f64 / STEPS as f64 * 100.0, 100.0 / STEPS as f64 + 0.3);
        let [red, green, blue] = cividis(1.0 - step as f64 / (STEPS - 1) as f64);
        // Writing to a string cannot fail.
        let _ = write!(
            svg,
            "<rect x=\"{left:.2}%\" width=\"{width:.2}%\" height=\"14\" fill=\"rgb({red},{green},{blue})\"/>"
        );
    }
    for (brightness, label) in scale.ticks() {
        let left = (1.0 - brightness) * 100.0;
        // The labels at the ends stay within the colours.
        let anchor = match left {
            left if left < 1.0 => "start",
            left if left > 99.0 => "end",
            _ => "middle",
        };
        let _ = write!(svg, "<text x=\"{left:.1}%\" y=\"29\" text-anchor=\"{anchor}\">{label}</text>");
    }
    svg
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brightness_rises_along_the_colours() {
        let light = |colour: Colour| {
            0.2126 * f64::from(colour[0]) + 0.7152 * f64::from(colour[1]) + 0.0722 * f64::from(colour[2])
        };
        let all: Vec<f64> = (0..=100).map(|at| light(cividis(f64::from(at) / 100.0))).collect();
        assert!(all.windows(2).all(|pair| pair[0] < pair[1]), "{all:?}");
        assert_eq!((cividis(-1.0), cividis(2.0)), (CIVIDIS[0], CIVIDIS[9]));
    }

    #[test]
    fn what_leads_is_brightest_and_what_is_far_behind_darkest() {
        for measure in [Measure::Accuracy, Measure::Loss] {
            let scale = Scale::of(measure);
            assert_eq!(
                (scale.brightness(0.0), scale.brightness(scale.top), scale.brightness(9.0)),
                (1.0, 0.0, 0.0)
            );
            let places: Vec<f64> = scale.ticks().map(|(place, _)| place).collect();
            let legend = legend(scale);
            assert!(scale.ticks().all(|(_, label)| legend.contains(&format!(">{label}</text>"))), "{legend}");
            assert!(places.windows(2).all(|pair| pair[0] - pair[1] > 0.1), "labels collide: {places:?}");
        }
    }
}
