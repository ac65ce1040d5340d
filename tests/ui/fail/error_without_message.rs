//! A declared error without a text for people, and one with a detail that cannot travel.

use commandry::CommandErrors;

#[derive(CommandErrors)]
enum WithoutMessage {
    Gone,
}

struct Left(u32);

#[derive(Debug, CommandErrors)]
enum WithDetail {
    Gone { left: Left, fine: u8 },
}

impl std::fmt::Debug for Left {
    fn fmt(&self, _: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        Ok(())
    }
}

impl std::fmt::Display for WithDetail {
    fn fmt(&self, _: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        Ok(())
    }
}

impl std::error::Error for WithDetail {}

#[derive(Debug, thiserror::Error, CommandErrors)]
enum Outer {
    #[error("x")]
    #[command_error(transparent)]
    Inner(std::io::Error),
}

fn main() {}
