//! `Option` and `Result` are recognised by what they are, not by what they are called.

use commandry::{CommandErrors, Registry, command};

#[derive(Debug, thiserror::Error, CommandErrors)]
enum Failure {
    /// Nothing there.
    #[error("nothing")]
    Nothing,
}

type Perhaps<T> = std::option::Option<T>;
type Outcome<T> = std::result::Result<T, Failure>;

mod fallible {
    pub type Count = std::result::Result<u64, super::Failure>;
}

/// Doubles a number.
#[command]
async fn double(number: Perhaps<u64>) -> Outcome<u64> {
    number.map(|it| it * 2).ok_or(Failure::Nothing)
}

/// Counts.
#[command]
async fn count() -> fallible::Count {
    Ok(1)
}

/// Reads.
#[command]
fn read() -> std::io::Result<String> {
    Ok(String::new())
}

/// Asks.
#[command]
fn ask() -> anyhow::Result<()> {
    anyhow::bail!("no")
}

/// Boxes.
#[command]
fn boxed() -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    Err("no".into())
}

fn main() {
    let registry = Registry::new().with::<double>().with::<count>().with::<read>().with::<ask>().with::<boxed>();
    let catalog = registry.catalog().expect("distinct names");
    let catalog = serde_json::to_value(&catalog).expect("a catalog is JSON");
    let command = |name: &str| {
        let commands = catalog["commands"].as_array().expect("a list");
        commands.iter().find(|it| it["name"] == name).expect("the command").clone()
    };
    assert_eq!(command("double")["parameters"][0]["required"], false);
    assert_eq!(command("double")["errors"]["kinds"][0]["kind"], "nothing");
    assert_eq!(command("count")["errors"]["kinds"][0]["kind"], "nothing");
    assert_eq!(command("ask")["errors"]["declared"], false);
    assert_eq!(command("ask")["errors"]["fallible"], true);
}
