//! What there is to say about a text.

use std::collections::BTreeMap;

/// What became of a piece of the code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// It sets something.
    Taken,
    /// It has to be asked.
    Asked,
    /// It means nothing here.
    LeftOut,
    /// It cannot be taken.
    NotTaken,
    /// It is legal, or nearly so, and seldom meant.
    Trap,
    /// It belongs to another framework than PyTorch, whose rules were converted or are not known.
    Foreign,
}

/// One thing to say about the code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// What became of it.
    pub verdict: Verdict,
    /// What it is, and why.
    pub text: String,
}

impl core::fmt::Display for Note {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let verdict = match self.verdict {
            Verdict::Taken => "taken: ",
            Verdict::Asked => "asked: ",
            Verdict::LeftOut => "left out: ",
            Verdict::NotTaken => "not taken: ",
            Verdict::Trap => "note: ",
            Verdict::Foreign => "another framework: ",
        };
        f.write_str(verdict)?;
        f.write_str(&self.text)
    }
}

/// The notes so far. The same note is said once, with a count.
#[derive(Debug, Default)]
pub struct Notes {
    all: Vec<(Note, u32)>,
    known: BTreeMap<(Verdict, String), usize>,
    more: u32,
}

/// The most notes that anybody reads. What is taken is always said.
const MOST: usize = 100;

impl Notes {
    /// Says something.
    pub fn say(&mut self, verdict: Verdict, text: String) {
        if let Some(at) = self.known.get(&(verdict, text.clone())) {
            self.all[*at].1 += 1;
        } else if self.all.len() < MOST || verdict == Verdict::Taken {
            self.known.insert((verdict, text.clone()), self.all.len());
            self.all.push((Note { verdict, text }, 1));
        } else {
            self.more += 1;
        }
    }

    /// Whether nothing has been said but where names come from.
    #[must_use]
    pub fn is_quiet(&self) -> bool {
        self.all.iter().all(|(note, _)| note.verdict == Verdict::Taken)
    }

    /// All notes.
    #[must_use]
    pub fn finish(self) -> Vec<Note> {
        let several = |(mut note, times): (Note, u32)| {
            if times > 1 && note.verdict != Verdict::Taken {
                note.text.push_str(&format!(" ({times} times)"));
            }
            note
        };
        let mut notes: Vec<Note> = self.all.into_iter().map(several).collect();
        if self.more > 0 {
            notes.push(Note {
                verdict: Verdict::NotTaken,
                text: format!("and {} more of that kind", self.more),
            });
        }
        notes
    }
}
