//! The orders of one worker. Between two rounds an order of a less urgent purpose waits while one of a more urgent purpose is at
//! work, and while questions are held.

use core::cell::RefCell;
use core::future::poll_fn;
use core::task::{Context, Poll, Waker};
use std::rc::Rc;

use crate::crew::order::{Purpose, Ticket};

/// The engines of a worker.
pub enum Supply<E> {
    /// Each order has one of its own, made by this.
    Each(fn() -> E),
    /// There is one for all orders. It is `None` while an order uses it.
    One(Option<E>),
}

impl<E> core::fmt::Debug for Supply<E> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(match self {
            Supply::Each(_) => "Each",
            Supply::One(Some(_)) => "One",
            Supply::One(None) => "One, in use",
        })
    }
}

/// The orders of a worker, and its engines.
pub struct Desk<E>(RefCell<State<E>>);

impl<E> core::fmt::Debug for Desk<E> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_tuple("Desk").field(&self.0.borrow().orders).finish()
    }
}

struct State<E> {
    supply: Supply<E>,
    orders: Vec<Entry>,
    /// Whether everything but the race waits.
    is_held: bool,
    /// Woken whenever something changes.
    waiting: Vec<Waker>,
}

#[derive(Debug)]
struct Entry {
    ticket: Ticket,
    purpose: Purpose,
    dropped: bool,
}

/// Nobody waits for this order any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dropped;

/// How an order goes on after a pause.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// With its next round.
    GoOn,
    /// It gives back the only engine, which a more urgent order waits for.
    StepBack,
}

/// The place of an order at a desk. Dropping it ends the order.
pub struct Place<E> {
    desk: Rc<Desk<E>>,
    ticket: Ticket,
}

impl<E> core::fmt::Debug for Place<E> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_tuple("Place").field(&self.ticket).finish()
    }
}

impl<E> Desk<E> {
    /// Nothing to do yet.
    #[must_use]
    pub fn new(supply: Supply<E>) -> Rc<Self> {
        Rc::new(Self(RefCell::new(State { supply, orders: Vec::new(), is_held: false, waiting: Vec::new() })))
    }

    /// Begins an order.
    #[must_use]
    pub fn begin(self: &Rc<Self>, ticket: Ticket, purpose: Purpose) -> Place<E> {
        self.0.borrow_mut().orders.push(Entry { ticket, purpose, dropped: false });
        Place { desk: Rc::clone(self), ticket }
    }

    /// Nobody waits for this order any more: it ends at its next pause.
    pub fn cancel(&self, ticket: Ticket) {
        self.change(|state| {
            state.orders.iter_mut().filter(|entry| entry.ticket == ticket).for_each(|e| e.dropped = true);
        });
    }

    /// From now on everything but the race waits, or goes on.
    pub fn hold(&self, hold: bool) {
        self.change(|state| state.is_held = hold);
    }

    fn change(&self, how: impl FnOnce(&mut State<E>)) {
        let waiting = {
            let mut state = self.0.borrow_mut();
            how(&mut state);
            core::mem::take(&mut state.waiting)
        };
        waiting.into_iter().for_each(Waker::wake);
    }

    async fn until<T>(&self, mut done: impl FnMut(&mut State<E>) -> Option<T>) -> T {
        poll_fn(|context: &mut Context<'_>| {
            let mut state = self.0.borrow_mut();
            match done(&mut state) {
                Some(value) => Poll::Ready(value),
                None => {
                    state.waiting.push(context.waker().clone());
                    Poll::Pending
                }
            }
        })
        .await
    }
}

impl<E> State<E> {
    /// Whether a more urgent order is at work, or questions are held.
    fn must_wait(&self, ticket: Ticket) -> bool {
        let own = self.orders.iter().find(|entry| entry.ticket == ticket);
        own.is_some_and(|own| {
            let is_outranked = self.orders.iter().any(|other| other.purpose < own.purpose && !other.dropped);
            is_outranked || (self.is_held && own.purpose != Purpose::Race)
        })
    }

