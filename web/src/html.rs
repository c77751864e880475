//! What views are made of: of Leptos' prelude what the page uses, and attributes whose machinery is compiled once. Leptos compiles
//! it for each name and each type of value anew, and a page of a hundred of them is larger for it.

mod attributes;
mod node_ref;

pub use attributes::Attributes;
pub use node_ref::NodeRef;

pub use leptos::prelude::{
    AnyView, Callable, Callback, ChildrenFn, Effect, ElementChild, GetValue, IntoAny, IntoView,
    PropAttribute, SetValue, StoredValue, StyleAttribute, TimeoutHandle, UpdateValue, WithValue, component,
    document, event_target_value, mount_to, on_cleanup, request_animation_frame, set_timeout,
    set_timeout_with_handle, untrack, view, window_event_listener, window_event_listener_untyped,
};
