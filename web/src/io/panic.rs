//! If the page's program fails, the visitor is told, instead of being left with controls that do nothing.

/// From now on a panic is told on the page and in the console.
pub fn tell_the_visitor() {
    std::panic::set_hook(Box::new(|panic| {
        let what = panic.to_string();
        web_sys::console::error_1(&what.as_str().into());
        let told = web_sys::window().and_then(|window| window.document()).and_then(|document| {
            let alert = document.create_element("p").ok()?;
            alert.set_attribute("role", "alert").ok()?;
            alert.set_class_name("failed");
            alert.set_text_content(Some(
                "Something broke in this page. Reloading brings it back as it was set.",
            ));
            document.body()?.append_child(&alert).ok()
        });
        // A page that cannot even show a sentence has said it in the console.
        drop(told);
    }));
}
