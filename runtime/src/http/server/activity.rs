//! What a connection is doing, and since when.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU8, AtomicU64, Ordering},
    },
    task::Waker,
};

use futures_util::task::AtomicWaker;

use super::open::Times;

/// A time in milliseconds since the server began, kept up to date by one task for all connections, since reading a
/// clock for each request would be felt.
pub(super) type Clock = AtomicU64;

/// A call runs; its own limits hold.
const CALL: u64 = 0;
/// The head of a request is awaited or under way.
const HEAD: u64 = 1;
/// An answer is being sent, or all of them were.
const REST: u64 = 2;
/// An answer waits for the client to take it.
const STUCK: u64 = 3;
/// The head took too long. No call begins any more.
const EXPIRED: u64 = 4;

const KIND: u64 = 0b111;
const KIND_BITS: u32 = KIND.trailing_ones();

const GO_ON: u8 = 0;
const FINISH: u8 = 1;
const END: u8 = 2;

/// What is asked of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    /// Nothing.
    GoOn,
    /// To answer what has begun, and to close.
    Finish,
    /// To close.
    End,
}

/// What a connection is doing, as seen by the task that checks all of them. A phase is one number: its kind, and the
/// time at which it began.
#[derive(Debug)]
pub(super) struct Activity {
    phase: AtomicU64,
    order: AtomicU8,
    clock: Arc<Clock>,
    waker: AtomicWaker,
}

impl Activity {
    /// A connection that was just made, and has to send a request.
    pub(super) fn new(clock: Arc<Clock>) -> Self {
        let activity = Self {
            phase: AtomicU64::new(EXPIRED),
            order: AtomicU8::new(GO_ON),
            clock,
            waker: AtomicWaker::new(),
        };
        activity.phase.store(activity.now(HEAD), Ordering::Relaxed);
        activity
    }

    /// A request is there; false when it came too late.
    pub(super) fn begin_call(&self) -> bool {
        let before = self.phase.swap(CALL, Ordering::AcqRel);
        if before == EXPIRED {
            self.phase.store(EXPIRED, Ordering::Release);
        }
        before != EXPIRED
    }

    /// The head of an answer is there.
    pub(super) fn end_call(&self) {
        self.phase.store(self.now(REST), Ordering::Release);
    }

    /// Bytes came.
    pub(super) fn received(&self) {
        let phase = self.phase.load(Ordering::Relaxed);
        if phase & KIND == REST {
            self.change(phase, HEAD);
        }
    }

    /// Bytes went.
    pub(super) fn sent(&self) {
        let phase = self.phase.load(Ordering::Relaxed);
        if phase & KIND != CALL {
            self.change(phase, REST);
        }
    }

    /// Bytes could not go, since the client takes none.
    pub(super) fn held_up(&self) {
        let phase = self.phase.load(Ordering::Relaxed);
        if phase & KIND == REST {
            self.change(phase, STUCK);
        }
    }

    /// What is asked of the connection; `waker` is woken when that changes.
    pub(super) fn order(&self, waker: &Waker) -> Order {
        self.waker.register(waker);
        match self.order.load(Ordering::Acquire) {
            GO_ON => Order::GoOn,
            FINISH => Order::Finish,
            _ => Order::End,
        }
    }

    /// Asks the connection to answer what has begun, and to close.
    pub(super) fn finish(&self) {
        self.give(FINISH);
    }

    /// Asks for the end of the connection if it takes longer than it may.
    pub(super) fn check(&self, times: &Times) {
        let phase = self.phase.load(Ordering::Acquire);
        let took = self.clock.load(Ordering::Relaxed).saturating_sub(phase >> KIND_BITS);
        let longest = match phase & KIND {
            HEAD => times.header,
            REST => times.idle,
            STUCK => times.write,
            _ => return,
        };
        if took <= longest {
            return;
        }
        if phase & KIND == REST {
            // A stream that had nothing to say for so long goes on; a connection that waits for a request closes.
            self.finish();
        } else if self.phase.compare_exchange(phase, EXPIRED, Ordering::AcqRel, Ordering::Relaxed).is_ok() {
            self.give(END);
        }
    }

    fn give(&self, order: u8) {
        if self.order.fetch_max(order, Ordering::AcqRel) < order {
            self.waker.wake();
        }
    }

    fn now(&self, kind: u64) -> u64 {
        (self.clock.load(Ordering::Relaxed) << KIND_BITS) | kind
    }

    /// Goes over to another phase, unless the one that was seen has been ended meanwhile.
    fn change(&self, seen: u64, kind: u64) {
        if seen != EXPIRED {
            let next = self.now(kind);
            let _ = self.phase.compare_exchange(seen, next, Ordering::AcqRel, Ordering::Relaxed);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{sync::Arc, sync::atomic::Ordering, task::Waker};

    use super::{Activity, Clock, Order};
    use crate::http::server::open::Times;

    const TIMES: Times = Times { header: 30, idle: 120, write: 60 };

    fn after(activity: &Activity, clock: &Clock, milliseconds: u64) -> Order {
        clock.fetch_add(milliseconds, Ordering::Relaxed);
        activity.check(&TIMES);
        activity.order(Waker::noop())
    }

    #[test]
    fn a_head_that_takes_too_long_ends_the_connection_and_begins_no_call() {
        let clock = Arc::new(Clock::new(5));
        let activity = Activity::new(clock.clone());
        activity.received();
        assert_eq!(after(&activity, &clock, 30), Order::GoOn);
        // Further bytes do not give further time.
        activity.received();
        assert_eq!(after(&activity, &clock, 1), Order::End);
        assert!(!activity.begin_call() && !activity.begin_call());
    }

    #[test]
    fn a_call_takes_the_time_it_takes() {
        let clock = Arc::new(Clock::new(0));
        let activity = Activity::new(clock.clone());
        assert!(activity.begin_call());
        // An interim answer, and a body that follows it.
        activity.sent();
        activity.received();
        assert_eq!(after(&activity, &clock, 1_000_000), Order::GoOn);
        activity.end_call();
        assert_eq!(after(&activity, &clock, 120), Order::GoOn);
        assert_eq!(after(&activity, &clock, 1), Order::Finish);
    }

    #[test]
    fn a_second_head_has_its_own_time_and_an_answer_that_is_not_taken_ends() {
        let clock = Arc::new(Clock::new(0));
        let activity = Activity::new(clock.clone());
        assert!(activity.begin_call());
        activity.end_call();
        activity.sent();
        assert_eq!(after(&activity, &clock, 100), Order::GoOn);
        activity.received();
        assert_eq!(after(&activity, &clock, 30), Order::GoOn);
        assert!(activity.begin_call());
        activity.end_call();
        activity.held_up();
        assert_eq!(after(&activity, &clock, 60), Order::GoOn);
        activity.sent();
        assert_eq!(after(&activity, &clock, 60), Order::GoOn);
        activity.held_up();
        assert_eq!(after(&activity, &clock, 61), Order::End);
    }
}
