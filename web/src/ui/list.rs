//! Several views as one list.

use crate::html::*;

/// Collects views of one kind into a list whose machinery is compiled once for all kinds: Leptos' own is compiled for each.
pub trait CollectList {
    /// The list, in order.
    fn collect_list(self) -> Vec<AnyView>;
}

impl<I: IntoIterator<Item: IntoView + 'static>> CollectList for I {
    fn collect_list(self) -> Vec<AnyView> {
        self.into_iter().map(|view| view.into_any()).collect()
    }
}
