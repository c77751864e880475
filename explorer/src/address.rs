//! The page's state in its address: the version of the format, and every value that differs from what a visitor finds.

mod first;
mod lineup;
mod look;
mod pairs;
mod problem;

#[cfg(test)]
mod tests;

pub use self::pairs::parse;
pub use self::problem::Problem;

use crate::flags::Flags;
use crate::race::config::Config;
use crate::race::opening;
use crate::view::View;

/// The version of the format that links are written in. Another opening or another meaning of a name is another version.
pub const VERSION: &str = "2";

/// All that an address says.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Link {
    /// Values of all controls.
    pub config: Config,
    /// How the charts are looked at.
    pub view: View,
    /// What else is asked for.
    pub flags: Flags,
}

impl Default for Link {
    fn default() -> Self {
        Self { config: opening::config(), view: View::default(), flags: Flags::default() }
    }
}

/// Reads a query such as `?v=2&1.gamma=0.95&chart=loss`. What cannot be followed is reported, and the opening's value stands.
///
/// An address of version 1, or one without a version that has a key of version 1 alone, means what it meant then.
#[must_use]
pub fn read(query: &str) -> (Link, Vec<Problem>) {
    let mut problems = Vec::new();
    let pairs = pairs::split(query, &mut problems);
    let mut link = Link::default();
    let is_first = match pairs.iter().find(|(key, _)| key == "v") {
        Some((_, version)) if version == VERSION => false,
        Some((_, version)) if version == first::VERSION => true,
        // No version, or one that nobody has written yet: the names say which it is closer to.
        Some(_) | None => pairs.iter().any(|(key, value)| first::has(key, value)),
    };
    let steps = if is_first { first::STEPS } else { lineup::STEPS };
    if is_first {
        link.config = first::opening();
    }
    let mut rest: Vec<&(String, String)> = Vec::new();
    for pair in &pairs {
        if pair.0 == "v" {
            if pair.1 != VERSION && pair.1 != first::VERSION {
                problems.push(Problem::Version(pair.1.clone()));
            }
        } else {
            rest.push(pair);
        }
    }
    rest.sort_by_key(|(key, _)| steps(key, &link.config));
    for (key, value) in rest {
        let followed = match look::follow(&mut link, key, value, is_first) {
            Some(followed) => followed,
            None if is_first => first::follow(&mut link, key, value),
            None => lineup::follow(&mut link, key, value),
        };
        if let Err(problem) = followed {
            problems.push(problem);
        }
    }
    (link, problems)
}

/// The query for `link`, with its `?`; empty at the opening.
#[must_use]
pub fn write(link: &Link) -> String {
    let mut pairs = Vec::new();
    lineup::write(&link.config, &mut pairs);
    look::write(link, &mut pairs);
    let mut query = String::new();
    for (key, value) in pairs {
        if query.is_empty() {
            query = format!("?v={VERSION}");
        }
        query.extend(["&", &key, "=", &value]);
    }
    query
}
