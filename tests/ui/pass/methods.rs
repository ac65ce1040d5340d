//! Methods of a service, with `Self` in their types and other members between them.

use std::future::Future;

use commandry::{Caller, Registry, command, commands};

pub struct Service<T>(T);

#[derive(serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
pub struct Wrapped<T>(T);

pub trait Named {
    type Name;
}

impl Named for Service<u8> {
    type Name = String;
}

#[commands(group = "service")]
#[allow(dead_code)]
impl Service<u8> {
    const LENGTH: usize = { 2 + 1 };

    /// Not a command.
    fn new(value: u8) -> Self {
        Self(value)
    }

    /// Not a command, and as generic as it likes.
    async fn other<T: Default>(&mut self, _: impl Future<Output = T>) -> [T; 2]
    where
        T: Copy,
    {
        [T::default(); 2]
    }

    /// Answers with a type that only `Self` can name.
    #[command(read_only)]
    pub async fn name(
        &self,
        #[inject] caller: Caller,
        /// How often.
        times: Option<u8>,
        names: Vec<<Self as Named>::Name>,
    ) -> Result<Wrapped<<Self as Named>::Name>, std::io::Error> {
        let _ = caller;
        Ok(Wrapped(format!("{}{}{}", self.0, times.unwrap_or_default(), names.len())))
    }

    /// Is found under another name.
    #[command(group = "other", name = "renamed", blocking)]
    fn is_blocking(&self) -> u8 {
        self.0
    }

    #[::commandry::command]
    fn now(&self) {}
}

fn main() {
    let service = Service::new(3);
    assert_eq!(service.is_blocking(), 3);
    let registry = Registry::new().with::<name>().with::<renamed>().with::<now>();
    assert_eq!(registry.names(), ["name", "now", "renamed"]);
    assert_eq!(registry.group("other").names(), ["renamed"]);
}
