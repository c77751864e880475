//! Python text as tokens, in logical lines with their indentation. It never fails: what is no Python is a token too.

use crate::number::read;

/// A piece of Python.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Token<'a> {
    /// A word: a name, a keyword, `True`.
    Name(&'a str),
    /// A number, and whether Python would make an `int` of it.
    Number(f64, bool),
    /// The inside of a string.
    Text(&'a str),
    /// A string with values in braces.
    Formatted,
    /// Punctuation: one operator or bracket.
    Sign(&'a str),
    /// The end of a logical line.
    Newline,
    /// Anything else.
    Other,
}

/// A token and where it stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Placed<'a> {
    /// The token.
    pub token: Token<'a>,
    /// First byte.
    pub start: usize,
    /// First byte after it.
    pub end: usize,
    /// The column of the line's first token, for that token.
    pub column: u32,
}

/// A text that Python does not run.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Aside<'a> {
    /// Its words.
    pub text: &'a str,
    /// Where it stands.
    pub place: Place,
}

/// Where a text stands that Python does not run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// In a comment.
    Comment,
    /// In a string.
    Text,
    /// In a line that a diff takes away.
    Removed,
    /// In a line for a notebook, a shell or a page of text.
    Notebook,
}

/// A text in tokens.
#[derive(Debug, Default)]
pub struct Tokens<'a> {
    /// The tokens. The last one is a [`Token::Newline`].
    pub all: Vec<Placed<'a>>,
    /// Comments and strings.
    pub asides: Vec<Aside<'a>>,
    /// Whether a bracket is not closed.
    pub unclosed: bool,
}

/// Words that begin a statement and never stand inside brackets at the start of a line.
const STATEMENTS: &[&str] = &["def", "class", "import", "return", "while", "with", "try", "raise", "from"];
/// Operators of several characters, the longest first.
const OPERATORS: &[&str] = &[
    "**=", "//=", ">>=", "<<=", "...", "**", "//", "==", "!=", "<=", ">=", "->", ":=", "+=", "-=", "*=",
    "/=", "%=", "@=", "&=", "|=", "^=", ">>", "<<",
];

struct Reader<'a> {
    text: &'a str,
    at: usize,
    depth: u32,
    /// Whether the next token is the first of its line.
    fresh: bool,
    column: u32,
    /// The column of the first token of the logical line.
    line_column: u32,
    /// Whether the text is a diff.
    is_diff: bool,
    out: Tokens<'a>,
}

/// What the lines of a diff begin with that are no code.
const HEADERS: &[&str] = &["@@ ", "diff --git ", "index ", "--- ", "+++ "];

/// Whether a text is a diff: it says so, or some of its lines are added and others are taken away.
fn is_diff(text: &str) -> bool {
    let changes = |sign: char| {
        move |line: &str| {
            let rest = line.strip_prefix(sign).filter(|rest| !rest.starts_with(sign));
            rest.is_some_and(|rest| rest.contains(['=', '(']))
        }
    };
    let lines = || text.lines().take(2_000);
    lines().any(|line| line.starts_with("@@ -") || line.starts_with("diff --git "))
        || lines().any(changes('+')) && lines().any(changes('-'))
}

/// The tokens of `text`.
#[must_use]
pub fn tokens(text: &str) -> Tokens<'_> {
    let (is_diff, out) = (is_diff(text), Tokens::default());
    let mut reader = Reader { text, at: 0, depth: 0, fresh: true, column: 0, line_column: 0, is_diff, out };
    reader.begin_line();
    while let Some(first) = reader.rest().chars().next() {
        reader.next(first);
    }
    reader.out.unclosed |= reader.depth > 0;
    reader.end_line();
    reader.out
}

impl<'a> Reader<'a> {
    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    /// Skips a prompt, or a whole line that is meant for a notebook and not for Python.
    fn begin_line(&mut self) {
        self.fresh = true;
        self.column = 0;
        let rest = self.rest();
        let line = &rest[..rest.find('\n').unwrap_or(rest.len())];
        let bare = line.trim_start();
        if self.is_diff {
            self.line_of_a_diff(line);
        } else if let Some(timed) =
            ["%time ", "%timeit "].iter().find(|word| self.depth == 0 && bare.starts_with(**word))
        {
            // The rest of the line runs.
            self.at += line.len() - bare.len() + timed.len();
        } else if self.depth == 0 && bare.starts_with(['%', '!']) || bare.starts_with("```") {
            self.out.asides.push(Aside { text: line, place: Place::Notebook });
            self.at += line.len();
        } else if let Some(prompt) = [">>> ", "... "].iter().find(|prompt| line.starts_with(**prompt)) {
            self.at += prompt.len();
        }
    }