    fn is_dropped(&self, ticket: Ticket) -> bool {
        self.orders.iter().any(|entry| entry.ticket == ticket && entry.dropped)
    }
}

impl<E> Place<E> {
    /// An engine, once no more urgent order is at work.
    ///
    /// # Errors
    /// Where nobody waits for this order any more.
    pub async fn engine(&self) -> Result<E, Dropped> {
        let ready = |state: &mut State<E>| {
            if state.is_dropped(self.ticket) {
                return Some(Err(Dropped));
            }
            if state.must_wait(self.ticket) {
                return None;
            }
            match &mut state.supply {
                Supply::Each(make) => Some(Ok(make())),
                Supply::One(engine) => engine.take().map(Ok),
            }
        };
        self.desk.until(ready).await
    }

    /// Gives an engine back.
    pub fn give_back(&self, engine: E) {
        self.desk.change(|state| match &mut state.supply {
            Supply::Each(_) => drop(engine),
            Supply::One(place) => *place = Some(engine),
        });
    }

    /// A pause between two rounds, for an order that has an engine: it lasts while a more urgent order is at work, unless that
    /// one needs the same engine.
    ///
    /// # Errors
    /// Where nobody waits for this order any more.
    pub async fn pause(&self) -> Result<Next, Dropped> {
        let ready = |state: &mut State<E>| {
            if state.is_dropped(self.ticket) {
                return Some(Err(Dropped));
            }
            match (state.must_wait(self.ticket), &state.supply) {
                (false, _) => Some(Ok(Next::GoOn)),
                (true, Supply::Each(_)) => None,
                (true, Supply::One(_)) => Some(Ok(Next::StepBack)),
            }
        };
        self.desk.until(ready).await
    }
}

impl<E> Drop for Place<E> {
    fn drop(&mut self) {
        self.desk.change(|state| state.orders.retain(|entry| entry.ticket != self.ticket));
    }
}

#[cfg(test)]
mod tests {
    use core::pin::pin;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::task::Wake;

    use super::*;

    #[derive(Default)]
    struct Count(AtomicUsize);

