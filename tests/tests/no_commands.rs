//! A program without commands is told so. It has a file of its own, since whatever is declared beside it is linked.

use commandry::{App, Registry};

#[tokio::test]
async fn a_program_without_commands_is_refused() {
    let error = Registry::collect().unwrap_err();
    assert_eq!(error.reasons().len(), 1, "{error}");
    let reason = &error.reasons()[0];
    for part in ["no_commands.rs:", "[unregistered-command]", "no command", "#[command]", "command_crates!"] {
        assert!(reason.contains(part), "{part} is not in {reason}");
    }
    let error = App::new("empty", "1.0.0").build().await.unwrap_err();
    assert!(error.to_string().contains("no command was found"), "{error}");
    assert!(App::new("empty", "1.0.0").catalog().is_err());
}
