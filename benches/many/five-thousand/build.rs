//! Writes the commands.

#[path = "../generate.rs"]
mod generate;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("cargo::rerun-if-changed=../generate.rs");
    generate::write_commands(5_000)
}
