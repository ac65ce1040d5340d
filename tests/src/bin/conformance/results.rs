//! Tools whose results are texts, pictures, recordings and documents, and one that fails.

use commandry::{CallError, Content, prelude::*};

use crate::{PIXEL, SILENCE};

/// Gives a text.
#[command(group = "results", read_only)]
fn test_simple_text() -> Content {
    Content::text("This is a simple text response for testing.")
}

/// Gives a picture.
#[command(group = "results", read_only)]
fn test_image_content() -> Content {
    Content::image("image/png", PIXEL)
}

/// Gives a recording.
#[command(group = "results", read_only)]
fn test_audio_content() -> Content {
    Content::audio("audio/wav", SILENCE)
}

/// Gives a document.
#[command(group = "results", read_only)]
fn test_embedded_resource() -> Content {
    Content::document("test://embedded-resource", "text/plain", "This is an embedded resource content.")
}

/// Gives a text, a picture and a document.
#[command(group = "results", read_only)]
fn test_multiple_content_types() -> Vec<Content> {
    let document = r#"{"test":"data","value":123}"#;
    vec![
        Content::text("Multiple content types test:"),
        Content::image("image/png", PIXEL),
        Content::document("test://mixed-content-resource", "application/json", document),
    ]
}

/// Fails.
#[command(group = "results", read_only)]
fn test_error_handling() -> Result<Content, CallError> {
    Err(CallError::new(1000, "intended", "This tool intentionally returns an error for testing"))
}
