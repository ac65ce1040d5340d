//! Every mistake in `#[resource]` is reported, also when there are many.

use commandry::{PromptMessage, command, prompt, resource};

#[resource]
fn no_address() -> String {
    String::new()
}

#[resource(mime_type = "text/plain")]
fn name_before_the_address() -> String {
    String::new()
}

#[resource("orders")]
fn no_scheme() -> String {
    String::new()
}

#[resource("commandry://mine")]
fn scheme_of_the_documents() -> String {
    String::new()
}

#[resource("orders://{+id}", mime_type = "json", nmae = "x", read_only, timeout = "5")]
fn wrong_arguments(id: String) -> String {
    id
}

#[resource("orders://{id}/{part}" mime_type = "text/plain")]
fn comma_missing(id: String, part: String) -> String {
    id + &part
}

#[resource("orders://{order}/{part}")]
fn names_that_differ(oder: String, part: String, more: u8) -> String {
    format!("{oder}{part}{more}")
}

#[resource("orders://{id}{part}")]
fn nothing_between(id: String, part: String) -> String {
    id + &part
}

#[resource("orders://{id}", name = "Order", group = "Orders", title = "")]
const fn wrong_names(#[param(complete)] id: &str) -> &str {
    id
}

#[resource("orders://{id}")]
fn wrong_completion(#[param(complete = "numbers")] id: String) -> String {
    id
}

#[resource("shop://a")]
#[resource("shop://b")]
fn twice() -> String {
    String::new()
}

#[resource("shop://c")]
#[command]
fn a_command_too() -> String {
    String::new()
}

#[command]
#[prompt]
fn a_prompt_too() -> String {
    String::new()
}

#[command]
fn completion_of_a_command(#[param(complete = numbers)] id: String) -> String {
    id
}

#[resource("shop://d")]
struct NotAFunction;

struct Shop;

impl Shop {
    #[resource("shop://e")]
    fn method(&self) -> String {
        String::new()
    }
}

fn main() {
    let _ = PromptMessage::user("");
}
