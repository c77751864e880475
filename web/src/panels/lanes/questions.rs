//! Two questions above the cards. An answer marks the cards that do not fit.

use etalon_explorer::panels::advice::{Answer, Subject};
use leptos::prelude::*;

use crate::app::state::App;

/// The questions, and what follows from both answers.
#[component]
pub fn Questions(app: App) -> impl IntoView {
    let advice = Memo::new(move |_| app.view.with(|view| view.answers.advice()));
    view! {
        <div class="questions">
            {Subject::ALL.map(|subject| view! { <Question app subject /> }).collect_view()}
            <p class="advice" aria-live="polite">{move || advice.get()}</p>
        </div>
    }
}

/// A question with its two answers. A second click takes an answer back.
#[component]
fn Question(app: App, subject: Subject) -> impl IntoView {
    let answer = move |(words, answer): (&'static str, Answer)| {
        let given = Memo::new(move |_| app.view.with(|view| view.answers.to(subject) == Some(answer)));
        view! {
            <button
                class="chip"
                aria-pressed=move || given.get().to_string()
                on:click=move |_| app.view.update(|view| view.answers = view.answers.toggled(subject, answer))
            >
                {words}
            </button>
        }
    };
    view! {
        <div class="question" role="group" aria-label=subject.question() title=subject.question()>
            <span aria-hidden="true">{subject.short()}</span>
            {Answer::ALL.map(answer).collect_view()}
        </div>
    }
}
