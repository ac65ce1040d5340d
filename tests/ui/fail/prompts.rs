//! Every mistake in `#[prompt]` is reported, also when there are many.

use commandry::prompt;

#[prompt("orders", mime_type = "text/plain", group = "a", group = "b", read_only)]
fn wrong_arguments() -> String {
    String::new()
}

#[prompt(name = "Review-Order", title, timeout = "0s", blocking = true)]
fn wrong_values() -> String {
    String::new()
}

#[prompt]
fn CamelCase() -> String {
    String::new()
}

#[prompt(blocking)]
async fn blocking_and_async() -> String {
    String::new()
}

/// Documentation that contradicts the signature.
///
/// # Arguments
/// - `fokus`: What to look at.
#[prompt]
fn wrong_documentation(focus: String) -> String {
    focus
}

#[prompt]
#[prompt]
fn twice() -> String {
    String::new()
}

#[prompt]
unsafe fn wrong_signature<T>(text: &str, (_a, _b): (u8, u8), _other: impl Into<String>) -> impl Into<String> {
    text
}

#[prompt]
impl NotAFunction {}

trait Trait {
    #[prompt]
    fn without_a_body() -> String;

    #[prompt]
    fn with_a_receiver(&self) -> String {
        String::new()
    }
}

fn main() {}
