//! The banner above the charts while lanes have base rates of their own, with the way back.

use etalon_explorer::panels::rates::words::own_rates;
use leptos::prelude::*;

use crate::app::every_rate::EveryRates;
use crate::app::state::App;

/// Which lanes run at a rate of their own, and a button that returns to one rate for all.
#[component]
pub fn OwnRates(app: App, every: EveryRates) -> impl IntoView {
    let said = Memo::new(move |_| {
        let config = app.config.get();
        every.found.with(|found| own_rates(&config, found.as_ref(), app.view.get().yours))
    });
    let back = move |_| {
        app.keep_present();
        app.adopt(app.config.get_untracked().with_one_rate());
    };
    let shown = Memo::new(move |_| said.with(Option::is_some));
    view! {
        <Show when=move || shown.get()>
            <p class="own-rates">
                <span>{move || said.get()}</span>
                <button class="button" on:click=back>"Back to one rate"</button>
            </p>
        </Show>
    }
}
