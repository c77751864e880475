//! What a teacher's address asks for: the parts that are shown, the values that are locked, and an aim.

use super::pairs::no_such_choice;
use super::problem::brief;
use super::{Link, Problem};
use crate::flags::aim::Aim;
use crate::flags::locks::{Lock, Locks};
use crate::flags::parts::{Part, Parts};

/// Follows a key, or gives `None` if it is none of these. Names that are known are followed, even beside others.
pub fn follow(link: &mut Link, key: &str, value: &str) -> Option<Result<(), Problem>> {
    let Link { config, flags, .. } = link;
    let teaching = &mut flags.teaching;
    Some(match key {
        "only" => parts(key, value, &mut teaching.parts.only),
        "aim" => Aim::named(value).map(|aim| teaching.aim = Some(aim)).ok_or_else(|| Problem::NoSuchName {
            key: key.to_owned(),
            name: brief(value).to_owned(),
            known: "two lines with >= or > between them, as 1>=2 or 2>reference".to_owned(),
        }),
        "without" => parts(key, value, &mut teaching.parts.without),
        "lock" => each(key, value, |name| {
            let unknown = || Problem::NoSuchName {
                key: key.to_owned(),
                name: brief(name).to_owned(),
                known: "seed, 1.gamma, 1.kind, and whole cards, 1 or run; the lane must have such a value"
                    .to_owned(),
            };
            let lock = Lock::named(name, config).ok_or_else(unknown)?;
            let many = || Problem::WithoutEffect { key: format!("lock of {}", brief(name)), why: MANY };
            teaching.locks = teaching.locks.with(lock).ok_or_else(many)?;
            Ok(())
        }),
        _ => return None,
    })
}

/// Why a lock is left out.
const MANY: &str = "an address locks 16 values at most. Lock the whole card";
const _: () = assert!(Locks::MOST == 16);

/// Adds the parts that `value` names.
fn parts(key: &str, value: &str, parts: &mut Parts) -> Result<(), Problem> {
    each(key, value, |name| {
        let unknown = || Problem::NoSuchName {
            key: key.to_owned(),
            name: brief(name).to_owned(),
            known: Part::all().map(|part| part.to_string()).collect::<Vec<_>>().join(", "),
        };
        *parts = parts.with(Part::named(name).ok_or_else(unknown)?);
        Ok(())
    })
}

/// Follows every name of a list, and gives the first problem.
fn each(key: &str, value: &str, mut follow: impl FnMut(&str) -> Result<(), Problem>) -> Result<(), Problem> {
    if value.is_empty() {
        return Err(no_such_choice(key, value));
    }
    value.split(',').map(&mut follow).fold(Ok(()), Result::and)
}

/// The keys and values of what is asked for.
pub fn write(link: &Link, pairs: &mut Vec<(String, String)>) {
    let teaching = &link.flags.teaching;
    let said = [
        ("only", teaching.parts.only.names()),
        ("without", teaching.parts.without.names()),
        ("lock", teaching.locks.names()),
        // Browsers write the sign like this. Whoever compares two addresses sees the same one.
        ("aim", teaching.aim.map_or_else(String::new, |aim| aim.to_string().replace('>', "%3E"))),
    ];
    let said = said.into_iter().filter(|(_, value)| !value.is_empty());
    pairs.extend(said.map(|(key, value)| (key.to_owned(), value)));
}
