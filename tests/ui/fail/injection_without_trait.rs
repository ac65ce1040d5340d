//! A value that nobody can hand in.

use commandry::{State, command, commands};

struct Database;

#[command]
fn plain(#[inject] database: Database) {
    let _ = database;
}

struct NotSync(std::cell::Cell<u8>);

#[command]
fn not_sync(#[inject] database: State<NotSync>) {
    let _ = database;
}

#[commands]
impl NotSync {
    #[command]
    fn method(&self) {}
}

fn main() {}
