//! Where everything comes from, and where nothing goes.

use leptos::prelude::*;

use crate::model::lessons::ADAMW;
use crate::ui::explain::PaperLink;

/// The last section of the page.
#[component]
pub fn Sources() -> impl IntoView {
    view! {
        <section class="sources" aria-labelledby="sources">
            <h2 id="sources">"Sources"</h2>
            <dl>
                <dt>"Data"</dt>
                <dd>
                    "1,797 handwritten digits of 8×8 pixels, the test part of "
                    <a href="https://doi.org/10.24432/C50P49">"Optical Recognition of Handwritten Digits"</a>
                    " (Alpaydin & Kaynak, 1998), UCI Machine Learning Repository, "
                    <a href="https://creativecommons.org/licenses/by/4.0/">"CC BY 4.0"</a> ", as scikit-learn ships them."
                </dd>
                <dt>"Schedules"</dt>
                <dd>
                    "The rules and names are those of "
                    <a href="https://docs.pytorch.org/docs/stable/optim.html#how-to-adjust-learning-rate">
                        "PyTorch’s lr_scheduler"
                    </a> ", recomputed without its drift; the papers stand with each schedule above."
                </dd>
                <dt>"Training"</dt>
                <dd>
                    "Mini-batches of 32, mean cross entropy, AdamW: " <PaperLink paper=ADAMW />
                    " Accuracies are those of 357 digits kept aside, so one digit is 0.28 %."
                </dd>
                <dt>"Privacy"</dt>
                <dd>
                    "Everything is computed in this browser. Nothing you set or paste leaves it; there are no cookies and no statistics. What is set stands in the address, and goes where you send that."
                </dd>
                <dt>"Licence"</dt>
                <dd>"Etalon is free software, under MIT or Apache 2.0, as you like."</dd>
            </dl>
        </section>
    }
}
