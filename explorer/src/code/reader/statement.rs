//! Reads statements and blocks. A line that fits nowhere is read as a value, so nothing is lost.

use std::rc::Rc;

use super::expression::Parser;
use super::token::{Placed as Seen, Token};
use super::tree::{Block, Function, Id, Node, Statement, Tree, Whole};

/// The deepest nesting of blocks. What is nested deeper belongs to the block of this depth.
const DEEPEST: u32 = 60;

/// The tree of these tokens.
#[must_use]
pub fn tree<'a>(tokens: &[Seen<'a>]) -> Tree<'a> {
    let mut parser = Parser::new(tokens);
    let mut body = Vec::new();
    while parser.at < tokens.len() {
        parser.block(0, DEEPEST, &mut body);
    }
    parser.tree.body = body;
    parser.tree
}

impl<'a> Parser<'a, '_> {
    fn column(&self) -> u32 {
        self.tokens.get(self.at).map_or(0, |placed| placed.column)
    }

    /// The lines from here on that stand at least as far to the right as `column`.
    fn block(&mut self, column: u32, depth: u32, out: &mut Block<'a>) {
        while self.at < self.tokens.len() && self.column() >= column {
            let before = self.at;
            self.statement(depth, out);
            self.at = self.at.max(before + 1);
        }
    }

    /// What follows a colon: the rest of the line, or the lines further to the right than `column`.
    fn suite(&mut self, column: u32, depth: u32) -> Block<'a> {
        let mut body = Vec::new();
        // A header that cannot be read ends at the end of its line.
        while !self.is(":") && self.peek(0) != Token::Newline {
            self.at += 1;
        }
        self.eat(":");
        if self.peek(0) != Token::Newline {
            self.line(&mut body);
        } else {
            self.at += 1;
            if depth > 0 && self.column() > column {
                self.block(column + 1, depth - 1, &mut body);
            }
        }
        body
    }

    fn whole(&mut self, read: fn(&mut Self) -> Id) -> Whole {
        let first = self.tree.nodes.len() as Id;
        let id = read(self);
        Whole { id, first }
    }

    fn statement(&mut self, depth: u32, out: &mut Block<'a>) {
        let column = self.column();
        let Token::Name(word) = self.peek(0) else { return self.line(out) };
        let is_header = !matches!(self.peek(1), Token::Sign("=" | "." | "," | "+=" | ")"));
        match word {
            "if" | "elif" | "else" | "except" | "finally" | "case" if is_header => {
                let statement = self.branches(column, depth);
                out.push(statement);
            }
            "for" if is_header => out.push(self.loop_over(column, depth)),
            "async" if is_header => self.at += 1,
            "while" => {
                self.at += 1;
                let condition = self.whole(Self::value);
                let body = self.suite(column, depth);
                out.push(Statement::While(condition, body));
            }
            "with" => out.push(self.with(column, depth)),
            "try" => {
                self.at += 1;
                let mut blocks = vec![self.suite(column, depth)];
                while self.column() == column
                    && ["except", "else", "finally"].iter().any(|word| self.is_word(word))
                {
                    self.at += 1;
                    blocks.push(self.suite(column, depth));
                }
                out.push(Statement::Try(blocks));
            }
            "def" => out.push(self.def(column, depth)),
            "class" if matches!(self.peek(1), Token::Name(_)) => out.push(self.class(column, depth)),
            _ => self.line(out),
        }
    }

    fn branches(&mut self, column: u32, depth: u32) -> Statement<'a> {
        let mut branches = Vec::new();
        loop {
            let is_plain = self.is_word("else") || self.is_word("finally");
            self.at += 1;
            let condition = (!is_plain).then(|| self.whole(Self::value));
            branches.push((condition, self.suite(column, depth)));
            let goes_on = self.is_word("elif") || self.is_word("else");
            if !goes_on || self.column() != column || self.at >= self.tokens.len() {
                return Statement::If(branches);
            }
        }
    }

    fn loop_over(&mut self, column: u32, depth: u32) -> Statement<'a> {
        self.at += 1;
        let first = self.at;
        let mut targets = Vec::new();
        while !self.is_word("in") && !self.is(":") && self.peek(0) != Token::Newline {
            let (token, at) = (self.peek(0), self.at);
            self.at += 1;
            if let Token::Name(name) = token {
                targets.push(self.put(Node::Name(name), at));
            }
        }
        self.eat_word("in");
        let target = match targets.as_slice() {
            [one] => *one,
            _ => {
                let start = self.tree.members.len() as u32;
                self.tree.members.extend(targets);
                let span = super::tree::Span { start, end: self.tree.members.len() as u32 };
                self.put(Node::List(span), first)
            }
        };
        let over = self.whole(Self::values);
        let body = self.suite(column, depth);
        Statement::For { target, over, body }
    }

    fn with(&mut self, column: u32, depth: u32) -> Statement<'a> {
        self.at += 1;
        let mut items = Vec::new();
        loop {
            let value = self.whole(Self::value);
            let name = self.eat_word("as").then(|| self.value());
            items.push((value, name));
            if !self.eat(",") {
                break;
            }
        }
        let body = self.suite(column, depth);
        Statement::With(items, body)
    }

    fn def(&mut self, column: u32, depth: u32) -> Statement<'a> {
        self.at += 1;
        let name = self.word();
        let first = self.tree.nodes.len() as Id;
        self.eat("(");
        let parameters = self.parameters(")");
        self.eat(")");
        if self.eat("->") {
            self.value();
        }
        let header = Whole { id: self.put(Node::Opaque, self.at), first };
        let body = self.suite(column, depth);
        let end = self.tree.nodes.len() as Id;
        Statement::Def(Rc::new(Function { name, parameters, header, body, end }))
    }

    fn class(&mut self, column: u32, depth: u32) -> Statement<'a> {
        self.at += 1;
        let name = self.word();
        let bases = if self.eat("(") {
            let bases = self.parameters(")");
            self.eat(")");
            bases
        } else {
            super::tree::Span { start: 0, end: 0 }
        };
        let body = self.suite(column, depth);
        Statement::Class { name, bases, body }
    }

    fn word(&mut self) -> &'a str {
        let Token::Name(name) = self.peek(0) else { return "" };
        self.at += 1;
        name
    }

    /// Simple statements up to the end of the line.
    fn line(&mut self, out: &mut Block<'a>) {
        while self.peek(0) != Token::Newline {
            let before = self.at;
            self.simple(out);
            self.eat(";");
            if self.at == before {
                self.at += 1;
            }
        }
        self.at += 1;
    }

    fn simple(&mut self, out: &mut Block<'a>) {
        let Token::Name(word) = self.peek(0) else { return self.assignment(out) };
        if matches!(self.peek(1), Token::Sign("=" | "." | ":")) {
            return self.assignment(out);
        }
        match word {
            "import" | "from" => self.import(out),
            "return" => {
                self.at += 1;
                let value = !matches!(self.peek(0), Token::Newline | Token::Sign(";"));
                let value = value.then(|| self.whole(Self::values));
                out.push(Statement::Return(value));
            }
            "del" => {
                self.at += 1;
                let targets = self.values();
                out.push(Statement::Delete(vec![targets]));
            }
            "global" | "nonlocal" => {
                self.at += 1;
                let mut names = Vec::new();
                while let Token::Name(name) = self.peek(0) {
                    names.push(name);
                    self.at += 1;
                    self.eat(",");
                }
                out.push(Statement::Global(names));
            }
            "continue" => {
                self.at += 1;
                out.push(Statement::Continue);
            }
            "raise" | "assert" | "pass" | "break" => self.at += 1,
            _ => self.assignment(out),
        }
    }

    fn import(&mut self, out: &mut Block<'a>) {
        let from = if self.eat_word("from") { self.path() } else { String::new() };
        self.eat_word("import");
        if self.eat("*") {
            out.push(Statement::Import(from, "*"));
            return;
        }
        self.eat("(");
        while let Token::Name(first) = self.peek(0) {
            let path = self.path();
            let name = if self.eat_word("as") { self.word() } else { first };
            // `import torch.optim` binds `torch`.
            let full = match (from.is_empty(), path.contains('.') && name == first) {
                (true, true) => first.to_owned(),
                (true, false) => path,
                (false, _) => [&from, ".", &path].concat(),
            };
            out.push(Statement::Import(full, name));
            if !self.eat(",") {
                break;
            }
        }
        self.eat(")");
    }

    fn path(&mut self) -> String {
        let mut path = String::new();
        loop {
            match self.peek(0) {
                Token::Name("import" | "as") => break,
                Token::Name(name) if path.is_empty() || path.ends_with('.') => path.push_str(name),
                Token::Sign("." | "...") if path.len() < 200 => path.push('.'),
                _ => break,
            }
            self.at += 1;
        }
        path.trim_matches('.').to_owned()
    }

    fn assignment(&mut self, out: &mut Block<'a>) {
        let first = self.tree.nodes.len() as Id;
        let mut value = self.values();
        if self.eat(":") {
            // An annotation.
            self.value();
            if !self.is("=") {
                let id = self.put(Node::Opaque, self.at);
                out.push(Statement::Value(Whole { id, first }));
                return;
            }
        }
        if let Token::Sign(sign) = self.peek(0)
            && let Some(sign) =
                sign.strip_suffix('=').filter(|sign| !matches!(*sign, "" | "=" | "!" | "<" | ">" | ":"))
        {
            self.at += 1;
            let with = self.values();
            out.push(Statement::Change { target: value, sign, value: Whole { id: with, first } });
            return;
        }
        let mut targets = Vec::new();
        while self.eat("=") {
            targets.push(value);
            value = self.values();
        }
        let value = Whole { id: value, first };
        out.push(if targets.is_empty() {
            Statement::Value(value)
        } else {
            Statement::Assign { targets, value }
        });
    }
}
