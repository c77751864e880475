//! Signals, memos and effects whose machinery is compiled once: Leptos compiles it for each type of value and each closure anew,
//! and a page of sixty types is a twentieth larger for it. What a memo or a derived signal says is kept behind one type here.

use std::any::Any;
use std::marker::PhantomData;
use std::sync::Arc;

use leptos::prelude::{self, Effect, Get as _, GetUntracked as _, Set as _, Track as _};

/// A value of any type.
#[derive(Clone)]
struct Kept(Arc<dyn Any + Send + Sync>);

impl Kept {
    fn new(value: impl Any + Send + Sync) -> Self {
        Self(Arc::new(value))
    }

    fn value<T: 'static>(&self) -> &T {
        match self.0.downcast_ref() {
            Some(value) => value,
            None => unreachable!("a signal keeps values of its own type"),
        }
    }
}

/// Something computed that is told on where it changes.
pub struct Memo<T>(prelude::Memo<Kept>, PhantomData<fn() -> T>);

/// Something computed whenever it is read; or a memo, or a signal, where it does not matter which.
pub struct Signal<T>(prelude::Signal<Kept>, PhantomData<fn() -> T>);

/// A value that is set.
pub struct RwSignal<T>(prelude::RwSignal<Kept>, PhantomData<fn() -> T>);

/// Reading, the same for all.
macro_rules! readable {
    ($name:ident) => {
        impl<T> Clone for $name<T> {
            fn clone(&self) -> Self {
                *self
            }
        }

        impl<T> Copy for $name<T> {}

        impl<T> std::fmt::Debug for $name<T> {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(stringify!($name))
            }
        }

        impl<T: Clone + 'static> $name<T> {
            /// The value; who asks is told of changes.
            #[must_use]
            pub fn get(self) -> T {
                self.0.get().value::<T>().clone()
            }

            /// The value.
            #[must_use]
            pub fn get_untracked(self) -> T {
                self.0.get_untracked().value::<T>().clone()
            }
        }

        impl<T: 'static> $name<T> {
            /// Reads the value where it lies; who asks is told of changes.
            pub fn with<R>(self, read: impl FnOnce(&T) -> R) -> R {
                read(self.0.get().value())
            }

            /// Reads the value where it lies.
            pub fn with_untracked<R>(self, read: impl FnOnce(&T) -> R) -> R {
                read(self.0.get_untracked().value())
            }

            /// Asks to be told of changes.
            pub fn track(self) {
                self.0.track();
            }
        }
    };
}

readable!(Memo);
readable!(Signal);
readable!(RwSignal);

impl<T: Clone + Send + Sync + 'static> RwSignal<T> {
    /// Puts `value` in its place and tells of it.
    pub fn set(self, value: T) {
        self.0.set(Kept::new(value));
    }

    /// Changes the value and tells of it.
    pub fn update(self, change: impl FnOnce(&mut T)) {
        let mut value = self.get_untracked();
        change(&mut value);
        self.set(value);
    }
}

impl<T> From<Memo<T>> for Signal<T> {
    fn from(memo: Memo<T>) -> Self {
        Self(memo.0.into(), PhantomData)
    }
}

impl<T> From<RwSignal<T>> for Signal<T> {
    fn from(signal: RwSignal<T>) -> Self {
        Self(signal.0.into(), PhantomData)
    }
}

/// A signal of `value`.
pub fn signal<T: Send + Sync + 'static>(value: T) -> RwSignal<T> {
    #[inline(never)]
    fn kept<T>(value: Kept) -> RwSignal<T> {
        RwSignal(prelude::RwSignal::new(value), PhantomData)
    }
    kept(Kept::new(value))
}

/// What `compute` says.
pub fn memo<T: PartialEq + Send + Sync + 'static>(
    compute: impl Fn() -> T + Send + Sync + 'static,
) -> Memo<T> {
    kept(Box::new(move |_| Kept::new(compute())), differs::<T>)
}

/// What `compute` makes of what it said before.
pub fn memo_from<T: PartialEq + Send + Sync + 'static>(
    compute: impl Fn(Option<&T>) -> T + Send + Sync + 'static,
) -> Memo<T> {
    kept(Box::new(move |before| Kept::new(compute(before.map(Kept::value)))), differs::<T>)
}

/// What a memo computes from what it said before.
type Compute = Box<dyn Fn(Option<&Kept>) -> Kept + Send + Sync>;

#[inline(never)]
fn kept<T>(compute: Compute, differs: fn(Option<&Kept>, Option<&Kept>) -> bool) -> Memo<T> {
    Memo(prelude::Memo::new_with_compare(compute, differs), PhantomData)
}

/// Whether a memo has something new to tell.
fn differs<T: PartialEq + 'static>(before: Option<&Kept>, now: Option<&Kept>) -> bool {
    before.map(Kept::value::<T>) != now.map(Kept::value)
}

/// What `compute` says, asked again at each reading.
pub fn derived<T: Send + Sync + 'static>(compute: impl Fn() -> T + Send + Sync + 'static) -> Signal<T> {
    #[inline(never)]
    fn kept<T>(compute: Box<dyn Fn() -> Kept + Send + Sync>) -> Signal<T> {
        Signal(prelude::Signal::derive(compute), PhantomData)
    }
    kept(Box::new(move || Kept::new(compute())))
}

/// Does something now and whenever what it has read changes.
pub fn effect(run: impl Fn() + 'static) {
    #[inline(never)]
    fn kept(run: Box<dyn Fn()>) {
        Effect::new(run);
    }
    kept(Box::new(run));
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;

    #[test]
    fn a_memo_tells_of_changes_of_its_own_value_only() {
        let owner = prelude::Owner::new();
        owner.set();
        let number = signal(1);
        let half = memo(move || number.get() / 2);
        let runs = Arc::new(AtomicU32::new(0));
        let text = {
            let runs = Arc::clone(&runs);
            memo(move || {
                runs.fetch_add(1, Ordering::Relaxed);
                half.get().to_string()
            })
        };
        let told = || (text.get_untracked(), runs.load(Ordering::Relaxed));
        assert_eq!(told(), ("0".to_owned(), 1));
        number.update(|number| *number += 1);
        assert_eq!(told(), ("1".to_owned(), 2));
        number.set(3);
        assert_eq!(told(), ("1".to_owned(), 2), "3 / 2 is what 2 / 2 is");
    }

    #[test]
    fn a_memo_may_keep_what_it_said_and_all_kinds_read_alike() {
        let owner = prelude::Owner::new();
        owner.set();
        let latest = signal(None::<u8>);
        let known = memo_from(move |before: Option<&u8>| latest.get().or(before.copied()).unwrap_or(0));
        let shown: [Signal<u8>; 2] = [known.into(), derived(move || known.with(|known| known + 1))];
        assert_eq!(shown.map(Signal::get_untracked), [0, 1]);
        latest.set(Some(7));
        latest.set(None);
        assert_eq!(shown.map(Signal::get_untracked), [0, 1], "nobody asked while it was 7");
        latest.set(Some(9));
        assert_eq!(shown.map(Signal::get_untracked), [9, 10]);
        latest.set(None);
        assert_eq!(shown.map(Signal::get_untracked), [9, 10]);
    }
}
