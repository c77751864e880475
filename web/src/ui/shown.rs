//! What is there while a condition holds.

use crate::html::*;
use crate::signals::{Signal, memo};

/// Its children, while `when` holds. Leptos' own is compiled anew for each condition and each kind of children.
#[component]
pub fn Shown(#[prop(into)] when: Signal<bool>, children: ChildrenFn) -> impl IntoView {
    // What is there stays as it is until the condition itself changes.
    let when = memo(move || when.get());
    view! { {move || when.get().then(|| children())} }
}
