//! A reference to an element of the page, kept the same way for elements of all tags.

use std::marker::PhantomData;

use leptos::html::{Custom, ElementType};
use leptos::prelude::{self, Get as _, GetUntracked as _};
use wasm_bindgen::JsCast;

/// An element of whatever tag.
pub type Any = Custom<&'static str>;

/// What becomes a reference to the element that it is given to.
pub struct NodeRef<E>(pub(super) prelude::NodeRef<Any>, PhantomData<fn() -> E>);

impl<E> Clone for NodeRef<E> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<E> Copy for NodeRef<E> {}

impl<E> Default for NodeRef<E> {
    fn default() -> Self {
        Self(prelude::NodeRef::new(), PhantomData)
    }
}

impl<E> std::fmt::Debug for NodeRef<E> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("NodeRef")
    }
}

impl<E: ElementType<Output: JsCast>> NodeRef<E> {
    /// A reference to nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The element; who asks is told when it is there.
    #[must_use]
    pub fn get(self) -> Option<E::Output> {
        // `Attributes::node_ref` puts no other elements here than those of this tag.
        self.0.get().map(JsCast::unchecked_into)
    }

    /// The element.
    #[must_use]
    pub fn get_untracked(self) -> Option<E::Output> {
        self.0.get_untracked().map(JsCast::unchecked_into)
    }
}
