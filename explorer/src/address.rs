//! The page's state in its address: the version of the format, and every value that differs from what a visitor finds.

mod first;
mod lineup;
mod look;
mod pairs;
mod problem;
mod second;
mod teaching;
mod version;

#[cfg(test)]
mod tests;

pub use self::pairs::parse;
pub use self::problem::Problem;

use self::version::Version;
use crate::flags::Flags;
use crate::race::config::Config;
use crate::race::opening;
use crate::view::View;

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

/// Reads a query such as `?v=3&1.gamma=0.95&chart=loss`. What cannot be followed is reported, and the opening's value stands.
///
/// An address of an older version, or one without a version that has a key of version 1 alone, means what it meant then.
#[must_use]
pub fn read(query: &str) -> (Link, Vec<Problem>) {
    let mut problems = Vec::new();
    let pairs = pairs::split(query, &mut problems);
    let said = pairs.iter().find(|(key, _)| key == "v").and_then(|(_, id)| Version::from_id(id));
    let version = said.unwrap_or_else(|| {
        // No version, or one that nobody has written yet: the names say which it is closer to.
        let is_first = pairs.iter().any(|(key, value)| first::has(key, value));
        if is_first { Version::First } else { Version::LATEST }
    });
    let mut link = Link { config: version.opening(), ..Link::default() };
    let mut rest: Vec<&(String, String)> = Vec::new();
    for pair in &pairs {
        if pair.0 != "v" {
            rest.push(pair);
        } else if Version::from_id(&pair.1).is_none() {
            problems.push(Problem::Version(pair.1.clone()));
        }
    }
    let steps = version.steps();
    rest.sort_by_key(|(key, _)| (key == look::YOUR_STEPS, steps(key, &link.config)));
    for (key, value) in rest {
        let looked = look::follow(&mut link, key, value, version);
        let followed = match looked.or_else(|| teaching::follow(&mut link, key, value)) {
            Some(followed) => followed,
            None => match version {
                Version::First => first::follow(&mut link, key, value),
                Version::Second | Version::Third => lineup::follow(&mut link, key, value, version),
            },
        };
        if let Err(problem) = followed {
            problems.push(problem);
        }
    }
    if link.view.every_rate || !pairs.iter().any(|(key, _)| key == "chart") {
        link.view.measure = link.config.task().measure;
    }
    (link, problems)
}

/// The query for `link`, with its `?`; empty at the opening.
#[must_use]
pub fn write(link: &Link) -> String {
    let mut pairs = Vec::new();
    lineup::write(&link.config, &mut pairs);
    look::write(link, &mut pairs);
    teaching::write(link, &mut pairs);
    let mut query = String::new();
    for (key, value) in pairs {
        if query.is_empty() {
            query = format!("?v={}", Version::LATEST.id());
        }
        query.extend(["&", &key, "=", &value]);
    }
    query
}
