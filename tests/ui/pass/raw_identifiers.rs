//! `r#` is Rust's business and not that of callers.

use commandry::{CommandErrors, Registry, command, commands};

/// Gives a type.
#[command(group = "raw")]
fn r#type(r#match: u8, r#mod: Option<u8>) -> Result<u8, Failure> {
    match r#mod {
        Some(r#mod) => Ok(r#match + r#mod),
        None => Err(Failure::r#None { r#fn: r#match }),
    }
}

mod methods {
    use super::*;

    pub struct Service;

    #[commands(group = "service")]
    impl Service {
        /// Gives a type.
        #[command]
        pub fn r#type(&self, r#match: u8) -> u8 {
            r#match
        }

        /// Has the name of a keyword for callers alone.
        #[command(name = "loop")]
        pub fn repeat(&self) {}

        /// Has a name that Rust keeps for itself in any form.
        #[command(name = "self")]
        pub fn myself(&self) {}
    }
}

#[derive(Debug, thiserror::Error, CommandErrors)]
enum Failure {
    /// None.
    #[error("none")]
    r#None {
        r#fn: u8,
    },
}

fn main() {
    let methods = Registry::new()
        .with::<methods::r#type>()
        .with::<methods::r#loop>()
        .with::<methods::myself>();
    assert_eq!(methods.names(), ["loop", "self", "type"]);
    let registry = Registry::new().with::<r#type>();
    assert_eq!(registry.names(), ["type"]);
    let catalog = serde_json::to_value(registry.catalog().expect("one command")).expect("a catalog is JSON");
    assert_eq!(catalog["commands"][0]["parameters"][0]["name"], "match");
    assert_eq!(catalog["commands"][0]["errors"]["kinds"][0]["kind"], "none");
}
