//! A short list of whole numbers, kept in place: milestones without allocation.

use core::fmt;

/// At most [`List::CAPACITY`] whole numbers.
#[derive(Clone, Copy)]
pub struct List {
    numbers: [u32; Self::CAPACITY],
    len: usize,
}

impl List {
    /// The greatest length of a list.
    pub const CAPACITY: usize = 16;
    /// The empty list.
    pub const EMPTY: Self = Self { numbers: [0; Self::CAPACITY], len: 0 };

    /// The list of these numbers, or `None` if there are more than [`List::CAPACITY`].
    #[must_use]
    pub const fn of(numbers: &[u32]) -> Option<Self> {
        let mut list = Self::EMPTY;
        let mut rest = numbers;
        while let [number, others @ ..] = rest {
            if !list.push(*number) {
                return None;
            }
            rest = others;
        }
        Some(list)
    }

    /// Adds a number at the end. Returns `false` if there is no room.
    const fn push(&mut self, number: u32) -> bool {
        match self.numbers.split_at_mut_checked(self.len) {
            Some((_, [place, ..])) => {
                *place = number;
                self.len = self.len.wrapping_add(1);
                true
            }
            _ => false,
        }
    }

    /// The numbers of the list.
    #[must_use]
    pub const fn as_slice(&self) -> &[u32] {
        match self.numbers.split_at_checked(self.len) {
            Some((numbers, _)) => numbers,
            None => &[],
        }
    }
}

impl PartialEq for List {
    fn eq(&self, other: &Self) -> bool {
        self.as_slice() == other.as_slice()
    }
}

impl fmt::Debug for List {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_slice().fmt(f)
    }
}
