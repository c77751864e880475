//! Weighs the kinds that the environment names at compile time. Nothing of other kinds is linked.
//!
//! `ETALON_KINDS` lists kinds, separated by commas. If the list is empty, start-up alone is weighed. `ETALON_SETTINGS` is `open`
//! if settings come from outside, and `fixed` if they are written in the program.
#![no_std]
#![no_main]

use etalon_proof::subjects::subject;
use panic_halt as _;

const KINDS: &str = match option_env!("ETALON_KINDS") {
    Some(kinds) => kinds,
    None => "",
};
const ARE_OPEN: bool = match option_env!("ETALON_SETTINGS") {
    Some(settings) => match settings.as_bytes() {
        b"open" => true,
        b"fixed" => false,
        _ => panic!("ETALON_SETTINGS is `open` or `fixed`"),
    },
    None => true,
};

/// The calls that are weighed.
const CALLS: [fn(); count()] = {
    let mut calls: [fn(); count()] = [|| (); count()];
    let (mut list, mut at) = (KINDS, 0);
    while !list.is_empty() {
        let (kind, rest) = next(list);
        let weight = &subject(kind).weight;
        calls[at] = if ARE_OPEN { weight.open } else { weight.fixed };
        (list, at) = (rest, at + 1);
    }
    calls
};

const fn count() -> usize {
    let (mut list, mut count) = (KINDS, 0);
    while !list.is_empty() {
        (list, count) = (next(list).1, count + 1);
    }
    count
}

/// The first kind of a list, and the other kinds.
const fn next(list: &'static str) -> (&'static str, &'static str) {
    let mut at = 0;
    while at < list.len() && list.as_bytes()[at] != b',' {
        at += 1;
    }
    let (kind, rest) = list.split_at(at);
    (kind, if rest.is_empty() { rest } else { rest.split_at(1).1 })
}

#[cortex_m_rt::entry]
fn main() -> ! {
    for call in CALLS {
        call();
    }
    loop {
        core::hint::spin_loop();
    }
}
