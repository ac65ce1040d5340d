//! Writes the commands.

#[path = "../../many/generate.rs"]
mod generate;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // The two jobs of the benchmarks make up the 2,000.
    println!("cargo::rerun-if-changed=../../many/generate.rs");
    generate::write_commands(1_998)
}
