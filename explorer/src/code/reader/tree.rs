//! Python text as a tree: expressions in one arena, statements in blocks.

/// An expression of the tree.
pub type Id = u32;

/// A part of one of the tree's lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// Its first place.
    pub start: u32,
    /// The first place after it.
    pub end: u32,
}

/// An expression.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Node<'a> {
    /// A number, and whether it is an `int`.
    Number(f64, bool),
    /// A string.
    Text(&'a str),
    /// `True` or `False`.
    Truth(bool),
    /// `None`.
    Nothing,
    /// A name of some scope.
    Name(&'a str),
    /// A name that a `lambda` or a comprehension binds.
    Local(&'a str),
    /// `of.name`.
    Attribute(Id, &'a str),
    /// `of[at]`.
    Item(Id, Id),
    /// A call with its arguments.
    Call(Id, Span),
    /// `-x`, `+x`, `not x`.
    Unary(&'a str, Id),
    /// Arithmetic, a comparison, `and`, `or`.
    Binary(&'a str, Id, Id),
    /// `then if condition else other`.
    Either {
        /// The value where the condition holds.
        then: Id,
        /// The condition.
        condition: Id,
        /// The value where it does not.
        other: Id,
    },
    /// A list, a tuple or a set.
    List(Span),
    /// A dictionary: its entries are arguments whose name is the key.
    Dict(Span),
    /// `key: value` of a dictionary whose key is no string.
    Pair(Id, Id),
    /// A function without a name: its parameters and its value.
    Lambda(Span, Id),
    /// `[element for name in over]`.
    Each {
        /// What each member becomes.
        element: Id,
        /// The name of a member.
        name: &'a str,
        /// What is gone through.
        over: Id,
    },
    /// Anything else, such as a slice or what no parser reads.
    Opaque,
}

/// In the place of the number of stars: words that are no argument and stand where one ends.
pub const STRAY: u8 = 3;

/// An argument of a call, an entry of a dictionary or a parameter of a function.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Argument<'a> {
    /// Its name, if it has one that is a word or a string.
    pub name: Option<&'a str>,
    /// The number of stars before it, or [`STRAY`].
    pub stars: u8,
    /// Its value. A parameter without a default has none.
    pub value: Option<Id>,
}

/// An expression with its tokens.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Placed<'a> {
    /// What it is.
    pub node: Node<'a>,
    /// Its first token.
    pub first: u32,
    /// The first token after it.
    pub end: u32,
}

/// Statements in their order.
pub type Block<'a> = Vec<Statement<'a>>;

/// An expression of a statement: everything that was made while it was read, and the expression itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Whole {
    /// Its place.
    pub id: Id,
    /// The first part of it.
    pub first: Id,
}

/// A function.
#[derive(Debug)]
pub struct Function<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its parameters.
    pub parameters: Span,
    /// What its header says, defaults among it.
    pub header: Whole,
    /// What it does.
    pub body: Block<'a>,
    /// The first expression after it.
    pub end: Id,
}

/// A statement.
#[derive(Debug)]
pub enum Statement<'a> {
    /// An expression.
    Value(Whole),
    /// `a = b = value`, annotated or not.
    Assign {
        /// The targets, each an expression.
        targets: Vec<Id>,
        /// The value.
        value: Whole,
    },
    /// `target += value`.
    Change {
        /// The target.
        target: Id,
        /// The operator without `=`.
        sign: &'a str,
        /// The value.
        value: Whole,
    },
    /// `if`, `elif`, `else`: a condition and what is done then.
    If(Vec<(Option<Whole>, Block<'a>)>),
    /// `for target in over`.
    For {
        /// The target.
        target: Id,
        /// What it goes through.
        over: Whole,
        /// What is done.
        body: Block<'a>,
    },
    /// `while`: the condition and what is done.
    While(Whole, Block<'a>),
    /// `with … as …`: values with their names, and what is done.
    With(Vec<(Whole, Option<Id>)>, Block<'a>),
    /// `try` and its other blocks.
    Try(Vec<Block<'a>>),
    /// `continue`.
    Continue,
    /// A function.
    Def(std::rc::Rc<Function<'a>>),
    /// A class: its name, its bases and its body.
    Class {
        /// Its name.
        name: &'a str,
        /// Its bases.
        bases: Span,
        /// Its body.
        body: Block<'a>,
    },
    /// An import: the full name of what is imported, and its name here.
    Import(String, &'a str),
    /// `return value`.
    Return(Option<Whole>),
    /// `del` of some targets.
    Delete(Vec<Id>),
    /// `global` or `nonlocal` names.
    Global(Vec<&'a str>),
}

/// A text as a tree.
#[derive(Debug, Default)]
pub struct Tree<'a> {
    /// Every expression. The parts of an expression stand before it.
    pub nodes: Vec<Placed<'a>>,
    /// The arguments of all calls.
    pub arguments: Vec<Argument<'a>>,
    /// The members of all lists.
    pub members: Vec<Id>,
    /// The statements.
    pub body: Block<'a>,
}

impl<'a> Tree<'a> {
    /// The expression at `id`.
    #[must_use]
    pub fn node(&self, id: Id) -> Node<'a> {
        self.nodes.get(id as usize).map_or(Node::Opaque, |placed| placed.node)
    }

    /// Arguments of a call, entries of a dictionary or parameters.
    #[must_use]
    pub fn arguments(&self, span: Span) -> &[Argument<'a>] {
        self.arguments.get(span.start as usize..span.end as usize).unwrap_or_default()
    }

    /// The members of a list.
    #[must_use]
    pub fn members(&self, span: Span) -> &[Id] {
        self.members.get(span.start as usize..span.end as usize).unwrap_or_default()
    }

    /// A dotted name such as `torch.optim.AdamW`, if the expression is one.
    #[must_use]
    pub fn dotted(&self, id: Id) -> Option<String> {
        let mut parts = Vec::new();
        let mut at = id;
        loop {
            match self.node(at) {
                Node::Name(name) | Node::Local(name) => {
                    parts.push(name);
                    parts.reverse();
                    return Some(parts.join("."));
                }
                Node::Attribute(of, name) if parts.len() < 12 => {
                    parts.push(name);
                    at = of;
                }
                _ => return None,
            }
        }
    }
}
