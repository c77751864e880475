//! What a model of the names writes: names that it makes up, and the letters that it expects after the first letter.

use core::iter;

use etalon_train::inspect::Trained;
use etalon_train::task::names::{self, CLASSES};
use serde::{Deserialize, Serialize};

use super::per_cent;

/// Letters that are listed of each row of the table.
const LISTED: usize = 3;

/// A model's spelling after some epoch.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Spelling {
    /// Names that it makes up.
    pub names: Vec<String>,
    /// What it expects at the start of a name, and after each first letter from a to z.
    pub next: Vec<Vec<Expected>>,
}

/// A letter that may come next.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Expected {
    /// 0 for the end of the name, 1 to 26 for a to z.
    pub letter: u8,
    /// Its probability.
    pub share: f32,
}

/// The likeliest letters at the start of a name and after each first letter.
pub(super) fn next_letters(model: &Trained) -> Vec<Vec<Expected>> {
    let row = |first: usize| {
        let shares = names::next(model, [0, 0, first as u8]).probabilities;
        let mut all: Vec<Expected> =
            (0..).zip(shares).map(|(letter, share)| Expected { letter, share }).collect();
        all.sort_by(|a, b| b.share.total_cmp(&a.share));
        all.truncate(LISTED);
        all
    };
    (0..CLASSES).map(row).collect()
}

/// A made-up name as names are written.
#[must_use]
pub fn capital(name: &str) -> String {
    let mut letters = name.chars();
    letters
        .next()
        .map_or_else(String::new, |first| iter::once(first.to_ascii_uppercase()).chain(letters).collect())
}

/// A class as a reader knows it.
fn letter(class: u8) -> char {
    if class == 0 { '·' } else { char::from(b'a' - 1 + class.min(26)) }
}

/// The rows of the table of next letters, as HTML: the letter before, and what may follow it. Without a spelling the cells are empty,
/// so that nothing moves when it comes.
#[must_use]
pub fn rows(spelling: Option<&Spelling>) -> String {
    let cell = |expected: &Expected| {
        let share = if expected.share.is_finite() { per_cent(expected.share) } else { String::new() };
        format!("<td>{}<span>{share}</span></td>", letter(expected.letter))
    };
    let row = |before: u8| {
        let head = if before == 0 { "start".to_owned() } else { letter(before).to_string() };
        let known = spelling.and_then(|spelling| spelling.next.get(usize::from(before)));
        let cells = known.map_or_else(|| "<td></td>".repeat(LISTED), |row| row.iter().map(cell).collect());
        format!("<tr><th scope=\"row\">{head}</th>{cells}</tr>")
    };
    (0..CLASSES as u8).map(row).collect()
}

#[cfg(test)]
mod tests {
    use etalon::{Kind, Settings};
    use etalon_train::job::Job;
    use etalon_train::policy::Policy;
    use etalon_train::shape::Width;
    use etalon_train::task::names::NAMES;

    use super::*;
    use crate::learned::tests::learned;

    #[test]
    fn a_model_of_the_names_learns_to_spell() {
        let mut settings = Settings::suggested(Kind::Constant);
        settings.set("lr", 0.02).unwrap();
        let job = Job::new(&NAMES, Policy::of(&settings).unwrap(), 1, 4, Width::USUAL).unwrap();
        let learned = learned(&job);
        assert!(learned.digits.is_empty() && learned.snapshots.len() == 5);
        let spelling = |at: usize| learned.snapshots[at].spelling.as_ref().unwrap();
        assert_eq!((spelling(4).names.len(), spelling(4).next.len()), (12, CLASSES));
        assert_ne!(spelling(0).names, spelling(4).names);
        // Untrained, the likeliest letter is hardly likelier than a guess. After q, u is.
        assert!(spelling(0).next[17][0].share < 0.1);
        assert!(spelling(4).next[0].iter().all(|one| one.letter != 0), "no name is empty");
        assert_eq!(rows(None).matches("<td></td>").count(), CLASSES * 3);
        let html = rows(Some(spelling(4)));
        assert_eq!(html.matches("<tr>").count(), CLASSES);
        assert!(html.starts_with("<tr><th scope=\"row\">start</th><td>"), "{html}");
        assert_eq!((capital("ada"), capital("")), ("Ada".to_owned(), String::new()));
    }
}
