//! Files as text, in whatever encoding they come.

/// The text of a file: UTF-16 with a byte order mark, or else UTF-8 with or without one. Bytes that are neither become `�`.
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
        rest => String::from_utf8_lossy(rest).into_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodings_are_told_apart() {
        let line = "gamma=0.9 # γ";
        let little: Vec<u8> = line.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = line.encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(text(line.as_bytes()), line);
        assert_eq!(text(&[&[0xef, 0xbb, 0xbf], line.as_bytes()].concat()), line);
        assert_eq!(text(&[&[0xff, 0xfe], little.as_slice()].concat()), line);
        assert_eq!(text(&[&[0xfe, 0xff], big.as_slice()].concat()), line);
        assert_eq!(text(&[b'a', 0xff, b'b']), "a\u{fffd}b");
        assert_eq!(text(&[0xff, 0xfe, 0x00]), "");
    }
}
