//! How it is shown what a model has learned: pictures of weights and digits, rows of the confusion matrix, and the same in words.

use etalon_train::dataset::FULL as DARKEST;
use etalon_train::inspect::Confusion;
use etalon_train::shape::Width;
use etalon_train::task::digits::{CLASSES, INPUTS};

use super::{Learned, Snapshot};

/// Red, green, blue.
pub type Colour = [u8; 3];

/// Pixels of a row of a digit.
const SIDE: usize = 8;
/// A filter and the gap after it.
const PITCH: usize = SIDE + 1;

/// Pixels, four bytes each: red, green, blue, opacity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// Pixels in a row.
    pub width: usize,
    /// Row by row from the top left.
    pub rgba: Vec<u8>,
}

/// The colours of weights: from one colour over that of zero to the other.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scale {
    /// Of a weight at the limit or above it.
    pub plus: Colour,
    /// Of a weight at minus the limit or below it.
    pub minus: Colour,
    /// Of a weight of zero.
    pub zero: Colour,
    /// The size of a weight that has the full colour.
    pub limit: f32,
}

/// Filters side by side: few and large ones for a model of the usual width, more of them for a wider one.
#[must_use]
pub fn columns(units: usize) -> usize {
    if units <= Width::USUAL.units() { 4 } else { 8 }
}

impl Scale {
    fn colour(&self, weight: f32) -> Colour {
        let share = (weight / self.limit).clamp(-1.0, 1.0);
        let full = if share < 0.0 { self.minus } else { self.plus };
        mix(self.zero, full, share.abs())
    }
}

/// `share` of the way from one colour to the other. A share of NaN counts as 0.
fn mix(from: Colour, to: Colour, share: f32) -> Colour {
    core::array::from_fn(|at| {
        let (from, to) = (f32::from(from[at]), f32::from(to[at]));
        let share = if share.is_nan() { 0.0 } else { share };
        (from + (to - from) * share).round() as u8
    })
}

/// Filters as tiles with one pixel for each weight, [`columns`] of them in a row, and a transparent pixel between any two.
#[must_use]
pub fn paint(filters: &[f32], scale: &Scale) -> Picture {
    let tiles = filters.as_chunks::<INPUTS>().0;
    let columns = columns(tiles.len());
    let width = columns * PITCH - 1;
    let height = (tiles.len().div_ceil(columns) * PITCH).saturating_sub(1);
    let mut rgba = vec![0; width * height * 4];
    for (at, tile) in tiles.iter().enumerate() {
        let corner = at / columns * PITCH * width + at % columns * PITCH;
        for (pixel, weight) in tile.iter().enumerate() {
            let place = 4 * (corner + pixel / SIDE * width + pixel % SIDE);
            let [red, green, blue] = scale.colour(*weight);
            rgba[place..place + 4].copy_from_slice(&[red, green, blue, 255]);
        }
    }
    Picture { width, rgba }
}

/// A digit, one pixel for each of its pixels.
#[must_use]
pub fn paint_digit(pixels: &[u8], paper: Colour, ink: Colour) -> Picture {
    let pixel = |dark: &u8| {
        let [red, green, blue] = mix(paper, ink, f32::from(*dark) / f32::from(DARKEST));
        [red, green, blue, 255]
    };
    Picture { width: SIDE, rgba: pixels.iter().flat_map(pixel).collect() }
}

