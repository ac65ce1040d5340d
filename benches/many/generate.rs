//! Shared by the build scripts of the crates with many commands: writes them as source text.

use std::fmt::Write;
use std::path::PathBuf;

/// Writes `count` commands to `commands.rs` in the output folder of the build.
pub(crate) fn write_commands(count: usize) -> Result<(), Box<dyn std::error::Error>> {
    let mut text = String::new();
    for number in 1..=count {
        write!(
            text,
            "/// Books entry {number}.\n\
             ///\n\
             /// # Returns\n\
             /// What was booked.\n\
             #[command(group = \"books\", idempotent)]\n\
             pub async fn book_entry_{number}(\n    \
                 /// Label by which people recognise the entry.\n    \
                 label: String,\n    \
                 /// Amount in cents.\n    \
                 amount: i64,\n    \
                 /// Words under which it is found; none when absent.\n    \
                 tags: Option<Vec<String>>,\n\
             ) -> Entry {{\n    \
                 Entry {{ label, amount, tags: tags.unwrap_or_default() }}\n\
             }}\n\n"
        )?;
    }
    let folder = PathBuf::from(std::env::var("OUT_DIR")?);
    std::fs::write(folder.join("commands.rs"), text)?;
    Ok(())
}
