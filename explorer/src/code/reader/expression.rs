//! Reads expressions: Python's operators with their ranks. Nesting has a limit, and every token is looked at once.

use super::token::{Placed as Seen, Token};
use super::tree::{Argument, Id, Node, Placed, Span, Tree};

/// The deepest nesting that is read. What is nested deeper is [`Node::Opaque`].
const DEEPEST: u32 = 60;

/// A text under way from tokens to a tree.
#[derive(Debug)]
pub struct Parser<'a, 't> {
    /// The tokens. The last one is a newline.
    pub tokens: &'t [Seen<'a>],
    /// The next token.
    pub at: usize,
    /// The tree so far.
    pub tree: Tree<'a>,
    depth: u32,
}

/// The rank of a binary operator; a higher one binds more strongly.
fn rank(sign: &str) -> Option<u8> {
    Some(match sign {
        "or" => 1,
        "and" => 2,
        "==" | "!=" | "<" | ">" | "<=" | ">=" | "in" | "is" | "not" => 4,
        "|" => 5,
        "^" => 6,
        "&" => 7,
        "<<" | ">>" => 8,
        "+" | "-" => 9,
        "*" | "/" | "//" | "%" | "@" => 10,
        _ => return None,
    })
}

impl<'a, 't> Parser<'a, 't> {
    /// At the first of `tokens`.
    #[must_use]
    pub fn new(tokens: &'t [Seen<'a>]) -> Self {
        Self { tokens, at: 0, tree: Tree::default(), depth: 0 }
    }

    /// The token `ahead` of the next one.
    #[must_use]
    pub fn peek(&self, ahead: usize) -> Token<'a> {
        self.tokens.get(self.at + ahead).map_or(Token::Newline, |placed| placed.token)
    }

    /// Whether the next token is this sign.
    #[must_use]
    pub fn is(&self, sign: &str) -> bool {
        self.peek(0) == Token::Sign(sign)
    }

    /// Whether the next token is this word.
    #[must_use]
    pub fn is_word(&self, word: &str) -> bool {
        self.peek(0) == Token::Name(word)
    }

    /// Goes past this sign, if it is next.
    pub fn eat(&mut self, sign: &str) -> bool {
        let is = self.is(sign);
        self.at += usize::from(is);
        is
    }

    /// Goes past this word, if it is next.
    pub fn eat_word(&mut self, word: &str) -> bool {
        let is = self.is_word(word);
        self.at += usize::from(is);
        is
    }

    /// Puts an expression that began at the token `first` into the tree.
    pub fn put(&mut self, node: Node<'a>, first: usize) -> Id {
        let id = self.tree.nodes.len() as Id;
        self.tree.nodes.push(Placed { node, first: first as u32, end: self.at as u32 });
        id
    }

    /// A value, or several with commas between, which are a list.
    pub fn values(&mut self) -> Id {
        let first = self.at;
        let value = self.value();
        if !self.is(",") {
            return value;
        }
        let mut members = vec![value];
        while self.eat(",") && self.begins_a_value() {
            members.push(self.value());
        }
        let span = self.list(members);
        self.put(Node::List(span), first)
    }

    pub(super) fn list(&mut self, members: Vec<Id>) -> Span {
        let start = self.tree.members.len() as u32;
        self.tree.members.extend(members);
        Span { start, end: self.tree.members.len() as u32 }
    }

    fn begins_a_value(&self) -> bool {
        match self.peek(0) {
            Token::Newline => false,
            Token::Sign(sign) => matches!(sign, "(" | "[" | "{" | "-" | "+" | "~" | "*" | "**" | "..."),
            Token::Name(word) => !matches!(word, "for" | "in" | "if" | "else" | "async"),
            Token::Number(..) | Token::Text(_) | Token::Formatted | Token::Other => true,
        }
    }

    /// A value: a `lambda`, a choice, an operation.
    pub fn value(&mut self) -> Id {
        let first = self.at;
        if self.depth >= DEEPEST {
            self.skip();
            return self.put(Node::Opaque, first);
        }
        self.depth += 1;
        let value = if self.eat_word("lambda") { self.lambda(first) } else { self.choice(first) };
        self.depth -= 1;
        value
    }

    fn choice(&mut self, first: usize) -> Id {
        self.eat("*");
        let then = self.operation(1);
        if self.eat(":=") {
            let value = self.value();
            return self.put(Node::Binary(":=", then, value), first);
        }
        if !self.eat_word("if") {
            return then;
        }
        let condition = self.operation(1);
        if !self.eat_word("else") {
            // The condition of a comprehension.
            return then;
        }
        let other = self.value();
        self.put(Node::Either { then, condition, other }, first)
    }

    fn lambda(&mut self, first: usize) -> Id {
        let start = self.tree.nodes.len();
        let parameters = self.parameters(":");
        self.eat(":");
        let body = self.value();
        let names: Vec<&str> = self.tree.arguments(parameters).iter().filter_map(|one| one.name).collect();
        self.localize(start, &names);
        self.put(Node::Lambda(parameters, body), first)
    }

    /// Marks `names` in everything read since `start` as bound there.
    pub(super) fn localize(&mut self, start: usize, names: &[&'a str]) {
        for placed in self.tree.nodes.iter_mut().skip(start) {
            if let Node::Name(name) = placed.node
                && names.contains(&name)
            {
                placed.node = Node::Local(name);
            }
        }
    }

    /// Parameters up to the sign `end`, which stays.
    pub fn parameters(&mut self, end: &str) -> Span {
        let mut found = Vec::new();
        while !self.is(end) && self.peek(0) != Token::Newline {
            let before = self.at;
            let stars = if self.eat("**") { 2 } else { u8::from(self.eat("*")) };
            if let Token::Name(name) = self.peek(0) {
                self.at += 1;
                if end == ")" && self.eat(":") {
                    self.value();
                }
                let value = self.eat("=").then(|| self.value());
                found.push(Argument { name: Some(name), stars, value });
            }
            self.eat("/");
            if !self.eat(",") && self.at == before {
                self.at += 1;
            }
        }
        self.arguments(found)
    }

    pub(super) fn arguments(&mut self, found: Vec<Argument<'a>>) -> Span {
        let start = self.tree.arguments.len() as u32;
        self.tree.arguments.extend(found);
        Span { start, end: self.tree.arguments.len() as u32 }
    }

    fn operator(&self) -> Option<&'a str> {
        match self.peek(0) {
            Token::Sign(sign) => Some(sign),
            Token::Name(word @ ("and" | "or" | "in" | "is")) => Some(word),
            Token::Name(word @ "not") if self.peek(1) == Token::Name("in") => Some(word),
            _ => None,
        }
    }

    pub(super) fn operation(&mut self, least: u8) -> Id {
        let first = self.at;
        let mut left = self.unary();
        while let Some((sign, rank)) = self.operator().and_then(|sign| Some((sign, rank(sign)?))) {
            if rank < least {
                break;
            }
            self.at += 1;
            // `not in` and `is not` are two words.
            if sign == "not" || sign == "is" && self.is_word("not") {
                self.at += 1;
            }
            let right = self.operation(rank + 1);
            left = self.put(Node::Binary(sign, left, right), first);
        }
        left
    }

    fn unary(&mut self) -> Id {
        let first = self.at;
        if self.depth >= DEEPEST {
            self.skip();
            return self.put(Node::Opaque, first);
        }
        self.depth += 1;
        let value = match self.peek(0) {
            Token::Sign(sign @ ("-" | "+" | "~")) => {
                self.at += 1;
                let of = self.unary();
                self.put(Node::Unary(sign, of), first)
            }
            Token::Name(word @ "not") => {
                self.at += 1;
                let of = self.operation(4);
                self.put(Node::Unary(word, of), first)
            }
            Token::Name("await" | "yield") => {
                self.at += 1;
                self.unary()
            }
            _ => self.power(first),
        };
        self.depth -= 1;
        value
    }

    fn power(&mut self, first: usize) -> Id {
        let base = self.postfix(first);
        if !self.eat("**") {
            return base;
        }
        let exponent = self.unary();
        self.put(Node::Binary("**", base, exponent), first)
    }

    fn postfix(&mut self, first: usize) -> Id {
        let mut value = self.primary();
        loop {
            if self.is(".")
                && let Token::Name(name) = self.peek(1)
            {
                self.at += 2;
                value = self.put(Node::Attribute(value, name), first);
            } else if self.eat("(") {
                let arguments = self.call();
                value = self.put(Node::Call(value, arguments), first);
            } else if self.is("[") {
                let at = self.brackets();
                value = self.put(Node::Item(value, at), first);
            } else {
                return value;
            }
        }
    }

    /// Goes past what is nested too deeply, up to a comma or a closing bracket outside of it.
    pub(super) fn skip(&mut self) {
        let mut depth = 0_u32;
        while self.peek(0) != Token::Newline {
            match self.peek(0) {
                Token::Sign("(" | "[" | "{") => depth += 1,
                Token::Sign("," | ")" | "]" | "}") if depth == 0 => return,
                Token::Sign(")" | "]" | "}") => depth -= 1,
                _ => {}
            }
            self.at += 1;
        }
    }

    /// Goes past the bracket that closes here.
    pub fn skip_to_closing(&mut self, closing: &str) {
        loop {
            self.skip();
            if self.peek(0) == Token::Newline || self.eat(closing) {
                return;
            }
            self.at += 1;
        }
    }
}
