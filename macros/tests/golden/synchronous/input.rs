/// Does nothing.
#[command]
fn nothing() {}
