//! Attributes of one type, whatever their names and what their values are given as; and listeners of one type, whatever they
//! listen to.

use std::sync::{Arc, Mutex};

use leptos::attr::custom::{CustomAttr, custom_attribute};
use leptos::ev::{Custom, EventDescriptor, On, on};
use leptos::html::ElementType;
use leptos::prelude::{self, AddAnyAttr};
use leptos::tachys::html::class::{Class, IntoClass, class};
use leptos::tachys::html::element::{HasElementType, InnerHtml, InnerHtmlValue, inner_html};
use leptos::tachys::html::node_ref::{NodeRefAttr, node_ref};
use leptos::tachys::reactive_graph::{ReactiveFunction as _, SharedReactiveFunction};
use wasm_bindgen::JsCast;
use web_sys::Event;

use super::node_ref::{Any, NodeRef};

/// What an attribute says; without it the attribute is not there.
type Text = Option<Arc<str>>;

/// What can be the value of an attribute.
pub trait ToText {
    /// As it is written.
    fn to_text(self) -> Text;
}

impl ToText for &str {
    fn to_text(self) -> Text {
        Some(self.into())
    }
}

impl ToText for String {
    fn to_text(self) -> Text {
        Some(self.into())
    }
}

impl ToText for u32 {
    fn to_text(self) -> Text {
        self.to_string().to_text()
    }
}

impl ToText for bool {
    fn to_text(self) -> Text {
        self.then_some("").to_text()
    }
}

impl<T: ToText> ToText for Option<T> {
    fn to_text(self) -> Text {
        self.and_then(T::to_text)
    }
}

/// What can be given as the value of an attribute: a value, or what says it again whenever something has changed.
pub trait Given {
    /// The one type for all of them.
    type Value: leptos::attr::AttributeValue;

    /// The value.
    fn given(self) -> Self::Value;
}

/// Values that stay as they are.
macro_rules! still {
    ($($type:ty),*) => {$(
        impl Given for $type {
            type Value = Text;

            fn given(self) -> Text {
                self.to_text()
            }
        }
    )*};
}

still!(&'static str, String, u32, bool, Option<&'static str>, Option<String>);

impl<T: ToText, F: FnMut() -> T + Send + 'static> Given for F {
    type Value = SharedReactiveFunction<Text>;

    fn given(mut self) -> Self::Value {
        Arc::new(Mutex::new(move || self().to_text()))
    }
}

impl<T: ToText + 'static> Given for SharedReactiveFunction<T> {
    type Value = SharedReactiveFunction<Text>;

    fn given(mut self) -> Self::Value {
        Arc::new(Mutex::new(move || self.invoke().to_text()))
    }
}

/// What can be said of an element's classes.
pub trait Classes {
    /// How it is said.
    type Attribute: leptos::attr::Attribute;

    /// Says it.
    fn classes(self) -> Self::Attribute;
}

impl<V: Given> Classes for V {
    type Attribute = Attribute<V>;

    fn classes(self) -> Self::Attribute {
        custom_attribute("class", self.given())
    }
}

impl<T> Classes for (&'static str, T)
where
    Self: IntoClass,
{
    type Attribute = Class<Self>;

    fn classes(self) -> Self::Attribute {
        class(self)
    }
}

/// An element with one more attribute.
type With<E, A> = <E as AddAnyAttr>::Output<A>;

/// An attribute of any name.
type Attribute<V> = CustomAttr<&'static str, <V as Given>::Value>;

/// A method for each attribute, for `view!` to call.
macro_rules! attributes {
    ($($method:ident $name:literal),* $(,)?) => {
        /// What can be said of an element.
        pub trait Attributes: AddAnyAttr + Sized {
            /// The attribute `name`.
            fn attr<V: Given>(self, name: &'static str, value: V) -> With<Self, Attribute<V>> {
                self.add_any_attr(custom_attribute(name, value.given()))
            }

            $(
                #[doc = concat!("The attribute `", $name, "`.")]
                fn $method<V: Given>(self, value: V) -> With<Self, Attribute<V>> {
                    self.attr($name, value)
                }
            )*

            /// The attribute `class`, or a class that is there or not.
            fn class<C: Classes>(self, classes: C) -> With<Self, C::Attribute> {
                self.add_any_attr(classes.classes())
            }

            /// What is in the element, written in HTML.
            fn inner_html<V: Given<Value: InnerHtmlValue>>(self, html: V) -> With<Self, InnerHtml<V::Value>> {
                self.add_any_attr(inner_html(html.given()))
            }

            /// Listens to `event`.
            fn on<E: EventDescriptor<EventType: JsCast>>(
                self,
                event: E,
                mut listen: impl FnMut(E::EventType) + 'static,
            ) -> With<Self, On<Custom<Event>, Listener>> {
                let listen: Listener = Box::new(move |event: Event| listen(event.unchecked_into()));
                self.add_any_attr(on(Custom::new(event.name()), listen))
            }

            /// Makes `reference` one to the element.
            fn node_ref<E: ElementType>(self, reference: NodeRef<E>) -> With<Self, NodeRefAttr<Any, prelude::NodeRef<Any>>>
            where
                Self: HasElementType<ElementType = E::Output>,
            {
                self.add_any_attr(node_ref(reference.0))
            }
        }

        impl<E: AddAnyAttr> Attributes for E {}
    };
}

/// What listens to events of any kind.
type Listener = Box<dyn FnMut(Event)>;

attributes! {
    aria_busy "aria-busy",
    aria_controls "aria-controls",
    aria_current "aria-current",
    aria_details "aria-details",
    aria_expanded "aria-expanded",
    aria_hidden "aria-hidden",
    aria_invalid "aria-invalid",
    aria_label "aria-label",
    aria_labelledby "aria-labelledby",
    aria_live "aria-live",
    aria_pressed "aria-pressed",
    aria_selected "aria-selected",
    aria_sort "aria-sort",
    aria_valuetext "aria-valuetext",
    autocapitalize "autocapitalize",
    hidden "hidden",
    id "id",
    role "role",
    spellcheck "spellcheck",
    tabindex "tabindex",
    title "title",
}
