//! Lines in the path language of SVG. A canvas takes such a path in one call, and an SVG file in one attribute.

use plotters_backend::BackendCoord;

/// Appends `M` and the way through `points` in relative steps.
pub fn write(points: &[BackendCoord], to: &mut String) {
    let mut before = (0, 0);
    for (at, point) in points.iter().enumerate() {
        match at {
            0 => to.push('M'),
            1 => to.push('l'),
            _ => to.push(' '),
        }
        number(point.0 - before.0, to);
        if point.1 - before.1 >= 0 {
            to.push(' ');
        }
        number(point.1 - before.1, to);
        before = *point;
    }
}

/// Appends a whole number. The standard library takes several times as long, and a chart has thousands of numbers.
fn number(value: i32, to: &mut String) {
    let mut digits = [0u8; 10];
    let mut rest = value.unsigned_abs();
    let mut at = digits.len();
    loop {
        at -= 1;
        digits[at] = b'0' + (rest % 10) as u8;
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    if value < 0 {
        to.push('-');
    }
    for digit in &digits[at..] {
        to.push(char::from(*digit));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_written_in_relative_steps() {
        let mut path = String::new();
        write(&[(10, 20), (15, 20), (12, -3), (i32::MAX, 0)], &mut path);
        assert_eq!(path, "M10 20l5 0 -3-23 2147483635 3");
        let mut single = String::new();
        number(i32::MIN, &mut single);
        assert_eq!(single, "-2147483648");
    }
}
