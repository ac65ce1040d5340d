//! Every mistake in the attributes of parameters is reported, and none of them a second time by the compiler.

#![allow(unused_variables)]

use commandry::{Context, command};

#[command]
fn injection(
    #[inject(now)] a: Context,
    #[inject]
    #[inject]
    b: Context,
    #[inject]
    #[param(secret)]
    c: Context,
) {
}

#[command]
fn settings(
    #[param(dfault = 3, secret = true, rename = "")] a: u8,
    #[param = "x"] b: u8,
    #[param(default)]
    #[param(example = 3, example = 4)]
    c: u8,
    #[param(pattern = 3, example = Some(3))] d: u8,
) {
}

#[command]
fn limits(
    #[param(range(min = 3, max = 2))] a: u8,
    #[param(range(min = "3", maximum = 3))] b: u8,
    #[param(range())] c: u8,
    #[param(range)] d: u8,
    #[param(length(min = 3, max = 2))] e: u8,
    #[param(length(min = -1))] f: u8,
    #[param(length(equal = 1, max = 2))] g: u8,
    #[param(length())] h: u8,
) {
}

#[command]
fn names(#[param(rename = "b")] a: u8, b: u8, #[param(rename = "a b")] c: u8) {}

#[command]
fn documentation(
    #[doc = include_str!("parameters.rs")] a: u8,
    #[doc(hidden)] b: u8,
) {
}

fn main() {}