    /// Reads what a diff leaves: lines that it adds or keeps, without their sign.
    fn line_of_a_diff(&mut self, line: &'a str) {
        let is_header = HEADERS.iter().any(|header| line.starts_with(header));
        if is_header || line.starts_with('-') {
            let place = if is_header { Place::Notebook } else { Place::Removed };
            self.out.asides.push(Aside { text: line, place });
            self.at += line.len();
        } else if line.starts_with(['+', ' ']) {
            self.at += 1;
        }
    }

    fn push(&mut self, token: Token<'a>, length: usize) {
        if self.fresh && self.depth > 0 && self.begins_a_statement(token, length) {
            // A bracket above was never closed.
            self.out.unclosed = true;
            self.depth = 0;
            self.end_line();
        }
        if self.out.all.last().is_none_or(|last| last.token == Token::Newline) {
            self.line_column = self.column;
        }
        let (start, end) = (self.at, self.at + length);
        self.out.all.push(Placed { token, start, end, column: self.column });
        self.at = end;
        self.fresh = false;
    }

    /// Whether a token that begins a line in brackets shows that these should have been closed.
    fn begins_a_statement(&self, token: Token<'a>, length: usize) -> bool {
        let Token::Name(name) = token else { return false };
        let ends_a_value = self.out.all.last().is_some_and(|last| match last.token {
            Token::Name(_) | Token::Number(..) | Token::Text(_) | Token::Formatted => true,
            Token::Sign(sign) => matches!(sign, ")" | "]" | "}"),
            Token::Newline | Token::Other => false,
        });
        let after = self.rest()[length..].trim_start();
        let assigns = after.starts_with('=') && !after.starts_with("==");
        STATEMENTS.contains(&name) || ends_a_value && assigns && self.column <= self.line_column
    }

    fn end_line(&mut self) {
        let is_empty = self.out.all.last().is_none_or(|last| last.token == Token::Newline);
        if self.depth == 0 && !is_empty || self.at == self.text.len() {
            let at = self.at;
            self.out.all.push(Placed { token: Token::Newline, start: at, end: at, column: 0 });
        }
    }

    fn next(&mut self, first: char) {
        let rest = self.rest();
        match first {
            '\n' | '\r' => {
                self.end_line();
                self.at += 1;
                if first == '\n' || !self.rest().starts_with('\n') {
                    self.begin_line();
                }
            }
            '\\' if rest[1..].starts_with(['\n', '\r']) => {
                self.at += if rest[1..].starts_with("\r\n") { 3 } else { 2 };
            }
            '#' => {
                let length = rest.find(['\n', '\r']).unwrap_or(rest.len());
                self.out.asides.push(Aside { text: &rest[1..length], place: Place::Comment });
                self.at += length;
            }
            '"' | '\'' => self.string(0),
            c if c.is_whitespace() => {
                if self.fresh {
                    self.column += if c == '\t' { 8 - self.column % 8 } else { 1 };
                }
                self.at += c.len_utf8();
            }
            c if c.is_alphabetic() || c == '_' => {
                let length = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
                let name = &rest[..length];
                let is_prefix = length <= 2 && name.bytes().all(|byte| b"rbfuRBFU".contains(&byte));
                if is_prefix && rest[length..].starts_with(['"', '\'']) {
                    self.string(length);
                } else {
                    self.push(Token::Name(name), length);
                }
            }
            c if c.is_ascii_digit() => self.number(),
            '.' if rest[1..].starts_with(|c: char| c.is_ascii_digit()) => self.number(),
            c if c.is_ascii_punctuation() => self.sign(),
            c => self.push(Token::Other, c.len_utf8()),
        }
    }

    fn sign(&mut self) {
        let rest = self.rest();
        let length = OPERATORS.iter().find(|sign| rest.starts_with(**sign)).map_or(1, |sign| sign.len());
        let sign = &rest[..length];
        self.push(Token::Sign(sign), length);
        match sign {
            "(" | "[" | "{" => self.depth += 1,
            ")" | "]" | "}" => self.depth = self.depth.saturating_sub(1),
            _ => {}
        }
    }

    /// A string to its closing quote or the end of its line, or one in three quotes to its closing quotes or the end.
    fn string(&mut self, prefix: usize) {
        let rest = self.rest();
        let (marks, quoted) = rest.split_at(prefix);
        let quote = if quoted.starts_with('"') { '"' } else { '\'' };
        let three = if quote == '"' { "\"\"\"" } else { "'''" };
        let (inside, length, closed) = match quoted.strip_prefix(three) {
            Some(inside) => {
                let end = inside.find(three);
                let length = end.unwrap_or(inside.len());
                (&inside[..length], length + if end.is_some() { 6 } else { 3 }, true)
            }
            None => {
                let (length, closed) = until_quote(&quoted[1..], quote);
                (&quoted[1..=length], length + 1 + usize::from(closed), closed)
            }
        };
        self.out.asides.push(Aside { text: inside, place: Place::Text });
        let is_formatted = marks.contains(['f', 'F']) && inside.contains('{');
        let token = match (closed, is_formatted) {
            (false, _) => Token::Other,
            (true, true) => Token::Formatted,
            (true, false) => Token::Text(inside),
        };
        self.push(token, prefix + length);
    }

