//! Tools that tell what they do while they run.

use std::time::Duration;

use commandry::{CallLog, Content, mcp::Changes, prelude::*};
use tokio::time::sleep;

/// Time between two messages, so that none can overtake another.
const PAUSE: Duration = Duration::from_millis(50);

/// Says three things.
#[command(group = "told", read_only)]
async fn test_tool_with_logging(#[inject] log: CallLog) -> Content {
    log.info("Tool execution started");
    sleep(PAUSE).await;
    log.info("Tool processing data");
    sleep(PAUSE).await;
    log.info("Tool execution completed");
    Content::text("The tool has said three things.")
}

/// Says one thing.
#[command(group = "told", read_only)]
fn test_logging_tool(#[inject] log: CallLog) -> Content {
    log.info("The tool has something to say.");
    Content::text("The tool has said one thing.")
}

/// Reports progress three times.
#[command(group = "told", read_only)]
async fn test_tool_with_progress(#[inject] progress: Progress) -> Content {
    for done in [0.0, 50.0, 100.0] {
        progress.report(done, Some(100.0), "counting");
        sleep(PAUSE).await;
    }
    Content::text("The tool has reported three times.")
}

/// Takes so long that a client can lose its connection and come back for the answer.
#[command(group = "told", read_only)]
async fn test_reconnection() -> Content {
    sleep(2 * PAUSE).await;
    Content::text("The answer was still there.")
}

/// Says that the list of tools has changed.
#[command(group = "told", read_only = false)]
fn test_trigger_tool_change(#[inject] changes: State<Changes>) -> Content {
    changes.tools_changed();
    Content::text("Told.")
}

/// Says that the list of prompts has changed.
#[command(group = "told", read_only = false)]
fn test_trigger_prompt_change(#[inject] changes: State<Changes>) -> Content {
    changes.prompts_changed();
    Content::text("Told.")
}
