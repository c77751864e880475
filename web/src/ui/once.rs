//! Signals, memos and effects whose machinery is compiled once for each type of value, not once for each closure: the page is
//! smaller for it.

use leptos::prelude::{Effect, Memo, RwSignal, Signal};

/// A signal of `value`.
#[inline(never)]
pub fn signal<T: Send + Sync + 'static>(value: T) -> RwSignal<T> {
    RwSignal::new(value)
}

/// What `compute` says, told on where it changes.
pub fn memo<T: PartialEq + Send + Sync + 'static>(
    compute: impl Fn() -> T + Send + Sync + 'static,
) -> Memo<T> {
    #[inline(never)]
    fn erased<T: PartialEq + Send + Sync + 'static>(compute: Box<dyn Fn() -> T + Send + Sync>) -> Memo<T> {
        Memo::new(move |_| compute())
    }
    erased(Box::new(compute))
}

/// What `compute` says, asked again at each reading.
pub fn derived<T: Send + Sync + 'static>(compute: impl Fn() -> T + Send + Sync + 'static) -> Signal<T> {
    #[inline(never)]
    fn erased<T: Send + Sync + 'static>(compute: Box<dyn Fn() -> T + Send + Sync>) -> Signal<T> {
        Signal::derive(compute)
    }
    erased(Box::new(compute))
}

/// Does something now and whenever what it has read changes.
pub fn effect(run: impl Fn() + 'static) {
    #[inline(never)]
    fn erased(run: Box<dyn Fn()>) {
        Effect::new(move || run());
    }
    erased(Box::new(run));
}
