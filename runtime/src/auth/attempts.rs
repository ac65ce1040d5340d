//! Wrong keys and tokens, counted by the address that sends them.

use std::{
    collections::HashMap,
    net::{IpAddr, Ipv6Addr},
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

/// The time over which failures are counted.
const WINDOW: Duration = Duration::from_secs(60);
/// How many addresses are counted one by one; the failures of all others count together.
const MOST_ADDRESSES: usize = 10_000;

/// How often which address has failed of late.
///
/// Two windows are kept, of which the older counts by the part of it that is not over, so that nobody gets twice as many
/// attempts around the turn of a minute.
#[derive(Debug)]
pub(super) struct Attempts {
    most: f64,
    windows: Mutex<Windows>,
}

#[derive(Debug)]
struct Windows {
    began: Instant,
    present: HashMap<IpAddr, u32>,
    past: HashMap<IpAddr, u32>,
}

/// Where failures of addresses are counted that are too many to be counted one by one.
const OTHERS: IpAddr = IpAddr::V6(Ipv6Addr::UNSPECIFIED);

impl Attempts {
    /// No failures yet; an address may fail so often in a minute.
    pub(super) fn new(most: u32) -> Self {
        let windows = Windows { began: Instant::now(), present: HashMap::new(), past: HashMap::new() };
        Self { most: f64::from(most), windows: Mutex::new(windows) }
    }

    /// How long an address has to wait before it may try again; `None` when it need not.
    pub(super) fn must_wait(&self, address: Option<IpAddr>, now: Instant) -> Option<Duration> {
        let mut windows = self.windows.lock().unwrap_or_else(PoisonError::into_inner);
        windows.turn(now);
        if windows.present.is_empty() && windows.past.is_empty() {
            return None;
        }
        let address = windows.counted_as(address);
        let failures = windows.failures(address, now);
        (failures >= self.most).then(|| (WINDOW / 4).max(Duration::from_secs(1)))
    }

    /// Counts a failure.
    pub(super) fn failed(&self, address: Option<IpAddr>, now: Instant) {
        let mut windows = self.windows.lock().unwrap_or_else(PoisonError::into_inner);
        windows.turn(now);
        let address = windows.counted_as(address);
        *windows.present.entry(address).or_default() += 1;
    }
}

impl Windows {
    fn turn(&mut self, now: Instant) {
        let passed = now.saturating_duration_since(self.began);
        if passed < WINDOW {
            return;
        }
        self.past = if passed < 2 * WINDOW { std::mem::take(&mut self.present) } else { HashMap::new() };
        self.present.clear();
        self.began = now;
    }

    /// A network of the newer protocol belongs to one customer, who has all of its addresses.
    fn counted_as(&self, address: Option<IpAddr>) -> IpAddr {
        let address = match address {
            Some(IpAddr::V6(address)) => match address.to_ipv4_mapped() {
                Some(address) => IpAddr::V4(address),
                None => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & !u128::from(u64::MAX))),
            },
            Some(address) => address,
            None => OTHERS,
        };
        let is_counted = self.present.contains_key(&address) || self.present.len() < MOST_ADDRESSES;
        if is_counted { address } else { OTHERS }
    }

    fn failures(&self, address: IpAddr, now: Instant) -> f64 {
        let of = |window: &HashMap<IpAddr, u32>| f64::from(window.get(&address).copied().unwrap_or_default());
        let passed = now.saturating_duration_since(self.began).as_secs_f64() / WINDOW.as_secs_f64();
        of(&self.present) + of(&self.past) * (1.0 - passed).clamp(0.0, 1.0)
    }
}

#[cfg(test)]
mod tests {
    use std::{
        net::IpAddr,
        time::{Duration, Instant},
    };

    use super::{Attempts, MOST_ADDRESSES};

    #[expect(clippy::unnecessary_wraps, reason = "an address may be unknown")]
    fn address(text: &str) -> Option<IpAddr> {
        Some(text.parse().unwrap())
    }

    #[test]
    fn whoever_fails_too_often_has_to_wait() {
        let attempts = Attempts::new(3);
        let start = Instant::now();
        for _ in 0..3 {
            assert!(attempts.must_wait(address("10.0.0.1"), start).is_none());
            attempts.failed(address("10.0.0.1"), start);
        }
        assert!(attempts.must_wait(address("10.0.0.1"), start).is_some());
        assert!(attempts.must_wait(address("::ffff:10.0.0.1"), start).is_some());
        assert!(attempts.must_wait(address("10.0.0.2"), start).is_none());
        // The turn of the minute gives nobody a fresh start.
        assert!(attempts.must_wait(address("10.0.0.1"), start + Duration::from_secs(60)).is_some());
        assert!(attempts.must_wait(address("10.0.0.1"), start + Duration::from_secs(90)).is_none());
    }

    #[test]
    fn a_network_counts_as_one() {
        let attempts = Attempts::new(2);
        let start = Instant::now();
        attempts.failed(address("2001:db8:1:2::1"), start);
        attempts.failed(address("2001:db8:1:2:ffff::9"), start);
        assert!(attempts.must_wait(address("2001:db8:1:2::77"), start).is_some());
        assert!(attempts.must_wait(address("2001:db8:1:3::1"), start).is_none());
    }

    #[test]
    fn no_number_of_addresses_fills_the_memory_or_gets_past() {
        let attempts = Attempts::new(100);
        let start = Instant::now();
        for number in 0..u32::try_from(MOST_ADDRESSES).unwrap() + 200 {
            attempts.failed(Some(IpAddr::V4(number.into())), start);
        }
        assert!(attempts.windows.lock().unwrap().present.len() <= MOST_ADDRESSES + 1);
        assert!(attempts.must_wait(address("203.0.113.7"), start).is_some());
    }
}
