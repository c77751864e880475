//! Files as text, in whatever encoding they come.

/// The text of a file: UTF-16 with a byte order mark or with the zeros of plain letters, or else UTF-8 with or without a mark. Bytes
/// that are neither become `�`.
#[must_use]
pub fn text(bytes: &[u8]) -> String {
    let wide = |rest: &[u8], pair: fn([u8; 2]) -> u16| {
        let units = rest.chunks_exact(2).map(|unit| pair([unit[0], unit[1]]));
        char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
    };
    match bytes {
        [0xff, 0xfe, rest @ ..] => wide(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => wide(rest, u16::from_be_bytes),
        [0xef, 0xbb, 0xbf, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        rest => match zeros(rest) {
            [0, 0] => String::from_utf8_lossy(rest).into_owned(),
            [even, odd] if odd > even => wide(rest, u16::from_le_bytes),
            _ => wide(rest, u16::from_be_bytes),
        },
    }
}

/// The zeros at even and at odd places near the beginning, if every second byte of most letters is one.
fn zeros(bytes: &[u8]) -> [usize; 2] {
    let near = &bytes[..bytes.len().min(1_000)];
    let count = |from: usize| near.iter().skip(from).step_by(2).filter(|byte| **byte == 0).count();
    let both = [count(0), count(1)];
    let [few, many] = [both[0].min(both[1]), both[0].max(both[1])];
    if near.len() >= 4 && many * 2 > near.len() / 2 && few * 10 < many { both } else { [0, 0] }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodings_are_distinguished() {
        let line = "gamma=0.9 # γ";
        let little: Vec<u8> = line.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = line.encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(text(line.as_bytes()), line);
        assert_eq!(text(&[&[0xef, 0xbb, 0xbf], line.as_bytes()].concat()), line);
        assert_eq!(text(&[&[0xff, 0xfe], little.as_slice()].concat()), line);
        assert_eq!(text(&[&[0xfe, 0xff], big.as_slice()].concat()), line);
        assert_eq!(text(&little), line);
        assert_eq!(text(&big), line);
        assert_eq!(text(b"a\0b"), "a\0b");
        assert_eq!(text(&[b'a', 0xff, b'b']), "a\u{fffd}b");
        assert_eq!(text(&[0xff, 0xfe, 0x00]), "");
    }
}
