//! Arithmetic code: an answer that was likely takes a fraction of a bit, a surprise takes several.

/// What the bytes so far leave open. Each answer keeps its part of it, and bytes on which both ends agree are settled.
struct Interval {
    low: u32,
    high: u32,
}

impl Interval {
    const WHOLE: Self = Self { low: 0, high: u32::MAX };

    /// The last number that means yes, where a yes is held to be `yes` in 65,536. There is always one that means no.
    fn last_yes(&self, yes: u16) -> u32 {
        let width = u64::from(self.high - self.low);
        self.low + ((width * u64::from(yes)) >> 16) as u32
    }

    fn keep(&mut self, last_yes: u32, answer: bool) {
        if answer {
            self.high = last_yes;
        } else {
            self.low = last_yes + 1;
        }
    }

    fn settled(&mut self) -> Option<u8> {
        let [low, high] = [self.low, self.high].map(|end| end.to_be_bytes()[0]);
        (low == high).then(|| {
            self.low <<= 8;
            self.high = self.high << 8 | 255;
            low
        })
    }
}

pub struct Encoder {
    open: Interval,
    bytes: Vec<u8>,
}

impl Encoder {
    pub fn new() -> Self {
        Self { open: Interval::WHOLE, bytes: Vec::new() }
    }

    pub fn write(&mut self, yes: u16, answer: bool) {
        let last_yes = self.open.last_yes(yes);
        self.open.keep(last_yes, answer);
        while let Some(byte) = self.open.settled() {
            self.bytes.push(byte);
        }
    }

    /// One byte more than is settled is enough: the decoder reads zeros after it.
    pub fn end(mut self) -> Vec<u8> {
        self.bytes.push(self.open.high.to_be_bytes()[0]);
        self.bytes
    }
}

/// Reads any bytes at all without fail; past their end it reads zeros.
pub struct Decoder<'a> {
    open: Interval,
    word: u32,
    bytes: core::slice::Iter<'a, u8>,
}

impl<'a> Decoder<'a> {
    pub fn new(bytes: &'a [u8]) -> Self {
        let mut decoder = Self { open: Interval::WHOLE, word: 0, bytes: bytes.iter() };
        (0..4).for_each(|_| decoder.next_byte());
        decoder
    }

    /// Two places ask; the page is lighter with one copy.
    #[inline(never)]
    pub fn read(&mut self, yes: u16) -> bool {
        let last_yes = self.open.last_yes(yes);
        let answer = self.word <= last_yes;
        self.open.keep(last_yes, answer);
        while self.open.settled().is_some() {
            self.next_byte();
        }
        answer
    }

    fn next_byte(&mut self) {
        self.word = self.word << 8 | self.bytes.next().map_or(0, |&byte| byte.into());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::Rng;

    /// Questions with chances of every size, each answered as its chance says or, one in eight, by a fair coin.
    fn talk() -> Vec<(u16, bool)> {
        let mut rng = Rng::new(1, 0);
        let mut question = || {
            let yes = (65_535 >> rng.below(16)) as u16 ^ [0, u16::MAX][rng.below(2) as usize];
            let honest = rng.below(65_536) < u32::from(yes);
            (yes, if rng.below(8) == 0 { rng.below(2) == 0 } else { honest })
        };
        (0..100_000).map(|_| question()).collect()
    }

    fn written(talk: &[(u16, bool)]) -> Vec<u8> {
        let mut encoder = Encoder::new();
        talk.iter().for_each(|&(yes, answer)| encoder.write(yes, answer));
        encoder.end()
    }

    #[test]
    fn reads_what_was_written() {
        let talk = talk();
        for end in (0..100).chain([talk.len()]) {
            let bytes = written(&talk[..end]);
            let mut decoder = Decoder::new(&bytes);
            assert!(talk[..end].iter().all(|&(yes, answer)| decoder.read(yes) == answer), "the first {end}");
        }
    }

    #[test]
    fn costs_what_the_chances_say() {
        let talk: Vec<_> = talk().into_iter().filter(|(yes, _)| (16..=65_520).contains(yes)).collect();
        let bits = |&(yes, answer): &(u16, bool)| {
            let yes = f64::from(yes) / 65_536.0;
            -if answer { yes } else { 1.0 - yes }.log2()
        };
        let (bytes, least) = (written(&talk).len() as f64, talk.iter().map(bits).sum::<f64>() / 8.0);
        assert!((least - 1.0..least * 1.001 + 4.0).contains(&bytes), "{bytes} bytes, not {least}");
    }
}
