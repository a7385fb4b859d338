//! Polls a connection again when it has woken itself, without the scheduler.
//!
//! hyper wakes the task of a connection while it polls it: a request takes its body from a channel, and the channel wakes the sender,
//! which is a part of the same task. The scheduler would queue the task and wake another thread for it, so that each request
//! takes two system calls more, and moves between the cores.

use futures_util::task::AtomicWaker;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::task::{Context, Poll, Wake, Waker};

/// How often a connection that wakes itself is polled at once. After that the others have their turn.
const MAX_POLLS: usize = 2;

const POLLED: u8 = 1;
const WOKEN: u8 = 2;

/// The waker of one connection.
pub(crate) struct SelfWakes {
    shared: Arc<Shared>,
    waker: Waker,
}

#[derive(Default)]
struct Shared {
    task: AtomicWaker,
    /// [`POLLED`] during a poll, with [`WOKEN`] once it has been woken.
    state: AtomicU8,
}

impl Wake for Shared {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        if self.state.fetch_or(WOKEN, Ordering::AcqRel) & POLLED == 0 {
            self.task.wake();
        }
    }
}

impl Default for SelfWakes {
    fn default() -> Self {
        let shared = Arc::<Shared>::default();
        Self { waker: Arc::clone(&shared).into(), shared }
    }
}

impl SelfWakes {
    /// Calls `poll`, and once more if it has been woken meanwhile. `context` is that of the task.
    pub(crate) fn poll<T>(
        &self,
        context: &Context<'_>,
        mut poll: impl FnMut(&mut Context<'_>) -> Poll<T>,
    ) -> Poll<T> {
        self.shared.task.register(context.waker());
        for _ in 0..MAX_POLLS {
            self.shared.state.store(POLLED, Ordering::Release);
            let polled = poll(&mut Context::from_waker(&self.waker));
            let state = self.shared.state.swap(0, Ordering::AcqRel);
            if polled.is_ready() || state & WOKEN == 0 {
                return polled;
            }
        }
        context.waker().wake_by_ref();
        Poll::Pending
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::AtomicUsize;

    #[derive(Default)]
    struct Task(AtomicUsize);

    impl Wake for Task {
        fn wake(self: Arc<Self>) {
            self.0.fetch_add(1, Ordering::SeqCst);
        }
    }

    /// Polls something that wakes itself `times` times. Returns how often it was polled and how often its task was woken, its
    /// waker and its task.
    fn poll(times: usize) -> (usize, usize, Waker, Arc<Task>) {
        let (task, wakes) = (Arc::<Task>::default(), SelfWakes::default());
        let (mut polls, mut waker) = (0, Waker::noop().clone());
        let task_waker = Waker::from(Arc::clone(&task));
        let polled: Poll<()> = wakes.poll(&Context::from_waker(&task_waker), |context| {
            polls += 1;
            waker.clone_from(context.waker());
            if polls <= times {
                context.waker().wake_by_ref();
            }
            Poll::Pending
        });
        assert!(polled.is_pending());
        (polls, task.0.load(Ordering::SeqCst), waker, task)
    }

    #[test]
    fn a_wake_during_a_poll_is_answered_at_once() {
        let (polls, woken, ..) = poll(0);
        assert_eq!((polls, woken), (1, 0));
        let (polls, woken, ..) = poll(1);
        assert_eq!((polls, woken), (2, 0));
    }

    #[test]
    fn what_always_wakes_itself_lets_the_others_have_their_turn() {
        let (polls, woken, ..) = poll(100);
        assert_eq!((polls, woken), (MAX_POLLS, 1));
    }

    #[test]
    fn a_wake_after_a_poll_wakes_the_task() {
        let (.., waker, task) = poll(1);
        waker.wake();
        assert_eq!(task.0.load(Ordering::SeqCst), 1);
    }
}