    impl Wake for Count {
        fn wake(self: Arc<Self>) {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Polls once.
    macro_rules! poll {
        ($future:expr, $wakes:expr) => {
            $future.as_mut().poll(&mut Context::from_waker(&Waker::from(Arc::clone(&$wakes))))
        };
    }

    fn wakes(count: &Count) -> usize {
        count.0.load(Ordering::Relaxed)
    }

    #[test]
    fn a_question_waits_between_rounds_while_the_race_is_at_work() {
        let count = Arc::new(Count::default());
        let desk = Desk::new(Supply::Each(|| 'e'));
        let question = desk.begin(Ticket(1), Purpose::Question);
        assert_eq!(poll!(pin!(question.engine()), count), Poll::Ready(Ok('e')));
        assert_eq!(poll!(pin!(question.pause()), count), Poll::Ready(Ok(Next::GoOn)));
        let race = desk.begin(Ticket(2), Purpose::Race);
        let mut pause = pin!(question.pause());
        assert_eq!(poll!(pause, count), Poll::Pending);
        assert_eq!(poll!(pin!(race.engine()), count), Poll::Ready(Ok('e')), "an engine of its own");
        assert_eq!(poll!(pin!(race.pause()), count), Poll::Ready(Ok(Next::GoOn)));
        assert_eq!(wakes(&count), 0);
        drop(race);
        assert_eq!(wakes(&count), 1);
        assert_eq!(poll!(pause, count), Poll::Ready(Ok(Next::GoOn)));
    }

    #[test]
    fn while_questions_are_held_only_the_race_goes_on() {
        let count = Arc::new(Count::default());
        let desk = Desk::new(Supply::Each(|| 'e'));
        let (race, question) =
            (desk.begin(Ticket(1), Purpose::Race), desk.begin(Ticket(2), Purpose::Background));
        drop(race);
        desk.hold(true);
        let mut pause = pin!(question.pause());
        assert_eq!(poll!(pause, count), Poll::Pending);
        let race = desk.begin(Ticket(3), Purpose::Race);
        assert_eq!(poll!(pin!(race.engine()), count), Poll::Ready(Ok('e')));
        assert_eq!(poll!(pin!(race.pause()), count), Poll::Ready(Ok(Next::GoOn)));
        drop(race);
        assert_eq!(poll!(pause, count), Poll::Pending);
        desk.hold(false);
        assert_eq!(poll!(pause, count), Poll::Ready(Ok(Next::GoOn)));

        let gpu = Desk::new(Supply::One(Some('e')));
        let question = gpu.begin(Ticket(1), Purpose::Question);
        assert_eq!(poll!(pin!(question.engine()), count), Poll::Ready(Ok('e')));
        gpu.hold(true);
        assert_eq!(poll!(pin!(question.pause()), count), Poll::Ready(Ok(Next::StepBack)));
        question.give_back('e');
        assert_eq!(poll!(pin!(question.engine()), count), Poll::Pending);
    }

    #[test]
    fn orders_of_one_purpose_do_not_wait_for_each_other_and_a_later_purpose_waits_for_all() {
        let count = Arc::new(Count::default());
        let desk = Desk::new(Supply::Each(|| 'e'));
        let (one, other) = (desk.begin(Ticket(1), Purpose::Inspect), desk.begin(Ticket(2), Purpose::Inspect));
        assert_eq!(poll!(pin!(one.pause()), count), Poll::Ready(Ok(Next::GoOn)));
        assert_eq!(poll!(pin!(other.pause()), count), Poll::Ready(Ok(Next::GoOn)));
        let measure = desk.begin(Ticket(3), Purpose::Measure);
        let mut engine = pin!(measure.engine());
        assert_eq!(poll!(engine, count), Poll::Pending);
        drop(one);
        assert_eq!(poll!(engine, count), Poll::Pending);
        drop(other);
        assert_eq!(poll!(engine, count), Poll::Ready(Ok('e')));
    }

    #[test]
    fn what_is_dropped_ends_even_while_it_waits_and_stands_in_nobodys_way() {
        let count = Arc::new(Count::default());
        let desk = Desk::new(Supply::Each(|| 'e'));
        let (race, question) =
            (desk.begin(Ticket(1), Purpose::Race), desk.begin(Ticket(2), Purpose::Question));
        let mut pause = pin!(question.pause());
        assert_eq!(poll!(pause, count), Poll::Pending);
        desk.cancel(Ticket(2));
        assert_eq!(wakes(&count), 1);
        assert_eq!(poll!(pause, count), Poll::Ready(Err(Dropped)));
        desk.cancel(Ticket(1));
        let next = desk.begin(Ticket(3), Purpose::Question);
        assert_eq!(poll!(pin!(next.pause()), count), Poll::Ready(Ok(Next::GoOn)));
        assert_eq!(poll!(pin!(race.engine()), count), Poll::Ready(Err(Dropped)));
    }

    #[test]
    fn the_only_engine_goes_to_the_most_urgent_order() {
        let count = Arc::new(Count::default());
        let desk = Desk::new(Supply::One(Some('e')));
        let question = desk.begin(Ticket(1), Purpose::Question);
        assert_eq!(poll!(pin!(question.engine()), count), Poll::Ready(Ok('e')));
        let race = desk.begin(Ticket(2), Purpose::Race);
        {
            let mut engine = pin!(race.engine());
            assert_eq!(poll!(engine, count), Poll::Pending, "in use");
            assert_eq!(poll!(pin!(question.pause()), count), Poll::Ready(Ok(Next::StepBack)));
            question.give_back('e');
            assert_eq!(poll!(pin!(question.engine()), count), Poll::Pending, "outranked");
            assert_eq!(poll!(engine, count), Poll::Ready(Ok('e')));
        }
        race.give_back('e');
        drop(race);
        assert_eq!(poll!(pin!(question.engine()), count), Poll::Ready(Ok('e')));
    }
}
