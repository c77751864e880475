//! A call in Python: its arguments by place and by name, and what their values are.

use std::collections::BTreeMap;

use crate::model::code::tokens::{Placed, Token};

/// A call.
#[derive(Debug)]
pub struct Call<'a> {
    /// Values without a name, in their order.
    pub by_place: Vec<Value<'a>>,
    /// Values with one.
    pub named: Vec<(&'a str, Value<'a>)>,
    /// The token after its closing bracket.
    pub end: usize,
    /// Whether there is one.
    pub closed: bool,
}

/// What is passed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Value<'a> {
    /// What it is.
    pub what: What<'a>,
    /// As it is written.
    pub source: &'a str,
}

/// The values that are understood.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum What<'a> {
    /// A number.
    Number(f64),
    /// A string.
    Text(&'a str),
    /// `True` or `False`.
    Truth(bool),
    /// `None`.
    Nothing,
    /// A name, dotted perhaps.
    Name(&'a str),
    /// `len(…)`.
    Length,
    /// A product, which would have to be computed.
    Product,
    /// Any other expression.
    Other,
}

impl<'a> Call<'a> {
    /// The value at a place, counted from 0.
    pub fn by_position(&self, place: usize) -> Option<Value<'a>> {
        self.by_place.get(place).copied()
    }

    /// The value with a name; the last one, if there are several.
    pub fn by_name(&self, name: &str) -> Option<Value<'a>> {
        self.named.iter().rev().find(|(known, _)| *known == name).map(|(_, value)| *value)
    }
}

impl Value<'_> {
    /// The number it is, or why it is none.
    pub fn number(&self, names: &BTreeMap<&str, f64>) -> Result<f64, String> {
        let short = super::import::told(self);
        match self.what {
            What::Number(value) => Ok(value),
            What::Name(name) => names
                .get(name)
                .copied()
                .ok_or_else(|| format!("nothing says what {short} is; write the number")),
            What::Product => Err(format!("{short} is arithmetic; write the number")),
            What::Text(_) | What::Truth(_) | What::Nothing | What::Length | What::Other => {
                Err(format!("it must be a number, got {short}"))
            }
        }
    }
}

/// The call whose opening bracket is at `open`. Its tokens are looked at once.
pub fn call<'a>(text: &'a str, all: &[Placed<'a>], open: usize) -> Call<'a> {
    let mut call = Call { by_place: Vec::new(), named: Vec::new(), end: open + 1, closed: false };
    let mut argument: Vec<Placed<'a>> = Vec::new();
    let mut depth = 1_u32;
    for placed in all.iter().skip(open + 1) {
        call.end += 1;
        match placed.token {
            Token::Newline | Token::Mark(_) => continue,
            Token::Sign('(' | '[' | '{') => depth += 1,
            Token::Sign(')' | ']' | '}') => {
                depth -= 1;
                if depth == 0 {
                    call.closed = true;
                    break;
                }
            }
            Token::Sign(',') if depth == 1 => {
                call.take(text, &argument);
                argument.clear();
                continue;
            }
            _ => {}
        }
        argument.push(*placed);
    }
    call.take(text, &argument);
    call
}

impl<'a> Call<'a> {
    fn take(&mut self, text: &'a str, argument: &[Placed<'a>]) {
        match argument {
            [] => {}
            [name, equals, value @ ..] => match (name.token, equals.token) {
                (Token::Name(name), Token::Sign('='))
                    if value.first().is_none_or(|first| first.token != Token::Sign('=')) =>
                {
                    self.named.push((name, self::value(text, value)));
                }
                _ => self.by_place.push(self::value(text, argument)),
            },
            [_] => self.by_place.push(self::value(text, argument)),
        }
    }
}

/// What an expression is.
fn value<'a>(text: &'a str, tokens: &[Placed<'a>]) -> Value<'a> {
    let source = match (tokens.first(), tokens.last()) {
        (Some(first), Some(last)) => &text[first.start..last.end],
        _ => "",
    };
    Value { what: what(tokens, source), source }
}

fn what<'a>(tokens: &[Placed<'a>], source: &'a str) -> What<'a> {
    let kinds: Vec<Token<'a>> = tokens.iter().take(8).map(|placed| placed.token).collect();
    let is_dotted = || {
        tokens.iter().enumerate().all(|(at, placed)| match placed.token {
            Token::Name(_) => at.is_multiple_of(2),
            Token::Sign('.') => !at.is_multiple_of(2),
            _ => false,
        })
    };
    match kinds.as_slice() {
        [Token::Number(value)] | [Token::Sign('+'), Token::Number(value)] => What::Number(*value),
        [Token::Sign('-'), Token::Number(value)] => What::Number(-*value),
        // A list of one: one rate for the one parameter group.
        [Token::Sign('['), Token::Number(value), Token::Sign(']')] => What::Number(*value),
        [Token::Text(value)] => What::Text(value),
        [Token::Name("True")] => What::Truth(true),
        [Token::Name("False")] => What::Truth(false),
        [Token::Name("None")] => What::Nothing,
        [Token::Name("len"), Token::Sign('('), inside @ ..] if inside.last() == Some(&Token::Sign(')')) => {
            let open = inside.iter().any(|token| matches!(token, Token::Sign(c) if !")._".contains(*c)));
            if open { arithmetic(tokens) } else { What::Length }
        }
        [Token::Name(_), ..] if is_dotted() => What::Name(source),
        _ => arithmetic(tokens),
    }
}

fn arithmetic<'a>(tokens: &[Placed<'a>]) -> What<'a> {
    let works = |placed: &Placed<'_>| matches!(placed.token, Token::Sign('*' | '/' | '+' | '-' | '%' | '@'));
    if tokens.iter().any(works) { What::Product } else { What::Other }
}
