//! Several things under way at once.

use core::cell::RefCell;
use core::future::Future;
use core::pin::Pin;

use futures_util::future::join_all;

/// What all of them come to, in order. What waits for them is compiled once, whatever they are.
pub async fn all<T, F: Future<Output = T>>(of: impl Iterator<Item = F>) -> Vec<T> {
    let (ends, of) = (RefCell::new(Vec::new()), of.collect::<Vec<_>>());
    ends.borrow_mut().resize_with(of.len(), || None);
    let end = async |at: usize, future: F| {
        let end = future.await;
        if let Some(place) = ends.borrow_mut().get_mut(at) {
            *place = Some(end);
        }
    };
    let under_way = of.into_iter().enumerate().map(|(at, future)| {
        let boxed: Pin<Box<dyn Future<Output = ()> + '_>> = Box::pin(end(at, future));
        boxed
    });
    join_all(under_way).await;
    ends.into_inner().into_iter().flatten().collect()
}

#[cfg(test)]
mod tests {
    use core::future::{poll_fn, ready};
    use core::task::Poll;

    use super::*;

    #[test]
    fn ends_are_in_order_whoever_ends_first() {
        let late = |turns: usize| async move {
            let mut left = turns;
            poll_fn(|context| {
                if left == 0 {
                    return Poll::Ready(());
                }
                left -= 1;
                context.waker().wake_by_ref();
                Poll::Pending
            })
            .await;
            turns
        };
        assert_eq!(pollster::block_on(all([3, 0, 2].into_iter().map(late))), vec![3, 0, 2]);
        assert_eq!(pollster::block_on(all(core::iter::empty::<core::future::Ready<u8>>())), Vec::<u8>::new());
        assert_eq!(pollster::block_on(all([ready(1)].into_iter())), vec![1]);
    }
}
