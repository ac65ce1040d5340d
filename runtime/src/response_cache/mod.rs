//! Answers of read-only commands that are given again for a while: `#[command(read_only, cache = "60s")]`.

mod cached_command;
mod canonical;
mod settings;

use std::{
    collections::BTreeMap,
    fmt,
    future::Future,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use moka::{Expiry, future::Cache};

pub(crate) use self::cached_command::{CachedCommand, Key};
pub use self::settings::CacheSettings;
use crate::{CallError, Reply, call::Entry, declaration::CommandType};

/// The answers of a service that are given again; every service has one, and a command can ask for it as a
/// `State<ResponseCache>`.
///
/// A clone is another handle to the same answers.
///
/// # Examples
///
/// A command that writes lets go of what its changes have made wrong:
///
/// ```
/// use std::sync::atomic::{AtomicU32, Ordering};
/// use commandry::{prelude::*, Dispatcher, Registry, ResponseCache};
///
/// #[derive(Default)]
/// struct Stock(AtomicU32);
///
/// /// Counts what is there.
/// #[command(group = "stock", read_only, cache = "60s")]
/// fn count(#[inject] stock: State<Stock>) -> u32 {
///     stock.0.load(Ordering::Relaxed)
/// }
///
/// /// Adds one.
/// #[command(group = "stock")]
/// fn add(#[inject] stock: State<Stock>, #[inject] cache: State<ResponseCache>) {
///     stock.0.fetch_add(1, Ordering::Relaxed);
///     cache.forget::<count>();
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let registry = Registry::new().with::<count>().with::<add>();
/// let dispatcher = Dispatcher::builder(registry).state(Stock::default()).build()?;
/// assert_eq!(dispatcher.call::<count>(()).await?, 0);
/// dispatcher.call::<add>(()).await?;
/// assert_eq!(dispatcher.call::<count>(()).await?, 1);
/// assert_eq!(dispatcher.call::<count>(()).await?, 1);
/// assert_eq!(dispatcher.response_cache().statistics().hits, 1);
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct ResponseCache(Arc<Inner>);

struct Inner {
    kept: Cache<Key, Kept>,
    longest: usize,
    /// Which answers of each command count.
    generations: BTreeMap<&'static str, Arc<AtomicU64>>,
    hits: AtomicU64,
    misses: AtomicU64,
}

/// How much a cache was used since the service was made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct CacheStatistics {
    /// Calls that were answered without running their command, those that waited for another call included.
    pub hits: u64,
    /// Calls that ran their command, failed ones included.
    pub misses: u64,
    /// About how many answers are kept.
    pub entries: u64,
    /// About how many bytes count against [`CacheSettings::max_bytes`].
    pub bytes: u64,
}

/// An answer that is given again.
#[derive(Clone)]
struct Kept {
    result: Arc<[u8]>,
    lifetime: Duration,
}

/// An outcome that is for those who waited for it, and for nobody who calls later.
enum NotKept {
    Failed(CallError),
    Long(Vec<u8>),
}

/// Answers are kept for as long as their command says.
struct AsDeclared;

impl Expiry<Key, Kept> for AsDeclared {
    fn expire_after_create(&self, _: &Key, kept: &Kept, _: Instant) -> Option<Duration> {
        Some(kept.lifetime)
    }
}

/// What an answer takes besides its bytes, about.
const OVERHEAD: usize = 200;

impl ResponseCache {
    /// Makes the cache of a service, and notes at each of its commands whether answers of it are kept.
    pub(crate) fn new(settings: &CacheSettings, entries: &mut [Entry]) -> Self {
        let mut generations = BTreeMap::new();
        if settings.enabled {
            for entry in entries {
                entry.cached = CachedCommand::of(entry, settings);
                if let Some(cached) = &entry.cached {
                    generations.insert(entry.command.name, Arc::clone(&cached.generation));
                }
            }
        }
        // One limit for both: when each answer weighs this much at least, their number is limited by their weight.
        let lightest = settings.max_bytes / settings.max_entries.max(1);
        let kept = Cache::builder()
            .max_capacity(settings.max_bytes)
            .weigher(move |key: &Key, kept: &Kept| {
                let bytes = (key.length() + kept.result.len() + OVERHEAD) as u64;
                u32::try_from(bytes.max(lightest)).unwrap_or(u32::MAX)
            })
            .expire_after(AsDeclared)
            .build();
        Self(Arc::new(Inner {
            kept,
            longest: settings.max_answer_bytes,
            generations,
            hits: AtomicU64::new(0),
            misses: AtomicU64::new(0),
        }))
    }

    /// Lets go of every answer of a command, those included that are still being made; of other commands nothing.
    pub fn forget<C: CommandType>(&self) {
        if let Some(generation) = self.0.generations.get(C::__COMMAND.name) {
            generation.fetch_add(1, Ordering::AcqRel);
        }
    }

    /// Lets go of every answer.
    pub fn clear(&self) {
        for generation in self.0.generations.values() {
            generation.fetch_add(1, Ordering::AcqRel);
        }
        self.0.kept.invalidate_all();
    }

    /// How much it was used so far.
    pub fn statistics(&self) -> CacheStatistics {
        let Inner { kept, hits, misses, .. } = &*self.0;
        CacheStatistics {
            hits: hits.load(Ordering::Relaxed),
            misses: misses.load(Ordering::Relaxed),
            entries: kept.entry_count(),
            bytes: kept.weighted_size(),
        }
    }

    /// Answers from what is kept, or else by running the command; of equal calls at the same time one runs it, and the
    /// others wait for its outcome.
    pub(crate) async fn answer(
        &self,
        key: Key,
        lifetime: Duration,
        mut reply: Reply,
        run: impl Future<Output = Reply>,
    ) -> Reply {
        let Inner { kept, longest, hits, misses, .. } = &*self.0;
        let mut ran = false;
        let outcome = kept
            .try_get_with(key, async {
                ran = true;
                match run.await.into_result() {
                    Ok(result) if result.len() <= *longest => Ok(Kept { result: result.into(), lifetime }),
                    Ok(result) => Err(NotKept::Long(result)),
                    Err(error) => Err(NotKept::Failed(error)),
                }
            })
            .await;
        let counter = if ran { misses } else { hits };
        counter.fetch_add(1, Ordering::Relaxed);
        match outcome.as_ref().map_err(|not_kept| &**not_kept) {
            Ok(kept) => reply.output().extend_from_slice(&kept.result),
            Err(NotKept::Long(result)) => reply.output().extend_from_slice(result),
            Err(NotKept::Failed(error)) => reply.fail(error.clone()),
        }
        reply
    }
}

impl fmt::Debug for ResponseCache {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("ResponseCache").field("statistics", &self.statistics()).finish()
    }
}