/// The weight that has the full colour. It is the same for all models, so that they can be compared: one in thirty of the final
/// weights of the models that did not diverge is larger. It is rounded up to two digits. Without such weights it is 1.
#[must_use]
pub fn limit<'a>(all: impl Iterator<Item = &'a Learned>) -> f32 {
    let finals = all.filter(|learned| learned.diverged.is_none()).filter_map(Learned::last);
    // Numbers that are not negative are in the order of their bits.
    let sizes: Vec<u32> = finals
        .flat_map(|last| &last.filters)
        .map(|weight| weight.abs())
        .filter(|size| size.is_finite())
        .map(f32::to_bits)
        .collect();
    if sizes.is_empty() {
        return 1.0;
    }
    let below = (sizes.len() - 1) * 29 / 30;
    let (mut low, mut high) = (0, f32::MAX.to_bits());
    while low < high {
        let middle = u32::midpoint(low, high);
        if sizes.iter().filter(|size| **size <= middle).count() > below {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    let size = f64::from(f32::from_bits(low));
    if size <= 0.0 {
        return 1.0;
    }
    let unit = 10_f64.powf(size.log10().floor() - 1.0);
    ((size / unit).ceil() * unit) as f32
}

/// A probability in whole per cent, or a dash if it is not finite.
#[must_use]
pub fn per_cent(probability: f32) -> String {
    if probability.is_finite() { format!("{:.0}\u{202f}%", probability * 100.0) } else { "–".to_owned() }
}

/// The rows of a confusion matrix as HTML. The classes `f1` to `f9` show a cell's share of its row. All of it is the page's own
/// text, so nothing needs to be escaped.
#[must_use]
pub fn rows(confusion: &Confusion) -> String {
    let mut out = String::with_capacity(4_000);
    for (label, row) in confusion.rows().enumerate() {
        let all = row.iter().map(|&count| u32::from(count)).sum::<u32>().max(1);
        out.push_str(&format!("<tr><th scope=\"row\">{label}</th>"));
        for (answer, &count) in row.iter().enumerate() {
            if count == 0 {
                out.push_str("<td></td>");
                continue;
            }
            let full = (u32::from(count) * 9).div_ceil(all);
            let kind = if label == answer { "hit" } else { "miss" };
            out.push_str(&format!("<td class=\"{kind} f{full}\">{count}</td>"));
        }
        out.push_str("</tr>");
    }
    out
}

/// What the picture of the filters shows, for people who cannot see it.
#[must_use]
pub fn describe(name: &str, snapshot: &Snapshot, limit: f32) -> String {
    let units = snapshot.filters.len() / INPUTS;
    let strong = snapshot.filters.as_chunks::<INPUTS>().0.iter().filter(|tile| {
        let most = tile.iter().fold(0.0_f32, |most, weight| most.max(weight.abs()));
        most >= limit
    });
    format!(
        "{name}: first-layer filters of {units} hidden units after epoch {}, {} of them with a weight of {limit} or more",
        snapshot.epoch,
        strong.count(),
    )
}

/// Which digits are confused most often, in words. `None` if there are no errors.
#[must_use]
pub fn worst(confusion: &Confusion) -> Option<String> {
    let pairs = (0..CLASSES).flat_map(|label| (0..CLASSES).map(move |answer| (label, answer)));
    let wrong = pairs.filter(|(label, answer)| label != answer);
    let (label, answer) =
        wrong.max_by_key(|&(label, answer)| (confusion.get(label, answer), core::cmp::Reverse(label)))?;
    let count = confusion.get(label, answer);
    let article = |digit| if digit == 8 { "an" } else { "a" };
    (count > 0).then(|| {
        format!("most often {} {label} taken for {} {answer}: {count}×", article(label), article(answer))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use etalon::Kind;

    use crate::learned::tests::{job, learned};

    const SCALE: Scale = Scale { plus: [0, 0, 200], minus: [200, 0, 0], zero: [100, 100, 100], limit: 0.5 };

    #[test]
    fn colours_diverge_from_nothing_and_stop_at_the_limit() {
        assert_eq!(SCALE.colour(0.0), [100, 100, 100]);
        assert_eq!(SCALE.colour(0.25), [50, 50, 150]);
        assert_eq!(SCALE.colour(-0.5), [200, 0, 0]);
        for beyond in [7.0, f32::INFINITY] {
            assert_eq!((SCALE.colour(beyond), SCALE.colour(-beyond)), ([0, 0, 200], [200, 0, 0]));
        }
        assert_eq!(SCALE.colour(f32::NAN), SCALE.zero);
    }

    #[test]
    fn every_weight_has_its_pixel() {
        let mut filters = vec![0.0; 10 * INPUTS];
        filters[5 * INPUTS + 10] = 1.0;
        let picture = paint(&filters, &SCALE);
        assert_eq!((picture.width, picture.rgba.len()), (35, 35 * 26 * 4));
        let at = |x: usize, y: usize| &picture.rgba[4 * (y * 35 + x)..][..4];
        // The sixth tile is the second of the second row, its eleventh weight the third of its second row.
        assert_eq!(at(9 + 2, 9 + 1), [0, 0, 200, 255]);
        assert_eq!(at(0, 0), [100, 100, 100, 255]);
        assert_eq!(at(8, 0), [0, 0, 0, 0], "a gap");
        assert_eq!(at(3 * 9, 2 * 9), [0, 0, 0, 0], "no tile");
        let blue = picture.rgba.chunks(4).filter(|pixel| pixel[2] == 200).count();
        assert_eq!(blue, 1);
        assert!(paint(&[], &SCALE).rgba.is_empty());
        for width in Width::all() {
            let units = width.units();
            let picture = paint(&vec![0.0; units * INPUTS], &SCALE);
            let painted = picture.rgba.chunks(4).filter(|pixel| pixel[3] == 255).count();
            assert_eq!((painted, units % columns(units)), (units * INPUTS, 0));
        }
    }

    #[test]
    fn digits_are_ink_on_paper() {
        let mut pixels = [0; INPUTS];
        pixels[9] = 16;
        pixels[10] = 8;
        let picture = paint_digit(&pixels, [255; 3], [55; 3]);
        assert_eq!((picture.width, picture.rgba.len()), (8, 256));
        assert_eq!(picture.rgba[4 * 9..][..8], [55, 55, 55, 255, 155, 155, 155, 255]);
    }

    #[test]
    fn the_limit_is_one_for_all_and_clips_few() {
        let all: Vec<Learned> = Kind::ALL.iter().map(|kind| learned(&job(*kind, 2))).collect();
        let limit = limit(all.iter());
        let weights: Vec<f32> = all
            .iter()
            .flat_map(|learned| &learned.last().unwrap().filters)
            .map(|weight| weight.abs())
            .collect();
        let clipped = weights.iter().filter(|size| **size > limit).count() as f64 / weights.len() as f64;
        assert!(clipped > 0.01 && clipped <= 1.0 / 30.0, "{clipped} beyond {limit}");
        let most = weights.iter().copied().fold(0.0, f32::max);
        assert!(limit < most, "{limit} of {most}");
        assert_eq!(limit, (limit * 1_000.0).round() / 1_000.0, "two digits");
        let mut wild = all[0].clone();
        wild.diverged = Some(3);
        wild.snapshots.last_mut().unwrap().filters.fill(1e30);
        let sound = super::limit(all[1..].iter());
        assert_eq!(super::limit(all[1..].iter().chain([&wild])), sound, "a diverged model says nothing");
        assert_eq!((super::limit([].iter()), super::limit([wild].iter())), (1.0, 1.0));
    }

    #[test]
    fn a_matrix_has_a_row_for_each_digit() {
        let mut counts = vec![0; CLASSES * CLASSES];
        (counts[33], counts[38]) = (30, 6);
        let confusion = Confusion::new(CLASSES, counts).unwrap();
        let rows = rows(&confusion);
        assert_eq!(rows.matches("<tr>").count(), CLASSES);
        assert_eq!(rows.matches("<td").count(), CLASSES * CLASSES);
        assert!(
            rows.contains("<td class=\"hit f8\">30</td>") && rows.contains("<td class=\"miss f2\">6</td>")
        );
        assert_eq!(worst(&confusion).unwrap(), "most often a 3 taken for an 8: 6×");
        assert_eq!(worst(&Confusion::empty(CLASSES)), None);
    }

    #[test]
    fn words_and_per_cents() {
        assert_eq!(per_cent(0.984), "98\u{202f}%");
        assert_eq!(per_cent(f32::NAN), "–");
        let learned = learned(&job(Kind::ALL[0], 2));
        let words = describe("Constant rate", learned.last().unwrap(), 0.4);
        assert!(
            words.starts_with("Constant rate: first-layer filters of 32 hidden units after epoch 2, "),
            "{words}"
        );
    }
}
