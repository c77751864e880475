//! What stands on paper in place of what only a screen shows: a chart as a picture of lines, and the page's address.

use leptos::html::Div;
use leptos::prelude::*;

/// A place that `make` fills with HTML when printing begins. It is empty again when printing ends. The browser takes the page as soon as
/// the listeners have run, so the place is filled at once and not through a signal.
#[component]
pub fn OnPaper(#[prop(into)] make: Callback<(), String>) -> impl IntoView {
    let place = NodeRef::<Div>::new();
    let fill = move |html: &str| {
        if let Some(place) = place.get_untracked() {
            place.set_inner_html(html);
        }
    };
    let begins = window_event_listener(leptos::ev::beforeprint, move |_| fill(&make.run(())));
    let ends = window_event_listener(leptos::ev::afterprint, move |_| fill(""));
    on_cleanup(move || {
        begins.remove();
        ends.remove();
    });
    view! { <div class="on-paper" node_ref=place></div> }
}

/// The page's address, which leads back to what is printed.
#[component]
pub fn AddressOnPaper() -> impl IntoView {
    let address = || {
        let href = window().location().href().unwrap_or_default();
        format!("<p>{}</p>", href.replace('&', "&amp;").replace('<', "&lt;"))
    };
    view! { <OnPaper make=move |()| address() /> }
}