    /// A number as Python writes it: `1e-3`, `.5`, `5.`, `1_000`, `0x1f`. Others, such as `2j`, are no numbers here.
    fn number(&mut self) {
        let rest = self.rest();
        if let Some((value, length)) = in_other_base(rest) {
            return self.push(Token::Number(value, true), length);
        }
        let length = numeral(rest);
        let written = &rest[..length];
        let value = if written.contains('_') { read(&written.replace('_', "")) } else { read(written) };
        let whole = written.bytes().all(|byte| byte.is_ascii_digit() || byte == b'_');
        // What follows may be a name that stands too close.
        let ends = !rest[length..].starts_with(|c: char| c.is_alphanumeric() || c == '_');
        let token = value.filter(|_| ends).map_or(Token::Other, |value| Token::Number(value, whole));
        self.push(token, length);
    }
}

/// A whole number in base 16, 8 or 2, with its length.
fn in_other_base(text: &str) -> Option<(f64, usize)> {
    let base = match text.get(..2)? {
        "0x" | "0X" => 16,
        "0o" | "0O" => 8,
        "0b" | "0B" => 2,
        _ => return None,
    };
    let digits = text[2..].bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_').count();
    let value = u64::from_str_radix(&text[2..2 + digits].replace('_', ""), base).ok()?;
    // A larger one is not exact here.
    (value < 1 << 53).then_some((value as f64, 2 + digits))
}

/// The length of a numeral: digits, a fraction, an exponent.
fn numeral(text: &str) -> usize {
    let digits = |from: usize| {
        let rest = text.get(from..).unwrap_or_default();
        rest.bytes().take_while(|byte| byte.is_ascii_digit() || *byte == b'_').count()
    };
    let mut length = digits(0);
    if text[length..].starts_with('.') {
        length += 1 + digits(length + 1);
    }
    if text[length..].starts_with(['e', 'E']) {
        let sign = usize::from(text[length + 1..].starts_with(['+', '-']));
        let exponent = digits(length + 1 + sign);
        if exponent > 0 {
            length += 1 + sign + exponent;
        }
    }
    length
}

/// Where a string on one line ends, and whether it is closed.
fn until_quote(inside: &str, quote: char) -> (usize, bool) {
    let mut escaped = false;
    for (at, c) in inside.char_indices() {
        match c {
            '\n' | '\r' => return (at, false),
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            c if c == quote => return (at, true),
            _ => {}
        }
    }
    (inside.len(), false)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<Token<'_>> {
        tokens(text).all.into_iter().map(|placed| placed.token).collect()
    }

    #[test]
    fn python_in_pieces() {
        use Token::{Formatted, Name, Newline, Number, Other, Sign, Text};
        assert_eq!(
            read("a.b(x='y',\n z=-1e-3)  # said\nc"),
            [
                Name("a"),
                Sign("."),
                Name("b"),
                Sign("("),
                Name("x"),
                Sign("="),
                Text("y"),
                Sign(","),
                Name("z"),
                Sign("="),
                Sign("-"),
                Number(1e-3, false),
                Sign(")"),
                Newline,
                Name("c"),
                Newline
            ]
        );
        assert_eq!(
            read("1_000 .5 5. 0x1f 2j"),
            [
                Number(1000.0, true),
                Number(0.5, false),
                Number(5.0, false),
                Number(31.0, true),
                Other,
                Name("j"),
                Newline
            ]
        );
        assert_eq!(
            read("x **= 2 \\\n// 3"),
            [Name("x"), Sign("**="), Number(2.0, true), Sign("//"), Number(3.0, true), Newline]
        );
        assert_eq!(
            read("\"\"\"a\n\"b\"\"\" f'{x}' r'\\''"),
            [Text("a\n\"b"), Formatted, Text("\\'"), Newline]
        );
        assert_eq!(read("γ 'x"), [Name("γ"), Other, Newline]);
        assert_eq!(
            read(">>> a\n... b\n%matplotlib inline\n!pip x"),
            [Name("a"), Newline, Name("b"), Newline, Newline]
        );
    }

    #[test]
    fn an_unclosed_bracket_ends_at_the_next_statement() {
        let tokens = tokens("f(a,\nb\ndef g(): pass");
        assert!(tokens.unclosed);
        let lines = tokens.all.iter().filter(|placed| placed.token == Token::Newline).count();
        assert_eq!(lines, 2);
        assert!(!super::tokens("f(a)").unclosed);
    }
}
