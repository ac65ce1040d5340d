//! Writes the first commands as source text: once annotated for commandry, once for utoipa.

use std::fmt::Write;
use std::path::PathBuf;

#[path = "src/words.rs"]
mod words;

/// How many commands are written out.
const WRITTEN: usize = 100;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("cargo::rerun-if-changed=src/words.rs");
    println!("cargo::rerun-if-changed=build.rs");
    let commands = words::all(WRITTEN);
    let folder = PathBuf::from(std::env::var("OUT_DIR")?);
    std::fs::write(folder.join("annotated.rs"), annotated(&commands)?)?;
    std::fs::write(folder.join("with_utoipa.rs"), with_utoipa(&commands)?)?;
    std::fs::write(folder.join("with_envelope.rs"), with_envelope(&commands)?)?;
    Ok(())
}

fn annotated(commands: &[words::Words]) -> Result<String, std::fmt::Error> {
    let mut text = things(commands, "serde::Serialize, schemars::JsonSchema")?;
    for words::Words { group, name, summary, parameters, thing, outcome, .. } in commands {
        write!(
            text,
            "/// {summary}\n///\n/// # Returns\n/// {outcome}\n\
             #[command(group = \"{group}\")]\n\
             pub fn {name}(\n\
             /// {}\nlabel: String,\n\
             /// {}\namount: i64,\n\
             /// {}\ntags: Option<Vec<String>>,\n\
             ) -> {thing} {{\n\
             let _ = (label, tags);\n\
             {thing} {{ id: 0, rest: amount }}\n}}\n\n",
            parameters[0], parameters[1], parameters[2]
        )?;
    }
    Ok(text)
}

/// The types of the results, each once.
fn things(commands: &[words::Words], derives: &str) -> Result<String, std::fmt::Error> {
    let mut text = String::new();
    let mut written = std::collections::BTreeSet::new();
    for words::Words { thing, thing_text, members, .. } in commands {
        if written.insert(thing) {
            write!(
                text,
                "/// {thing_text}\n\
                 #[derive({derives})]\n\
                 pub struct {thing} {{\n\
                 /// {}\npub id: u64,\n\
                 /// {}\npub rest: i64,\n}}\n\n",
                members[0], members[1]
            )?;
        }
    }
    Ok(text)
}

fn with_utoipa(commands: &[words::Words]) -> Result<String, std::fmt::Error> {
    let mut text = things(commands, "utoipa::ToSchema")?;
    for words::Words { group, name, type_name, summary, parameters, thing, outcome, .. } in commands {
        write!(
            text,
            "#[derive(utoipa::ToSchema)]\n\
             pub struct {type_name}Params {{\n\
             /// {}\npub label: String,\n\
             /// {}\npub amount: i64,\n\
             /// {}\npub tags: Option<Vec<String>>,\n}}\n\
             /// {summary}\n\
             #[utoipa::path(post, path = \"/cmd/{name}\", tag = \"{group}\", request_body = {type_name}Params, \
             responses(\n\
             (status = 200, description = \"{outcome}\", body = {thing}),\n\
             (status = 400, description = \"The parameters are refused; the error names every fault.\", body = ErrorBody),\n\
             (status = \"default\", description = \"The call failed for a reason that any call may have.\", body = ErrorBody),\n\
             ))]\n\
             pub fn {name}() {{}}\n\n",
            parameters[0], parameters[1], parameters[2]
        )?;
    }
    text.push_str(
        "#[derive(utoipa::OpenApi)]\n#[openapi(info(title = \"shop\", version = \"1.0.0\"), paths(\n",
    );
    for command in commands {
        writeln!(text, "{},", command.name)?;
    }
    text.push_str("))]\npub struct Document;\n");
    Ok(text)
}

/// The same commands as JSON-RPC calls, which is what they are: a request and an answer of their own for each.
fn with_envelope(commands: &[words::Words]) -> Result<String, std::fmt::Error> {
    let mut text = String::new();
    for words::Words { group, name, type_name, summary, thing, outcome, .. } in commands {
        write!(
            text,
            "#[derive(utoipa::ToSchema)]\n\
             pub struct {type_name}Request {{\n\
             pub jsonrpc: String,\n\
             pub id: u64,\n\
             pub method: String,\n\
             pub params: {type_name}Params,\n}}\n\
             #[derive(utoipa::ToSchema)]\n\
             pub struct {type_name}Response {{\n\
             pub jsonrpc: String,\n\
             pub id: u64,\n\
             pub result: Option<{thing}>,\n\
             pub error: Option<ErrorBody>,\n}}\n\
             /// {summary}\n\
             #[utoipa::path(post, path = \"/cmd/{name}\", tag = \"{group}\", request_body = {type_name}Request, \
             responses((status = 200, description = \"{outcome}\", body = {type_name}Response)))]\n\
             pub fn {name}() {{}}\n\n",
        )?;
    }
    text.push_str(
        "#[derive(utoipa::OpenApi)]\n#[openapi(info(title = \"shop\", version = \"1.0.0\"), paths(\n",
    );
    for command in commands {
        writeln!(text, "{},", command.name)?;
    }
    text.push_str("))]\npub struct Document;\n");
    Ok(text)
}
