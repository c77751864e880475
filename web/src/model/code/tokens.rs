//! Python text as tokens: just enough of the language to read calls and assignments. Never fails; what is no Python is a token too.

use crate::model::number::read;

/// A piece of Python.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Token<'a> {
    /// A word: a name, a keyword, `True`.
    Name(&'a str),
    /// A number.
    Number(f64),
    /// What stands between quotes.
    Text(&'a str),
    /// One character of punctuation.
    Sign(char),
    /// The end of a line.
    Newline,
    /// What follows [`MARK`](super::pytorch::MARK) in a comment.
    Mark(&'a str),
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
}

/// The tokens of `text`; comments whose text begins with `mark` are kept.
pub fn tokens<'a>(text: &'a str, mark: &str) -> Vec<Placed<'a>> {
    let mut all = Vec::new();
    let mut start = 0;
    while let Some(first) = text[start..].chars().next() {
        let rest = &text[start..];
        let (token, length) = next(rest, first, mark);
        if let Some(token) = token {
            all.push(Placed { token, start, end: start + length });
        }
        start += length.max(first.len_utf8());
    }
    all
}

/// The token at the start of `rest`, or none for blanks, and its length.
fn next<'a>(rest: &'a str, first: char, mark: &str) -> (Option<Token<'a>>, usize) {
    match first {
        '\n' | '\r' => (Some(Token::Newline), 1),
        '\\' if rest[1..].starts_with(['\n', '\r']) => (None, 2),
        '#' => {
            let length = rest.find(['\n', '\r']).unwrap_or(rest.len());
            let said = rest[1..length].trim_start();
            (said.strip_prefix(mark).map(Token::Mark), length)
        }
        '"' | '\'' => text(rest, first),
        c if c.is_whitespace() => (None, c.len_utf8()),
        c if c.is_alphabetic() || c == '_' => {
            let length = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
            (Some(Token::Name(&rest[..length])), length)
        }
        c if c.is_ascii_digit() => number(rest),
        '.' if rest[1..].starts_with(|c: char| c.is_ascii_digit()) => number(rest),
        c if c.is_ascii_punctuation() => (Some(Token::Sign(c)), 1),
        c => (Some(Token::Other), c.len_utf8()),
    }
}

/// A string, to its closing quote or the end of its line; one in three quotes, to its closing quotes or the end.
fn text(rest: &str, quote: char) -> (Option<Token<'_>>, usize) {
    let three = if quote == '"' { "\"\"\"" } else { "'''" };
    if let Some(inside) = rest.strip_prefix(three) {
        let length = inside.find(three).unwrap_or(inside.len());
        return (Some(Token::Text(&inside[..length])), (length + 6).min(rest.len()));
    }
    let inside = &rest[1..];
    let length = inside.find([quote, '\n', '\r']).unwrap_or(inside.len());
    let closed = inside[length..].starts_with(quote);
    let token = if closed { Token::Text(&inside[..length]) } else { Token::Other };
    (Some(token), 1 + length + usize::from(closed))
}

/// A number as Python writes it: `1e-3`, `.5`, `5.`, `1_000`. Others, such as `0x1f` and `2j`, are no numbers here.
fn number(rest: &str) -> (Option<Token<'_>>, usize) {
    let mut length = 0;
    let mut before = ' ';
    for c in rest.chars() {
        let signed = (c == '-' || c == '+') && (before == 'e' || before == 'E');
        if !(c.is_ascii_alphanumeric() || c == '.' || c == '_' || signed) {
            break;
        }
        before = c;
        length += 1;
    }
    let written = &rest[..length];
    let value = if written.contains('_') { read(&written.replace('_', "")) } else { read(written) };
    (Some(value.map_or(Token::Other, Token::Number)), length)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<Token<'_>> {
        tokens(text, "mark:").into_iter().map(|placed| placed.token).collect()
    }

    #[test]
    fn python_in_pieces() {
        use Token::{Mark, Name, Newline, Number, Other, Sign, Text};
        assert_eq!(
            read("a.b(x='y', z=-1e-3)  # said"),
            [
                Name("a"),
                Sign('.'),
                Name("b"),
                Sign('('),
                Name("x"),
                Sign('='),
                Text("y"),
                Sign(','),
                Name("z"),
                Sign('='),
                Sign('-'),
                Number(1e-3),
                Sign(')')
            ]
        );
        assert_eq!(read("1_000 .5 5. 0x1f 2j"), [Number(1000.0), Number(0.5), Number(5.0), Other, Other]);
        assert_eq!(read("# mark: a=b\nγ \\\n'x"), [Mark(" a=b"), Newline, Name("γ"), Other]);
        assert_eq!(read("\"\"\"a\n\"b\"\"\" €"), [Text("a\n\"b"), Other]);
        assert_eq!(read(""), []);
    }
}
