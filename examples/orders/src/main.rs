//! The program; everything it does is in the library, where tests and other programs reach it too.

use std::process::ExitCode;

fn main() -> ExitCode {
    orders::app().run()
}
