//! Reads what stands in brackets: calls, lists, dictionaries, and the plain words and numbers between them.

use super::expression::Parser;
use super::token::Token;
use super::tree::{Argument, Id, Node, STRAY, Span};

/// What follows a value in brackets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Comprehension<'a> {
    /// No comprehension.
    None,
    /// `for name in over`.
    Plain(&'a str, Id),
    /// Another one.
    Other,
}

impl<'a> Parser<'a, '_> {
    /// What stands in the brackets of `of[…]`.
    pub(super) fn brackets(&mut self) -> Id {
        let first = self.at;
        self.at += 1;
        let at = self.values();
        if self.eat("]") {
            return at;
        }
        // A slice.
        self.skip_to_closing("]");
        self.put(Node::Opaque, first)
    }

    pub(super) fn call(&mut self) -> Span {
        let mut found = Vec::new();
        while !self.is(")") && self.peek(0) != Token::Newline {
            let (before, start) = (self.at, self.tree.nodes.len());
            let stars = if self.eat("**") { 2 } else { u8::from(self.eat("*")) };
            let name = match (self.peek(0), self.peek(1)) {
                (Token::Name(name), Token::Sign("=")) => {
                    self.at += 2;
                    Some(name)
                }
                _ => None,
            };
            let value = self.value();
            let at = self.at;
            let value = match self.comprehension(start) {
                Comprehension::Plain(name, over) => self.put(Node::Each { element: value, name, over }, at),
                Comprehension::Other => self.put(Node::Opaque, at),
                Comprehension::None => value,
            };
            found.push(Argument { name, stars, value: Some(value) });
            if !self.eat(",") && !self.is(")") {
                let first = self.at;
                self.stray(before, ")");
                if self.at > first {
                    let words = self.put(Node::Opaque, first);
                    found.push(Argument { name: None, stars: STRAY, value: Some(words) });
                }
            }
        }
        self.eat(")");
        self.arguments(found)
    }

    /// After something that should have been followed by a comma or by `closing`: goes on to the next comma.
    fn stray(&mut self, before: usize, closing: &str) {
        let mut depth = 0_u32;
        while self.peek(0) != Token::Newline {
            match self.peek(0) {
                Token::Sign("(" | "[" | "{") => depth += 1,
                Token::Sign("," | ")" | "]" | "}") if depth == 0 => break,
                Token::Sign(")" | "]" | "}") => depth -= 1,
                _ => {}
            }
            self.at += 1;
        }
        // A closing bracket of another kind.
        if !self.eat(",") && !self.is(closing) && self.at == before {
            self.at += usize::from(self.peek(0) != Token::Newline);
        } else if !self.is(closing) && matches!(self.peek(0), Token::Sign(")" | "]" | "}")) {
            self.at += 1;
        }
    }

    /// `for x in y if z` after a value: its names are bound in what was read since `start`.
    fn comprehension(&mut self, start: usize) -> Comprehension<'a> {
        let mut found = if self.is_word("for") || self.is_word("async") {
            Comprehension::Other
        } else {
            Comprehension::None
        };
        let mut is_first = true;
        while self.eat_word("async") || self.is_word("for") || self.is_word("if") {
            if self.eat_word("for") {
                let mut names = Vec::new();
                while !self.is_word("in")
                    && !matches!(self.peek(0), Token::Newline | Token::Sign(")" | "]" | "}"))
                {
                    if let Token::Name(name) = self.peek(0) {
                        names.push(name);
                    }
                    self.at += 1;
                }
                self.eat_word("in");
                let over = self.operation(1);
                self.localize(start, &names);
                found = match (found, names.as_slice(), is_first) {
                    (Comprehension::Other, [name], true) => Comprehension::Plain(name, over),
                    _ => Comprehension::Other,
                };
                is_first = false;
            } else if self.eat_word("if") {
                self.operation(1);
                found = Comprehension::Other;
            }
        }
        found
    }

    pub(super) fn primary(&mut self) -> Id {
        let first = self.at;
        let node = match self.peek(0) {
            Token::Number(value, whole) => Node::Number(value, whole),
            Token::Text(text) => {
                // Strings one after the other are one string, which is no name of anything.
                let mut node = Node::Text(text);
                while matches!(self.peek(1), Token::Text(_) | Token::Formatted) {
                    node = Node::Opaque;
                    self.at += 1;
                }
                node
            }
            Token::Name("True" | "true") => Node::Truth(true),
            Token::Name("False" | "false") => Node::Truth(false),
            Token::Name("None" | "null") => Node::Nothing,
            Token::Name(name) => Node::Name(name),
            Token::Sign(open @ ("(" | "[")) => return self.group(open),
            Token::Sign("{") => return self.braces(),
            Token::Newline | Token::Sign(")" | "]" | "}" | "," | ":" | "=") => {
                return self.put(Node::Opaque, first);
            }
            Token::Sign(_) | Token::Formatted | Token::Other => Node::Opaque,
        };
        self.at += 1;
        self.put(node, first)
    }

    /// A value in brackets, a tuple or a list.
    fn group(&mut self, open: &str) -> Id {
        let first = self.at;
        let closing = if open == "(" { ")" } else { "]" };
        self.at += 1;
        let (mut members, mut commas, mut opaque) = (Vec::new(), false, false);
        let mut each = None;
        while !self.is(closing) && self.peek(0) != Token::Newline {
            let (before, start) = (self.at, self.tree.nodes.len());
            members.push(self.value());
            match self.comprehension(start) {
                Comprehension::None => {}
                Comprehension::Plain(name, over) if members.len() == 1 => each = Some((name, over)),
                Comprehension::Plain(..) | Comprehension::Other => opaque = true,
            }
            if self.eat(",") {
                commas = true;
            } else if !self.is(closing) {
                opaque = true;
                self.stray(before, closing);
            }
        }
        self.eat(closing);
        match members.as_slice() {
            [element] if let (Some((name, over)), false) = (each, opaque || commas) => {
                self.put(Node::Each { element: *element, name, over }, first)
            }
            _ if each.is_some() => self.put(Node::Opaque, first),
            [value] if open == "(" && !commas && !opaque => *value,
            _ if opaque => self.put(Node::Opaque, first),
            _ => {
                let span = self.list(members);
                self.put(Node::List(span), first)
            }
        }
    }

    /// A dictionary or a set.
    fn braces(&mut self) -> Id {
        let first = self.at;
        self.at += 1;
        let (mut entries, mut opaque, mut is_set) = (Vec::new(), false, true);
        while !self.is("}") && self.peek(0) != Token::Newline {
            let (before, start) = (self.at, self.tree.nodes.len());
            let stars = if self.eat("**") { 2 } else { 0 };
            let key = self.value();
            let name = match self.tree.node(key) {
                Node::Text(name) => Some(name),
                _ => None,
            };
            let is_pair = self.eat(":");
            is_set &= !is_pair && stars == 0;
            let mut value = if is_pair { self.value() } else { key };
            if is_pair && name.is_none() {
                value = self.put(Node::Pair(key, value), before);
            }
            entries.push(Argument { name, stars, value: Some(value) });
            opaque |= !matches!(self.comprehension(start), Comprehension::None);
            if !self.eat(",") && !self.is("}") {
                opaque = true;
                self.stray(before, "}");
            }
        }
        self.eat("}");
        if opaque {
            return self.put(Node::Opaque, first);
        }
        if is_set && !entries.is_empty() {
            let span = self.list(entries.iter().filter_map(|entry| entry.value).collect());
            return self.put(Node::List(span), first);
        }
        let span = self.arguments(entries);
        self.put(Node::Dict(span), first)
    }
}
