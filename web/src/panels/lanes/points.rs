//! The points of a drawn lane, as numbers: each has an epoch and a rate. While they are shown, the chart takes the pointer for them.

use etalon_explorer::number::exact;
use etalon_explorer::race::curve::{Curve, CurveError, Join, Point};
use etalon_explorer::race::draw::Sheet;
use etalon_explorer::race::refusal::Refusal;
use etalon_explorer::race::run_settings::LR;
use etalon_explorer::race::slide::nudged;
use etalon_explorer::race::slot::Slot;
use leptos::ev::MouseEvent;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use crate::app::state::App;
use crate::panels::charts::Either;
use crate::parts::field::Typed;

/// The points of the lane at `place`.
#[component]
pub fn Points(app: App, place: Slot) -> impl IntoView {
    let slot = place;
    app.drawing.set(Some(slot));
    on_cleanup(move || app.drawing.update(|drawing| *drawing = drawing.filter(|now| *now != slot)));
    let curve = Memo::new(move |_| curve_of(app, slot).unwrap_or_default());
    let count = Memo::new(move |_| curve.get().points().len());
    let more = move |_: MouseEvent| {
        drop(app.draw(slot, curve.get_untracked().with_another().map(|(curve, _)| curve)))
    };
    let full = Memo::new(move |_| count.get() == Curve::MOST);
    let join = Signal::derive(move || curve.get().join());
    let set_join = move |join| drop(app.draw(slot, Ok(curve.get_untracked().joined(join))));
    view! {
        <div class="points" role="group" aria-label="Points of the curve">
            <p class="help">"Drag in the chart of the rates, or type. The arrow keys change a number."</p>
            <div class="point heads" aria-hidden="true"><span></span><span>"epoch"</span><span>"rate"</span></div>
            <For each=move || 0..count.get() key=|index| *index children=move |index| view! { <Row app place curve index /> } />
            <div class="point-actions">
                <button class="button" disabled=move || full.get() on:click=more>"Add a point"</button>
                <Either choices=Join::ALL.map(|(name, join)| (name, join)) now=join set=set_join name="Lines between the points" />
            </div>
        </div>
    }
}

/// The points of the lane at `slot`, if it has points.
fn curve_of(app: App, slot: Slot) -> Option<Curve> {
    app.config.with(|config| config.lane(slot).and_then(|lane| lane.curve().copied()))
}

/// One point: its epoch, its rate, and a button that removes it.
#[component]
fn Row(app: App, place: Slot, curve: Memo<Curve>, index: usize) -> impl IntoView {
    let slot = place;
    let number = index + 1;
    let sheet = Memo::new(move |_| Sheet::of(&app.config.get(), slot));
    let place = Memo::new(move |before: Option<&(f64, f64)>| {
        let point = curve.get().points().get(index).copied();
        // A row that is about to go away shows what it showed.
        point.map_or(before.copied().unwrap_or_default(), |point| sheet.get().place(point))
    });
    let put = move |make: &dyn Fn(Sheet, (f64, f64)) -> Point| {
        let point = make(sheet.get_untracked(), place.get_untracked());
        let changed: Result<Curve, CurveError> = curve.get_untracked().with_point(index, point);
        app.draw(slot, changed)
    };
    let epoch = Callback::new(move |epoch| put(&|sheet, (_, rate)| sheet.point(epoch, rate)));
    let rates = Signal::derive(move || app.view.get().yours.rates());
    let rate = Callback::new(move |shown| {
        put(&|sheet, (epoch, _)| sheet.point(epoch, rates.get_untracked().held(shown)))
    });
    let refuse = Callback::new(move |refusal: Refusal| app.refuse_curve(slot, &refusal));
    // An arrow key leads to the next whole epoch that is free.
    let next_epoch = Callback::new(move |up: bool| {
        let (now, rate) = place.get_untracked();
        let (curve, sheet) = (curve.get_untracked(), sheet.get_untracked());
        let wanted = if up { now.floor() + 1.0 } else { now.ceil() - 1.0 };
        let moved = sheet.dragged(&curve, index, wanted, rate);
        let next = moved.points().get(index).map(|point| sheet.place(*point).0);
        next.filter(|next| (*next > now) == up && *next != now)
    });
    let next_rate = Callback::new(move |up: bool| {
        let rates = rates.get_untracked();
        let next = nudged(LR, rates.shown(place.get_untracked().1), up);
        (next >= 0.0).then_some(next)
    });
    let alone = Memo::new(move |_| curve.get().points().len() < 2);
    let remove = move |_: MouseEvent| {
        // The last row goes away, so the row before it takes the focus.
        let is_last = number == curve.get_untracked().points().len();
        let other =
            if is_last { document().get_element_by_id(&id_of(slot, index.saturating_sub(1))) } else { None };
        if let Some(button) = other.and_then(|button| button.dyn_into::<HtmlElement>().ok()) {
            drop(button.focus());
        }
        drop(app.draw(slot, Ok(curve.get_untracked().without(index))));
    };
    let says = move || {
        let (epoch, rate) = place.get();
        format!("Remove point {number}: epoch {}, rate {}", exact(epoch), exact(rates.get().shown(rate)))
    };
    view! {
        <div class="point">
            <span class="number-of" aria-hidden="true">{number}</span>
            <Typed
                name=format!("Point {number}: epoch")
                what="epoch"
                value=Signal::derive(move || place.get().0)
                next=next_epoch
                set=epoch
                refuse
            />
            <Typed
                name=format!("Point {number}: rate")
                what="rate"
                value=Signal::derive(move || rates.get().shown(place.get().1))
                next=next_rate
                set=rate
                refuse
            />
            <button
                class="reset"
                id=id_of(slot, index)
                aria-label=says
                disabled=move || alone.get()
                on:click=remove
            >
                <span aria-hidden="true">"×"</span>
            </button>
        </div>
    }
}

/// The id of the button that removes a point.
fn id_of(slot: Slot, index: usize) -> String {
    format!("point-{}-{}", slot.number(), index + 1)
}
