//! Signals, memos and effects whose machinery is compiled once: Leptos compiles it for each type of value and each closure anew,
//! and a page of sixty types is a tenth larger for it. What a memo or a derived signal says is kept behind one type here.

use std::any::Any;
use std::marker::PhantomData;
use std::sync::Arc;

use leptos::prelude::{self, Effect, Get as _, GetUntracked as _, RwSignal, Track as _};

/// What can be kept: of any type, compared with its like.
trait Value: Any + Send + Sync {
    fn is(&self, other: &dyn Any) -> bool;
    fn any(&self) -> &dyn Any;
}

impl<T: PartialEq + Send + Sync + 'static> Value for T {
    fn is(&self, other: &dyn Any) -> bool {
        other.downcast_ref() == Some(self)
    }

    fn any(&self) -> &dyn Any {
        self
    }
}

#[derive(Clone)]
struct Kept(Arc<dyn Value>);

impl PartialEq for Kept {
    fn eq(&self, other: &Self) -> bool {
        self.0.is(other.0.any())
    }
}

impl Kept {
    fn new(value: impl Value) -> Self {
        Self(Arc::new(value))
    }

    fn value<T: 'static>(&self) -> &T {
        match self.0.any().downcast_ref() {
            Some(value) => value,
            None => unreachable!("a signal keeps values of its own type"),
        }
    }
}

/// Something computed that is told on where it changes.
pub struct Memo<T>(prelude::Memo<Kept>, PhantomData<fn() -> T>);

/// Something computed whenever it is read; or a memo, or a signal, where it does not matter which.
pub struct Signal<T>(prelude::Signal<Kept>, PhantomData<fn() -> T>);

/// Reading, the same for both.
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

impl<T> From<Memo<T>> for Signal<T> {
    fn from(memo: Memo<T>) -> Self {
        Self(memo.0.into(), PhantomData)
    }
}

impl<T: Clone + PartialEq + Send + Sync + 'static> From<RwSignal<T>> for Signal<T> {
    fn from(signal: RwSignal<T>) -> Self {
        derived(move || signal.get())
    }
}

/// A signal of `value`.
#[inline(never)]
pub fn signal<T: Send + Sync + 'static>(value: T) -> RwSignal<T> {
    RwSignal::new(value)
}

/// What `compute` says.
pub fn memo<T: PartialEq + Send + Sync + 'static>(
    compute: impl Fn() -> T + Send + Sync + 'static,
) -> Memo<T> {
    kept(Box::new(move |_| Kept::new(compute())))
}

/// What `compute` makes of what it said before.
pub fn memo_from<T: PartialEq + Send + Sync + 'static>(
    compute: impl Fn(Option<&T>) -> T + Send + Sync + 'static,
) -> Memo<T> {
    kept(Box::new(move |before| Kept::new(compute(before.map(Kept::value)))))
}

type Compute = Box<dyn Fn(Option<&Kept>) -> Kept + Send + Sync>;

#[inline(never)]
fn kept<T>(compute: Compute) -> Memo<T> {
    Memo(prelude::Memo::new(move |before| compute(before)), PhantomData)
}

/// What `compute` says, asked again at each reading.
pub fn derived<T: PartialEq + Send + Sync + 'static>(
    compute: impl Fn() -> T + Send + Sync + 'static,
) -> Signal<T> {
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
        Effect::new(move || run());
    }
    kept(Box::new(run));
}
