//! The last look over the text: every name of a scheduler or an optimizer that nothing has dealt with is named.

use super::names::clip;
use super::note::Verdict;
use super::recognise::{is_known, looks_like_one};
use super::token::{Aside, Place, Token};
use super::walk::Walk;

impl<'a> Walk<'a> {
    /// Looks at tokens, comments and strings.
    pub fn sweep(&mut self, asides: &[Aside<'a>]) {
        let mut in_import = false;
        let mut named: Vec<(&'a str, bool)> = Vec::new();
        for at in 0..self.tokens.len() {
            let token = self.tokens[at].token;
            match token {
                Token::Newline => in_import = false,
                Token::Name("import") => in_import = true,
                Token::Name(name) if is_class(name) => {
                    let before = at.checked_sub(1).map(|before| self.tokens[before].token);
                    let is_definition = matches!(before, Some(Token::Name("def" | "class")));
                    let is_call = self.tokens.get(at + 1).is_some_and(|next| next.token == Token::Sign("("));
                    if is_definition || self.seen.contains(&self.tokens[at].start) {
                        continue;
                    }
                    if is_call {
                        self.refuse(format!("{}: the code around this call cannot be read", clip(name, 40)));
                    } else if !self.dealt.contains(name) {
                        named.push((name, in_import));
                    }
                }
                _ => {}
            }
        }
        let has_more = !self.made.is_empty() || !self.optimizers.is_empty();
        for (name, in_import) in named {
            // What is only imported says nothing beside a schedule, and a string or a comment may still name it.
            if !(in_import && has_more) && self.dealt.insert(name.to_owned()) {
                match super::foreign::owner(name) {
                    Some(owner) => {
                        let text = format!("{name} is a schedule of {owner}, whose rule is not converted");
                        self.notes.say(Verdict::Foreign, text);
                    }
                    None => self.refuse(format!("{name} is named but not called")),
                }
            }
        }
        for aside in asides {
            self.aside(aside);
        }
    }

    /// A call in a comment or in a string.
    fn aside(&mut self, aside: &Aside<'a>) {
        let text = aside.text;
        let last = text.rsplit('.').next().unwrap_or(text);
        if aside.place == Place::Text
            && last.len() < 60
            && is_class(last)
            && self.dealt.insert(last.to_owned())
        {
            self.refuse(format!("{last} is named but not called"));
        }
        for (end, _) in text.match_indices('(') {
            let before = &text[..end];
            let begin = before
                .rfind(|c: char| !c.is_alphanumeric() && c != '_')
                .map_or(0, |at| at + before[at..].chars().next().map_or(1, char::len_utf8));
            let name = &before[begin..];
            if name.len() < 60 && is_class(name) && self.dealt.insert(name.to_owned()) {
                let place = match aside.place {
                    Place::Comment => "is commented out",
                    Place::Text => "stands in a string",
                    Place::Notebook => "stands in a line that is no Python",
                    Place::Removed => "stands in a line that the diff takes away",
                };
                self.notes.say(Verdict::NotTaken, format!("{name} {place}"));
            }
        }
    }
}

/// Whether a name is that of a scheduler or an optimizer, and not a plain word.
fn is_class(name: &str) -> bool {
    let is_plain = name.chars().next().is_some_and(char::is_lowercase) && !name.contains('_');
    let is_trainer = matches!(name, "Trainer" | "fine_tune");
    // `BASE_LR` is a setting. SWALR and its like have no words.
    let is_setting = name.contains('_') && !name.contains(char::is_lowercase);
    !is_plain && !is_trainer && !is_setting && (is_known(name) || looks_like_one(name))
}
